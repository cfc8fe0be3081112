"""What a cell is: the text that a person sees, and a mark of what the file says it was.

A row's marks are one text, a character a cell, so that they go beside the cells into any engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from yuntai.clock import SHANGHAI

BLANK, TEXT, NUMBER, DATE, YES_NO = " ", "t", "n", "d", "b"
LONG, SERIAL, FORMULA, ERROR, DAMAGED, MERGED = "x", "s", "f", "e", "?", "m"
"""Marks: nothing; a text; a number; a day, with or without a time; yes or no; then those that nobody can be sure of: a number
of 16 digits and more, of which only 15 are kept; a number in a cell that is formatted as a day and is none; a formula of
which the file holds no value; an error value; a text with broken characters; a cell that belongs to one in a row above it."""

_FAULTS = {
    FORMULA: "是公式，文件里没有算出来的值：请用 Excel 或 WPS 打开、保存一次再交",
    ERROR: "是错误值：请在原表里改好",
    DAMAGED: "有坏字（保存时被截断或换过编码）：请在原系统里重新导出",
    LONG: "是数字格，表格只留前 15 位，后几位已经丢了：请把这一列设成文本，从原系统重新导出",
    SERIAL: "在日期格里，却不是日期",
    MERGED: "是和上面合并的格，自己没有值：请取消合并，每一行都填上",
}

LIVE, SIGNED = r"\s*[=+@＝＋＠－-]", "[+-]?[0-9][0-9,.]*"
"""How what a spreadsheet takes for a formula begins (Chinese editions: in full width too), and a number, which is none."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BROKEN = "\ufffd"
"""What stands for a character that is none in the encoding of its file."""


@dataclass(slots=True)
class Row:
    """A row: its number in the sheet from 1, the cells as texts, a mark for each; ``hidden`` by a filter or by hand.

    ``short`` says how many cells fewer than the headings a line of text had; in a workbook blank cells are not kept.
    """

    number: int
    cells: list[str]
    marks: str
    hidden: bool = False
    short: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell and not cell.isspace() for cell in self.cells)


class Merged:
    """Cells that were merged with one above them. They are seen with its text and hold none, which is never taken for a blank."""

    def __init__(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        """Of each range its column (from 0), first and last row."""
        self._starts: dict[int, list[tuple[int, int]]] = {}
        for place, first, last in ranges:
            if last > first:
                self._starts.setdefault(first, []).append((place, last))
        self._open: list[tuple[int, int, str]] = []

    def __bool__(self) -> bool:
        return bool(self._starts or self._open)

    def fill(self, number: int, cells: list[str], marks: str) -> str:
        """Give the cells of a row the text that is seen in them; its marks. Rows come in their order."""
        self._open = [one for one in self._open if one[1] >= number]
        for place, _, text in self._open:
            gap = place + 1 - len(cells)
            if gap > 0:
                cells += [""] * gap
                marks += BLANK * gap
            if marks[place] == BLANK:
                cells[place] = text
                marks = marks[:place] + MERGED + marks[place + 1 :]
        for place, last in self._starts.pop(number, ()):
            if place < len(cells) and cells[place]:
                self._open.append((place, last, cells[place]))
        return marks


def fault(mark: str) -> str:
    """What is wrong with a cell of this mark, to go behind its place and text; empty where nothing is."""
    return _FAULTS.get(mark, "")


def harmless(text: str) -> str:
    """``text`` as it may leave: before what a spreadsheet would take for a formula stands an apostrophe."""
    return f"'{text}" if re.match(LIVE, text) and not re.fullmatch(SIGNED, text) else text


def mark_of_text(text: str) -> str:
    """The mark of a cell that holds text."""
    return BLANK if not text else DAMAGED if BROKEN in text or "\0" in text else TEXT


def letter(place: int) -> str:
    """The letters of the column at ``place`` (from 0), as spreadsheets write them."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = _LETTERS[rest] + letters
    return letters


def number_text(value: float | int) -> tuple[str, str]:
    """A number as a spreadsheet shows it, with its 15 digits, and its mark."""
    if abs(value) >= 1e15:
        shown = f"{Decimal(format(value, '.15g')):f}"
        return shown, LONG
    shown = format(value, ".15g")
    return (f"{Decimal(shown):f}" if "e" in shown else shown), NUMBER


_MONTH_ONLY = re.compile(r"[yYeE]")


def day_text(serial: float, code: str, *, since_1904: bool) -> tuple[str, str]:
    """A number in a cell formatted as a day, as ISO text, and its mark; a month where the format ``code`` shows no day."""
    days, part = divmod(serial, 1)
    seconds = round(part * 86400)
    if seconds == 86400:
        days, seconds = days + 1, 0
    whole = int(days)
    if 0 <= serial < 1 and not since_1904:  # a time of day, or nothing
        shown, _ = number_text(serial)
        return (_clock(seconds), DATE) if seconds else (shown, SERIAL)
    if not since_1904 and whole == 60:  # the day that spreadsheets have and the calendar has not
        return "1900-02-29", SERIAL
    start = date(1904, 1, 1) if since_1904 else date(1899, 12, 31) if whole < 60 else date(1899, 12, 30)
    try:
        if serial < 0:
            raise OverflowError
        day = start + timedelta(whole)
    except OverflowError:
        return number_text(serial)[0], SERIAL
    if seconds:
        return f"{day.isoformat()} {_clock(seconds)}", DATE
    if day.day == 1 and _MONTH_ONLY.search(code) and not re.search("[dD]", code):
        return f"{day:%Y-%m}", DATE
    return day.isoformat(), DATE


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def moment_text(value: datetime | date | time) -> str:
    """A day or a moment, as ISO text; the time is left out where there is none. A moment of a time zone is one of ours."""
    if isinstance(value, datetime):
        here = value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
        return here.date().isoformat() if here.time() == time() else here.isoformat(" ", "seconds")
    return value.isoformat()
