"""Workbooks of Excel 97 to 2003, and WPS's et of the same make."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import xlrd

from yuntai.errors import YuntaiError
from yuntai.tables.cells import (
    BLANK,
    ERROR,
    FORMULA,
    NUMBER,
    TEXT,
    YES_NO,
    Merged,
    Row,
    day_text,
    mark_of_text,
    number_text,
)
from yuntai.tables.formats import code_of, is_day, leading_zeros, sign_behind, signed
from yuntai.tables.limits import Meter
from yuntai.tables.xlsx import Part

_DAMAGE = (
    AssertionError,
    ValueError,
    IndexError,
    KeyError,
    OverflowError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    struct.error,
)
BROKEN: tuple[type[BaseException], ...] = (*_DAMAGE, xlrd.XLRDError, xlrd.compdoc.CompDocError, MemoryError, NameError)
"""What a file raises that is a workbook on the outside only; the reader below checks little."""


_END, _BLANKS, _NUMBERS, _FORMULA = 0x0A, 0xBE, 0xBD, 0x06
_CELLS = frozenset((0x201, 0x203, 0x204, 0x205, _FORMULA, 0x27E, 0xD6, 0xFD, _BLANKS, _NUMBERS))
"""The records of a sheet (MS-XLS 2.3): where one ends, several blank cells, several numbers, a formula; all that hold cells."""
_TO_BE_COUNTED = 3
"""In the options of a formula: its value is worked out when the workbook is opened (or each time)."""
_TICK = 4096


class _Records:
    """The records of a workbook as they are read, each sheet's cells counted before they take up memory."""

    def __init__(self, book: xlrd.Book, meter: Meter) -> None:
        self._next, self._meter = book.get_record_parts, meter
        self._widths: dict[bytes, int] = {}
        self._read = 0
        self._uncounted: set[tuple[int, int]] = set()

    def taken(self) -> set[tuple[int, int]]:
        """Row and column (from 0) of the formulas since the last time of which nobody has worked out the value."""
        found, self._uncounted = self._uncounted, set()
        return found

    def next(self) -> tuple[int, int, bytes]:
        """The next record: what it is, its length, its content. Raises ``YuntaiError`` beyond the limits."""
        kind, length, data = self._next()
        self._read += 1
        if not self._read % _TICK:
            self._meter.tick()
        if kind in _CELLS:
            place = data[-2:] if kind in (_BLANKS, _NUMBERS) else data[2:4]
            if kind == _FORMULA and data[6:14] == bytes(8) and data[14] & _TO_BE_COUNTED:
                self._uncounted.add((int.from_bytes(data[:2], "little"), int.from_bytes(data[2:4], "little")))
            row, width = data[:2], int.from_bytes(place, "little") + 1
            if (more := width - self._widths.get(row, 0)) > 0:
                self._widths[row] = width
                self._meter.add(more)
        elif kind == _END:
            self._widths = {}
        return kind, length, data


class OldWorkbook:
    """An open workbook. Raises ``YuntaiError`` where it is damaged, under a password, or beyond the limits of ``meter``."""

    def __init__(self, path: Path, meter: Meter) -> None:
        self.path = path
        try:
            self._book = xlrd.open_workbook(
                path, formatting_info=True, logfile=io.StringIO(), on_demand=True, ragged_rows=True
            )
            records = _Records(self._book, meter)
            self._book.get_record_parts = records.next
            self.parts = []
            self._uncounted: list[set[tuple[int, int]]] = []
            for place in range(self._book.nsheets):
                sheet = self._book.sheet_by_index(place)
                self.parts.append(Part(sheet.name, sheet.visibility != 0, str(place)))
                self._uncounted.append(records.taken())
        except BROKEN as error:
            if "encrypted" in str(error):
                raise YuntaiError(f"文件 {path.name} 加了打开密码，读不了：请打开它，去掉密码，保存后再交") from None
            raise self._damaged() from None

    def close(self) -> None:
        """Let go of the file."""
        self._book.release_resources()

    def rows(self, part: Part) -> Iterator[Row]:
        """The rows of a sheet in which something stands. Raises ``YuntaiError`` where the file is damaged."""
        try:
            sheet = self._book.sheet_by_index(int(part.path))
            uncounted: dict[int, list[int]] = {}
            for number, place in self._uncounted[int(part.path)]:
                uncounted.setdefault(number, []).append(place)
            merged = Merged((place, first + 1, last) for first, last, place, _ in sheet.merged_cells)
            for number in range(sheet.nrows):
                read = [self._cell(cell) for cell in sheet.row(number)]
                for place in uncounted.get(number, ()):
                    read[place] = ("=…", FORMULA)
                if any(mark != BLANK for _, mark in read):
                    info = sheet.rowinfo_map.get(number)
                    hidden = bool(info and info.hidden)
                    cells, marks = [text for text, _ in read], "".join(mark for _, mark in read)
                    yield Row(number + 1, cells, merged.fill(number + 1, cells, marks) if merged else marks, hidden)
        except BROKEN:
            raise self._damaged() from None

    def _damaged(self) -> YuntaiError:
        return YuntaiError(
            f"文件 {self.path.name} 已损坏，读不完整：请用 Excel 或 WPS 打开它，另存为 xlsx，或者重新导出"
        )

    def _cell(self, cell: xlrd.sheet.Cell) -> tuple[str, str]:
        match cell.ctype:
            case xlrd.XL_CELL_TEXT:
                return cell.value, mark_of_text(cell.value)
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                key = self._book.xf_list[cell.xf_index].format_key
                known = self._book.format_map.get(key)
                code = (known and known.format_str) or code_of(key, {})
                if is_day(code) or cell.ctype == xlrd.XL_CELL_DATE:
                    return day_text(cell.value, code, since_1904=self._book.datemode == 1)
                shown, mark = number_text(cell.value)
                if (sign := sign_behind(code)) and mark == NUMBER:
                    return signed(shown, sign), mark
                digits = leading_zeros(code)
                return (shown.zfill(digits), TEXT) if digits and shown.isdigit() else (shown, mark)
            case xlrd.XL_CELL_BOOLEAN:
                return ("是" if cell.value else "否"), YES_NO
            case xlrd.XL_CELL_ERROR:
                return xlrd.error_text_from_code.get(cell.value, "#N/A"), ERROR
        return "", BLANK
