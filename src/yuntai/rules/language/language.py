"""The words that a step is written in, beside the operators that an expression has itself.

A step gets expressions (:mod:`yuntai.rules.language.expressions`) and returns one. What SQL gets wrong is here: ``CASE`` and ``LEAST``
swallow NULL, ``/`` leaves exact decimals, months are counted by boundaries.

Every function takes expressions or plain Python values and returns an expression.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yuntai.rules.language.expressions import Expression, made, operation
from yuntai.rules.language.operations import (
    AddDays,
    AddMonths,
    DateFromYMD,
    DaysBetween,
    Divide,
    Largest,
    Literal,
    MonthsBetween,
    Multiply,
    Operation,
    Reading,
    Related,
    Round,
    RowReference,
    Smallest,
    When,
    WholePart,
    WorkdayNumber,
    WorkdayOf,
    literal,
)
from yuntai.rules.language.types import BOOLEAN, INTEGER, Type

Value = Any
"""An expression, or a plain Python value that stands for one."""

FEN, JIAO, YUAN = 2, 1, 0


def when(condition: Value, then: Value, otherwise: Value) -> Expression:
    """``then`` or ``otherwise``; where the condition is not known, what both agree on, else not known."""
    return made(When, condition, then, otherwise)


def at_least(value: Value, *floors: Value) -> Expression:
    """``value``, raised to the highest of ``floors``; not known where any of them is not known."""
    return Expression(Largest(tuple(map(operation, (value, *floors)))))


def at_most(value: Value, *caps: Value) -> Expression:
    """``value``, lowered to the lowest of ``caps``; not known where any of them is not known."""
    return Expression(Smallest(tuple(map(operation, (value, *caps)))))


def clip(value: Value, floor: Value, cap: Value) -> Expression:
    """``value`` held between ``floor`` and ``cap``."""
    return at_most(at_least(value, floor), cap)


def divide(number: Value, by: Value) -> Expression:
    """``number ÷ by`` as an exact decimal with eight places; not known where ``by`` is zero."""
    return made(Divide, number, by)


def half_up(number: Value, to: int = FEN) -> Expression:
    """Money rounded half up (四舍五入) to ``FEN``, ``JIAO`` or ``YUAN``."""
    return Expression(Round(operation(number), "half_up", to))


def down(number: Value, to: int = FEN) -> Expression:
    """Money with what is below ``to`` dropped (舍去尾数)."""
    return Expression(Round(operation(number), "down", to))


def up(number: Value, to: int = FEN) -> Expression:
    """Money raised to the next ``to`` where anything is below it (见角进元, 见分进角)."""
    return Expression(Round(operation(number), "up", to))


def whole(number: Value) -> Expression:
    """The whole part of a number, the rest dropped."""
    return made(WholePart, number)


def months_after(day: Value, months: Value) -> Expression:
    """The day ``months`` later; where that month has no such day, its last day (31 January + 1 month = last of February).

    Source: 《民法典》第二百零二条.
    """
    return made(AddMonths, day, months)


def years_after(day: Value, years: Value) -> Expression:
    """The day ``years`` later, by the same rule as :func:`months_after`."""
    return months_after(day, made(Multiply, *((12, years) if isinstance(years, int) else (years, 12))))


def days_after(day: Value, days: Value) -> Expression:
    """The day ``days`` later (earlier where negative)."""
    return made(AddDays, day, days)


def months_between(start: Value, end: Value) -> Expression:
    """Whole months from ``start`` to ``end``: the largest n with ``months_after(start, n) <= end``."""
    return made(MonthsBetween, start, end)


def years_between(start: Value, end: Value) -> Expression:
    """Whole years from ``start`` to ``end``; an age is reached on the birthday itself."""
    return whole(divide(months_between(start, end), 12))


def days_between(start: Value, end: Value) -> Expression:
    """Days from ``start`` to ``end``, the first not counted (《民法典》第二百零一条)."""
    return made(DaysBetween, start, end)


def workdays_after(day: Value, days: Value) -> Expression:
    """The day ``days`` workdays later (earlier where negative); not known past the last published calendar."""
    later = made(WorkdayOf, made(WorkdayNumber, day) + days)
    earlier = made(WorkdayOf, made(WorkdayNumber, days_after(day, -1)) + days + 1)
    if isinstance(days, int):
        return later if days >= 0 else earlier
    return when(days >= 0, later, earlier)


def workdays_between(first: Value, last: Value) -> Expression:
    """Workdays from ``first`` to ``last``, both included."""
    return made(WorkdayNumber, last) - made(WorkdayNumber, days_after(first, -1))


def day_of(year: Value, month: Value, day: Value) -> Expression:
    """The day of a year, month and day."""
    return made(DateFromYMD, year, month, day)


def on(day: Value, value: Value) -> Expression:
    """``value`` with every parameter in it read as of ``day`` instead of the policy's own day."""

    def redate(op: Any, inputs: list[Any]) -> Any:
        return op.made_of([operation(day), *inputs[1:]] if isinstance(op, Reading) else inputs)

    return Expression(value.op().fold(redate))


class Table:
    """A parameter that is a table: ``table[key]``, ``table[key, key]``, or by bands with ``at`` and ``marginal``."""

    def __init__(self, parameter: str, day: Operation, by: tuple[str, ...], dtype: Type) -> None:
        self._parameter, self._day, self._by, self._dtype = parameter, day, by, dtype

    def __getitem__(self, keys: Value) -> Expression:
        return self._read("key", keys if isinstance(keys, tuple) else (keys,))

    def at(self, *keys: Value) -> Expression:
        """The value of the band in which the last key lies: of the largest threshold that is not above it."""
        return self._read("band", keys)

    def marginal(self, *keys: Value) -> Expression:
        """The last key's amount with each part of it counted at the share of its band (a progressive scale)."""
        return self._read("marginal", keys)

    def _read(self, how: str, keys: tuple[Value, ...]) -> Expression:
        if len(keys) != len(self._by):
            raise TypeError(f"参数 {self._parameter} 按 {'、'.join(self._by)} 查表，要给 {len(self._by)} 个键")
        return Expression(Reading(self._parameter, self._day, tuple(map(operation, keys)), how, self._dtype))


class Row:
    """A related row inside a condition: ``row.level``, ``row.claimed_on``."""

    def __init__(self, relation: str, columns: Mapping[str, Type]) -> None:
        self._relation, self._columns = relation, columns

    def __getattr__(self, name: str) -> Expression:
        if name.startswith("_") or name not in self._columns:
            raise AttributeError(f"关联记录 {self._relation} 没有“{name}”这一列")
        return Expression(RowReference(self._relation, name, self._columns[name]))


Where = Callable[[Row], Expression]


class Rows:
    """The same person's other rows. Each method takes a condition on a row; the row itself may be named in it."""

    def __init__(self, relation: str, columns: Mapping[str, Type], always: Where | None = None) -> None:
        self._relation, self._row, self._always = relation, Row(relation, columns), always

    def _related(
        self,
        how: str,
        where: Where | None,
        column: str | Where | None = None,
        by: str | None = None,
        none: Any = None,
        dtype: Type | None = None,
    ) -> Expression:
        condition = where(self._row) if where else Expression(literal(True))
        if self._always:
            condition = condition & self._always(self._row) if where else self._always(self._row)
        value, order = (self._value(name) if name else None for name in (column, by))
        fallback = None if value is None or none is None else Literal(none, value.dtype)
        of = dtype or value.dtype  # type: ignore[union-attr]
        return Expression(Related(self._relation, how, operation(condition), value, order, fallback, of))

    def _value(self, column: str | Where) -> Any:
        value = getattr(self._row, column) if isinstance(column, str) else column(self._row)
        return value.op()

    def any(self, where: Where | None = None) -> Expression:
        """Whether some row fits."""
        return self._related("any", where, dtype=BOOLEAN)

    def count(self, where: Where | None = None) -> Expression:
        """How many rows fit."""
        return self._related("count", where, dtype=INTEGER)

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
