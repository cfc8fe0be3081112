"""Who holds a role in a unit."""

from __future__ import annotations

from collections.abc import Collection

from yuntai.people.models import Appointment, Unit, User


def holders(unit: int, roles: Collection[str], besides: Collection[int] = ()) -> list[User]:
    """Those who hold one of ``roles`` in a unit or, where it has none of its own ``besides`` some, in the nearest above."""
    above: Unit | None = Unit.objects.get(pk=unit)
    while above:
        held = Appointment.objects.in_force().filter(unit=above, role__in=roles)
        if found := list(User.objects.exclude(pk__in=besides).filter(is_active=True, appointments__in=held).distinct()):
            return found
        above = above.parent
    return []
