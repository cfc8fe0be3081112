"""The quantities in a text: where each stands, and what sort it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yuntai.rules.words.quantities import ABOUT, AFTER, HAN, NUM, PART
from yuntai.rules.words.relative import RELATIVE


@dataclass(frozen=True)
class Quantity:
    """A quantity in a text: what sort, its words, where it begins and ends."""

    sort: str
    text: str
    start: int
    end: int


_N = rf"(?:\d[\d,]*(?:\.\d+)?|[{HAN}几]+)[多余]?"
_RATE = r"(?:能|可以|挣|赚|拿|到手|给|发|开|工资|大概|大约|约|差不多|也就|才|就)*"
_LEGAL = r"第[\d零一二三四五六七八九十百]+[条款项]"
_SORTS: tuple[tuple[str, str], ...] = (
    ("article", _LEGAL),
    ("birth", r"(?<!\d)(?:19|20)?\d\d年(?:\d{1,2}月份?(?:\d{1,2}[日号])?)?(?:出?生(?:人|的)?|的(?=[,。;]|$))"),
    ("date", RELATIVE),
    ("date", rf"(?<!\d)\d\d年\d{{1,2}}月(?:\d{{1,2}}[日号]|份)?(?:{PART})?"),
    ("date", rf"(?<!\d)(?:19|20)\d\d(?:[-/.年]\d{{1,2}}(?:[-/.月]\d{{1,2}}[日号]?|月份?)?|年)(?:{PART})?(?!\d)"),
    ("age", rf"{NUM}周?岁(?:半|零?{NUM}个?月)?"),
    (
        "hours",
        rf"(?:每个?[月周天日])?{NUM}个?(?:小时|钟头|[hH])(?:(?:[×xX*]|,?(?:一?共|持续|做了)){NUM}个?[月周天日])?",
    ),
    (
        "length",
        rf"(?:{_N}年(?:半)?[多余]?(?:[零又]?{NUM}个?月)?|(?![一1]个月{_RATE}[\d{HAN}几])(?:{_N}个半?[多余]?月半?)[多余]?"
        rf"|半年|{NUM}个?(?:星期|周)(?!年|岁))"
        rf"(?:[零又]?{NUM}天)?",
    ),
    ("days", rf"{NUM}个?(?:工作日|自然日|天|日)(?!内)"),
    ("share", rf"{NUM}%|百分之{NUM}"),
    (
        "money",
        rf"(?:¥|人民币)?{_N}(?:万|千|[kKwW])?[多余]?\d?(?:元|块)|¥\d[\d,.]*"
        r"|(?:¥)?\d[\d,]*(?:\.\d+)?(?:万|千|[kKwW])[多余]?\d?"
        r"|[一二两三四五六七八九几十]{1,3}[百千万][一二三四五六七八九零百千]*[多余]?(?:元|块)?",
    ),
    ("number", r"\d[\d,]*(?:\.\d+)?[多余]?"),
)
_HEDGED = {"length", "money", "number", "days", "hours"}
_COMPILED = tuple(
    (sort, re.compile(rf"(?:{ABOUT})?(?:{pattern})(?:{AFTER})?" if sort in _HEDGED else pattern))
    for sort, pattern in _SORTS
)


def quantities(text: str) -> Iterator[Quantity]:
    """The quantities in ``text`` (half width), of the sort that claims the words first."""
    taken = [False] * len(text)
    for sort, pattern in _COMPILED:
        for found in pattern.finditer(text):
            if not any(taken[found.start() : found.end()]):
                taken[found.start() : found.end()] = [True] * len(found[0])
                yield Quantity(sort, found[0], found.start(), found.end())
