"""What one case adds to which sum."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from yuntai.cases.content import calendar, catalogue
from yuntai.cases.counts.models import Due, Logged, Noted, Numbered, Passed, Rated, Standing, Sum, Taken
from yuntai.cases.states import BAD_RATING
from yuntai.clock import day_of
from yuntai.rules.language.workdays import is_workday

SATISFIED = 4
"""A rating from this one counts as satisfied."""

QUICK = Decimal("0.25")
"""A case that took no more than this part of the promised days was unusually quick."""

Key = tuple[type[Sum], tuple[Any, ...], str]
"""A number: its table, its key there (of a day's, the day and not the month), its column."""
Added = Counter[Key]


class Row(NamedTuple):
    """The columns of a case that sums follow from."""

    unit_id: int
    procedure: str
    state: str
    paused: bool
    due_on: date | None
    accepted_on: date | None
    closed_on: date | None
    rating: int | None
    amount: Decimal | None
    channel: str
    submitted_at: Any
    number: str


class Told(NamedTuple):
    """An entry of its log."""

    number: int
    kind: str
    at: Any
    capacity: str
    unit_id: int | None
    data: dict[str, Any]


def added(row: Row, log: Iterable[Told]) -> Added:
    """What a case adds to the sums."""
    found: Added = Counter()
    for key in (*_stands(row), *_logged(row, log)):
        found[key] += 1
    if row.closed_on:
        day = (False, row.closed_on, row.unit_id, row.procedure)
        for column, number in _ended(row, row.closed_on):
            found[Passed, day, column] += number
    return found


def _stands(row: Row) -> Iterator[Key]:
    yield Standing, (row.unit_id, row.procedure, row.state), "cases"
    yield Numbered, (row.number[:6], row.unit_id), "cases"
    if row.closed_on is None and not row.paused and row.due_on:
        yield Due, (row.due_on, row.unit_id, row.procedure), "cases"


def _logged(row: Row, log: Iterable[Told]) -> Iterator[Key]:
    window = 0
    for told in log:
        yield Logged, (row.unit_id, told.kind), "entries"
        here = row.unit_id, row.procedure
        day = day_of(told.at)
        if told.kind == "submit":
            window = told.unit_id or 0
        if column := _PASSED.get(told.kind):
            yield Passed, (False, day, *here), column
        if told.kind == "rate":
            yield Rated, (False, day, *here, told.capacity), "given"
            if told.data["score"] >= SATISFIED:
                yield Rated, (False, day, *here, told.capacity), "liked"
        if what := _noted(told):
            yield Noted, (what, *here, day, told.number), "times"
            if what in Passed.numbers:
                yield Passed, (False, day, *here), what
    yield Taken, (False, day_of(row.submitted_at), row.unit_id, row.procedure, row.channel, window), "cases"


_PASSED = {"propose": "proposed", "recheck": "rechecked"}


def _noted(told: Told) -> str:
    """As what a board lists an entry; empty for most."""
    match told.kind:
        case "propose" if told.data.get("overridden"):
            return Noted.OVERRIDDEN
        case "draw":
            return Noted.DRAWN
        case "recheck" if told.data["result"] == "wrong":
            return Noted.WRONG
        case "rate" if told.data["score"] <= BAD_RATING:
            return Noted.BAD
    return ""


def _ended(row: Row, closed_on: date) -> Iterator[tuple[str, int]]:
    if row.accepted_on:
        worked = workdays_between(row.accepted_on, closed_on)
        yield "ended", 1
        yield "worked", worked
        yield "quick", is_quick(row.procedure, worked)
        if row.due_on:
            yield "closed", 1
            yield "kept", closed_on <= row.due_on
    if row.rating is not None:
        yield "rated", 1
        yield "liked", row.rating >= SATISFIED
    if row.amount is not None:
        yield "money", int(row.amount * 100)


def is_quick(procedure: str, worked: int) -> bool:
    """Whether so many working days were unusually few."""
    return procedure in catalogue() and worked <= QUICK * catalogue()[procedure].promised_days


def workdays_between(begin: date, end: date) -> int:
    """The working days after ``begin`` up to ``end``."""
    first, last = calendar().number(begin), calendar().number(end)
    if first is not None and last is not None:
        return last - first
    days = (begin + timedelta(number) for number in range(1, (end - begin).days + 1))
    return sum(is_workday(day, calendar()) for day in days)


@cache
def basis() -> str:
    """A digest of what working days and promises are counted by: the calendar, and the promised days of each procedure."""
    promised = sorted((one.id, one.promised_days) for one in catalogue().values())
    days = calendar()
    return hashlib.sha256(repr((days.first, days.last, days.days, promised)).encode()).hexdigest()
