"""Which row of a sheet holds the headings, and what in it is no data: titles, totals, repeated headings, notes at the end.

What is set apart is kept with its place and the reason, so that rows read and rows left out always add up.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from yuntai.tables.cells import BLANK, MERGED, Row
from yuntai.tables.glyphs import RADICALS
from yuntai.tables.sheets import Sheet

_LOOK = 30
"""How many rows are looked at to find the headings."""

_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_QUOTES = "'\"‘’“”`"
_REMARK = re.compile(r"\*+|(\((必填|选填|可空|(单位:|人民币)*元(/月)?)\))+$")
_MULTIPLE = re.compile(r"\((单位:|人民币)*[十百千万亿]+元[^)]*\)$")
_UNIT = re.compile("单位[:为是]*(人民币)?[十百千万亿]+元(?![一-鿿])")
_COUNTED = r"[￥¥]?[\d,.]+(人次?|名|户|家|个|条|笔|行|元|万元)?"
_TOTAL = re.compile(
    r"(本页|本表|全部|总|累)?(合计|总计|小计|共计|累计)(人数|人次|金额|[(（].*)?[:：]?"
    rf"({_COUNTED}[，,、；;。]?)*|[总一]?共[计有]?({_COUNTED}[，,、；;。]?)+"
)
_NOTE = re.compile(
    r"(制表|填表|填报|审核|复核|经办|负责|单位负责|打印|导出|统计|备注|说明|注)(人|人员|单位|日期|时间|机构)?([(（].*[)）])?[:：].*"
    r"|(金额|人民币|合计)?[(（]?大写[)）]?[:：].*|[(（]?以下(空白|无正文|无内容)[)）]?|第\d+页.*"
)

_FIGURE = re.compile(r"[\d,.，、￥¥元人个%％/\-—=]*|=.*")
_SUSPECT = re.compile("[计:：共页]|以下").search
_LETTERED = "甲乙丙丁戊己庚辛"
"""What a total or a note at the end has in its first cell, so that other rows are passed by quickly."""

TITLE, TOTAL, HEADINGS, NOTE = "表头上面的标题", "合计行", "重复的表头", "表尾的说明"
NUMBERS, EMPTY = "列号", "空行"
"""Why a row is left out. In a text file an empty row is one of which only the signs between its cells are there."""


@dataclass(frozen=True)
class Head:
    """The headings, without what is not seen, and the number of the row (of the last one, if there are two)."""

    number: int
    headings: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """A row that is no data: its number, why, and its cells."""

    number: int
    reason: str
    cells: list[str]


@dataclass
class Table:
    """A sheet as a table. While :meth:`rows` is read, ``left_out`` and ``hidden`` (rows that a filter hides) fill.

    ``unit`` is where it says that its amounts are not in yuan, and what stands there; empty where it does not.
    """

    sheet: Sheet
    head: Head | None
    matched: int
    _rows: Iterator[Row]
    left_out: list[LeftOut] = field(default_factory=list)
    hidden: int = 0
    unit: str = ""

    def rows(self) -> Iterator[Row]:
        """The rows of data, each at least as wide as the headings."""
        head = self.head
        if head is None:
            return
        width = len(head.headings)
        for row in self._rows:
            if reason := _no_data(row, head):
                self.left_out.append(LeftOut(row.number, reason, row.cells))
                continue
            self.hidden += row.hidden
            short = width - len(row.cells)
            if short > 0:
                cells, marks = row.cells + [""] * short, row.marks + BLANK * short
                yield Row(row.number, cells, marks, row.hidden, short if self.sheet.ragged else 0)
            elif short < 0 and MERGED in row.marks[width:]:  # a note in a merged cell beside the table is of no row
                own = ["" if mark == MERGED else cell for cell, mark in zip(row.cells, row.marks, strict=True)]
                yield Row(row.number, row.cells[:width] + own[width:], row.marks, row.hidden)
            else:
                yield row

    def unread(self) -> int:
        """How many rows a sheet has that is left out as a whole, its headings among them."""
        return sum(1 for _ in self.rows()) + len(self.left_out) + (self.head is not None)

    def reasons(self) -> dict[str, int]:
        """How many rows were left out, by reason."""
        return dict(Counter(one.reason for one in self.left_out))


def heading(text: str) -> str:
    """A heading as it is compared: NFKC, without spaces, marks of what must be filled in and characters that are not seen."""
    if text.isascii() and text.isalnum():  # as most of the cells that are compared with one
        return text
    return _REMARK.sub("", _smooth(text).strip(_QUOTES))


def beside_yuan(headings: Iterable[str], words: Collection[str]) -> str:
    """The first of ``headings`` that is one of ``words`` with another unit than yuan behind it; empty where none is."""
    return next((one for one in headings if (found := _MULTIPLE.search(one)) and one[: found.start()] in words), "")


def below_head(cells: list[str], headings: Sequence[str], words: Collection[str]) -> str:
    """Why the row right below ``headings`` is no data: it numbers the columns, or has their other names; empty where it is."""
    filled = [heading(cell) for cell in cells if cell.strip()]
    if len(filled) > 2 and len(filled) == sum(map(bool, headings)):
        if all(one in words for one in filled):
            return HEADINGS
        numbers = "".join(filled).lstrip(_LETTERED)
        lettered = sum(one in _LETTERED for one in filled)
        if len(filled) > 4 and numbers == "".join(map(str, range(1, len(filled) - lettered + 1))):
            return NUMBERS
    return ""


def _smooth(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text.translate(RADICALS)))


def may_be_no_data(line: str) -> bool:
    """Whether a line of text looks like a total or a note at the end."""
    word = _UNSEEN.sub("", re.split(r"[,\t;]", line, maxsplit=1)[0])
    return bool(_TOTAL.fullmatch(word) or _NOTE.fullmatch(word))


def table_of(sheet: Sheet, words: Collection[str]) -> Table:
    """``sheet`` as a table whose headings are among ``words``: the row with most of them is its head, else the first row.

    ``words`` are as :func:`heading` gives them; ``matched`` says how many were found. An empty sheet has no head.
    """
    rows = iter(sheet.rows())
    first = list(islice(rows, _LOOK))
    if not first:
        return Table(sheet, None, 0, rows)
    place, head, matched = _best(first, words)
    above = [LeftOut(row.number, TITLE, row.cells) for row in first[:place] if row.number < head.number]
    below = [row for row in first[place:] if row.number > head.number]
    if below and matched and (reason := below_head(below[0].cells, head.headings, words)):
        above.append(LeftOut(below[0].number, reason, below[0].cells))
        del below[0]
    return Table(sheet, head, matched, chain(below, rows), above, unit=_unit(above, head, words))


def _unit(above: list[LeftOut], head: Head, words: Collection[str]) -> str:
    """Where a table says that its amounts are in another unit than yuan, and what stands there."""
    if one := beside_yuan(head.headings, words):
        return f"第 {head.number} 行的“{one}”" if head.number else f"列名“{one}”"
    for left_out in above:
        if left_out.reason == TITLE and (
            found := next(filter(None, map(_UNIT.search, map(_smooth, left_out.cells))), None)
        ):
            return f"第 {left_out.number} 行的“{found[0]}”"
    return ""


def _best(first: list[Row], words: Collection[str]) -> tuple[int, Head, int]:
    found = (0, Head(first[0].number, _headings(first[0].cells)), 0)
    for place, row in enumerate(first):
        headings = _headings(row.cells)
        matched = sum(one in words for one in headings)
        if matched > found[2]:
            found = (place, Head(row.number, headings), matched)
        if place + 1 < len(first) and matched:
            both = _merged(row, first[place + 1], words)
            more = sum(one in words for one in both)
            if more > max(found[2], matched):
                found = (place, Head(first[place + 1].number, both), more)
    return found


def _headings(cells: list[str]) -> tuple[str, ...]:
    headings = [heading(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    return tuple(headings)


def _merged(upper: Row, lower: Row, words: Collection[str]) -> tuple[str, ...]:
    """Two rows of headings as one, where the lower one holds nothing but headings."""
    own = ["" if mark == MERGED else cell for cell, mark in zip(lower.cells, lower.marks, strict=True)]
    above, below = _headings(upper.cells), _headings(own)
    if any(one and one not in words for one in below):
        return ()
    width = max(len(above), len(below))
    pairs = zip(above + ("",) * (width - len(above)), below + ("",) * (width - len(below)), strict=True)
    return tuple(low or high for high, low in pairs)


def _no_data(row: Row, head: Head) -> str:
    """Why a row below the headings is no data; empty where it is."""
    first = next((cell for cell in row.cells if cell and not cell.isspace()), "")
    if not first:
        return EMPTY
    if not _SUSPECT(first) and heading(first) not in head.headings[:1]:
        return ""
    if _headings(row.cells) == head.headings:
        return HEADINGS
    word = _UNSEEN.sub("", first)
    filled = [cell for cell in row.cells if cell.strip()]
    if _TOTAL.fullmatch(word) and all(_FIGURE.fullmatch(_UNSEEN.sub("", cell)) for cell in filled[1:]):
        return TOTAL
    if _NOTE.fullmatch(word) and len(filled) <= max(2, len(head.headings) // 2):
        return NOTE
    return ""
