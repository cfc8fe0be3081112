"""The tree of units of the pack, as rows that cases and appointments refer to."""

from __future__ import annotations

from yuntai.people.models import Unit
from yuntai.procedures import Units


def sync_units(units: Units) -> None:
    """Make the rows what the pack says. A unit that the pack no longer has stays, since cases name it."""
    rows: dict[str, Unit] = {}
    for code, unit in units.items():
        parent = rows[unit.parent] if unit.parent else None
        rows[code], _ = Unit.objects.update_or_create(
            code=code, defaults={"name": unit.name, "level": unit.level, "parent": parent}
        )
