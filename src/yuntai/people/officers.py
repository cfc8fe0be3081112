"""Who holds a role in a unit, what nobody may hold together (三员分立), and which administrators the bureau lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet

from yuntai.clock import today
from yuntai.people.models import ADMINISTRATORS, Appointment, Role, Unit, User
from yuntai.people.roles import duty


def holders(unit: int, roles: Collection[str], besides: Collection[int] = ()) -> list[User]:
    """Those who hold one of ``roles`` in a unit or, where it has none of its own ``besides`` some, in the nearest above."""
    above: Unit | None = Unit.objects.get(pk=unit)
    while above:
        held = Appointment.objects.in_force().filter(unit=above, role__in=roles)
        found = list(User.objects.exclude(pk__in=besides).filter(is_active=True, appointments__in=held).distinct())
        if not {*roles}.isdisjoint(ADMINISTRATORS):  # who holds what does not go together administers nothing
            found = [one for one in found if one.has_role(*roles)]
        if found:
            return found
        above = above.parent
    return []


def clash(accounts: QuerySet[User], role: str) -> str:
    """Why who has these accounts cannot have ``role`` beside what she holds or will hold, in a sentence; empty where she can."""
    kept = Q(ends__isnull=True) | Q(ends__gte=today())
    held = Appointment.objects.filter(kept, revoked_at=None, user__in=accounts)
    for one in held.select_related("unit", "user__person").order_by("pk"):
        if duty(one.role) != duty(role):
            return f"{one.user}已经有{one}：系统管理、安全管理、审计管理由不同的人担任，也都不办件；要换岗请先结束原来的任命"
    return ""


def root() -> Unit:
    """The unit at the top: the bureau."""
    return Unit.objects.filter(parent=None).order_by("pk")[0]


def administrators(role: str) -> list[User]:
    """Those who hold an administrator's role for the whole bureau today."""
    held = Appointment.objects.in_force().filter(unit__parent=None, role=role)
    found = User.objects.filter(is_active=True, appointments__in=held).distinct().order_by("pk")
    return [one for one in found if one.has_role(role)]


def lacking() -> list[Role]:
    """The administrators' roles that nobody holds for the whole bureau today."""
    return [role for role in ADMINISTRATORS if not administrators(role)]


def wanting() -> list[str]:
    """Which administrators the bureau lacks and who is none for what else she is, a sentence each with what to do."""
    return [*_lacking(), *_void()]


def _void() -> Iterator[str]:
    held = Appointment.objects.in_force().filter(role__in=ADMINISTRATORS).select_related("unit", "user__person")
    for one in held.order_by("pk"):
        if one.user.is_active and not one.user.has_role(one.role):
            yield f"{one.user}（{one.user.username}）的{one}不算数，因为同时有别的岗位；请在“人员和岗位”结束其中一样"


def _lacking() -> Iterator[str]:
    bureau, roles = Unit.objects.filter(parent=None).first(), lacking()
    if bureau is None or not roles:
        return
    commands = "；".join(f"yuntai manage appoint 用户名 {bureau.code} {role}" for role in roles)
    names = "、".join(f"{role.label}岗" for role in roles)
    yield f"全局还没有{names}：任命、结束任命和重设要一位提出、另一位确认，缺人就办不了。请在服务器上运行 {commands}"
