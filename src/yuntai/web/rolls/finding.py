"""The rows of a roll that somebody looks for, by what the address of a list says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict

from yuntai.registry.columns import Employer, Person, Table
from yuntai.registry.identity import check_resident_id
from yuntai.registry.kinds import Some, UnitCode
from yuntai.registry.pseudonym import pseudonym
from yuntai.rolls.content import catalogue
from yuntai.rolls.rights import Reach, offices_of
from yuntai.rolls.secrets import index_of
from yuntai.rolls.tables import FIND, NOW, OPEN, day_of, model_of
from yuntai.rules.language.kinds import Choice, Date, Kind, YesNo
from yuntai.web.paging import Leaves

MOST = 2_000
"""So many rows are counted; who wants those after them says more of what she looks for."""
_FEW = 1_000
"""So many rows are found by what is typed."""
_YES_NO = {"true": "是", "false": "否"}


@dataclass(frozen=True)
class Filter:
    """One question by which a list is narrowed: its name in the address, what it is called, what may be chosen, what is."""

    name: str
    title: str
    options: Mapping[str, str]
    chosen: str


def filters(roll: Table, reach: Reach, asked: QueryDict) -> list[Filter]:
    """By what the list of a roll may be narrowed: who keeps a row, and its columns with options."""
    units = catalogue().units
    offices = {code: units[code].name for code in units if code in reach.seen}
    found = [("unit", "管理单位", offices)] if len(offices) > 1 else []
    for column in roll.loaded:
        if options := _options(column.kind):
            found.append((column.name, column.title, options))
    return [Filter(name, title, options, _chosen(asked.get(name, ""), options)) for name, title, options in found]


def found(roll: Table, reach: Reach, asked: QueryDict) -> Any:
    """The rows of a list: those that hold until they are ended, or with ``all`` those that have ended too. The last entered come
    first; where one looks by days, the last days."""
    condition = NOW if asked.get("all") else OPEN
    if reach.seen != offices_of(roll):
        condition &= Q(unit__in=sorted(reach.seen))
    for one in filters(roll, reach, asked):
        if one.chosen:
            value: Any = one.chosen
            if one.name != "unit" and isinstance(roll[one.name].kind, YesNo):
                value = one.chosen == "true"
            condition &= Q(**{one.name: value})
    if text := asked.get("q", "").strip():
        condition &= Q(pk__in=_named(roll, text))
    order, column = "id", day_of(roll)
    for name, sign in (("from", "gte"), ("to", "lte")):
        if column and (day := _day(asked.get(name, ""))):
            condition &= Q(**{f"{column}__{sign}": day})
            order = column
    return model_of(roll.name).objects.filter(condition).order_by(f"-{order}", *(["-id"] if order != "id" else []))


class First(Leaves):
    """The first :data:`MOST` of the rows that :func:`found` gives, read from the front; unit by unit, where there are several, as the
    database finds those of one in their order and not those of many."""

    def __init__(self, wanted: Any, roll: Table, reach: Reach) -> None:
        several = len(reach.seen) > 1 and reach.seen != offices_of(roll)
        self._parts = [wanted.filter(unit=code) for code in sorted(reach.seen)] if several else [wanted]
        self._order = wanted.query.order_by[0].lstrip("-")
        self.more = False
        super().__init__(wanted, self._counted())

    def _counted(self) -> int:
        left = MOST + 1
        for part in self._parts:
            left -= len(part[:left].values_list("pk", flat=True)) if left else 0
        self.more = left == 0
        return min(MOST + 1 - left, MOST)

    def _keys(self, first: int, last: int) -> list[Any]:
        each = (part[:last].values_list(self._order, "pk") for part in self._parts)
        keys = sorted((key for part in each for key in part), reverse=True)
        return [pk for _, pk in keys[first:last]]


def by_what(roll: Table) -> str:
    """What may be typed to find a row: 备案号、单位名称、统一社会信用代码."""
    named = [one.title for one in roll.columns if one.find or isinstance(one.kind, Person | Employer)]
    return "、".join(dict.fromkeys(named))


def _named(roll: Table, text: str) -> set[int]:
    """The keys of the rows in which a column that is found says just this: column by column, each along its index."""
    rows = model_of(roll.name).objects.filter(NOW).order_by("-id")
    wanted: dict[str, Any] = {}
    for column in roll.columns:
        if column.private and column.find:
            wanted[f"{FIND}{column.name}"] = index_of(roll, column.name, text)
        elif column.find:
            wanted[column.name] = text
        elif isinstance(column.kind, Employer):
            wanted[column.name] = text.upper()
        elif isinstance(column.kind, Person) and not check_resident_id(text):
            wanted[column.name] = pseudonym(text, settings.HOME.key("person"))
    return {
        pk for name, value in wanted.items() for pk in rows.filter(**{name: value}).values_list("pk", flat=True)[:_FEW]
    }


def _options(kind: Kind) -> Mapping[str, str]:
    if isinstance(kind, YesNo):
        return _YES_NO
    return kind.options if isinstance(kind, Choice) and not isinstance(kind, Some | UnitCode) else {}


def _chosen(text: str, options: Mapping[str, str]) -> str:
    return text if text in options else ""


def _day(text: str) -> Any:
    try:
        return Date().parse(text) if text else None
    except ValueError:
        return None
