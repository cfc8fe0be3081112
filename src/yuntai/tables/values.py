"""What a cell says in a column of a kind, as text to be read; or why nobody can be sure of it, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from yuntai.rules.language.kinds import Date, Kind, Money, Number, Text, Whole
from yuntai.tables.cells import DAMAGED, ERROR, FORMULA, LONG, NUMBER, SERIAL, TEXT, Row, fault, letter
from yuntai.tables.heads import Table

_PROTECTED = re.compile(r"""\s*=?\s*['`"’‘＇]+(.*?)["']?\s*""", re.DOTALL)
_TENTHS = re.compile(r"[0-9]{4}[.][0-9]{1,2}")
_COUNTED = re.compile(r"[0-9]{5}(?:[.][0-9]+)?")
_EIGHT = re.compile(r"[0-9]{8}")
_SHORTENED = re.compile(r"[0-9]+(?:[.][0-9]+)?[eE][+][0-9]{2,}")
_TIME_BEHIND = re.compile(r"(.*[0-9日号])[ \u3000T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)?\s*")
_FLOATING = re.compile(r"-?[0-9]{1,13}[.][0-9]{8,}")

TENTHS = "是数字格，分不清 1 月还是 10 月：请把这一列设成文本，写成 2020-01 或 2020-10"
COUNTED = "是数字，像日期的序号：请把这一列设成日期格式再交"
SHORTENED = "被表格当成数字，后几位丢了：请把这一列设成文本，从原系统重新导出"


def chosen(tables: Sequence[Table]) -> list[Table]:
    """The sheets that hold what is looked for: those with about as many of its headings as the best, none that is hidden
    unless all are."""
    most = max((table.matched for table in tables), default=0)
    found = [table for table in tables if table.head and table.matched * 2 > most and not table.sheet.hidden]
    return found or [table for table in tables if table.head][:1]


def place(sheet: str, row: int, column: int) -> str:
    """Where a cell stands, for a sentence: ``工作表“人员”C3``, or ``C3`` in a file without sheets."""
    return (f"工作表“{sheet}”" if sheet else "") + f"{letter(column)}{row}"


def unprotected(text: str) -> str:
    """``text`` without what keeps a spreadsheet from making a number or a formula of it: an apostrophe, or ``="…"``."""
    found = _PROTECTED.fullmatch(text)
    return found[1] if found else text


def told(kind: Kind, text: str, mark: str) -> str:
    """What a cell of ``mark`` says under ``kind``, empty where nothing stands in it.

    Raises ``ValueError`` with what is wrong with it, a sentence that goes on from what the cell shows.
    """
    if not text.strip():
        return ""
    if mark in (FORMULA, ERROR, DAMAGED):
        raise ValueError(fault(mark))
    if isinstance(kind, Text | Whole) and (mark == LONG or (isinstance(kind, Text) and _SHORTENED.fullmatch(text))):
        raise ValueError(fault(LONG) if mark == LONG else SHORTENED)
    if isinstance(kind, Date):
        _check_day(text, mark)
        if found := _TIME_BEHIND.fullmatch(text):
            return found[1]  # a time of day does not change which day it is
    if isinstance(kind, Money | Number) and mark == TEXT and _FLOATING.fullmatch(text):
        return f"{Decimal(format(float(text), '.15g')):f}"  # what a program wrote that computes with 15 digits
    return unprotected(text)


def _check_day(text: str, mark: str) -> None:
    if mark == NUMBER and _TENTHS.fullmatch(text):
        raise ValueError(TENTHS)
    if mark == NUMBER and _COUNTED.fullmatch(text):
        raise ValueError(COUNTED)
    if mark == SERIAL and not _EIGHT.fullmatch(text):
        raise ValueError(fault(SERIAL))


def flaw(row: Row, width: int, *, ragged: bool) -> str:
    """What is wrong with a row as a whole beside ``width`` headings, empty if nothing is; ``ragged`` as of its sheet."""
    more = any(cell.strip() for cell in row.cells[width:])
    if more or (ragged and row.short):
        return f"这一行有 {len(row.cells) - row.short} 列，标题有 {width} 列"
    return ""
