"""The tree of units of the pack, as rows that cases and appointments refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from yuntai.people.models import Unit
from yuntai.procedures import Units


@dataclass(frozen=True)
class Place:
    """What the pack says of a unit: ``parent`` is the code of the one above."""

    code: str
    name: str
    level: str
    parent: str | None

    def of(self, row: Unit) -> bool:
        """Whether that is what the row says."""
        return self == Place(row.code, row.name, row.level, row.parent and row.parent.code)

    def as_data(self) -> dict[str, str | None]:
        return asdict(self)


def add_units(units: Units) -> None:
    """Make rows for the units that have none yet. What a row says of a unit is changed by two administrators (``proposals.units``).

    A unit that the pack no longer has stays, since cases name it.
    """
    rows = {one.code: one for one in Unit.objects.all()}
    for place in _places(units):
        if place.code not in rows:
            parent = rows[place.parent] if place.parent else None
            rows[place.code] = Unit.objects.create(code=place.code, name=place.name, level=place.level, parent=parent)


def differing(units: Units) -> list[Place]:
    """The units whose rows say something else than the pack."""
    rows = {one.code: one for one in Unit.objects.select_related("parent")}
    return [place for place in _places(units) if place.code in rows and not place.of(rows[place.code])]


def change_units(places: Iterable[Place]) -> None:
    """Make the rows say this; whoever works above a unit that has moved works above all that lies below it."""
    rows = {one.code: one for one in Unit.objects.select_for_update()}
    for place in places:
        row = rows[place.code]
        row.name, row.level, row.parent = place.name, place.level, rows[place.parent] if place.parent else None
        row.save()
    below = list(Unit.objects.filter(parent=None))
    while below:
        for row in below:
            if row.path != row.present_path():
                row.save()
        below = list(Unit.objects.filter(parent__in=below).select_related("parent"))


def _places(units: Units) -> list[Place]:
    return [Place(code, unit.name, unit.level, unit.parent) for code, unit in units.items()]
