"""The clocks of a case: days from its coming in or its acceptance, paused by corrections. A pure function; nothing counts by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from yuntai.procedures.schema import DAYS
from yuntai.rules.language.workdays import Workdays, is_workday

WARN_DAYS = 2
"""From how many days left the clock is yellow, in the days that it counts."""


@dataclass(frozen=True)
class Pause:
    """The clock stands from the day on which a correction was asked for to the day on which it came; open without an end."""

    begins: date
    ends: date | None


@dataclass(frozen=True)
class Clock:
    """``used`` and ``left`` are whole days by today, of the kind ``counts`` (:data:`yuntai.procedures.schema.DAYS`).

    ``due`` is unknown while the clock is paused.

    ``provisional`` means that the due day lies in a year whose holidays are not published: weekdays were counted.
    """

    due: date | None
    used: int
    left: int
    paused: bool
    provisional: bool
    counts: str = "workdays"

    @property
    def light(self) -> str:
        """Green, yellow from two days before the end, red after it; paused."""
        if self.paused:
            return "paused"
        return "red" if self.left < 0 else "yellow" if self.left <= WARN_DAYS else "green"

    @property
    def said(self) -> str:
        """The clock in words."""
        if self.paused:
            return f"已暂停，还剩 {self.left} {DAYS[self.counts]}"
        if self.left < 0:
            return f"超期 {-self.left} {DAYS[self.counts]}"
        return f"还剩 {self.left} {DAYS[self.counts]}" if self.left else "今天到期"


def run(
    days: int, started: date, pauses: Sequence[Pause], until: date, calendar: Workdays, counts: str = "workdays"
) -> Clock:
    """The clock of ``days`` from ``started`` as it stands on ``until``: working days or, where ``counts`` is ``days``, all days.

    The first day that counts is the one after ``started``; the last one stays the last if nobody works on it, so that an office
    is warned in time. A day on which the clock was paused at its end does not count,
    nor does the day on which it goes on. Pauses that overlap count once.
    """
    return _run(days, started, tuple(pauses), until, calendar, counts)


@lru_cache(4096)
def _run(
    days: int, started: date, pauses: Sequence[Pause], until: date, calendar: Workdays, counts: str
) -> Clock:  # the same for all that began on a day, and asked again for each thing that can be done to a case
    paused = any(pause.ends is None or pause.ends > until for pause in pauses if pause.begins <= until)
    used = sum(1 for _ in _counted(started, until, pauses, calendar, counts))
    if paused:
        return Clock(None, used, days - used, paused=True, provisional=False, counts=counts)
    ended = [pause for pause in pauses if pause.ends is not None]
    due, number = started, 0
    for day in _counted(started, date.max, ended, calendar, counts):
        due, number = day, number + 1
        if number == days:
            break
    provisional = counts == "workdays" and due > calendar.last
    return Clock(due, used, days - used, paused=False, provisional=provisional, counts=counts)


def _counted(started: date, until: date, pauses: Sequence[Pause], calendar: Workdays, counts: str) -> Iterator[date]:
    day = started
    while day < until:
        day += timedelta(1)
        stopped = any(pause.begins <= day <= (pause.ends or date.max) for pause in pauses if pause.ends != pause.begins)
        if not stopped and (counts == "days" or is_workday(day, calendar)):
            yield day
