"""Civil dates over columns, by the same rules as in policies (:mod:`yuntai.rules.language.language`), on every engine."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.common.exceptions import IbisError

from yuntai.rules.language import operations as own
from yuntai.rules.many.engines import ENGINES, Engine


def months_after(day: Any, months: Any) -> Any:
    """The day ``months`` later, held to the last of its month: a month after 31 January is 28 or 29 February."""
    return _engine(day).lowerings[own.AddMonths](None, day, _whole(months))


def years_after(day: Any, years: Any) -> Any:
    """The day ``years`` later, by the same rule as :func:`months_after`."""
    return months_after(day, _whole(years) * 12)


def days_after(day: Any, days: Any) -> Any:
    """The day so many days later."""
    return _engine(day).lowerings[own.AddDays](None, day, _whole(days))


def months_between(start: Any, end: Any) -> Any:
    """Whole months from ``start`` to ``end``: the largest n with ``months_after(start, n) <= end``."""
    return _engine(start, end).lowerings[own.MonthsBetween](None, start, end)


def years_between(start: Any, end: Any) -> Any:
    """Whole years from ``start`` to ``end``; of a day of birth the age."""
    months = months_between(start, end)
    over = months - (end.year() - start.year()) * 12
    return end.year() - start.year() - (over < 0).ifelse(1, 0)


def _engine(*values: Any) -> Engine:
    """The engine on which a column lies; DuckDB where it lies on none."""
    for value in values:
        try:
            return ENGINES[value.get_backend().name]
        except IbisError:
            continue
    return ENGINES["duckdb"]


def _whole(number: Any) -> Any:
    return number if isinstance(number, ibis.Value) else ibis.literal(number)
