"""Opinions (会办意见) that other units are asked for: whose turn it is."""

from __future__ import annotations

from yuntai.cases.history import History
from yuntai.people.models import Appointment, Role, Unit, User


def asked_of(known: History, user: User) -> list[tuple[Unit, Appointment]]:
    """The units whose opinion is still wanted and for which ``user`` speaks, each with the appointment by which she does.

    A reviewer speaks for her unit and for those below it, for her own first; whoever asked does not answer herself.
    """
    if not known.waiting_for_opinion:
        return []
    of_others = [unit for unit in known.waiting_for_opinion if known.asked_by[unit] not in user.accounts]
    waiting = Unit.objects.filter(pk__in=of_others)
    reviews = [one for one in user.roles() if one.role == Role.REVIEW]
    found = [(unit, one) for unit in waiting for one in reviews if unit.path.startswith(one.unit.path)]
    nearest = sorted(found, key=lambda pair: (pair[0] != pair[1].unit, -len(pair[1].unit.path)))
    by_unit: dict[int, tuple[Unit, Appointment]] = {}
    for unit, one in nearest:
        by_unit.setdefault(unit.pk, (unit, one))
    return list(by_unit.values())
