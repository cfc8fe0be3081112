"""How much a figure is: its rows within a span of days, added up by month, unit or group.

Persons and employers are counted once in each number (:data:`yuntai.selections.figures.UNITS`); a row that names none counts for
none. A number of a year is therefore not the sum of its months where it counts persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import ibis
import ibis.expr.operations as ops

from yuntai.selections.figures import UNITS, Figure

EVERY: Mapping[str, tuple[str, int]] = {"month": ("M", 1), "quarter": ("Q", 3), "year": ("Y", 12)}
"""The periods: as Ibis truncates to them, their months."""

FEW = 7
"""Up to so many are not published."""
_ROUND = 5


@dataclass(frozen=True)
class Number:
    """What was counted: its ``part``, of a share or an average the ``whole``; in how many ``rows``."""

    part: Decimal
    whole: Decimal | None
    rows: int

    def __add__(self, other: Number) -> Number:
        whole = None if self.whole is None or other.whole is None else self.whole + other.whole
        return Number(self.part + other.part, whole, self.rows + other.rows)

    @property
    def is_small(self) -> bool:
        """Whether what lies behind it are so few that they could be known by it."""
        return 0 < self.part <= FEW or (self.whole is not None and 0 < self.whole <= FEW)


def value_of(figure: Figure, number: Number) -> Decimal | None:
    """The number in the figure's unit; ``None`` where there is nothing of which it were a share or an average."""
    if number.whole is None:
        return number.part
    if not number.whole:
        return None
    share = number.part * (100 if figure.is_share else 1) / number.whole
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def published(figure: Figure, number: Number) -> Number | None:
    """The number as others than the bureau may see it: counts up to seven are kept back, others rounded to the nearest five,
    shares made of what is rounded. Money and averages of few are kept back by their rows."""
    if figure.unit == "元" or (number.whole is not None and not figure.is_share):
        return None if 0 < number.rows <= FEW else number
    if number.is_small:
        return None
    return Number(_rounded(number.part), None if number.whole is None else _rounded(number.whole), number.rows)


def _rounded(count: Decimal) -> Decimal:
    return (count / _ROUND).quantize(Decimal(1), ROUND_HALF_UP) * _ROUND


@dataclass(frozen=True)
class Asked:
    """What is asked: days ``since`` to ``until``, both included; of which units, and under which of them each is counted; ``only``
    the rows with these values in groups."""

    since: date
    until: date
    units: Mapping[str, str] | None = None
    only: Mapping[str, Any] = field(default_factory=dict)


def asked_rows(found: ibis.Table, asked: Asked) -> ibis.Table:
    """The rows of a figure that are asked for. A figure without units has none for who asks for some."""
    found = found.filter(found["on"].between(asked.since, asked.until))
    for name, wanted in asked.only.items():
        found = found.filter(found[name].isnull() if wanted is None else found[name] == wanted)
    if asked.units is None:
        return found
    return found.filter(found["unit"].isin(list(asked.units)) if "unit" in found.columns else ibis.literal(False))


def measure(figure: Figure, found: ibis.Table, asked: Asked, *by: str) -> dict[tuple[Any, ...], Number]:
    """The numbers by ``by``: a period of :data:`EVERY` (its first day), ``unit``, or groups; one of the empty key without."""
    of = asked_rows(found, asked)
    for name in by:
        if name in EVERY:
            of = of.mutate(**{name: of["on"].truncate(EVERY[name][0])})
    has_whole = "whole" in of.columns
    under = asked.units if asked.units is not None and "unit" in by else {}
    once = UNITS[figure.unit]
    if once and once in of.columns:
        of = of.filter(of[once].notnull())
        if under:  # who is in several units under one is counted once there
            of = of.mutate(unit=of["unit"].cases(*under.items()))
        of = of.aggregate(by=[*by, once], **{name: of[name].max() for name in ("part", "whole") if name in of.columns})
    wholes = {"whole": of["whole"].sum()} if has_whole else {}
    sums = of.aggregate(by=list(by), rows=of.count(), part=of["part"].sum(), **wholes)
    numbers: dict[tuple[Any, ...], Number] = {}
    for *key, rows, part, whole in (row if has_whole else (*row, None) for row in _fetched(sums)):
        if rows:
            columns = zip(by, key, strict=True)
            named = tuple(under.get(value, value) if name == "unit" else _day(value) for name, value in columns)
            number = Number(Decimal(part or 0), Decimal(whole or 0) if has_whole else None, rows)
            numbers[named] = numbers[named] + number if named in numbers else number
    return numbers


def _fetched(table: ibis.Table) -> list[tuple[Any, ...]]:
    """The rows of a table. DuckDB is handed the SQL itself: through Ibis it would plan each question twice."""
    backend = table.get_backend()
    if backend.name == "duckdb" and not table.op().find(ops.InMemoryTable):
        found: list[tuple[Any, ...]] = backend.con.execute(backend.compile(table)).fetchall()
        return found
    return [tuple(row.values()) for row in table.to_pyarrow().to_pylist()]


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def periods(every: str, since: date, until: date) -> list[date]:
    """The first days of the periods from the one of ``since`` to that of ``until``."""
    months = EVERY[every][1]
    begin = since.replace(day=1, month=(since.month - 1) // months * months + 1)
    found = []
    while begin <= until:
        found.append(begin)
        begin = (begin + timedelta(months * 31)).replace(day=1)
    return found


def period_name(every: str, begin: date) -> str:
    """What a period is called: 2026年12月, 2026年4季度, 2026年."""
    if every == "month":
        return f"{begin.year}年{begin.month}月"
    return f"{begin.year}年{(begin.month + 2) // 3}季度" if every == "quarter" else f"{begin.year}年"


def ranked(figure: Figure, numbers: Mapping[tuple[Any, ...], Number]) -> list[tuple[Any, Number, Decimal | None]]:
    """Keys with their numbers and values, the greatest first; what has no value last."""
    rows = [(key[0], one, value_of(figure, one)) for key, one in numbers.items()]
    return sorted(rows, key=lambda row: (row[2] is None, -(row[2] or 0), str(row[0])))


def shares(numbers: Sequence[Number]) -> list[Decimal]:
    """What each is of them all, in per cent to one decimal."""
    whole = sum((one.part for one in numbers), Decimal(0))
    return [
        (one.part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else Decimal(0) for one in numbers
    ]
