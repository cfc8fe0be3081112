"""Declare a plan (计划): a function of tables that returns the work to begin, in a pack's ``plans/<topic>.py``::

    @plan("集体合同期满前提醒", every=daily(), tells="contract_ends", source=…)
    def ending(collective_contracts, today):
        soon = …
        return rows(soon, key=soon.contract, employer=soon.employer)

A row is begun once by its ``key``: under a daily plan once for good, under a weekly or monthly one once in each week or month, however
often the plan runs and whichever day the worker missed. ``draw`` names a parameter, the share of the rows that is drawn by lot under
a seed that was published before, by the column ``weight`` where there is one. Other columns are answers by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

import ibis

from yuntai.errors import YuntaiError
from yuntai.registry.columns import Table
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.sections import nearest
from yuntai.selections.selection import Function, Selection, declared, refuse

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

COLUMNS: Mapping[str, str] = {
    "key": "string",
    "person": "int64",
    "employer": "string",
    "unit": "string",
    "weight": "number",
}
"""The columns of a plan's rows that are no answers."""


@dataclass(frozen=True)
class Every:
    """How often a plan runs: each day, on weekdays (0 is Monday), or on days of the month."""

    step: str
    at: tuple[int, ...] = ()

    def due(self, day: date) -> date | None:
        """The last day up to ``day`` on which it is to run; ``None`` where it is any day."""
        if self.step == "day":
            return None
        for back in range(32):
            there = day - timedelta(back)
            if (there.weekday() if self.step == "week" else there.day) in self.at:
                return there
        raise AssertionError("every month has a day up to the 28th")

    def __str__(self) -> str:
        if self.step == "day":
            return "每天"
        return "、".join(WEEKDAYS[one] if self.step == "week" else f"每月 {one} 日" for one in self.at)


def daily() -> Every:
    """Each day; a key is begun once for good."""
    return Every("day")


def weekly(*weekdays: str) -> Every:
    """On weekdays (周一 … 周日); a key is begun once for each."""
    if not weekdays or any(one not in WEEKDAYS for one in weekdays):
        raise YuntaiError(f"weekly 里写 {'、'.join(WEEKDAYS)}")
    return Every("week", tuple(WEEKDAYS.index(one) for one in weekdays))


def monthly(*days: int) -> Every:
    """On days of the month, 1 to 28; a key is begun once for each."""
    if not days or any(not 1 <= one <= 28 for one in days):
        raise YuntaiError("monthly 里写每月几日，1 到 28（29 日以后不是每月都有）")
    return Every("month", days)


@dataclass(frozen=True)
class Plan(Selection):
    """A plan as its author wrote it: of ``opens`` (a procedure), ``enters`` (a roll) and ``tells`` (a notice) one is given."""

    every: Every
    source: str
    opens: str
    enters: str
    tells: str
    draw: str

    what: ClassVar[str] = "计划"

    @property
    def does(self) -> tuple[str, str]:
        """What it does, and the procedure, roll or notice by its name."""
        return next((name, getattr(self, name)) for name in ("opens", "enters", "tells") if getattr(self, name))

    def faults(self, made: ibis.Table, tables: Mapping[str, Table], thresholds: Mapping[str, Parameter]) -> str:
        if self.draw and self.draw not in thresholds:
            return f"抽取的比例“{self.draw}”没有这个参数{nearest(self.draw, sorted(thresholds))}"
        if "key" not in made.columns:
            return "要返回 rows(…)，缺少 key"
        if "weight" in made.columns and not made["weight"].type().is_numeric():
            return "的 weight 要是数"
        return ""


def plan(
    title: str, *, every: Every, source: str = "", opens: str = "", enters: str = "", tells: str = "", draw: str = ""
) -> Callable[[Function], Plan]:
    """Declare the function below as a plan; its name is the plan's id."""

    def declare(function: Function) -> Plan:
        if not isinstance(every, Every):
            raise refuse(function, "every 写 daily()、weekly(…) 或 monthly(…)")
        if sum(map(bool, (opens, enters, tells))) != 1:
            raise refuse(function, f"计划“{title}”要写 opens、enters、tells 中的一个，也只能写一个")
        more = {"every": every, "source": source, "opens": opens, "enters": enters, "tells": tells, "draw": draw}
        found: Plan = declared(Plan, function, title, **more)
        return found

    return declare
