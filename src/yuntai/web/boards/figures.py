"""How much is open and late, how long it took, how people liked it, where the risks lie: sums over many cases, by columns alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Count, F, Q, Sum

from yuntai.cases.clock import is_workday
from yuntai.cases.content import calendar, catalogue
from yuntai.cases.lights import Lights
from yuntai.cases.querysets import CaseQuerySet
from yuntai.cases.states import ENDED, OPEN
from yuntai.clock import start_of

SATISFIED = 4
"""A rating from this one counts as satisfied."""

QUICK = Decimal("0.25")
"""A case that took no more than this part of the promised days was unusually quick."""

WEIGHTS: Mapping[str, int] = {"overridden": 40, "wrong": 30, "quick": 20, "money": 10}
"""What the four shares of a risk score weigh; the platform's own choice, 100 in all."""


@dataclass(frozen=True)
class Share:
    """A part of a whole; both numbers are shown beside the share, since a share of few says little."""

    part: Decimal | int = 0
    whole: Decimal | int = 0

    @property
    def value(self) -> float:
        """The share from 0 to 1; 0 of nothing."""
        return float(self.part / self.whole) if self.whole else 0.0

    def __str__(self) -> str:
        return f"{self.value:.1%}" if self.whole else "—"


@dataclass(frozen=True)
class Figures:
    """What can be counted of cases: the open ones now; of a period those that ended, and the working days that these took."""

    open: int = 0
    red: int = 0
    yellow: int = 0
    closed: int = 0
    kept: int = 0
    rated: int = 0
    liked: int = 0
    ended: int = 0
    worked: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def on_time(self) -> Share:
        """Ended by the promised day, of those that ended after acceptance."""
        return Share(self.kept, self.closed)

    @property
    def satisfied(self) -> Share:
        """Rated as satisfied, of those that were rated."""
        return Share(self.liked, self.rated)

    @property
    def days(self) -> str:
        """The average of working days from acceptance to the end."""
        return f"{self.worked / self.ended:.1f}" if self.ended else "—"


Counted = Mapping[tuple[str, int], Figures]
"""Figures by procedure (id) and unit (key)."""


def count(found: CaseQuerySet, since: date) -> Counted:
    """The figures of ``found``; of those that ended, from ``since`` on."""
    counted: dict[tuple[str, int], Figures] = defaultdict(Figures)
    for row in found.order_by().values("procedure", "unit").annotate(**_counts(since)):
        key = (row.pop("procedure"), row.pop("unit"))
        counted[key] = Figures(**row)
    ended: dict[tuple[str, int], int] = defaultdict(int)
    worked: dict[tuple[str, int], int] = defaultdict(int)
    for key, days, cases in _durations(found, since):
        ended[key] += cases
        worked[key] += days * cases
    for key, cases in ended.items():
        counted[key] += Figures(ended=cases, worked=worked[key])
    return counted


def total(counted: Counted) -> Figures:
    """All figures together."""
    return sum(counted.values(), Figures())


def by_procedure(counted: Counted) -> Mapping[str, Figures]:
    """The figures by procedure."""
    found: dict[str, Figures] = defaultdict(Figures)
    for (procedure, _), figures in counted.items():
        found[procedure] += figures
    return found


def by_unit(counted: Counted) -> Mapping[int, Figures]:
    """The figures by unit."""
    found: dict[int, Figures] = defaultdict(Figures)
    for (_, unit), figures in counted.items():
        found[unit] += figures
    return found


def worst_first(figures: Mapping[Any, Figures], titles: Mapping[Any, str]) -> list[tuple[str, Figures]]:
    """Figures with their titles, those with the most late cases first."""
    rows = [(titles.get(key, str(key)), one) for key, one in figures.items()]
    return sorted(rows, key=lambda row: (-row[1].red, -row[1].yellow, -row[1].open, row[0]))


def _counts(since: date) -> dict[str, Any]:
    closed = Q(state__in=ENDED, accepted_on__isnull=False, due_on__isnull=False, closed_on__gte=since)
    lights = Lights.now()
    return {
        "open": Count("pk", filter=Q(state__in=OPEN)),
        "red": Count("pk", filter=lights.red),
        "yellow": Count("pk", filter=lights.yellow),
        "closed": Count("pk", filter=closed),
        "kept": Count("pk", filter=closed & Q(closed_on__lte=F("due_on"))),
        "rated": Count("pk", filter=Q(rating__isnull=False, closed_on__gte=since)),
        "liked": Count("pk", filter=Q(rating__gte=SATISFIED, closed_on__gte=since)),
    }


def _durations(found: CaseQuerySet, since: date) -> Iterator[tuple[tuple[str, int], int, int]]:
    """Of the cases that ended from ``since`` on: procedure and unit, the working days that they took, how many took so long."""
    ended = found.filter(state__in=ENDED, accepted_on__isnull=False, closed_on__gte=since).order_by()
    rows = ended.values_list("procedure", "unit", "accepted_on", "closed_on").annotate(cases=Count("pk"))
    worked = cache(workdays_between)
    for procedure, unit, accepted, closed, cases in rows:
        yield (procedure, unit), worked(accepted, closed), cases


def workdays_between(begin: date, end: date) -> int:
    """The working days after ``begin`` up to ``end``."""
    first, last = calendar().number(begin), calendar().number(end)
    if first is not None and last is not None:
        return last - first
    days = (begin + timedelta(number) for number in range(1, (end - begin).days + 1))
    return sum(is_workday(day, calendar()) for day in days)


@dataclass(frozen=True)
class Risk:
    """How much a procedure deserves a look: four shares and the score that they make, from 0 to 100."""

    procedure: str
    title: str
    overridden: Share
    wrong: Share
    quick: Share
    money: Share

    @property
    def score(self) -> float:
        return sum(weight * getattr(self, name).value for name, weight in WEIGHTS.items())


def risks(found: CaseQuerySet, since: date) -> list[Risk]:
    """The risk of every procedure that had cases, the greatest first: decisions against the policy's word, re-checks that
    found something wrong, unusually quick cases, and its part of all money granted."""
    events = found.log().filter(at__gte=start_of(since)).order_by()
    proposed = _shares(events.filter(kind="propose"), Q(data__overridden=True))
    rechecked = _shares(events.filter(kind="recheck"), Q(data__result="wrong"))
    quick: dict[str, Share] = defaultdict(Share)
    for (procedure, _), worked, cases in _durations(found, since):
        if procedure in catalogue():
            few = worked <= QUICK * catalogue()[procedure].promised_days
            quick[procedure] = Share(quick[procedure].part + few * cases, quick[procedure].whole + cases)
    granted = found.filter(amount__isnull=False, closed_on__gte=since).order_by().values_list("procedure")
    money = dict(granted.annotate(Sum("amount")))
    whole = sum(money.values(), Decimal(0))
    rows = [
        Risk(
            name,
            catalogue()[name].title,
            proposed.get(name, Share()),
            rechecked.get(name, Share()),
            quick[name],
            Share(money.get(name, Decimal(0)), whole),
        )
        for name in sorted({*proposed, *rechecked, *quick, *money} & set(catalogue()))
    ]
    return sorted(rows, key=lambda one: -one.score)


def _shares(events: Any, part: Q) -> Mapping[str, Share]:
    rows = events.values_list("case__procedure").annotate(some=Count("pk", filter=part), whole=Count("pk"))
    return {name: Share(some, whole) for name, some, whole in rows}
