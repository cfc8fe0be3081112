"""The tree of units of the pack, as rows that cases and appointments refer to."""

from __future__ import annotations

from yuntai.people.models import Unit
from yuntai.procedures import Units


def sync_units(units: Units) -> None:
    """Make the rows what the pack says. A unit that the pack no longer has stays, since cases name it."""
    known = {one.code: one for one in Unit.objects.select_related("parent")}
    rows: dict[str, Unit] = {}
    for code, unit in units.items():
        parent = rows[unit.parent] if unit.parent else None
        row = known.get(code) or Unit(code=code)
        wanted = {"name": unit.name, "level": unit.level, "parent_id": parent and parent.pk}
        if row.pk is None or any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save()
        rows[code] = row
