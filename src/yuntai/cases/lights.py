"""The lights of many cases at once, from their columns alone; :mod:`yuntai.cases.clock` says what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yuntai.cases.clock import WARN_DAYS
from yuntai.cases.content import calendar
from yuntai.cases.models import RUNNING, Case
from yuntai.clock import today
from yuntai.rules.language.workdays import workday_after


@dataclass(frozen=True)
class Lights:
    """The lights on ``day``: ``near`` is the last due day that is yellow then."""

    day: date
    near: date

    @classmethod
    def now(cls) -> Lights:
        """Today's lights."""
        return cls.on(today())

    @classmethod
    def on(cls, day: date) -> Lights:
        """The lights on ``day``."""
        return cls(day, workday_after(day, WARN_DAYS, calendar()))

    @property
    def red(self) -> Q:
        """Cases that are late."""
        return RUNNING & Q(due_on__lt=self.day)

    @property
    def yellow(self) -> Q:
        """Cases that are near their end."""
        return RUNNING & Q(due_on__range=(self.day, self.near))

    def of(self, case: Case) -> str:
        """The light of a case; empty where its clock does not run."""
        return self.by(case.due_on, paused=case.paused, closed_on=case.closed_on)

    def by(self, due_on: date | None, *, paused: bool, closed_on: date | None) -> str:
        """The same from its columns."""
        if paused:
            return "paused"
        return self.at(due_on) if due_on and closed_on is None else ""

    def at(self, due_on: date) -> str:
        """The light of what is due on a day."""
        return "red" if due_on < self.day else "yellow" if due_on <= self.near else "green"
