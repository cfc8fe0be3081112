"""Tables as .xlsx files: a form's columns as headings, a cell's text, what is wrong beside it.

A cell with a fault is red and has the sentence as its comment; all sentences of a row stand in a column beside it.
A text that a spreadsheet could take for a formula is written with an apostrophe before it and read without it. What comes
in is read by :mod:`yuntai.tables`, as at every other door.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.uploads import check_upload
from yuntai.procedures import Field
from yuntai.procedures.cells import NOT_SURE
from yuntai.registry.marks import unsure
from yuntai.rolls.content import pack
from yuntai.rules.language.kinds import FAR, Date, Money, Whole
from yuntai.rules.language.texts import bare
from yuntai.tables.cells import DATE, harmless
from yuntai.tables.choice import chosen, flaw
from yuntai.tables.heads import EMPTY, TITLE, TOTAL, Table, heading, table_of
from yuntai.tables.limits import COMMAND, WAITING
from yuntai.tables.sheets import open_sheets

MOST_MB = 10
MOST_ROWS = 20_000
FAULTS = "问题"
"""The heading of the column that says what is wrong; it is not read."""

FORMATS = ("xlsx", "xls", "csv")
"""What a table may be, by its content; WPS's et is one of the first two."""
SHOWN = ("xlsx", "xls", "et", "csv")
"""What they are called where a file is chosen."""
GUIDE = "填表说明"
"""The name of the sheet that says how the other is filled in."""

_SHOWN = 40
"""How much of a heading that is none is shown."""

_RED = "FFF4B6B6"
_NOTHING = "表里没有一行内容，请从第 2 行开始填写再传"


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number there, its texts by column, in a sentence each what is wrong with them."""

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, str]


def letter(columns: Sequence[Field], name: str) -> str:
    """The letter of a column in the sheet."""
    return _letter([column.name for column in columns].index(name))


def _letter(place: int) -> str:
    """The letter of the column at a place, counted from 0: A to Z, AA and on."""
    before, last = divmod(place, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


def write(
    columns: Sequence[Field],
    lines: Iterable[Line],
    instructions: Sequence[str],
    *,
    title: str = "申报表",
    with_faults: bool = False,
) -> bytes:
    """An .xlsx file with a sheet ``title`` of ``lines`` in the rows of their numbers, and a second one of ``instructions``."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = title
    names = [column.name for column in columns]
    titles = [column.label for column in columns] + ([FAULTS] if with_faults else [])
    for number, title in enumerate(titles, 1):
        sheet.cell(1, number, title).font = Font(bold=True)
        sheet.column_dimensions[_letter(number - 1)].width = 60 if title == FAULTS else 22
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
    guide = book.create_sheet(GUIDE)
    guide.column_dimensions["A"].width = 110
    for number, text in enumerate(instructions, 1):
        guide.cell(number, 1, text)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _mark(cell: Any, fault: str) -> None:
    """Make a cell red, with the sentence in a comment that is large enough to be read."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=_RED)
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
        cell.value = harmless(value)
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        cell.value = value
        cell.number_format = "0.00" if isinstance(value, Decimal) else "0"


@dataclass(frozen=True)
class Filled:
    """What a file holds: the lines, without those that are empty, and in a sentence each what in it was not read."""

    lines: list[Line]
    said: list[str]


def read(file: UploadedFile, columns: Sequence[Field]) -> Filled:
    """The lines of the first sheet with the headings of ``columns``, below what stands above them; ``faults`` stay empty.

    Raises ``YuntaiError`` where the file is too large, no table, or has other headings than ``columns``.
    """
    upload = check_upload(file, FORMATS, MOST_MB)
    words = {heading(column.label) for column in columns}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (upload.name.encode()[-200:].decode(errors="ignore") or "表")
        path.write_bytes(file.read())
        file.seek(0)
        with open_sheets(path, WAITING) as sheets:
            tables = [table_of(sheet, words) for sheet in sheets]
            shown = chosen(tables)
            if not shown:
                raise YuntaiError(_NOTHING)
            table = shown[0]
            _check_headings(table, columns)
            lines, nothing = _said_alone(_lines(table, columns), columns)
            unread = [said for one in tables if one is not table and (said := _unread(one))]
            return Filled(lines, nothing + _left_out(table) + unread)


def _check_headings(table: Table, columns: Sequence[Field]) -> None:
    """Hold the headings to the columns in their order; those at the end that may stay empty may be missing."""
    headings, number = (table.head.headings, table.head.number) if table.head else ((), 1)
    for place, column in enumerate(columns):
        found = headings[place] if place < len(headings) else ""
        if found == heading(column.label) or (column.optional and place >= len(headings)):
            continue
        now = f"是“{found[:_SHOWN]}”" if found else "没有内容"
        where = f"单元格 {_letter(place)}{number}"
        raise YuntaiError(f"{where} {now}，应该是“{column.label}”。请下载模板，把内容复制到模板里再传")


def _lines(table: Table, columns: Sequence[Field]) -> list[Line]:
    lines = []
    for line in _each(table, columns):
        lines.append(line)
        if len(lines) > MOST_ROWS:
            raise YuntaiError(f"表里超过 {MOST_ROWS:,} 行，请分成几个文件，或者打 12333 约窗口办理")
    sums = [one for one in table.left_out if one.reason == TOTAL]
    for one in sums:  # whoever reads the lines holds a sum against them
        texts = one.cells + [""] * len(columns)
        lines.append(Line(one.number, {column.name: texts[place].strip() for place, column in enumerate(columns)}, {}))
    if not lines:
        raise YuntaiError(_NOTHING)
    return sorted(lines, key=lambda line: line.number)


def _each(table: Table, columns: Sequence[Field]) -> Iterator[Line]:
    """The rows with something in them, one after another."""
    width = len(table.head.headings) if table.head else 0
    for row in table.rows():
        if table.sheet.ragged and not row.short and (said := flaw(row, width)):  # what stands behind has moved
            raise YuntaiError(f"第 {row.number} 行：{said}，多半是有一格里面写了逗号。请把它改掉，或者另存为 xlsx 再传")
        cells = {
            column.name: _shown(column, row.cells[place], row.marks[place]) if place < len(row.cells) else ""
            for place, column in enumerate(columns)
        }
        if any(cells.values()):
            yield Line(row.number, cells, {})


def stream(path: Path, columns: Sequence[Field]) -> Iterator[Line]:
    """The lines of a file of any length, one after another, as :func:`read` has them; sums are left out.

    Raises ``YuntaiError`` where it is no table, or has other headings than ``columns``.
    """
    words = {heading(column.label) for column in columns}
    with open_sheets(path, COMMAND) as sheets:
        shown = chosen([table_of(sheet, words) for sheet in sheets])
        if not shown:
            raise YuntaiError(_NOTHING)
        _check_headings(shown[0], columns)
        yield from _each(shown[0], columns)


def _said_alone(lines: Sequence[Line], columns: Sequence[Field]) -> tuple[list[Line], list[str]]:
    """The lines without the words that only say that there is nothing, and how many those were."""
    words, count, kept = pack().words(today()), 0, []
    for line in lines:
        cells = dict(line.cells)
        for column in columns:
            if cells[column.name] and words.nothing(column.kind, cells[column.name], optional=column.optional):
                cells[column.name], count = "", count + 1
        if any(cells.values()):
            kept.append(Line(line.number, cells, line.faults))
    return kept, [f"有 {count:,} 格写的是“无”一类的字，当作没有填"] if count else []


def _shown(column: Field, text: str, mark: str) -> str:
    """A cell as a person would have typed it; one that nobody can be sure of as it is shown, and what it is behind it."""
    said = bare(text)
    if unsure(column.kind, text, mark):
        return said + NOT_SURE.get(mark, "")
    if mark == DATE and isinstance(column.kind, Date):
        return "至今" if said == FAR.isoformat() else said[:10]  # a time of day does not change which day it is
    return said


def _left_out(table: Table) -> list[str]:
    """What of the sheet that was read is no data, and what of its rows is not seen."""
    said = [
        f"第 {one.number} 行是{one.reason}，没有当作数据"
        for one in table.left_out
        if one.reason not in (TITLE, TOTAL, EMPTY)
    ]
    if table.sheet.hidden:
        said.append(f"读的是隐藏的工作表“{table.sheet.name}”，文件里没有别的表")
    if table.hidden:
        said.append(f"表里有 {table.hidden:,} 行被筛选或者手工隐藏，也读了")
    return said


def _unread(table: Table) -> str:
    """That a sheet beside the one that was read was not; empty where it holds nothing, or how the sheet is filled in."""
    if table.head is None or table.sheet.name == GUIDE:
        return ""
    count = sum(1 for _ in islice(table.rows(), MOST_ROWS))
    if not count and not table.matched:
        return ""
    return (
        f"只读了第一张有这些列名的工作表；工作表“{table.sheet.name}”里的 {count:,} 行没有读，要报的请并到第一张表里再传"
    )
