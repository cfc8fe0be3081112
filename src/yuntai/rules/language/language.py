"""The words that a step is written in: Ibis operators, and the few null-correct operations that SQL lacks.

A step gets Ibis expressions and returns one. ``+ - * == != < <= > >= & | ~``, ``isin``, ``between``, ``year()``,
``month()``, ``day()`` are used as they are: each keeps "not known yet" (NULL) as it should. What SQL gets wrong is here:
``CASE`` and ``LEAST`` swallow NULL, ``/`` leaves exact decimals, months are counted by boundaries. Any operation that is
neither here nor in :data:`yuntai.rules.language.meaning.STRICT` is refused when a policy is loaded.

Every function takes Ibis values or plain Python values and returns an Ibis value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from yuntai.rules.language.operations import (
    AddDays,
    AddMonths,
    DaysBetween,
    Divide,
    Largest,
    MonthsBetween,
    Reading,
    Related,
    Round,
    RowReference,
    Smallest,
    When,
    WholePart,
    WorkdayNumber,
    WorkdayOf,
)

Expression = Any
"""An Ibis value expression, or a plain Python value that stands for one."""

FEN, JIAO, YUAN = 2, 1, 0


def when(condition: Expression, then: Expression, otherwise: Expression) -> Expression:
    """``then`` or ``otherwise``; where the condition is not known, what both agree on, else not known."""
    return When(condition, then, otherwise).to_expr()


def at_least(value: Expression, *floors: Expression) -> Expression:
    """``value``, raised to the highest of ``floors``; not known where any of them is not known."""
    return Largest((value, *floors)).to_expr()


def at_most(value: Expression, *caps: Expression) -> Expression:
    """``value``, lowered to the lowest of ``caps``; not known where any of them is not known."""
    return Smallest((value, *caps)).to_expr()


def clip(value: Expression, floor: Expression, cap: Expression) -> Expression:
    """``value`` held between ``floor`` and ``cap``."""
    return at_most(at_least(value, floor), cap)


def divide(number: Expression, by: Expression) -> Expression:
    """``number ÷ by`` as an exact decimal with eight places; not known where ``by`` is zero."""
    return Divide(number, by).to_expr()


def half_up(number: Expression, to: int = FEN) -> Expression:
    """Money rounded half up (四舍五入) to ``FEN``, ``JIAO`` or ``YUAN``."""
    return Round(number, "half_up", to).to_expr()


def down(number: Expression, to: int = FEN) -> Expression:
    """Money with what is below ``to`` dropped (舍去尾数)."""
    return Round(number, "down", to).to_expr()


def up(number: Expression, to: int = FEN) -> Expression:
    """Money raised to the next ``to`` where anything is below it (见角进元, 见分进角)."""
    return Round(number, "up", to).to_expr()


def whole(number: Expression) -> Expression:
    """The whole part of a number, the rest dropped."""
    return WholePart(number).to_expr()


def months_after(day: Expression, months: Expression) -> Expression:
    """The day ``months`` later; where that month has no such day, its last day (31 January + 1 month = last of February).

    Source: 《民法典》第二百零二条.
    """
    return AddMonths(day, months).to_expr()


def years_after(day: Expression, years: Expression) -> Expression:
    """The day ``years`` later, by the same rule as :func:`months_after`."""
    return months_after(day, ibis.literal(12) * years if isinstance(years, int) else years * 12)


def days_after(day: Expression, days: Expression) -> Expression:
    """The day ``days`` later (earlier where negative)."""
    return AddDays(day, days).to_expr()


def months_between(start: Expression, end: Expression) -> Expression:
    """Whole months from ``start`` to ``end``: the largest n with ``months_after(start, n) <= end``."""
    return MonthsBetween(start, end).to_expr()


def years_between(start: Expression, end: Expression) -> Expression:
    """Whole years from ``start`` to ``end``; an age is reached on the birthday itself."""
    return whole(divide(months_between(start, end), 12))


def days_between(start: Expression, end: Expression) -> Expression:
    """Days from ``start`` to ``end``, the first not counted (《民法典》第二百零一条)."""
    return DaysBetween(start, end).to_expr()


def workdays_after(day: Expression, days: Expression) -> Expression:
    """The day ``days`` workdays later (earlier where negative); not known past the last published calendar."""
    later = WorkdayOf(WorkdayNumber(day).to_expr() + days).to_expr()
    earlier = WorkdayOf(WorkdayNumber(days_after(day, -1)).to_expr() + days + 1).to_expr()
    if isinstance(days, int):
        return later if days >= 0 else earlier
    return when(days >= 0, later, earlier)


def workdays_between(first: Expression, last: Expression) -> Expression:
    """Workdays from ``first`` to ``last``, both included."""
    return WorkdayNumber(last).to_expr() - WorkdayNumber(days_after(first, -1)).to_expr()


def day_of(year: Expression, month: Expression, day: Expression) -> Expression:
    """The day of a year, month and day."""
    return ibis.date(year, month, day) if not isinstance(year, int) else ibis.date(ibis.literal(year), month, day)


def on(day: Expression, value: Expression) -> Expression:
    """``value`` with every parameter in it read as of ``day`` instead of the policy's own day."""

    def redate(node: Any, kwargs: dict[str, Any] | None) -> Any:
        node = node.__recreate__(kwargs) if kwargs else node
        return node.copy(day=day) if isinstance(node, Reading) else node

    return value.op().replace(redate).to_expr()


class Table:
    """A parameter that is a table: ``table[key]``, ``table[key, key]``, or by bands with ``at`` and ``marginal``."""

    def __init__(self, parameter: str, day: Expression, by: tuple[str, ...], dtype: dt.DataType) -> None:
        self._parameter, self._day, self._by, self._dtype = parameter, day, by, dtype

    def __getitem__(self, keys: Expression) -> Expression:
        return self._read("key", keys if isinstance(keys, tuple) else (keys,))

    def at(self, *keys: Expression) -> Expression:
        """The value of the band in which the last key lies: of the largest threshold that is not above it."""
        return self._read("band", keys)

    def marginal(self, *keys: Expression) -> Expression:
        """The last key's amount with each part of it counted at the share of its band (a progressive scale)."""
        return self._read("marginal", keys)

    def _read(self, how: str, keys: tuple[Expression, ...]) -> Expression:
        if len(keys) != len(self._by):
            raise TypeError(f"参数 {self._parameter} 按 {'、'.join(self._by)} 查表，要给 {len(self._by)} 个键")
        return Reading(self._parameter, self._day, keys, how, self._dtype).to_expr()


class Row:
    """A related row inside a condition: ``row.level``, ``row.claimed_on``."""

    def __init__(self, relation: str, columns: dict[str, dt.DataType]) -> None:
        self._relation, self._columns = relation, columns

    def __getattr__(self, name: str) -> Expression:
        if name.startswith("_") or name not in self._columns:
            raise AttributeError(f"关联记录 {self._relation} 没有“{name}”这一列")
        return RowReference(self._relation, name, self._columns[name]).to_expr()


Where = Callable[[Row], Expression]


class Rows:
    """The same person's other rows. Each method takes a condition on a row; the row itself may be named in it."""

    def __init__(self, relation: str, columns: dict[str, dt.DataType], always: Where | None = None) -> None:
        self._relation, self._row, self._always = relation, Row(relation, columns), always

    def _related(
        self,
        how: str,
        where: Where | None,
        column: str | Where | None = None,
        by: str | None = None,
        none: Any = None,
        dtype: dt.DataType | None = None,
    ) -> Expression:
        condition = where(self._row) if where else ibis.literal(True)
        if self._always:
            condition = condition & self._always(self._row) if where else self._always(self._row)
        value, order = (self._value(name) if name else None for name in (column, by))
        fallback = None if value is None or none is None else ibis.literal(none, type=value.dtype).op()
        return Related(self._relation, how, condition, value, order, fallback, dtype or value.dtype).to_expr()  # type: ignore[union-attr]

    def _value(self, column: str | Where) -> Any:
        value = getattr(self._row, column) if isinstance(column, str) else column(self._row)
        return value.op()

    def any(self, where: Where | None = None) -> Expression:
        """Whether some row fits."""
        return self._related("any", where, dtype=dt.boolean)

    def count(self, where: Where | None = None) -> Expression:
        """How many rows fit."""
        return self._related("count", where, dtype=dt.int64)

    def sum(self, column: str | Where, where: Where | None = None) -> Expression:
        """The sum of ``column``, or of what a function makes of a row, over the rows that fit; 0 where none does."""
        return self._related("sum", where, column)

    def latest(self, column: str, where: Where | None = None, *, by: str, none: Any) -> Expression:
        """``column`` of the row that fits with the largest ``by``; of several such, the largest.

        ``none`` where no row fits.
        """
        return self._related("latest", where, column, by, none)

    def earliest(self, column: str, where: Where | None = None, *, by: str, none: Any) -> Expression:
        """``column`` of the row that fits with the smallest ``by``; of several such, the smallest.

        ``none`` where no row fits.
        """
        return self._related("earliest", where, column, by, none)
