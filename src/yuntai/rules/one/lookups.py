"""What is looked up under what is not known exactly: parameters, the calendar, the person's related rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from typing import Any

from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.meaning import looked_up
from yuntai.rules.language.parameters import Parameter, Record
from yuntai.rules.language.workdays import Workdays
from yuntai.rules.one.ranges import (
    ANYTHING,
    NEVER,
    Bound,
    Range,
    can_be,
    ends,
    hull,
    is_point,
    ordered,
    overlap,
    point,
    truth,
)


def _can_hold(parameter: Parameter, day: Bound, known_on: date) -> tuple[list[Record], bool]:
    """The records that can hold on a day between two ends, and whether one of them holds on each of these days."""
    if day.at_least is not None and day.at_least == day.at_most:
        record = parameter.on(day.at_least, known_on)
        return ([record], True) if record else ([], False)
    first, last = day.at_least or date.min, day.at_most or FAR
    periods: list[tuple[date, date, Record]] = []
    end = FAR
    for record in parameter.records:
        if record.published.known <= known_on and record.effective <= end:
            periods.append((record.effective, min(record.until, end), record))
            if record.effective == date.min:
                break
            end = record.effective - timedelta(1)
    held = [period for period in periods if period[0] <= last and period[1] >= first]
    seamless = all(later[0] - timedelta(1) == earlier[1] for later, earlier in pairwise(held))
    whole = bool(held) and held[-1][0] <= first and held[0][1] >= last and seamless
    return [record for *_, record in held], whole


def read(parameter: Parameter, day: Bound, keys: Sequence[Range], how: str, known_on: date) -> tuple[Range, bool]:
    """What a parameter can come to on a day and under keys that are not known exactly, and whether that is all.

    It is not where the parameter lacks a record of some day, or a table some key. Below its lowest band a table has no
    value, which is not a lack.
    """
    records, whole = _can_hold(parameter, day, known_on)
    found = [_entry(record.value, keys, how) for record in records]
    return _all_of(found, whole)


def _all_of(found: Sequence[tuple[Range, bool]], whole: bool) -> tuple[Range, bool]:
    return reduce(hull, (part for part, _ in found), NEVER), whole and all(whole for _, whole in found)


def _entry(value: Any, keys: Sequence[Range], how: str) -> tuple[Range, bool]:
    if not keys:
        return point(value), True
    if len(keys) == 1 and how != "key":
        low, high = ends(keys[0])
        return _marginal(value, low, high) if how == "marginal" else reduce(hull, _bands(value, low, high), NEVER), True
    inner = [_entry(part, keys[1:], how) for key, part in value.items() if overlap(keys[0], point(key))]
    return _all_of(inner, all(key in value for key in _listed(keys[0])))


def _listed(keys: Range) -> Iterable[Any]:
    """All values of ``keys``; or some value that no table has."""
    if isinstance(keys, frozenset) or is_point(keys):
        return keys
    low, high = keys
    return range(low, high + 1) if isinstance(low, int) and isinstance(high, int) else (object(),)


def _bands(value: Mapping[Any, Any], low: Any, high: Any) -> Iterator[Range]:
    for threshold, above in pairwise([*sorted(value), None]):
        if ordered(threshold, high) and (above is None or low is None or above > low):
            yield point(value[threshold])


def _marginal(value: Mapping[Any, Any], low: Any, high: Any) -> Range:
    if any(share < 0 for share in value.values()):
        return ANYTHING
    lowest = looked_up(value, [min(value) if low is None else low], "marginal")
    return Bound(lowest, None if high is None else looked_up(value, [high], "marginal"))


def workday_numbers(calendar: Workdays, day: Bound) -> tuple[Range, bool]:
    """Which workday a day can be, and whether the calendar holds any such day.

    The days before the calendar have lower numbers than its first, those behind it no lower ones than its last.
    """
    first, last = day
    low = None if first is None or first < calendar.first else calendar.number(min(first, calendar.last))
    high = None if last is None or last > calendar.last else calendar.number(max(last, calendar.first))
    outside = (first is not None and first > calendar.last) or (last is not None and last < calendar.first)
    return Bound(low, high), not outside


def workday_days(calendar: Workdays, number: Bound) -> tuple[Range, bool]:
    """On which day a workday can be, and whether the calendar holds any such day."""
    (low, high), count = number, len(calendar.days)
    if not count:
        return ANYTHING, False
    first = None if low is None or low < 1 else calendar.day(low) or calendar.last
    last = None if high is None or high > count else calendar.day(high) or calendar.first
    return Bound(first, last), not ((low is not None and low > count) or (high is not None and high < 1))


def of_any_rows(how: str, fitting: bool, value: Range, none: Range) -> Range:
    """What rows come to of which nothing is known but how each of them may be."""
    if how == "any":
        return truth(fitting, True)
    if not fitting:
        return none if how in ("latest", "earliest") else Bound(0, 0)
    if how == "count":
        return Bound(0, None)
    if how != "sum":
        return hull(value, none)
    low, high = ends(value) if value else (0, 0)
    return Bound(0 if low is not None and low >= 0 else None, 0 if high is not None and high <= 0 else None)


def of_rows(how: str, rows: Sequence[tuple[Range, Range]], none: Range) -> Range:
    """What these rows come to, some of which may or may not fit."""
    can = [(fits, value) for fits, value in rows if can_be(fits, True)]
    must = sum(not can_be(fits, False) for fits, _ in can)
    if how == "any":
        return truth(bool(can), not must)
    if any(fits == NEVER for fits, _ in rows):
        return NEVER
    if how == "count":
        return Bound(must, len(can))
    if how != "sum":
        return reduce(hull, (value for _, value in can), NEVER if must else none)
    total = Bound(0, 0)
    for fits, value in can:
        low, high = ends(hull(value, Bound(0, 0)) if can_be(fits, False) or value == NEVER else value)
        total = Bound(
            None if low is None or total.at_least is None else total.at_least + low,
            None if high is None or total.at_most is None else total.at_most + high,
        )
    return total
