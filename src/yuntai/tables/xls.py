"""Workbooks of Excel 97 to 2003, and WPS's et of the same make."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import xlrd

from yuntai.errors import YuntaiError
from yuntai.tables.cells import BLANK, ERROR, TEXT, YES_NO, Row, day_text, mark_of_text, number_text
from yuntai.tables.formats import is_day, leading_zeros
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
)
BROKEN: tuple[type[BaseException], ...] = (*_DAMAGE, xlrd.XLRDError, xlrd.compdoc.CompDocError, MemoryError, NameError)
"""What a file raises that is a workbook on the outside only; the reader below checks little."""


class OldWorkbook:
    """An open workbook. Raises ``YuntaiError`` where it is damaged or under a password."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._book = xlrd.open_workbook(path, formatting_info=True, logfile=io.StringIO())
            self.parts = [
                Part(sheet.name, sheet.visibility != 0, str(place)) for place, sheet in enumerate(self._book.sheets())
            ]
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
            for number in range(sheet.nrows):
                read = [self._cell(cell) for cell in sheet.row(number)]
                if any(mark != BLANK for _, mark in read):
                    info = sheet.rowinfo_map.get(number)
                    hidden = bool(info and info.hidden)
                    yield Row(number + 1, [text for text, _ in read], "".join(mark for _, mark in read), hidden)
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
                code = self._book.format_map[self._book.xf_list[cell.xf_index].format_key].format_str
                if is_day(code) or cell.ctype == xlrd.XL_CELL_DATE:
                    return day_text(cell.value, code, since_1904=self._book.datemode == 1)
                shown, mark = number_text(cell.value)
                digits = leading_zeros(code)
                return (shown.zfill(digits), TEXT) if digits and shown.isdigit() else (shown, mark)
            case xlrd.XL_CELL_BOOLEAN:
                return ("是" if cell.value else "否"), YES_NO
            case xlrd.XL_CELL_ERROR:
                return xlrd.error_text_from_code.get(cell.value, "#N/A"), ERROR
        return "", BLANK
