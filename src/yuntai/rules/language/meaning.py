"""What each operation means, for one person: an expression becomes a Python function of named values.

``None`` is "not known yet". :data:`STRICT` lists the operations whose result is not known as soon as one input is not;
the others are written out below it. :mod:`yuntai.rules.many.sql` says the same for many people at once; a property test
holds the two equal.
"""

from __future__ import annotations

import operator
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from itertools import pairwise
from math import floor
from typing import Any

from yuntai.rules.language import operations as own
from yuntai.rules.language.parameters import Parameter, Record
from yuntai.rules.language.workdays import Workdays

Meaning = Callable[["Values"], Any]

EXACT = Context(prec=60)
"""Wide enough that no product or quotient of two values is cut before it is rounded."""

_EIGHT = Decimal("1e-8")
_MODES = {"half_up": ROUND_HALF_UP, "down": ROUND_FLOOR, "up": ROUND_CEILING}


class Values(dict[str, Any]):
    """The values of one person by name. A step is computed when it is first asked for.

    What was never asked for was not needed: the keys are the used facts and steps, ``readings`` the parameters read.
    """

    def __init__(
        self,
        known: Mapping[str, Any],
        steps: Mapping[str, Meaning],
        parameters: Mapping[str, Parameter],
        workdays: Workdays,
    ) -> None:
        super().__init__(known)
        self._steps = steps
        self.parameters = parameters
        self.workdays = workdays
        self.row: Mapping[str, Any] = {}
        self.readings: dict[own.Reading, Record] = {}

    def __missing__(self, name: str) -> Any:
        step = self._steps.get(name)
        value = self[name] = step(self) if step else None
        return value


def add_months(day: date, months: int) -> date | None:
    """The day ``months`` later, held to the last day of its month; ``None`` outside the years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _add_days(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def months_between(start: date, end: date) -> int:
    """The largest n with ``add_months(start, n) <= end``."""
    months = (end.year - start.year) * 12 + end.month - start.month
    reached = add_months(start, months)
    return months if reached is not None and reached <= end else months - 1


def _divide(number: int | Decimal, by: int | Decimal) -> Decimal | None:
    return EXACT.divide(number, by).quantize(_EIGHT, ROUND_DOWN, EXACT) if by else None


def _multiply(op: own.Multiply) -> Callable[[Any, Any], Any]:
    if not op.dtype.is_decimal():
        return operator.mul
    unit = Decimal(1).scaleb(-op.dtype.scale)
    return lambda a, b: EXACT.multiply(a, b).quantize(unit, ROUND_HALF_UP, EXACT)


def _round(op: own.Round) -> Callable[[Any], Decimal]:
    unit, mode = Decimal(1).scaleb(-op.digits), _MODES[op.mode]
    return lambda number: Decimal(number).quantize(unit, mode, EXACT)


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


STRICT: Mapping[type[own.Operation], Callable[[Any], Callable[..., Any]]] = {
    own.Add: lambda _: operator.add,
    own.Subtract: lambda _: operator.sub,
    own.Multiply: _multiply,
    own.Negate: lambda _: operator.neg,
    own.Equals: lambda _: operator.eq,
    own.NotEquals: lambda _: operator.ne,
    own.Less: lambda _: operator.lt,
    own.LessEqual: lambda _: operator.le,
    own.Greater: lambda _: operator.gt,
    own.GreaterEqual: lambda _: operator.ge,
    own.Not: lambda _: operator.not_,
    own.Between: lambda _: lambda value, low, high: low <= value <= high,
    own.InValues: lambda _: lambda value, *options: value in options,
    own.ExtractYear: lambda _: operator.attrgetter("year"),
    own.ExtractMonth: lambda _: operator.attrgetter("month"),
    own.ExtractDay: lambda _: operator.attrgetter("day"),
    own.DateFromYMD: lambda _: _day_of,
    own.Largest: lambda _: lambda *values: max(values),
    own.Smallest: lambda _: lambda *values: min(values),
    own.Divide: lambda _: _divide,
    own.Round: _round,
    own.WholePart: lambda _: floor,
    own.AddMonths: lambda _: add_months,
    own.AddDays: lambda _: _add_days,
    own.MonthsBetween: lambda _: months_between,
    own.DaysBetween: lambda _: lambda start, end: (end - start).days,
}


def _when(op: own.When) -> Meaning:
    condition, then, otherwise = (meaning(part) for part in op.inputs)

    def value(values: Values) -> Any:
        chosen = condition(values)
        if chosen is None:
            one, other = then(values), otherwise(values)
            return one if one == other else None
        return then(values) if chosen else otherwise(values)

    return value


def _and(op: own.And) -> Meaning:
    left, right = (meaning(part) for part in op.inputs)

    def value(values: Values) -> bool | None:
        a, b = left(values), right(values)
        return False if a is False or b is False else None if a is None or b is None else True

    return value


def _or(op: own.Or) -> Meaning:
    left, right = (meaning(part) for part in op.inputs)

    def value(values: Values) -> bool | None:
        a, b = left(values), right(values)
        return True if a or b else None if a is None or b is None else False

    return value


def _reading(op: own.Reading) -> Meaning:
    day_of, keys_of = meaning(op.day), [meaning(key) for key in op.keys]

    def value(values: Values) -> Any:
        day, keys = day_of(values), [key(values) for key in keys_of]
        if day is None or None in keys:
            return None
        record = values.parameters[op.parameter].on(day, values["known_on"])
        if record is None:
            return None
        values.readings[op] = record
        return looked_up(record.value, keys, op.how)

    return value


def looked_up(value: Any, keys: Sequence[Any], how: str) -> Any:
    """The entry of a record's ``value`` under ``keys`` (see :class:`~yuntai.rules.language.operations.Reading`)."""
    for key in keys[:-1] if how != "key" else keys:
        value = value.get(key)
        if value is None:
            return None
    if how == "key":
        return value
    amount = keys[-1]
    if how == "band":
        return value.get(max((threshold for threshold in value if threshold <= amount), default=None))
    total = Decimal(0)
    for (low, share), (high, _) in pairwise([*sorted(value.items()), (None, None)]):
        part = max(amount - low, 0) if high is None else max(min(amount, high) - low, 0)
        total += EXACT.multiply(share, part).quantize(_EIGHT, ROUND_HALF_UP, EXACT)
    return total


def _related(op: own.Related) -> Meaning:
    where = meaning(op.where)
    parts = [meaning(part) for part in (op.order, op.column) if part is not None]
    none = op.none.value if op.none else None

    def value(values: Values) -> Any:
        rows = values[op.relation]
        if rows is None:
            return None
        fits, found, outside = [], [], values.row
        for row in rows:
            values.row = row
            fits.append(where(values))
            if fits[-1]:
                found.append(tuple(part(values) for part in parts))
        values.row = outside
        if op.how == "any":
            return True if True in fits else None if None in fits else False
        if None in fits or any(None in row for row in found):
            return None
        if op.how == "count":
            return len(found)
        if op.how == "sum":
            return sum(row[0] for row in found)
        if not found:
            return none
        return (max if op.how == "latest" else min)(found)[-1]

    return value


def _workday_number(op: own.WorkdayNumber) -> Meaning:
    day_of = meaning(op.day)

    def value(values: Values) -> int | None:
        day = day_of(values)
        return None if day is None else values.workdays.number(day)

    return value


def _workday_of(op: own.WorkdayOf) -> Meaning:
    number_of = meaning(op.number)

    def value(values: Values) -> date | None:
        number = number_of(values)
        return None if number is None else values.workdays.day(number)

    return value


def _literal(op: own.Literal) -> Meaning:
    constant = op.value
    return lambda _: constant


def _row_reference(op: own.RowReference) -> Meaning:
    name = op.name
    return lambda values: values.row.get(name)


def _is_null(op: own.IsNull) -> Meaning:
    argument = meaning(op.arg)
    return lambda values: argument(values) is None


OTHERS: Mapping[type[own.Operation], Callable[[Any], Meaning]] = {
    own.And: _and,
    own.Or: _or,
    own.Literal: _literal,
    own.Reference: lambda op: operator.itemgetter(op.name),
    own.RowReference: _row_reference,
    own.When: _when,
    own.Reading: _reading,
    own.Related: _related,
    own.WorkdayNumber: _workday_number,
    own.WorkdayOf: _workday_of,
    own.IsNull: _is_null,
}


def meaning(op: Any) -> Meaning:
    """The Python function that computes ``op`` from the values of one person."""
    written_out = OTHERS.get(type(op))
    if written_out:
        return written_out(op)
    return _strict(STRICT[type(op)](op), op.inputs)


def _strict(function: Callable[..., Any], operands: Sequence[Any]) -> Meaning:
    """``function`` of what ``operands`` come to; most have one or two, of which the second is often the same for everybody."""
    parts = [meaning(operand) for operand in operands]
    if len(parts) == 1:
        return _of_one(function, *parts)
    if len(parts) == 2:
        constant = operands[1].value if isinstance(operands[1], own.Literal) else None
        return _of_two(function, *parts) if constant is None else _of_one(lambda a: function(a, constant), parts[0])

    def value(values: Values) -> Any:
        arguments = [part(values) for part in parts]
        return None if None in arguments else function(*arguments)

    return value


def _of_one(function: Callable[[Any], Any], part: Meaning) -> Meaning:
    def value(values: Values) -> Any:
        a = part(values)
        return None if a is None else function(a)

    return value


def _of_two(function: Callable[[Any, Any], Any], left: Meaning, right: Meaning) -> Meaning:
    def value(values: Values) -> Any:
        a, b = left(values), right(values)
        return None if a is None or b is None else function(a, b)

    return value
