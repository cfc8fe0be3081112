"""Tables as .xlsx files: a form's columns as headings, a cell's text, what is wrong beside it.

A cell with a fault is red and has the sentence as its comment; all sentences of a row stand in a column beside it.
A text that a spreadsheet could take for a formula is written with an apostrophe before it and read without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from yuntai.errors import YuntaiError
from yuntai.people.uploads import check_upload
from yuntai.procedures import Field
from yuntai.rules.language.kinds import FAR, Money, Whole

MOST_MB = 10
MOST_ROWS = 20_000
FAULTS = "问题"
"""The heading of the column that says what is wrong; it is not read."""

_MOST_UNPACKED = 300 * 2**20
_FORMULA = ("=", "+", "-", "@")
_RED = PatternFill("solid", fgColor="FFF4B6B6")
_BROKEN = (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError)
"""What a file raises that is a spreadsheet on the outside only."""


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number there, its texts by column, in a sentence each what is wrong with them."""

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, str]


def letter(columns: Sequence[Field], name: str) -> str:
    """The letter of a column in the sheet."""
    return get_column_letter([column.name for column in columns].index(name) + 1)


def write(
    columns: Sequence[Field],
    lines: Iterable[Line],
    instructions: Sequence[str],
    *,
    title: str = "申报表",
    with_faults: bool = False,
) -> bytes:
    """An .xlsx file with a sheet ``title`` of ``lines`` in the rows of their numbers, and a second one of ``instructions``."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    names = [column.name for column in columns]
    titles = [column.label for column in columns] + ([FAULTS] if with_faults else [])
    for number, title in enumerate(titles, 1):
        sheet.cell(1, number, title).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 60 if title == FAULTS else 22
    sheet.freeze_panes = "A2"
    for line in lines:
        for number, column in enumerate(columns, 1):
            _put(sheet, line.number, number, column, line.cells.get(column.name, ""))
        if with_faults and line.faults:
            said = (f"{letter(columns, name)}{line.number}：{fault}" for name, fault in line.faults.items())
            sheet.cell(line.number, len(titles), "；".join(said))
            for name, fault in line.faults.items():
                _mark(sheet.cell(line.number, names.index(name) + 1), fault)
    sheet.auto_filter.ref = sheet.dimensions
    guide = book.create_sheet("填表说明")
    guide.column_dimensions["A"].width = 110
    for number, text in enumerate(instructions, 1):
        guide.cell(number, 1, text)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _mark(cell: Any, fault: str) -> None:
    """Make a cell red, with the sentence in a comment that is large enough to be read."""
    cell.fill = _RED
    cell.comment = Comment(fault, "申报检查", height=90, width=320)


def _put(sheet: Any, row: int, number: int, column: Field, text: str) -> None:
    """A number as a number, everything else as text: a resident id as a number would lose its last digits."""
    value: Any = text
    if isinstance(column.kind, Money | Whole):
        try:
            value = column.kind.parse(text)
        except ValueError:
            value = text
    if value == "":
        return
    cell = sheet.cell(row, number)
    if isinstance(value, str):
        cell.value = f"'{value}" if value.startswith(_FORMULA) else value
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        cell.value = value
        cell.number_format = "0.00" if isinstance(value, Decimal) else "0"


def read(file: UploadedFile, columns: Sequence[Field]) -> list[Line]:
    """The lines of the first sheet, without those that are empty; ``faults`` stay empty.

    Raises ``YuntaiError`` where the file is too large, no spreadsheet, or has other headings than ``columns``.
    """
    check_upload(file, ("xlsx",), MOST_MB)
    broken = YuntaiError(f"“{file.name}”打不开，可能已损坏，请用表格软件打开后另存为 xlsx 再传")
    try:
        with ZipFile(file) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MOST_UNPACKED:
                raise YuntaiError(f"“{file.name}”展开后太大，请把申报表单独存成一个文件再传")
        file.seek(0)
        sheet = load_workbook(file, read_only=True).worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=len(columns))
        _check_headings([_text(cell) for cell in next(rows, ())], columns)
        return _lines(rows, [column.name for column in columns])
    except YuntaiError:
        raise
    except _BROKEN:
        raise broken from None


def _check_headings(found: Sequence[str], columns: Sequence[Field]) -> None:
    for number, column in enumerate(columns):
        heading = found[number] if number < len(found) else ""
        if heading != column.label:
            place = f"{get_column_letter(number + 1)}1"
            now = f"是“{heading}”" if heading else "没有内容"
            raise YuntaiError(f"单元格 {place} {now}，应该是“{column.label}”。请下载模板，把内容复制到模板里再传")


def _lines(rows: Iterable[Sequence[Any]], names: Sequence[str]) -> list[Line]:
    lines = []
    for number, row in enumerate(rows, 2):
        cells = dict(zip(names, map(_text, row), strict=False))
        if any(cells.values()):
            lines.append(Line(number, dict.fromkeys(names, "") | cells, {}))
        if len(lines) > MOST_ROWS:
            raise YuntaiError(f"表里超过 {MOST_ROWS:,} 行，请分成几个文件，或者打 12333 约窗口办理")
    if not lines:
        raise YuntaiError("表里没有一行内容，请从第 2 行开始填写再传")
    return lines


def _text(cell: Any) -> str:
    """A cell as a person would have typed it; a formula with its ``=``."""
    value = cell.value
    if cell.data_type == "f":
        return f"={str(getattr(value, 'text', value)).removeprefix('=')}"
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime() | date():
            day = value.date() if isinstance(value, datetime) else value
            return "至今" if day == FAR else day.isoformat()
        case int() | float():
            return format(value, ".15g")  # the digits that a spreadsheet keeps
    text = str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
