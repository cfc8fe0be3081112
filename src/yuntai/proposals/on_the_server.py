"""Administrators who cannot be appointed on the pages: the first of each of the three, and one instead of one who has gone.

Whoever runs the server does it with a command. It is written into the log of who did what, and all administrators are told.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people.logs import STAFFING
from yuntai.people.models import ADMINISTRATORS, Access, Appointment, Role, User
from yuntai.people.officers import administrators, clash, lacking, root
from yuntai.proposals.staffing import tell_administrators

_HERE = "在服务器上"


@transaction.atomic
def appoint_first(user: User, role: Role) -> Appointment:
    """The first administrator of her kind. Raises ``YuntaiError`` where the bureau has one, or she holds another role."""
    if role not in lacking():
        raise YuntaiError(f"已经有{role.label}岗了；再任命请在网页“人员和岗位”提出，由安全管理岗确认")
    one = _appoint(user, role)
    what = f"{_HERE}任命{user}（{user.username}）：{one}"
    _log(user, what)
    _tell(one, what)
    return one


@transaction.atomic
def change_role(user: User, role: Role) -> Appointment:
    """Have somebody who managed the whole bureau, as there was one kind of administrator, be another of the three.

    Raises ``YuntaiError`` where the bureau has one already, or she holds something else too.
    """
    for held in user.appointments.in_force().filter(role=Role.MANAGE):
        held.revoke()
    return appoint_first(user, role)


@transaction.atomic
def appoint_instead(
    user: User, role: Role, gone: Sequence[User], witnesses: tuple[User, User], why: str
) -> Appointment:
    """An administrator instead of those who have ``gone``, whose appointments as administrators end.

    Both witnesses are officers who have shown that it is they; as long as an administrator is left, one of them is one. Raises
    ``YuntaiError`` where that is not so, or somebody is left who could confirm it on the page.
    """
    if not why.strip():
        raise YuntaiError("请写明为什么：谁走了，什么时候")
    if any(one.pk not in {held.pk for held in administrators(role)} for one in gone):
        raise YuntaiError(f"要换下的人不是全局的{role.label}岗")
    if left := [str(one) for one in administrators(role) if one not in gone]:
        raise YuntaiError(f"还有{'、'.join(left)}是全局的{role.label}岗，请在网页“人员和岗位”办")
    first, second = (one.accounts for one in witnesses)
    if first & second or (first | second) & {user.pk, *(one.pk for one in gone)}:
        raise YuntaiError("两位见证人要是不同的人，也不能是新任命的或者被换下的人")
    if not all(one.is_active and one.roles() for one in witnesses):
        raise YuntaiError("见证人要是现在在岗的工作人员")
    remaining = {one for other in ADMINISTRATORS for one in administrators(other)} - {*gone, user}
    if remaining and not remaining & {*witnesses}:
        names = "、".join(sorted(map(str, remaining)))
        raise YuntaiError(f"见证人里至少要有一位现在的全局管理人员：{names}")
    for held in Appointment.objects.in_force().filter(user__in=gone, role__in=ADMINISTRATORS):
        held.revoke()
    one = _appoint(user, role)
    instead = f"，换下{'、'.join(map(str, gone))}" if gone else ""
    what = f"{_HERE}任命{user}（{user.username}）：{one}{instead}"
    for witness in witnesses:
        _log(witness, f"见证{what}", why)
    _log(user, what, why)
    _tell(one, f"{what}；{'、'.join(map(str, witnesses))}见证，原因：{why.strip()}", besides=gone)
    return one


def _appoint(user: User, role: Role) -> Appointment:
    if sentence := clash(User.objects.same(user), role):
        raise YuntaiError(sentence)
    return Appointment.objects.create(user=user, unit=root(), role=role)


def _log(user: User, what: str, why: str = STAFFING) -> None:
    Access.append(user_id=user.pk, person_id=None, what=what[:80], why=why.strip()[:120])


def _tell(one: Appointment, what: str, besides: Sequence[User] = ()) -> None:
    key = f"appointment/{one.pk}"
    for user in (one.user, *besides):
        notify(user, "account_changed", {"what": what}, key=f"{key}/done", url="/account/profile/")
    tell_administrators(what, key, besides=[one.user_id])
