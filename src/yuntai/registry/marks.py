"""Which cells of a column nobody can be sure of, by their marks (:mod:`yuntai.tables.cells`): in SQL and for one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yuntai.registry.columns import Column, Employer, Person
from yuntai.registry.sql import literal
from yuntai.rules.language.kinds import Date, Kind, Text, Whole
from yuntai.rules.language.texts import ONE_OR_TEN, ONE_OR_TEN_FORM
from yuntai.tables.cells import DAMAGED, ERROR, FORMULA, LONG, MERGED, NUMBER, SERIAL, TEXT, fault


@dataclass(frozen=True)
class _Unsure:
    """Cells with ``mark``, in columns of ``kinds``, whose text has the ``form`` (any, if empty): what is wrong with them."""

    kinds: tuple[type[Kind], ...]
    mark: str
    said: str
    form: str = ""


_SERIAL = "[0-9]{1,3}([.][0-9]+)?|[0-9]{5}([.][0-9]+)?|[0-9]{4}([.](0|00|1[3-9]|[2-9][0-9]|[0-9]{3,}))?"
"""A number that is no year and month: 2020.2 and 2020.12 are, whatever number they were."""

_SHORTENED = (
    "是科学计数法写的数字，后几位已经丢了：请把这一列设成文本，从原系统重新导出",
    r"[\s'\"]*[0-9](?:[.][0-9]+)?[eE][+][0-9]+[\s'\"]*",
)
_ERRORS = r"\s*#(?:N/A|REF!|VALUE!|DIV/0!|NAME[?]|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|##+)\s*"
"""What a spreadsheet writes into a text file where it shows a long number, an error, or a column that is too narrow."""

_UNSURE = (
    *(_Unsure((Kind,), mark, fault(mark)) for mark in (FORMULA, ERROR, DAMAGED, MERGED)),
    _Unsure((Kind,), TEXT, fault(ERROR), _ERRORS),
    _Unsure((Person, Employer, Text, Whole), LONG, fault(LONG)),
    _Unsure((Person, Employer, Text, Whole), TEXT, *_SHORTENED),
    *(_Unsure((Date,), mark, ONE_OR_TEN, ONE_OR_TEN_FORM) for mark in (NUMBER, TEXT)),
    _Unsure((Date,), NUMBER, "是数字，像是只写了年：请写到月或者日，如 2021-03、2021-03-05", "(19|20)[0-9]{2}"),
    _Unsure((Date,), NUMBER, "是数字，像日期的序号：请把这一列设成日期格式再交", _SERIAL),
    _Unsure((Date,), SERIAL, fault(SERIAL), "[0-9]{1,7}|[0-9]{9,}|.*[^0-9].*"),
)


def sql_unsure(column: Column, text: str, mark: str | None) -> str:
    """SQL: what is wrong with a cell of ``text`` and ``mark`` (a text, where there are none), NULL where nothing is."""
    whens = []
    for one in _of(column.kind):
        if mark is None and one.mark != TEXT:
            continue
        found = [f"{mark} = '{one.mark}'"] if mark else []
        found += [f"regexp_full_match({text}, {literal(one.form)})"] if one.form else []
        whens.append(f"WHEN {' AND '.join(found)} THEN {literal(column.title + one.said)}")
    return f"CASE {' '.join(whens)} END"


def unsure(kind: Kind, text: str, mark: str) -> str:
    """What is wrong with a cell of ``text`` and ``mark``, to go behind the name of its column; empty where nothing is."""
    return next(
        (one.said for one in _of(kind) if one.mark == mark and (not one.form or re.fullmatch(one.form, text))), ""
    )


def _of(kind: Kind) -> list[_Unsure]:
    return [one for one in _UNSURE if isinstance(kind, one.kinds)]
