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
from yuntai.rolls.tables import FIND, NOW, OPEN, model_of
from yuntai.rules.language.kinds import Choice, Date, Kind, YesNo

MOST = 10_000
"""So many rows are counted; who wants those after them says more of what she looks for."""
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
    """The rows of a list, the last entered first: those that hold until they are ended, or with ``all`` those that have ended too."""
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
        condition &= _wanted(roll, text)
    for name, sign in (("from", "gte"), ("to", "lte")):
        day, column = _day(asked.get(name, "")), day_of(roll)
        if day and column:
            condition &= Q(**{f"{column}__{sign}": day})
    return model_of(roll.name).objects.filter(condition).order_by("-id")


def day_of(roll: Table) -> str:
    """The column by whose day rows are looked for: the first that holds a day of what has happened."""
    days = [column for column in roll.loaded if isinstance(column.kind, Date)]
    return next((column.name for column in sorted(days, key=lambda column: column.ahead)), "")


def by_what(roll: Table) -> str:
    """What may be typed to find a row: 备案号、单位名称、统一社会信用代码."""
    named = [one.title for one in roll.columns if one.find or isinstance(one.kind, Person | Employer)]
    return "、".join(dict.fromkeys(named))


def _wanted(roll: Table, text: str) -> Q:
    """Rows in which a column that is found says just this."""
    wanted = Q(pk__in=[])
    for column in roll.columns:
        if column.private and column.find:
            wanted |= Q(**{f"{FIND}{column.name}": index_of(roll, column.name, text)})
        elif column.find:
            wanted |= Q(**{column.name: text})
        elif isinstance(column.kind, Employer):
            wanted |= Q(**{column.name: text.upper()})
        elif isinstance(column.kind, Person) and not check_resident_id(text):
            wanted |= Q(**{column.name: pseudonym(text, settings.HOME.key("person"))})
    return wanted


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
