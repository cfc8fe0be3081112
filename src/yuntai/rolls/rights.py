"""Which rows of a roll an officer sees and writes: by the unit that keeps a row, and the units in which she works.

She writes what her units keep. She sees that, what an office at a higher level oversees that does the same, and what a roll is shown to
her office by its function, in its area.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from yuntai.people.models import Role, User
from yuntai.procedures.units import Unit
from yuntai.registry.columns import Table
from yuntai.rolls.content import catalogue, roll_of, rolls

WRITERS = (Role.ACCEPT, Role.REVIEW, Role.CONFIRM)
READERS = (*WRITERS, Role.PAY, Role.SUPERVISE)


@dataclass(frozen=True)
class Reach:
    """The codes of the units whose rows an officer sees, and of those whose rows she writes."""

    seen: frozenset[str]
    kept: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.seen)


def reach(user: User, roll: Table) -> Reach:
    """How far an officer's right to a roll goes."""
    assert roll.kept is not None
    units, offices = catalogue().units, offices_of(roll)
    seen, kept = set[str](), set[str]()
    functions = {roll.kept.keeper.function, *roll.kept.shown_to}
    for one in user.roles():
        if one.unit.code not in units or one.role not in READERS:
            continue
        unit = units[one.unit.code]
        own = {below.code for below in units.within(unit.code)}
        seen |= own
        if one.role in WRITERS:
            kept |= own
        if not functions.isdisjoint(unit.functions):
            seen |= {below.code for below in units.within(_area(unit))}
    return Reach(frozenset(seen & offices), frozenset(kept & offices))


def rolls_of(user: User) -> list[Table]:
    """The rolls of which an officer sees rows."""
    return [roll for roll in rolls().values() if reach(user, roll)]


def offices_of(roll: Table) -> frozenset[str]:
    """The codes of all units that may keep rows of a roll."""
    return _offices(roll.name)


@cache
def _offices(name: str) -> frozenset[str]:
    kept, units = roll_of(name).kept, catalogue().units
    assert kept is not None
    return frozenset((units.office(kept.keeper, place) or units.root).code for place in ("", *units))


def _area(unit: Unit) -> str:
    """The code of the unit in whose area an office works: the one that it belongs to, where both are of one level."""
    units = catalogue().units
    above = units[unit.parent] if unit.parent else unit
    return above.code if above.level == unit.level else unit.code
