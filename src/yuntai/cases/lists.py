"""Lists of many cases and of many entries: in an order that an index has, with how many there are where the sums tell that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from yuntai.cases.counts.models import Logged, Numbered, Standing
from yuntai.cases.counts.sums import read
from yuntai.cases.lights import Lights
from yuntai.cases.models import Case, Event
from yuntai.cases.querysets import Sight
from yuntai.clock import start_of

_FEW = 5_000
"""So many are put in order where they are found; of more, the order is gone along until there are enough for a page."""

_DAY = 6
"""How many digits of a number tell the day on which it was made."""


class List(NamedTuple):
    """Rows in their order, and how many, ``None`` where that is to be counted."""

    rows: QuerySet[Any]
    count: int | None = None


def newest(sight: Sight, procedures: Collection[str] | None = None) -> List:
    """The cases in sight, be it of these procedures, those that came in last first."""
    standing = read(sight, lambda sums: sums.of(Standing, "procedure"))
    count = sum(one["cases"] for (name,), one in standing.items() if procedures is None or name in procedures)
    if count <= _FEW:
        rows = Case.objects.filter(*sight.condition)
        rows = rows if procedures is None else rows.filter(procedure__in=procedures)
    else:
        rows = Case.objects.each_in(sight)
        if procedures is not None:
            rows = rows.alias(about=Concat(F("procedure"), Value(""))).filter(about__in=procedures)
    return List(rows.order_by("-submitted_at", "-pk"), count)


def numbered(sight: Sight, begins: str) -> List:
    """The cases in sight whose number begins so, the highest first."""
    rows = Case.objects.each_in(sight).filter(number__range=(begins, begins.ljust(20, "9"))).order_by("-number")
    if len(begins) > _DAY:
        return List(rows)
    days = read(sight, lambda sums: sums.of(Numbered, "begins"))
    return List(rows, sum(one["cases"] for (day,), one in days.items() if day.startswith(begins)))


def late(sight: Sight) -> List:
    """The cases in sight that are late, what was due first first."""
    return List(Case.objects.each_in(sight).filter(Lights.now().red).order_by("due_on", "pk"))


def near(sight: Sight) -> List:
    """The cases in sight that are near their end, what is due first first."""
    return List(Case.objects.each_in(sight).filter(Lights.now().yellow).order_by("due_on", "pk"))


def logged(sight: Sight, kind: str = "") -> List:
    """The log of the cases in sight, be it of one kind of entry, the newest first."""
    found = read(sight, lambda sums: sums.of(Logged, "kind"))
    count = sum(one["entries"] for (name,), one in found.items() if kind in ("", name))
    events = Event.objects.order_by("-number")
    if kind:
        events = events.filter(kind=kind)
    if sight.units is not None:
        events = events.filter(Exists(Case.objects.each_in(sight).filter(pk=OuterRef("case_id"))))
    return List(events, count)


def of_day(day: date) -> tuple[Q, ...]:
    """The condition on entries that were made on ``day``: found by their numbers, whose order they are listed in."""
    begin, end = start_of(day), start_of(day + timedelta(1))
    made = Event.objects.filter(at__gte=begin, at__lt=end).order_by()
    number = (
        F("number") + 0
    )  # a sum has no index: PostgreSQL would go through the whole log for its least number of that day
    ends = made.aggregate(first=Min(number), last=Max(number))
    return Q(number__range=(ends["first"] or 0, ends["last"] or 0)), Q(at__gte=begin, at__lt=end)
