"""An account from what a city's identity service says of who has signed in there."""

from __future__ import annotations

import secrets

from django.db import transaction

from yuntai.errors import YuntaiError
from yuntai.people.fields import blind_index
from yuntai.people.models import Person, User
from yuntai.registry.names import name_key


@transaction.atomic
def account_of(issuer: str, subject: str, resident_id: str = "", name: str = "", phone: str = "") -> User:
    """The account of ``subject``; of the person with the verified ``resident_id`` the first time, made if need be.

    An account that somebody made here under that resident id without proof loses its password: from now on it opens
    through the service alone. Raises ``YuntaiError`` where the service does not say who it is, and for a closed account.
    """
    key = blind_index(f"{issuer} {subject}")
    user = User.objects.filter(identity_subject=key).first() or _first_time(key, resident_id, name, phone)
    if not user.is_active:
        raise YuntaiError("这个账户已停用，请带身份证到窗口办“账户解锁”")
    return user


def _first_time(key: str, resident_id: str, name: str, phone: str) -> User:
    if not (resident_id and name):
        raise YuntaiError("身份服务没有告诉我们您的姓名和公民身份号码，不能登录；请打 12333")
    person = Person.objects.register(resident_id, name, phone=phone)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two windows go one after the other
    if name_key(person.name) != name_key(name):
        person.name = name
        person.save(update_fields=["name"])
    user = User.objects.filter(person=person).first()
    if user is None:
        return User.objects.create_user(f"id-{secrets.token_hex(6)}", person=person, identity_subject=key)
    if user.identity_subject == key:
        return user
    if user.identity_subject:
        raise YuntaiError("这个身份已经和身份服务的另一个账号连在一起，请带身份证到窗口办“账户解锁”")
    user.identity_subject = key
    user.set_unusable_password()
    user.save(update_fields=["identity_subject", "password"])
    return user
