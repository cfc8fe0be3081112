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
from yuntai.rules.language.meaning import inputs
from yuntai.rules.many.decimals import WHOLE, WIDE, aligned, cast, digits, is_known, literal, power, unit

Lowering = Callable[[Any, Any], Any]
"""From an operation over lowered inputs, and from the operation as it was, to its form."""

FIRST = date(1, 1, 1)


@ibis.udf.scalar.builtin(name="round", signature=((own.NUMBER, dt.int64), own.NUMBER))
def rounded(number: Any, last: Any) -> Any:
    """Half up; Ibis would cast to what it takes for the type of ``number``."""


class Engine:
    """How an engine computes the language."""

    def quotient(self, op: own.Divide, unlowered: own.Divide) -> Any:
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

    def half_up(self, op: own.Round, unlowered: own.Round) -> Any:
        """Rounded half up to fewer digits than there are."""
        return cast(rounded(op.number.to_expr(), op.digits), op.dtype)

    @cached_property
    def lowerings(self) -> Mapping[type[ops.Node], Lowering]:
        """For each operation that is not plain Ibis, the function that gives its form."""
        return {
            own.When: _when,
            own.Largest: _extreme,
            own.Smallest: _extreme,
            own.Divide: self.quotient,
            own.Round: self._round,
            own.WholePart: _whole_part,
            own.AddMonths: lambda op, _: _on_calendar(self.add_months(op.day.to_expr(), op.months.to_expr())),
            own.AddDays: lambda op, _: _on_calendar(self.add_days(op.day.to_expr(), op.days.to_expr())),
            own.MonthsBetween: self._months_between,
            own.DaysBetween: lambda op, _: op.end.to_expr().delta(op.start.to_expr(), unit="day").cast("int64"),
            ops.DateFromYMD: self._day_of,
            ops.Multiply: _multiply,
            ops.Not: lambda op, _: _not(op.arg.to_expr()),
            **dict.fromkeys((ops.Less, ops.LessEqual, ops.Greater, ops.GreaterEqual), self._compare),
            **dict.fromkeys((ops.Equals, ops.NotEquals), _equal),
        }

    def _round(self, op: own.Round, unlowered: own.Round) -> Any:
        number = op.number.to_expr()
        if digits(unlowered.number) <= op.digits:
            return cast(number, op.dtype)
        if op.mode == "half_up":
            return self.half_up(op, unlowered)
        units = cast(number, own.NUMBER) * power(op.digits)
        cut = (units.floor() if op.mode == "down" else units.ceil()).cast(WHOLE)
        return (cut * unit(op.digits)).cast(op.dtype)

    def _months_between(self, op: own.MonthsBetween, _: Any) -> Any:
        start, end = op.start.to_expr(), op.end.to_expr()
        months = (end.year() - start.year()) * 12 + (end.month() - start.month())
        month_end = self.add_days(end, ibis.literal(1)).day() == 1
        short = (end.day() < start.day()) & ~month_end
        return (months - short.ifelse(1, 0)).cast("int64")

    def _day_of(self, op: ops.DateFromYMD, _: Any) -> Any:
        year, month, day = (part.to_expr().cast("int64") for part in inputs(op))
        sound = year.between(FIRST.year, FAR.year) & month.between(1, 12) & day.between(1, 31)
        months = sound.ifelse((year - FIRST.year) * 12 + month - 1, ibis.null("int64"))
        found = self.add_days(self.add_months(ibis.literal(FIRST), months), day - 1)
        return (found.day() == day).ifelse(found, ibis.null("date"))

    def _compare(self, op: Any, unlowered: Any) -> Any:
        parts = aligned([part.to_expr() for part in inputs(op)], list(inputs(unlowered)))
        left, right = (self.ordered(part) for part in parts)
        return type(op)(left, right).to_expr()


def _equal(op: Any, unlowered: Any) -> Any:
    return type(op)(*aligned([part.to_expr() for part in inputs(op)], list(inputs(unlowered)))).to_expr()


def _on_calendar(day: Any) -> Any:
    """``day``, or NULL outside the years 1 to 9999."""
    return ((day >= FIRST) & (day <= FAR)).ifelse(day, ibis.null("date"))


def _not(condition: Any) -> Any:
    """Ibis writes IS NULL behind a NOT without brackets, which SQL reads as NOT (… IS NULL)."""
    return condition == ibis.literal(False)


def _when(op: own.When, unlowered: own.When) -> Any:
    dtype = unlowered.dtype
    condition, then, otherwise = (part.to_expr() for part in inputs(op))
    then, otherwise = (
        _branch(part, dtype) for part in aligned([then, otherwise], [unlowered.then, unlowered.otherwise])
    )
    agreed = [] if _differ(unlowered.then, unlowered.otherwise) else [(then == otherwise, then)]
    unknown = ibis.null() if dtype.is_decimal() else ibis.null(dtype)
    return ibis.cases((condition, then), (_not(condition), otherwise), *agreed, else_=unknown)


def _branch(value: Any, dtype: dt.DataType) -> Any:
    """An outcome of ``when``: a decimal is left for the engine to widen, a whole number made a decimal where it must be."""
    op = value.op()
    if not dtype.is_decimal():
        return value if value.type() == dtype else value.cast(dtype)
    if isinstance(op, ops.Literal):
        return literal(op.value, dtype).to_expr()
    return value if value.type().is_decimal() else cast(value, dtype)


def _differ(one: Any, other: Any) -> bool:
    return is_known(one) and is_known(other) and bool(one.value != other.value)


def _extreme(op: own.Largest | own.Smallest, unlowered: own.Largest | own.Smallest) -> Any:
    values = aligned([value.to_expr() for value in op.values], unlowered.values)
    chosen = ibis.greatest(*values) if isinstance(op, own.Largest) else ibis.least(*values)
    unknown = [value.isnull() for value in values if not is_known(value.op())]
    return ibis.cases((reduce(operator.or_, unknown), ibis.null()), else_=chosen) if unknown else chosen


def _multiply(op: ops.Multiply, unlowered: ops.Multiply) -> Any:
    dtype, parts = unlowered.dtype, list(inputs(unlowered))
    if not dtype.is_decimal():
        return op.to_expr()
    left, right = op.left.to_expr(), op.right.to_expr()
    if all(_is_narrow(part) for part in parts) and all(part.dtype.is_decimal() for part in parts):
        left = cast(left, WIDE)
    exact = sum(digits(part) for part in parts) <= dtype.scale
    return left * right if exact else cast(left * right, dtype)


def _is_narrow(op: Any) -> bool:
    """Whether ``op`` is no wider than money."""
    if isinstance(op, ops.Literal) and op.dtype.is_decimal():
        return bool(literal(op.value, op.dtype).dtype == own.MONEY)
    return bool(op.dtype == own.MONEY)


def _whole_part(op: own.WholePart, unlowered: own.WholePart) -> Any:
    number = op.number.to_expr()
    return (cast(number, own.NUMBER) if unlowered.number.dtype.is_decimal() else number).floor().cast("int64")
