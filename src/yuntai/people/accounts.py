"""By what attempts to sign in are counted: the sender's address, and a keyed digest of the user name.

A digest, since what people type as a user name may be their resident id.
"""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings

from yuntai.people.fields import blind_index
from yuntai.people.models import Person, User


def counted_name(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """What django-axes calls who tries to sign in (``AXES_USERNAME_CALLABLE``)."""
    name = credentials.get("username") if credentials else request.POST.get("username")
    return blind_index(str(name or "").strip().lower())


def address_of(request: Any) -> str | None:
    """From where a request comes: behind a proxy (``PROXIED``) what the proxy itself has seen, the last it added.

    What stands before that the sender may have written herself.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.PROXIED else ""
    return seen.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR")


def last_failure(request: Any, credentials: dict[str, Any] | None) -> AccessAttempt | None:
    """The latest wrong password of who is locked out from this address."""
    name = counted_name(request, credentials)
    attempts = AccessAttempt.objects.filter(username=name, ip_address=request.axes_ip_address)
    return attempts.order_by("-attempt_time").first()  # type: ignore[no-any-return]


def account_for(person: Person) -> User | None:
    """The account of a person; where two records of hers have one each, that of the record that counts."""
    found = list(User.objects.filter(person__in=Person.objects.same(person)))
    return min(found, key=lambda one: (one.person_id != person.record.pk, one.pk), default=None)


def unlock(user: User) -> None:
    """Forget the wrong passwords of an account."""
    reset(username=counted_name(None, {"username": user.username}))
