"""How many cases came in by which channel: the online rate (网办率) by month, matter and unit, and the counters day by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue
from yuntai.cases.counts import models as counted
from yuntai.cases.counts.adding import workdays_between
from yuntai.cases.counts.sums import read
from yuntai.cases.querysets import Sight
from yuntai.clock import today
from yuntai.people.models import Role, Unit
from yuntai.procedures.schema import CHANNELS
from yuntai.procedures.units import CHANNEL_OF
from yuntai.rules.language.kinds import Date
from yuntai.web.boards.figures import Share
from yuntai.web.boards.views import sight
from yuntai.web.rights import roles_required

MONTHS = 12
FREQUENT = 10
"""How many matters count as frequent (高频): those with the most cases of the months shown."""

COUNTER_DAYS = 30
COUNTERS = tuple(sorted(set(CHANNEL_OF.values())))


@dataclass(frozen=True)
class Taken:
    """How many cases came in under one title, by channel."""

    title: str
    by: Mapping[str, int]

    @property
    def all(self) -> int:
        return sum(self.by.values())

    @property
    def online(self) -> Share:
        """The online rate: came in online, of all that came in."""
        return Share(self.by.get("online", 0), self.all)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers by the titles of the channels, in their order."""
        return {title: self.by.get(code, 0) for code, title in CHANNELS.items()}


@dataclass(frozen=True)
class Month:
    """A month: all that came in, and that of the frequent matters."""

    taken: Taken
    frequent: Taken


@dataclass(frozen=True)
class Intake:
    """What came in within the months shown: by month, the newest first; of the frequent matters; of every unit."""

    total: Taken
    frequent: Taken
    months: list[Month]
    matters: list[Taken]
    units: list[Taken]


def intake(sight: Sight, day: date) -> Intake:
    """What came in within the :data:`MONTHS` months up to that of ``day``."""
    number = day.year * 12 + day.month - 1
    months = [date(one // 12, one % 12 + 1, 1) for one in range(number, number - MONTHS, -1)]
    columns = ("month", "procedure", "unit_id", "channel")
    found = read(sight, lambda sums: sums.of(counted.Taken, *columns, since=months[-1], until=day))
    rows = [(*key, numbers["cases"]) for key, numbers in found.items()]
    by_matter, by_unit = _Tally(), _Tally()
    for _, procedure, unit, channel, cases in rows:
        by_matter.add(procedure, channel, cases)
        by_unit.add(unit, channel, cases)
    matters = by_matter.most_first({one.id: one.title for one in catalogue().values()})
    frequent = dict(matters[:FREQUENT])
    by_month, often = _Tally(), _Tally()
    for month, procedure, _, channel, cases in rows:
        by_month.add(month, channel, cases)
        if procedure in frequent:
            often.add(month, channel, cases)
    units = by_unit.most_first({unit.pk: unit.name for unit in Unit.objects.all()})
    return Intake(
        total=Taken("全部", by_month.total),
        frequent=Taken("高频事项", often.total),
        months=[
            Month(*(Taken(f"{one.year}年{one.month}月", tally.by[one]) for tally in (by_month, often)))
            for one in months
        ],
        matters=list(frequent.values()),
        units=[taken for _, taken in units],
    )


@dataclass(frozen=True)
class _Tally:
    """Cases by channel for each key."""

    by: dict[Hashable, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, key: Hashable, channel: str, cases: int) -> None:
        self.by[key][channel] += cases

    @property
    def total(self) -> Counter[str]:
        return sum(self.by.values(), Counter())

    def most_first(self, titles: Mapping[Hashable, str]) -> list[tuple[Hashable, Taken]]:
        """Each key with its title and its cases, those with the most first."""
        rows = [(key, Taken(titles.get(key, str(key)), by)) for key, by in self.by.items()]
        return sorted(rows, key=lambda row: (-row[1].all, row[1].title))


@dataclass(frozen=True)
class Counters:
    """What was taken in at counters: by day, the newest first; by the window that took it in, the most first."""

    workdays: int
    days: list[Taken]
    windows: list[Taken]

    @property
    def all(self) -> int:
        return sum(one.all for one in self.days)

    @property
    def a_day(self) -> str:
        """The average of a working day."""
        return f"{self.all / self.workdays:.1f}" if self.workdays else "—"


def counters(sight: Sight, day: date) -> Counters:
    """What was taken in at counters within the :data:`COUNTER_DAYS` days up to ``day``."""
    before = day - timedelta(COUNTER_DAYS)
    columns = ("day", "channel", "window")
    found = read(sight, lambda sums: sums.of(counted.Taken, *columns, since=before + timedelta(1), until=day))
    names = {unit.pk: unit.name for unit in Unit.objects.all()}
    by_day, by_window = _Tally(), _Tally()
    for (when, channel, window), numbers in found.items():
        if channel in COUNTERS:
            by_day.add(when, channel, numbers["cases"])
            by_window.add(names.get(window, "没有记下窗口的"), channel, numbers["cases"])
    return Counters(
        workdays=workdays_between(before, day),
        days=[Taken(Date().show(when), by_day.by[when]) for when in sorted(by_day.by, reverse=True)],
        windows=[one for _, one in by_window.most_first({})],
    )


@require_safe
@roles_required(Role.SUPERVISE)
def online(request: HttpRequest) -> HttpResponse:
    """The online rate with what it is made of, and how much the counters take in."""
    found = sight(request)
    context = {
        "intake": intake(found, today()),
        "counters": counters(found, today()),
        "channels": CHANNELS,
        "frequent": FREQUENT,
        "counter_days": COUNTER_DAYS,
    }
    return render(request, "boards/online.html", context)
