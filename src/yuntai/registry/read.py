"""Open an export as a relation of text cells that DuckDB can scan, whatever wrote the file (:mod:`yuntai.tables`).

A sound CSV in UTF-8 and a Parquet file are scanned in place. Everything else is first copied row by row to a working
Parquet file, where each row keeps its sheet, its number there and the marks of its cells.
"""

from __future__ import annotations

import csv
import gc
import io
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from yuntai.errors import YuntaiError
from yuntai.registry.sql import identifier, literal
from yuntai.tables.cells import BLANK, BROKEN
from yuntai.tables.choice import HIDDEN, chosen, fitted, flaw
from yuntai.tables.forms import PARQUET, TEXT, form_of
from yuntai.tables.heads import Table, below_head, beside_yuan, heading, may_be_no_data, table_of
from yuntai.tables.sheets import open_sheets

_BLOCK = 1 << 18
"""Small enough for the processor's cache."""

_BUFFER = 1 << 20
_BATCH = 20_000
_TAIL = 1 << 14
"""How much of the end of a CSV is looked through for totals and notes."""

_LINE = 1 << 12
"""How much of a line is looked at together with its end in the next block."""

_T = TypeVar("_T")

OTHER = "没有这张表列名的工作表"


@dataclass
class SheetRead:
    """What was read of one sheet: its rows lie at ``first`` and after in the relation; the others were left out, and why."""

    name: str
    first: int
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    filtered: int = 0


@dataclass(frozen=True)
class Export:
    """One file of an export. ``relation`` is SQL giving VARCHAR columns ``c0``, ``c1``, … in the order of
    ``headings``; ``number`` is the source's row number and ``flaw`` what is wrong with the row as a whole (or NULL),
    both over ``relation`` and ``r``, the row's place in it from 0; where it is ``marked``, the marks of its cells are ``m0``,
    ``m1``, …. ``quoted`` tells of a CSV that is scanned in place whether it has quotation marks."""

    path: Path
    headings: tuple[str, ...]
    relation: str
    number: str
    flaw: str = "NULL"
    marked: bool = False
    quoted: bool | None = None
    sheets: tuple[SheetRead, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The columns of its cells, and of their marks."""
        letters = "cm" if self.marked else "c"
        return [f"{letter}{i}" for letter in letters for i in range(len(self.headings))]

    def mark(self, place: int) -> str | None:
        """SQL: the mark of the cell in the column at ``place``."""
        return f"m{place}" if self.marked else None


def open_export(path: Path, working: Path, connection: duckdb.DuckDBPyConnection, words: Collection[str]) -> Export:
    """Open a file whose headings are among ``words``. Raises :class:`YuntaiError` if it is empty, damaged or no table."""
    form = form_of(path)
    if form == PARQUET:
        return _open_parquet(path, working, connection, words)
    if form == TEXT:
        return _open_csv(path, working, connection, words)
    return copied(path, working, words)


def rows_at(export: Export, places: Iterable[int], working: Path) -> str:
    """SQL: rows of ``export`` with their place ``r``: those at ``places``, which ascend, and maybe others.

    Of a CSV that is scanned in place they are copied with their place before them, to be scanned again: where nothing is
    quoted a line is a row.
    """
    if export.quoted is None:
        return export.relation
    target = working / f"{export.path.stem}.picked.csv"
    with export.path.open("rb", buffering=_BUFFER) as file, target.open("wb", buffering=_BUFFER) as picked:
        if export.quoted:
            text, copy = io.TextIOWrapper(file, "utf-8-sig", newline=""), io.TextIOWrapper(picked, "utf-8", newline="")
            csv.writer(copy).writerows([place, *row] for place, row in _at(csv.reader(text), places))
            copy.flush()
        else:
            picked.writelines(b"%d,%b" % row for row in _at(file, places))
    return _scan(target, 0, "r: 'BIGINT', ", len(export.headings))


def _at(records: Iterator[_T], places: Iterable[int]) -> Iterator[tuple[int, _T]]:
    """The records at ``places`` below the headings, each with its place."""
    at = -1
    for place in places:
        yield place, next(islice(records, place - at, None))
        at = place + 1


def _scan(path: Path, skip: int, first: str, width: int) -> str:
    """SQL: the lines of a CSV below the first ``skip`` as ``width`` texts, behind the columns ``first``."""
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(width))
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, skip = {skip}, delim = ',', quote = '\"', "
        f"escape = '\"', columns = {{{first}{columns}}})"
    )


def _open_parquet(path: Path, working: Path, connection: duckdb.DuckDBPyConnection, words: Collection[str]) -> Export:
    """Scanned in place, unless a column holds fractions, of which it must be known that they are numbers, or moments of a
    time zone, which are days of ours."""
    scan = f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        columns = connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {scan}").fetchall()
    except duckdb.Error:
        raise YuntaiError(f"文件 {path.name} 已损坏或不是 Parquet 文件，请重新导出") from None
    if any(row[1] in ("DOUBLE", "FLOAT", "TIMESTAMP WITH TIME ZONE") for row in columns):
        return copied(path, working, words)
    cells = ", ".join(f"{identifier(row[0])}::VARCHAR AS c{i}" for i, row in enumerate(columns))
    relation = f"(SELECT file_row_number AS r, {cells} FROM {scan})"
    return Export(path, tuple(row[0] for row in columns), relation, "r + 1")


def _open_csv(path: Path, working: Path, connection: duckdb.DuckDBPyConnection, words: Collection[str]) -> Export:
    regular, quoted = _examine(path)
    if not regular:
        return copied(path, working, words)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            headings, below = tuple(map(heading, next(lines, []))), next(lines, [])
        while headings and not headings[-1]:
            headings = headings[:-1]
        plain = sum(one in words for one in headings) > 1
        if not plain or beside_yuan(headings, words) or below_head(below, headings, words):
            return copied(path, working, words)
        relation = _scan(path, 1, "", len(headings))
        connection.execute(f"SELECT * FROM {relation} LIMIT 1").fetchall()
    except (UnicodeDecodeError, duckdb.Error, csv.Error):
        return copied(path, working, words)
    return Export(path, headings, relation, "r + 2", quoted=quoted)


_BLANK_LINE = re.compile(rb"\n(?:[\s,\"]*\n|\xef\xbb\xbf)")
"""A line in which at most the signs between cells are, and one of a file that was put behind another."""
_BROKEN = BROKEN.encode()
_LONE_RETURN = re.compile(rb"\r[^\n]")


def _examine(path: Path) -> tuple[bool, bool]:
    """Whether DuckDB and Python see the same rows of a CSV, and none that is no data; and whether there are quotation marks.

    A blank line (which DuckDB does not count), the headings once more, a carriage return by itself, a line that ends within
    quotation marks, a broken character, or a total at the end are for the reader that names each row.
    """
    regular, quoted = True, False
    tail, open_quote = b"", 0
    with path.open("rb") as file:
        if file.read(6) == 2 * BOM_UTF8:
            return False, False
        file.seek(0)
        headings = b"\n" + file.readline(_LINE).removeprefix(BOM_UTF8).rstrip()
        file.seek(0)
        while block := file.read(_BLOCK):
            joined = tail + block
            broken = _BROKEN[:1] in joined and _BROKEN in joined  # one byte is found ten times as fast as three
            if b"\0" in block or b"\x1a" in block or broken:
                return False, False
            regular = regular and headings not in joined and not _has_blank_line(joined)
            regular = regular and not (b"\r" in joined and _LONE_RETURN.search(joined))
            if b'"' in block:
                quoted = True
                seen = np.frombuffer(block, np.uint8)
                marks = np.cumsum(seen == ord('"'))
                regular = regular and not ((marks[seen == ord("\n")] + open_quote) % 2).any()
                open_quote = int(marks[-1] + open_quote) % 2
            tail = joined[max(joined.rfind(b"\n"), len(joined) - _LINE) :]
        file.seek(max(0, file.tell() - _TAIL))
        end = file.read().decode("utf-8", "replace").splitlines()[1:]
    bare = [line.lstrip('" ,\t') for line in end]
    return regular and not open_quote and not any(not line or may_be_no_data(line) for line in bare), quoted


def _has_blank_line(text: bytes) -> bool:
    """Whether :data:`_BLANK_LINE` is found, which is looked for only where a line begins as such a one."""
    seen = np.frombuffer(text, np.uint8)
    begin = seen[1:][seen[:-1] == ord("\n")]
    return bool(((begin <= ord(",")) | (begin == BOM_UTF8[0])).any() and _BLANK_LINE.search(text))


@dataclass(slots=True)
class Found:
    """A row of a file: its sheet (empty where there are none) and number, the cells in the order of the headings, a mark
    for each, and what is wrong with the row as a whole."""

    sheet: str
    number: int
    cells: list[str]
    marks: str
    flaw: str | None

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return (f"工作表“{self.sheet}”" if self.sheet else "") + f"第 {self.number} 行"


def read_rows(path: Path, words: Collection[str]) -> tuple[tuple[str, ...], list[Found]]:
    """The headings of a file, some of which are among ``words``, and its rows: for a file that fits into memory.

    Raises :class:`YuntaiError` if it is empty, damaged or no table.
    """
    with _chosen(path, words) as (_, tables, headings, places):
        several = len(tables) > 1
        rows = [
            row if several else replace(row, sheet="")
            for table, order in zip(tables, places, strict=True)
            for row in _rows(table, order, len(headings))
        ]
    return headings, rows


@contextmanager
def _chosen(
    path: Path, words: Collection[str]
) -> Iterator[tuple[list[Table], list[Table], tuple[str, ...], list[list[int]]]]:
    """All sheets of a file, those that hold the table, its headings, and where among them the columns of each stand."""
    with _uncollected(), open_sheets(path) as sheets:
        tables = [table_of(sheet, words) for sheet in sheets]
        read = chosen(tables)
        if not read:
            raise YuntaiError(f"文件 {path.name} 里没有内容，请重新导出")
        yield tables, read, *_columns(read)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles: the cells of a file make none, and to look through them takes a third of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def copied(path: Path, working: Path, words: Collection[str]) -> Export:
    """Copy all rows of all sheets that hold the table to a Parquet file, each row with its place."""
    target = working / f"{path.stem}.cells.parquet"
    with _chosen(path, words) as (tables, with_table, headings, places):
        read = []
        with _Writer(target, len(headings)) as writer:
            for table, order in zip(with_table, places, strict=True):
                one = SheetRead(table.sheet.name, writer.rows)
                for row in _rows(table, order, len(headings)):
                    writer.add(row.cells, row.number, row.sheet, row.flaw, row.marks)
                one.rows, one.filtered = writer.rows - one.first, table.hidden
                one.left_out.update(table.reasons())
                read.append(one)
        for table in tables:
            if not any(table is one for one in with_table):
                read.append(_leave(table, writer.rows))
    scan = f"read_parquet({literal(str(target))}, file_row_number = true)"
    cells = ", ".join(f"nullif(c{i}, '') AS c{i}, marks[{i + 1}] AS m{i}" for i in range(len(headings)))
    relation = f"(SELECT file_row_number AS r, n, sheet, flaw, {cells} FROM {scan})"
    return Export(path, headings, relation, "n", "flaw", marked=True, sheets=tuple(read))


def _columns(tables: Sequence[Table]) -> tuple[tuple[str, ...], list[list[int]]]:
    """The headings of all ``tables`` together, and where among them each column of each stands."""
    headings: list[str] = []
    places = []
    for table in tables:
        assert table.head
        free = list(range(len(headings)))
        order = []
        for one in table.head.headings:
            place = next((i for i in free if headings[i] == one), None)
            if place is None:
                place = len(headings)
                headings.append(one)
            else:
                free.remove(place)
            order.append(place)
        places.append(order)
    return tuple(headings), places


def _rows(table: Table, order: list[int], width: int) -> Iterator[Found]:
    """The rows of a sheet, each cell in its place among ``width``."""
    straight = order == list(range(width))
    for row in table.rows():
        cells, marks = fitted(row, len(order)), row.marks[: len(order)]
        if not straight:
            spread, spread_marks = [""] * width, [BLANK] * width
            for cell, mark, place in zip(cells, marks, order, strict=True):
                spread[place], spread_marks[place] = cell, mark
            cells, marks = spread, "".join(spread_marks)
        yield Found(table.sheet.name, row.number, cells, marks, flaw(row, len(order)) or None)


def _leave(table: Table, first: int) -> SheetRead:
    """A sheet of which nothing is read: all its rows are counted."""
    read = SheetRead(table.sheet.name, first)
    if count := table.unread():
        read.left_out[HIDDEN if table.sheet.hidden else OTHER] = count
    return read


class _Writer:
    """Writes rows to a Parquet file of text cells ``c0``, ``c1``, …, with number, sheet, flaw and marks."""

    def __init__(self, target: Path, width: int) -> None:
        names = [f"c{i}" for i in range(width)]
        types = {"n": pa.int64(), "sheet": pa.string(), "flaw": pa.string(), "marks": pa.string()}
        self._schema = pa.schema([(name, pa.string()) for name in names] + list(types.items()))
        self._writer = pq.ParquetWriter(target, self._schema)
        self._batch: list[tuple[Any, ...]] = []
        self.rows = 0

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def add(self, cells: list[str], number: int, sheet: str, flaw: str | None, marks: str) -> None:
        """Take a row; it is written with others."""
        self._batch.append((*cells, number, sheet, flaw, marks))
        self.rows += 1
        if len(self._batch) == _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            columns = zip(zip(*self._batch, strict=True), self._schema.types, strict=True)
            self._writer.write_batch(
                pa.record_batch([pa.array(column, kind) for column, kind in columns], schema=self._schema)
            )
            self._batch = []
