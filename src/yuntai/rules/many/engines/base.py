"""The language in plain, null-correct Ibis: for each operation that SQL has no right form for, the form that is right.

This is what holds on every engine. A subclass says how its engine does the few things that the engines do differently.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, reduce
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from yuntai.rules.language import operations as own
from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.types import INTEGER, MONEY, NUMBER, Type
from yuntai.rules.many.decimals import WHOLE, WIDE, aligned, cast, digits, is_known, literal, narrow, power, unit

Lowering = Callable[..., Any]
"""From an operation and the forms of its inputs to its form."""

FIRST = date(1, 1, 1)


class Cast(own.Operation):
    """A number with other digits."""

    number: own.Operation
    dtype: Type


class FloorDivide(own.Operation):
    """A whole number divided by a whole number, the rest dropped."""

    number: own.Operation
    by: own.Operation
    gives = INTEGER


@ibis.udf.scalar.builtin(name="round", signature=((dt.dtype(NUMBER), dt.int64), dt.dtype(NUMBER)))
def rounded(number: Any, last: Any) -> Any:
    """Half up; Ibis would cast to what it takes for the type of ``number``."""


class Engine:
    """How an engine computes the language."""

    def quotient(self, op: own.Divide, number: Any, by: Any) -> Any:
        """An exact quotient, cut after eight decimals; NULL where ``by`` is zero."""
        raise NotImplementedError

    def add_months(self, day: Any, months: Any) -> Any:
        """The day ``months`` later, held to the last of its month."""
        return (day + months.as_interval("M")).cast("date")

    def add_days(self, day: Any, days: Any) -> Any:
        """The day ``days`` later."""
        return (day + days.as_interval("D")).cast("date")

    def ordered(self, value: Any) -> Any:
        """``value`` as a key to order by: text goes by its code points, whatever the collation of the place."""
        return value

    def half_up(self, op: own.Round, number: Any) -> Any:
        """Rounded half up to fewer digits than there are."""
        return cast(rounded(number, op.digits), op.dtype)

    @cached_property
    def lowerings(self) -> Mapping[type[own.Operation], Lowering]:
        """For each operation the function that gives its form."""
        return {
            **{kind: _plainly(form) for kind, form in _PLAIN.items()},
            own.InValues: lambda _, value, *options: ops.InValues(value, options).to_expr(),
            Cast: lambda op, number: cast(number, op.dtype),
            own.When: _when,
            own.Largest: _extreme,
            own.Smallest: _extreme,
            own.Divide: self.quotient,
            own.Round: self._round,
            own.WholePart: _whole_part,
            own.AddMonths: lambda _, day, months: _on_calendar(self.add_months(day, months)),
            own.AddDays: lambda _, day, days: _on_calendar(self.add_days(day, days)),
            own.MonthsBetween: self._months_between,
            own.DaysBetween: lambda _, start, end: end.delta(start, unit="day").cast("int64"),
            own.DateFromYMD: self._day_of,
            own.Multiply: _multiply,
            own.Not: lambda _, condition: _not(condition),
            **dict.fromkeys(_ORDERED, self._compare),
            **dict.fromkeys(_EQUAL, _equal),
        }

    def _round(self, op: own.Round, number: Any) -> Any:
        if digits(op.number) <= op.digits:
            return cast(number, op.dtype)
        if op.mode == "half_up":
            return self.half_up(op, number)
        units = cast(number, NUMBER) * power(op.digits)
        cut = (units.floor() if op.mode == "down" else units.ceil()).cast(WHOLE)
        return (cut * unit(op.digits)).cast(op.dtype)

    def _months_between(self, _: own.MonthsBetween, start: Any, end: Any) -> Any:
        months = (end.year() - start.year()) * 12 + (end.month() - start.month())
        month_end = self.add_days(end, ibis.literal(1)).day() == 1
        short = (end.day() < start.day()) & ~month_end
        return (months - short.ifelse(1, 0)).cast("int64")

    def _day_of(self, _: own.DateFromYMD, year: Any, month: Any, day: Any) -> Any:
        sound = year.between(FIRST.year, FAR.year) & month.between(1, 12) & day.between(1, 31)
        months = sound.ifelse((year - FIRST.year) * 12 + month - 1, ibis.null("int64"))
        found = self.add_days(self.add_months(ibis.literal(FIRST), months), day - 1)
        return (found.day() == day).ifelse(found, ibis.null("date"))

    def _compare(self, op: Any, *sides: Any) -> Any:
        left, right = map(self.ordered, aligned(sides, op.inputs))
        return _ORDERED[type(op)](left, right).to_expr()


_PLAIN: Mapping[type[own.Operation], Any] = {
    own.Add: ops.Add,
    own.Subtract: ops.Subtract,
    own.Negate: ops.Negate,
    own.And: ops.And,
    own.Or: ops.Or,
    own.IsNull: ops.IsNull,
    own.Between: ops.Between,
    own.ExtractYear: ops.ExtractYear,
    own.ExtractMonth: ops.ExtractMonth,
    own.ExtractDay: ops.ExtractDay,
    FloorDivide: ops.FloorDivide,
}
"""What is as it should be in SQL."""
_ORDERED: Mapping[type[own.Operation], Any] = {
    own.Less: ops.Less,
    own.LessEqual: ops.LessEqual,
    own.Greater: ops.Greater,
    own.GreaterEqual: ops.GreaterEqual,
}
_EQUAL: Mapping[type[own.Operation], Any] = {own.Equals: ops.Equals, own.NotEquals: ops.NotEquals}


def _plainly(form: Any) -> Lowering:
    return lambda _, *inputs: form(*inputs).to_expr()


def _equal(op: Any, *sides: Any) -> Any:
    return _EQUAL[type(op)](*aligned(sides, op.inputs)).to_expr()


def _on_calendar(day: Any) -> Any:
    """``day``, or NULL outside the years 1 to 9999."""
    return ((day >= FIRST) & (day <= FAR)).ifelse(day, ibis.null("date"))


def _not(condition: Any) -> Any:
    """Ibis writes IS NULL behind a NOT without brackets, which SQL reads as NOT (… IS NULL)."""
    return condition == ibis.literal(False)


def _when(op: own.When, condition: Any, then: Any, otherwise: Any) -> Any:
    then, otherwise = (_branch(part, op.dtype) for part in aligned([then, otherwise], [op.then, op.otherwise]))
    agreed = [] if _differ(op.then, op.otherwise) else [(then == otherwise, then)]
    unknown = ibis.null() if op.dtype.is_decimal() else ibis.null(op.dtype)
    return ibis.cases((condition, then), (_not(condition), otherwise), *agreed, else_=unknown)


def _branch(value: Any, dtype: Type) -> Any:
    """An outcome of ``when``: a decimal is left for the engine to widen, a whole number made a decimal where it must be."""
    op = value.op()
    if not dtype.is_decimal():
        return value if value.type() == dt.dtype(dtype) else value.cast(dtype)
    if isinstance(op, ops.Literal):
        return literal(op.value, dtype)
    return value if value.type().is_decimal() else cast(value, dtype)


def _differ(one: Any, other: Any) -> bool:
    return is_known(one) and is_known(other) and bool(one.value != other.value)


def _extreme(op: own.Largest | own.Smallest, *given: Any) -> Any:
    values = aligned(given, op.values)
    chosen = ibis.greatest(*values) if isinstance(op, own.Largest) else ibis.least(*values)
    unknown = [value.isnull() for value, of in zip(values, op.values, strict=True) if not is_known(of)]
    return ibis.cases((reduce(operator.or_, unknown), ibis.null()), else_=chosen) if unknown else chosen


def _multiply(op: own.Multiply, left: Any, right: Any) -> Any:
    if op.dtype.is_decimal() and all(_is_narrow(part) for part in op.inputs):
        left = cast(left, WIDE)
    exact = not op.dtype.is_decimal() or sum(map(digits, op.inputs)) <= op.dtype.scale
    return left * right if exact else cast(left * right, op.dtype)


def _is_narrow(op: Any) -> bool:
    """Whether ``op`` is no wider than money."""
    if isinstance(op, own.Literal) and op.dtype.is_decimal():
        return op.value is not None and narrow(op.value) == MONEY
    return bool(op.dtype == MONEY)


def _whole_part(op: own.WholePart, number: Any) -> Any:
    return (cast(number, NUMBER) if op.number.dtype.is_decimal() else number).floor().cast("int64")
