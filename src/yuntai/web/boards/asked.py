"""What a page of figures asks: of which unit and those below it, in which span of days; and the answers, kept for half a minute."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import Http404, HttpRequest

from yuntai.bookings.kinds import kinds
from yuntai.cases.content import catalogue, pack
from yuntai.cases.foresight import RESULTS
from yuntai.cases.querysets import Sight
from yuntai.cases.states import TITLES, Outcome, State
from yuntai.clock import today
from yuntai.errors import Unavailable, YuntaiError
from yuntai.people.models import Unit
from yuntai.procedures.schema import AUDIENCES, CHANNELS, LEVELS
from yuntai.rules.language.kinds import Choice, YesNo

if TYPE_CHECKING:
    from yuntai.figures.measure import Asked, Number
    from yuntai.selections.figures import Figure

SPANS: Mapping[str, str] = {"month": "本月", "quarter": "本季度", "year": "今年", "twelve": "近 12 个月"}
KEPT_SECONDS = 30
"""How long an answer stands before it is asked anew, so that a figure is at most a minute old."""

Numbers = Mapping[tuple[Any, ...], "Number"]


@dataclass(frozen=True)
class Question:
    """The unit ``place`` with those below it, for who sees ``every`` unit all rows; the days of a span up to today."""

    place: Unit
    every: bool
    span: str
    day: date

    @cached_property
    def since(self) -> date:
        """The first day."""
        if self.span == "twelve":
            months = self.day.year * 12 + self.day.month - 12
            return date(months // 12, months % 12 + 1, 1)
        months = {"month": 1, "quarter": 3, "year": 12}[self.span]
        return date(self.day.year, (self.day.month - 1) // months * months + 1, 1)

    @cached_property
    def below(self) -> Mapping[str, str]:
        """Each unit at the place, and under which of those right below it is counted."""
        start = len(self.place.path)
        paths = Unit.objects.filter(path__startswith=self.place.path).values_list("code", "path")
        return {code: path[start:].split("/")[0] or self.place.code for code, path in paths}

    def asked(self, since: date | None = None, *, by_unit: bool = False) -> Asked:
        """As it is measured: by the units right below, or all of the place together."""
        from yuntai.figures.measure import Asked

        units = None if self.every and not by_unit else self.below
        return Asked(since or self.since, self.day, units)


def question_of(request: HttpRequest, sight: Sight) -> Question:
    """What the address asks, of what is in ``sight``. Raises ``Http404`` for a unit that is not."""
    units = Unit.objects.order_by("path") if sight.units is None else Unit.objects.filter(sight.units).order_by("path")
    wanted = request.GET.get("unit", "")
    place = units.filter(code=wanted).first() if wanted else units.first()
    if place is None:
        raise Http404
    span = request.GET.get("span", "")
    return Question(place, sight.units is None and place.parent_id is None, span if span in SPANS else "year", today())


class Measured:
    """Figures as they are measured for one page: the tables are opened when the first is asked that is not kept."""

    def __init__(self) -> None:
        from yuntai.figures.targets import figures_of

        self.here = figures_of(pack())
        self._stack = ExitStack()
        self._source: Any = None

    def __enter__(self) -> Measured:
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.close()

    def rows(self, figure: Figure) -> Any:
        """The rows of a figure. Raises ``YuntaiError`` where its tables are not there."""
        from yuntai.cases.tables import tables

        if self._source is None:
            self._source = self._stack.enter_context(tables())
        return figure.rows(self._source, self.here.thresholds, today())

    def numbers(self, figure: Figure, asked: Asked, *by: str) -> Numbers:
        """The numbers of a figure. Raises ``YuntaiError`` where its tables are not there."""
        from yuntai.figures.measure import measure

        return _kept(
            (figure.id, asked.since, asked.until, sorted(asked.units.items()) if asked.units is not None else None, by),
            lambda: measure(figure, self.rows(figure), asked, *by),
        )

    def number(self, figure: Figure, asked: Asked) -> tuple[Number | None, str]:
        """The one number of a figure, nothing where no row is counted; or a sentence on why it is not there."""
        try:
            return self.numbers(figure, asked).get(()), ""
        except Unavailable:
            raise
        except YuntaiError as error:
            return None, str(error)


def _kept(key: Sequence[Any], make: Callable[[], Numbers]) -> Numbers:
    digest = hashlib.sha256(repr(key).encode()).hexdigest()
    found: Numbers = cache.get_or_set(f"figures:{digest}", make, KEPT_SECONDS)
    return found


class Labels:
    """What groups and their values are called."""

    def __init__(self) -> None:
        from yuntai.selections.loading import known_tables

        self._tables = known_tables(pack())
        self._fit = pack().words(today()).fit
        self._units = dict(Unit.objects.values_list("code", "name"))

    def title(self, group: str) -> str:
        """What a group is called."""
        from yuntai.selections.figures import columns_named

        return columns_named(group, self._tables)[0].title

    def value(self, group: str, value: Any) -> str:
        """What a value of a group is called."""
        from yuntai.selections.figures import columns_named

        if value is None:
            return "没有写"
        if group in ("unit", "window"):
            return self._units.get(value, str(value))
        if (words := self._words.get(group)) and value in words:
            return words[value]
        for column in columns_named(group, self._tables):
            kind = self._fit(column.kind)
            if isinstance(kind, Choice) and value in kind.options:
                return str(kind.options[value])
            if isinstance(kind, YesNo):
                return "是" if value else "否"
        return str(value)

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, str]]:
        matters = {one.id: one.title for one in catalogue().values()}
        policies = {name: pack().policy(name).title for name in pack().policy_ids}
        return {
            "procedure": matters,
            "bundle": {name: one.title for name, one in catalogue().bundles.items()},
            "policy": policies,
            "channel": CHANNELS,
            "kind": TITLES,
            "audience": {**AUDIENCES, "both": "个人和单位"},
            "level": LEVELS,
            "state": dict(State.choices),
            "outcome": dict(Outcome.choices),
            "result": RESULTS,
            "sort": kinds(),
        }
