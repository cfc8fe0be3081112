"""Declare a figure (指标): a function of tables that returns the rows that are counted, in a pack's ``figures/<topic>.py``::

    @figure("按时办结率", unit="%")
    def closed_in_time(cases):
        ended = cases.filter(cases.closed_on < FAR)
        return rows(ended, on=ended.closed_on, unit=ended.unit, procedure=ended.procedure, part=ended.kept, whole=1)

A row says its day (``on``), the ``unit`` that it counts for, what it adds (``part``; yes counts 1) and, of a share or an average,
to what (``whole``). Any other column is a group by which the figure can be asked, and is called as a table calls it. The rows
behind a number are these; where they say their ``case``, a page leads there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import ibis

from yuntai.registry.columns import Column, Table
from yuntai.rules.language.parameters import Parameter
from yuntai.selections.selection import Function, Selection, Tables, declared, refuse

UNITS: Mapping[str, str] = {
    **dict.fromkeys(("件", "人次", "家次", "项", "条", "个", "份", "场", "次", "台", "元", "天"), ""),
    "人": "person",
    "家": "employer",
    "%": "",
}
"""What a figure may be counted in. Persons and employers are counted once in a span where the rows name them; 人次 and 家次 each
time. They are never added to one another."""

COLUMNS: Mapping[str, str] = {
    "on": "date",
    "unit": "string",
    "person": "int64",
    "employer": "string",
    "case": "int64",
    "part": "decimal(18, 2)",
    "whole": "decimal(18, 2)",
}
"""The columns of a figure's rows that are no groups."""


@dataclass(frozen=True)
class Figure(Selection):
    """A figure as its author wrote it, counted in ``unit``; ``source`` is the instrument that asks for it, where one does."""

    unit: str
    source: str = ""

    what: ClassVar[str] = "指标"

    @property
    def topic(self) -> str:
        """The file in which it is written."""
        return self.place.path.stem

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a whole in per cent."""
        return self.unit == "%"

    def rows(self, source: Tables, thresholds: Mapping[str, Parameter], today: date) -> ibis.Table:
        """The rows that are counted: the columns of :data:`COLUMNS` that the author gives, and the groups."""
        made = self.made(source, thresholds, today)
        return made.mutate(**{name: _number(made[name]) for name in ("part", "whole") if name in made.columns})

    def faults(self, made: ibis.Table, tables: Mapping[str, Table], thresholds: Mapping[str, Parameter]) -> str:
        if missing := [name for name in ("on", "part") if name not in made.columns]:
            return f"要返回 rows(…)，缺少 {'、'.join(missing)}"
        if self.is_share and "whole" not in made.columns:
            return "的单位是 %，要写 whole="
        if not made["on"].type().is_date():
            return "的 on 要是日期"
        for name in ("part", "whole"):
            if name in made.columns and not (made[name].type().is_numeric() or made[name].type().is_boolean()):
                return f"的 {name} 要是数，或者是与否"
        if unknown := [name for name in groups_of(made) if not columns_named(name, tables)]:
            return f"按“{unknown[0]}”分组，没有一张表有这一列，不知道怎么称呼它"
        return ""


def columns_named(name: str, tables: Mapping[str, Table]) -> list[Column]:
    """The columns of a name in all tables: what a group is called, and what its values are."""
    return [column for table in tables.values() for column in table.loaded if column.name == name]


def groups_of(made: ibis.Table) -> tuple[str, ...]:
    """The columns by which the rows can be grouped."""
    return tuple(name for name in made.columns if name not in COLUMNS)


def figure(title: str, *, unit: str, source: str = "") -> Callable[[Function], Figure]:
    """Declare the function below as a figure; its name is the figure's id."""

    def declare(function: Function) -> Figure:
        if unit not in UNITS:
            raise refuse(function, f"指标的单位“{unit}”不认识，可用：{'、'.join(UNITS)}")
        found: Figure = declared(Figure, function, title, unit=unit, source=source)
        return found

    return declare


def _number(value: ibis.Value) -> ibis.Value:
    """Whole numbers and yes or no as they are counted, all else as money."""
    if value.type().is_boolean():
        value = value.ifelse(1, 0)
    if value.type().is_integer():
        return value.cast("int64")
    return value.cast("decimal(18, 2)")
