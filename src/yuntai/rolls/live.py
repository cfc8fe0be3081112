"""What rolls hold of a person now, in the transaction that asks: rows as a policy reads them, beside those of the registry.

A roll is read by policies from the day on since when it is complete. Before, or where nobody has said so, it is not given: that nothing
stands there would say nothing. For many at once :mod:`yuntai.rolls.following` reads by the same rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from yuntai.registry.columns import Table
from yuntai.registry.record import tables_of
from yuntai.rolls.content import pack, rolls
from yuntai.rolls.dated import rows
from yuntai.rules.language.kinds import FAR


def is_given(roll: Table, day: date) -> bool:
    """Whether a policy may read a roll as it is on ``day``."""
    return bool(roll.kept and roll.kept.complete_since and roll.kept.complete_since <= day)


def rows_of(
    persons: Collection[int], day: date, tables: Collection[str] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The rows that hold on ``day`` of who has one of these pseudonyms, by roll: of the rolls among ``tables``, or of all that some
    policy reads. A roll that is not given is missing."""
    wanted = _read_by_policies() if tables is None else rolls().keys() & set(tables)
    return {
        name: list(_values(roll, rows(name, day).filter(person__in=persons).order_by("pk")))
        for name in sorted(wanted)
        if is_given(roll := rolls()[name], day) and any(column.name == "person" for column in roll.columns)
    }


def declared(tables: Mapping[str, Any]) -> dict[str, Table]:
    """The declarations of the rolls among ``tables``."""
    return {name: rolls()[name] for name in tables if name in rolls()}


@cache
def _read_by_policies() -> frozenset[str]:
    if not rolls():
        return frozenset()
    named = (tables_of(pack().rule(policy)) for policy in pack().policy_ids)
    return frozenset(rolls()) & frozenset().union(*named)


def _values(roll: Table, found: Any) -> Iterator[dict[str, Any]]:
    names = [column.name for column in roll.seen]
    for values in found.values_list(*names):
        row = dict(zip(names, values, strict=True))
        yield row | {"until": row["until"] or FAR}
