"""Workdays over a calendar table: the State Council's days off and make-up workdays, each with its publication day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from yuntai.rules.language.grounds import Publication


@dataclass(frozen=True)
class Arrangement:
    """One year's holiday arrangement as published: weekdays off and weekend days worked."""

    year: int
    notice: str
    published: Publication
    rest: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True)
class Workdays:
    """The workdays of a run of years, numbered from 1: ``days`` sorted, ``first`` and ``last`` bounding what is known."""

    first: date
    last: date
    days: tuple[date, ...]

    def number(self, day: date) -> int | None:
        """How many workdays there are up to and including ``day``; ``None`` outside the known years."""
        return bisect_right(self.days, day) if self.first <= day <= self.last else None

    def day(self, number: int) -> date | None:
        """The day of the ``number``-th workday; ``None`` outside the known years."""
        return self.days[number - 1] if 1 <= number <= len(self.days) else None

    def rows(self) -> Iterator[tuple[date, int, bool]]:
        """Each day with its number and whether it is itself a workday."""
        number = 0
        for offset in range((self.last - self.first).days + 1):
            day = self.first + timedelta(offset)
            is_workday = number < len(self.days) and self.days[number] == day
            number += is_workday
            yield day, number, is_workday


@cache
def workdays(arrangements: Sequence[Arrangement], known_on: date = date.max) -> Workdays:
    """The workdays by the arrangements published up to ``known_on``; of two for a year the later one holds."""
    years = {a.year: a for a in sorted(arrangements, key=lambda a: a.published.known) if a.published.known <= known_on}
    if not years:
        return Workdays(date.max, date.min, ())
    first = min(years)
    last = first
    while last + 1 in years:
        last += 1
    start, end = date(first, 1, 1), date(last, 12, 31)
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    rest = frozenset().union(*(year.rest for year in years.values()))
    work = frozenset().union(*(year.work for year in years.values()))
    worked = tuple(day for day in days if day in work or (day.weekday() < 5 and day not in rest))
    return Workdays(start, end, worked)


def is_workday(day: date, calendar: Workdays) -> bool:
    """Whether ``day`` is worked; outside the published years every weekday is taken for one."""
    number, before = calendar.number(day), calendar.number(day - timedelta(1))
    if number is None:
        return day.weekday() < 5
    return number > (before or 0)


def workday_after(day: date, number: int, calendar: Workdays) -> date:
    """The ``number``-th working day after ``day``; ``day`` itself for 0."""
    while number:
        day += timedelta(1)
        number -= is_workday(day, calendar)
    return day
