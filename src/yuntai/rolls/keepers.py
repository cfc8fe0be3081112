"""Which office keeps a row: that of the place that the row names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yuntai.people.models import Employer, Person
from yuntai.registry.columns import Employer as EmployerKind
from yuntai.registry.columns import Person as PersonKind
from yuntai.registry.columns import Table
from yuntai.rolls.content import catalogue, records


def keepers(roll: Table, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The codes of the units that keep ``rows``, one for each.

    Where the place is not known it is the bureau's own office for it. Raises ``Unavailable`` while the registry that knows it is away.
    """
    assert roll.kept is not None
    keeper, units = roll.kept.keeper, catalogue().units
    named = [row.get(keeper.by) if keeper.by else None for row in rows]
    places = _places(roll, {one for one in named if one is not None})
    offices = {place: (units.office(keeper, place) or units.root).code for place in {"", *places.values()}}
    return [offices[places.get(one, "")] for one in named]


def _places(roll: Table, named: set[Any]) -> dict[Any, str]:
    """The district or unit of each that ``named`` names, as the platform or the registry knows it."""
    assert roll.kept is not None
    match roll[roll.kept.keeper.by].kind if named else None:
        case EmployerKind():
            known = dict(Employer.objects.filter(uscc__in=named).values_list("uscc", "district"))
            return {one: known.get(one) or _registered("employers", "employer", one) for one in named}
        case PersonKind():
            known = dict(Person.objects.filter(pseudonym__in=named).values_list("pseudonym", "district"))
            return {one: known.get(one) or _registered("persons", "person", one) for one in named}
    return {one: one for one in named}


def _registered(table: str, key: str, value: Any) -> str:
    if (registry := records()) is None:
        return ""
    rows = registry.employers(key, value) if key == "employer" else registry.rows_of(value, (table,)).get(table, ())
    return next((str(row["district"]) for row in rows if row["district"]), "")
