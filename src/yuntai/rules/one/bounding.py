"""The second meaning of each word: between which ends its value lies, whatever the unknowns turn out to be.

``at_most(unknown, 2660)`` is not known, and yet at most 2,660. Each operation has here, as in
:mod:`yuntai.rules.language.meaning`, one function; what that module knows is a single point here. A fact that was not
given is anything its kind allows, a value that the platform lacks anything its unit allows. Where in doubt a range is
wider: that a value lies within it always holds, that the range is the narrowest does not.

With the same functions, and what the platform lacks read as never to be known, :mod:`yuntai.rules.one.gaps` finds what
no answer can settle.
"""

from __future__ import annotations

import operator
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, reduce
from typing import Any

from yuntai.rules.language import operations as own
from yuntai.rules.language.kinds import FAR, Date, Kind, Text
from yuntai.rules.language.meaning import EXACT, STRICT, Values, meaning
from yuntai.rules.language.types import Type
from yuntai.rules.language.workdays import Workdays
from yuntai.rules.one.lookups import of_any_rows, of_rows, read, workday_days, workday_numbers
from yuntai.rules.one.openings import CALENDAR, PARAMETER
from yuntai.rules.one.ranges import (
    ANYTHING,
    NEVER,
    Bound,
    Range,
    can_be,
    corners,
    ends,
    hull,
    is_point,
    largest,
    meet,
    of_kind,
    overlap,
    point,
    product_ends,
    quotient_ends,
    smallest,
    truth,
)
from yuntai.rules.rule.rule import Rule

Bounding = Callable[["Ranges"], Range]


class Ranges(dict[str, Range]):
    """The ranges of one person's values by name, computed as they are asked for; those in ``start`` are given.

    ``known`` are the values as far as they are known. ``never`` names parameters (and the calendar) that will never be
    known where the platform lacks them; what it lacked comes to stand in ``lacked``.
    """

    def __init__(self, rule: Rule, known: Values, start: Mapping[str, Range], never: Collection[str] = ()) -> None:
        super().__init__(start)
        self.rule, self.known, self.never = rule, known, never
        self.lacked: dict[str, None] = {}
        self.row: Mapping[str, Any] = {}

    def __missing__(self, name: str) -> Range:
        value = self.known[name]
        if value is not None:
            found = point(value)
        elif name in self.rule.nodes:
            found = of_node(self.rule, name)(self)
        else:
            fact = self.rule.facts.get(name)
            found = of_kind(fact.kind) if fact else ANYTHING
        self[name] = found
        return found

    def lack(self, name: str, otherwise: Range) -> Range:
        """What a value can be that the platform lacks."""
        self.lacked[name] = None
        return NEVER if name in self.never else otherwise


def _rising(*signs: int) -> Callable[[Any], Bounding]:
    """Of a strict operation that rises (1) or falls (-1) in each of its arguments, a yes above a no: its value at the ends."""

    def made(op: Any) -> Bounding:
        function = _WITHIN.get(type(op)) or STRICT[type(op)](op)

        def value(*parts: Bound) -> Range:
            pairs = [part if sign > 0 else (part[1], part[0]) for part, sign in zip(parts, signs, strict=True)]
            lows, highs = zip(*pairs, strict=True)
            low = None if None in lows else function(*lows)
            high = None if None in highs else function(*highs)
            return truth(high is not False, low is not True) if op.dtype.is_boolean() else Bound(low, high)

        return _strict(op, value)

    return made


def _strict(op: Any, value: Callable[..., Range]) -> Bounding:
    """``value`` of the ends of all inputs; never known where one of them is never known."""
    parts = [bounding(part) for part in op.inputs]

    def bound(ranges: Ranges) -> Range:
        arguments = [part(ranges) for part in parts]
        return NEVER if NEVER in arguments else value(*map(ends, arguments))

    return bound


def _within_days(function: Callable[..., date | None]) -> Callable[[date, int], date]:
    """``function``, held to the first and last day there is."""
    return lambda day, count: function(day, count) or (FAR if count > 0 else date.min)


def _day_near(year: int, month: int, day: int) -> date:
    """The day of a year, month and day, each held to what there is."""
    year, month = min(max(year, 1), 9999), min(max(month, 1), 12)
    return date(year, month, min(max(day, 1), monthrange(year, month)[1]))


_WITHIN: Mapping[type[own.Operation], Callable[..., Any]] = {
    own.AddMonths: _within_days(STRICT[own.AddMonths](None)),
    own.AddDays: _within_days(STRICT[own.AddDays](None)),
    own.DateFromYMD: _day_near,
}
"""Operations without a value at some ends of their inputs, as they go on from there."""


def _multiply(op: own.Multiply) -> Bounding:
    function = STRICT[own.Multiply](op)
    return _strict(op, lambda a, b: corners(function, product_ends, a, b))


def _divide(op: own.Divide) -> Bounding:
    function, counted = STRICT[own.Divide](op), op.by.dtype.is_integer()

    def value(number: Bound, by: Bound) -> Range:
        low, high = by
        if low == high == 0:
            return NEVER
        if low == 0 and counted:
            low = 1
        if high == 0 and counted:
            high = -1
        if (low is None or low < 0) and (high is None or high > 0):
            return ANYTHING
        return corners(function, quotient_ends, number, Bound(low, high))

    return _strict(op, value)


def _equals(op: Any, *, negated: bool = False) -> Bounding:
    """Also of "one of": equal to some of the others."""
    value, *options = (bounding(part) for part in op.inputs)

    def bound(ranges: Ranges) -> Range:
        found, others = value(ranges), [option(ranges) for option in options]
        if found == NEVER or NEVER in others:
            return NEVER
        equal = any(overlap(found, other) for other in others)
        certain = reduce(hull, filter(is_point, others), NEVER)
        differ = not found <= certain if isinstance(found, frozenset) and isinstance(certain, frozenset) else True
        if isinstance(found, Bound) and is_point(found):
            differ = not any(is_point(other) and found == other for other in others)
        return truth(differ, equal) if negated else truth(equal, differ)

    return bound


def _between(op: own.Between) -> Bounding:
    def value(found: Bound, low: Bound, high: Bound) -> Range:
        above = (overlap(found, Bound(low.at_least, None)), not _surely(low.at_most, found.at_least))
        below = (overlap(found, Bound(None, high.at_most)), not _surely(found.at_most, high.at_least))
        return truth(above[0] and below[0], above[1] or below[1])

    return _strict(op, value)


def _surely(high: Any, low: Any) -> bool:
    return high is not None and low is not None and high <= low


def _part_of_day(most: int) -> Callable[[Any], Bounding]:
    """The month or the day of the month: it rises within a year (a month), and begins again in the next."""

    def made(op: Any) -> Bounding:
        part = STRICT[type(op)](op)

        def value(day: Bound) -> Range:
            first, last = day
            if first is None or last is None or first.year != last.year or (most == 31 and first.month != last.month):
                return Bound(1, most)
            return Bound(part(first), part(last))

        return _strict(op, value)

    return made


def _not(op: own.Not) -> Bounding:
    argument = bounding(op.arg)

    def bound(ranges: Ranges) -> Range:
        found = argument(ranges)
        return truth(can_be(found, False), can_be(found, True))

    return bound


def _joined(decisive: bool) -> Callable[[Any], Bounding]:
    """And, Or: where one side is ``decisive``, so is the whole."""

    def made(op: Any) -> Bounding:
        left, right = (bounding(part) for part in op.inputs)

        def bound(ranges: Ranges) -> Range:
            a, b = left(ranges), right(ranges)
            decided = can_be(a, decisive) or can_be(b, decisive)
            open_ = can_be(a, not decisive) and can_be(b, not decisive)
            return truth(decided, open_) if decisive else truth(open_, decided)

        return bound

    return made


def _when(op: own.When) -> Bounding:
    condition, then, otherwise = (bounding(part) for part in op.inputs)

    def bound(ranges: Ranges) -> Range:
        chosen = condition(ranges)
        if chosen == NEVER:  # what both agree on, if they do
            return meet(then(ranges), otherwise(ranges))
        one = then(ranges) if can_be(chosen, True) else NEVER
        return hull(one, otherwise(ranges)) if can_be(chosen, False) else one

    return bound


def _reading(op: own.Reading) -> Bounding:
    day_of, keys_of = bounding(op.day), [bounding(key) for key in op.keys]
    name = PARAMETER + op.parameter

    def bound(ranges: Ranges) -> Range:
        day, keys = day_of(ranges), [key(ranges) for key in keys_of]
        if NEVER in (day, *keys):
            return NEVER
        parameter = ranges.rule.parameters[op.parameter]
        held, whole = read(parameter, ends(day), keys, op.how, ranges.known["known_on"])
        if whole:
            return held
        anything = Bound(Decimal(0), None) if op.how == "marginal" else of_kind(parameter.kind)
        if held == NEVER:
            return ranges.lack(name, anything)
        return held if name in ranges.never else hull(held, anything)

    return bound


def _related(op: own.Related) -> Bounding:
    computed, where = meaning(op), bounding(op.where)
    column = bounding(op.column) if op.column is not None else None
    none = point(op.none.value) if op.none else NEVER

    def rows(ranges: Ranges) -> Iterator[tuple[Range, Range]]:
        """Of each row whether it fits, and its value."""
        outside = ranges.row
        for row in ranges.known[op.relation]:
            ranges.row = row
            yield where(ranges), column(ranges) if column else NEVER
        ranges.row = outside

    def bound(ranges: Ranges) -> Range:
        value = computed(ranges.known)
        if value is not None:
            return point(value)
        if ranges.known[op.relation] is None:
            outside, ranges.row = ranges.row, {}
            fits, given = where(ranges), column(ranges) if column else NEVER
            ranges.row = outside
            return of_any_rows(op.how, can_be(fits, True), given, none)
        return of_rows(op.how, list(rows(ranges)), none)

    return bound


def _by_calendar(argument: Any, found_in: Callable[[Workdays, Bound], tuple[Range, bool]]) -> Bounding:
    argument_of = bounding(argument)

    def bound(ranges: Ranges) -> Range:
        given = argument_of(ranges)
        if given == NEVER:
            return NEVER
        found, held = found_in(ranges.known.workdays, ends(given))
        return found if held else ranges.lack(CALENDAR, found)

    return bound


def _literal(op: own.Literal) -> Bounding:
    constant = point(op.value)
    return lambda _: constant


def _row_reference(op: own.RowReference) -> Bounding:
    def bound(ranges: Ranges) -> Range:
        value = ranges.row.get(op.name)
        if value is not None:
            return point(value)
        relation = ranges.rule.relations[op.relation]
        kind: Kind = relation.columns.get(op.name) or (Date() if op.name == relation.on else Text())
        return of_kind(kind)

    return bound


BOUNDS: Mapping[type[own.Operation], Callable[[Any], Bounding]] = {
    own.Add: _rising(1, 1),
    own.Subtract: _rising(1, -1),
    own.Multiply: _multiply,
    own.Negate: _rising(-1),
    own.Equals: _equals,
    own.NotEquals: lambda op: _equals(op, negated=True),
    own.Less: _rising(-1, 1),
    own.LessEqual: _rising(-1, 1),
    own.Greater: _rising(1, -1),
    own.GreaterEqual: _rising(1, -1),
    own.Not: _not,
    own.Between: _between,
    own.InValues: _equals,
    own.ExtractYear: _rising(1),
    own.ExtractMonth: _part_of_day(12),
    own.ExtractDay: _part_of_day(31),
    own.DateFromYMD: _rising(1, 1, 1),
    own.Largest: lambda op: _strict(op, lambda *parts: largest(parts)),
    own.Smallest: lambda op: _strict(op, lambda *parts: smallest(parts)),
    own.Divide: _divide,
    own.Round: _rising(1),
    own.WholePart: _rising(1),
    own.AddMonths: _rising(1, 1),
    own.AddDays: _rising(1, 1),
    own.MonthsBetween: _rising(-1, 1),
    own.DaysBetween: _rising(-1, 1),
    own.And: _joined(decisive=False),
    own.Or: _joined(decisive=True),
    own.Literal: _literal,
    own.Reference: lambda op: operator.itemgetter(op.name),
    own.RowReference: _row_reference,
    own.When: _when,
    own.Reading: _reading,
    own.Related: _related,
    own.WorkdayNumber: lambda op: _by_calendar(op.day, workday_numbers),
    own.WorkdayOf: lambda op: _by_calendar(op.number, workday_days),
}


def bounding(op: Any) -> Bounding:
    """The Python function that gives the range of ``op`` for one person."""
    return BOUNDS[type(op)](op)


def _to_type(function: Bounding, dtype: Type) -> Bounding:
    """``function`` with the ends rounded as :func:`yuntai.rules.rule.rule.to_type` rounds what lies between them."""
    if not dtype.is_decimal():
        return function
    unit = Decimal(1).scaleb(-dtype.scale)

    def rounded(end: Any) -> Any:
        return None if end is None else Decimal(end).quantize(unit, ROUND_HALF_UP, EXACT)

    def bound(ranges: Ranges) -> Range:
        found = function(ranges)
        return Bound(rounded(found[0]), rounded(found[1])) if isinstance(found, Bound) else found

    return bound


@lru_cache(maxsize=8192)
def of_node(rule: Rule, name: str) -> Bounding:
    """The Python function that gives the range of a step."""
    op = rule.nodes[name].op
    return _to_type(bounding(op), op.dtype)
