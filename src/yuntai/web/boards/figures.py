"""How much is open and late, how long it took, how people liked it, where the risks lie: sums over many cases, by columns alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import add, attrgetter
from typing import Any

from yuntai.cases.content import catalogue
from yuntai.cases.counts.models import Due, Passed, Standing
from yuntai.cases.counts.sums import Sums, read
from yuntai.cases.going import is_over
from yuntai.cases.lights import Lights
from yuntai.cases.querysets import Sight

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
        return Figures(*map(add, _numbers(self), _numbers(other)))

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


_numbers = attrgetter(*Figures.__dataclass_fields__)

Counted = Mapping[tuple[str, int], Figures]
"""Figures by procedure (id) and unit (key)."""


def count(sight: Sight, since: date) -> Counted:
    """The figures of the cases in ``sight``; of those that ended, from ``since`` on."""
    return read(sight, lambda sums: _counted(sums, since))


def _counted(sums: Sums, since: date) -> Counted:
    by, lights = ("procedure", "unit_id"), Lights.now()
    opened: dict[tuple[Any, ...], int] = defaultdict(int)
    for (*key, state), numbers in sums.of(Standing, *by, "state").items():
        opened[tuple(key)] += numbers["cases"] * (not is_over(key[0], state))
    red = sums.of(Due, *by, until=lights.day - timedelta(1))
    yellow = sums.of(Due, *by, since=lights.day, until=lights.near)
    passed = sums.of(Passed, *by, since=since)
    return {
        key: Figures(
            open=opened.get(key, 0),
            red=red[key]["cases"] if key in red else 0,
            yellow=yellow[key]["cases"] if key in yellow else 0,
            **({name: passed[key][name] for name in _PASSED} if key in passed else {}),
        )
        for key in {*opened, *passed}
    }


_PASSED = ("closed", "kept", "rated", "liked", "ended", "worked")


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


def risks(sight: Sight, since: date) -> list[Risk]:
    """The risk of every procedure that had cases, the greatest first: decisions against the policy's word, re-checks that
    found something wrong, unusually quick cases, and its part of all money granted."""
    found = read(sight, lambda sums: sums.of(Passed, "procedure", since=since))
    whole = sum(numbers["money"] for numbers in found.values())
    rows = [
        Risk(
            name,
            catalogue()[name].title,
            Share(numbers["overridden"], numbers["proposed"]),
            Share(numbers["wrong"], numbers["rechecked"]),
            Share(numbers["quick"], numbers["ended"]),
            Share(_yuan(numbers["money"]), _yuan(whole)),
        )
        for (name,), numbers in sorted(found.items())
        if name in catalogue() and any(numbers[one] for one in ("proposed", "rechecked", "ended", "money"))
    ]
    return sorted(rows, key=lambda one: -one.score)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100
