"""Open an export: CSV (UTF-8 or GB18030), Excel or Parquet, as a relation of text cells that DuckDB can scan.

A sound CSV and a Parquet file are scanned in place. A workbook, and a CSV that is encoded otherwise or has ragged
lines, is first copied row by row to a working Parquet file, where every row keeps its number in the source.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from yuntai.errors import YuntaiError
from yuntai.registry.parse import identifier, literal

SUFFIXES = (".csv", ".xlsx", ".parquet")
_BLOCK = 1 << 18
"""Small enough for the processor's cache."""

_BUFFER = 1 << 20
_BATCH = 20_000


@dataclass(frozen=True)
class Export:
    """One file of an export. ``relation`` is SQL giving VARCHAR columns ``c0``, ``c1``, … in the order of
    ``headings``; ``number`` is the source's row number and ``flaw`` what is wrong with the row as a whole (or NULL),
    both over ``relation`` and ``r``, the row's place in it from 0. ``quoted`` tells of a CSV that is scanned in place
    whether it has quotation marks."""

    path: Path
    headings: tuple[str, ...]
    relation: str
    number: str
    flaw: str = "NULL"
    quoted: bool | None = None


def open_export(path: Path, working: Path, connection: duckdb.DuckDBPyConnection) -> Export:
    """Open a file. Raises :class:`YuntaiError` if it is empty, damaged or of another form."""
    if path.stat().st_size == 0:
        raise YuntaiError(f"文件 {path.name} 是空的，请重新导出")
    if path.suffix.lower() == ".parquet":
        return _open_parquet(path, connection)
    if path.suffix.lower() == ".xlsx":
        return _copied(path, _workbook_rows(path), working)
    if path.suffix.lower() == ".csv":
        return _open_csv(path, working, connection)
    raise YuntaiError(f"文件 {path.name} 的格式不认识，请另存为 CSV、xlsx 或 Parquet")


def copy_csv(path: Path, working: Path) -> Export:
    """The slow and sure way to read a CSV file, with every ragged line named."""
    return _copied(path, _csv_rows(path), working)


def rows_at(export: Export, places: Iterable[int], working: Path) -> str:
    """SQL: rows of ``export`` with their place ``r``: those at ``places``, which ascend, and maybe others."""
    if export.quoted is None:
        return export.relation
    target = working / f"{export.path.stem}.picked.parquet"
    _write_cells(_picked(export, places), len(export.headings), target)
    return f"(SELECT n - 2 AS r, * FROM read_parquet({literal(str(target))}))"


def _picked(export: Export, places: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
    """The rows at ``places`` with their number. Where nothing is quoted a line is a row, which is 20 times as fast."""
    with export.path.open("rb", buffering=_BUFFER) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        records: Iterator[Any] = csv.reader(text) if export.quoted else file
        at = -1
        for place in places:
            record = next(islice(records, place - at, None))
            yield place + 2, record if export.quoted else next(csv.reader([record.decode()]))
            at = place + 1


def _open_parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> Export:
    scan = f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        columns = connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {scan}").fetchall()
    except duckdb.Error:
        raise YuntaiError(f"文件 {path.name} 已损坏或不是 Parquet 文件，请重新导出") from None
    cells = ", ".join(f"{identifier(row[0])}::VARCHAR AS c{i}" for i, row in enumerate(columns))
    relation = f"(SELECT file_row_number AS r, {cells} FROM {scan})"
    return Export(path, tuple(row[0] for row in columns), relation, "r + 1")


def _open_csv(path: Path, working: Path, connection: duckdb.DuckDBPyConnection) -> Export:
    regular, quoted = _examine(path)
    if not regular:
        return copy_csv(path, working)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            headings = _headings(path, next(csv.reader(file), []))
        columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(len(headings)))
        relation = (
            f"read_csv({literal(str(path))}, auto_detect = false, header = false, skip = 1, delim = ',', quote = '\"', "
            f"escape = '\"', columns = {{{columns}}})"
        )
        connection.execute(f"SELECT * FROM {relation} LIMIT 1").fetchall()
    except (UnicodeDecodeError, duckdb.Error):
        return copy_csv(path, working)
    return Export(path, headings, relation, "r + 2", quoted=quoted)


_BLANK_LINE, _LONE_RETURN = re.compile(rb"\n\r?\n"), re.compile(rb"\r[^\n]")


def _examine(path: Path) -> tuple[bool, bool]:
    """Whether DuckDB and Python see the same rows, with no blank line (which DuckDB does not count) and no carriage return
    by itself; and whether there are quotation marks."""
    regular, quoted = True, False
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                raise YuntaiError(f"文件 {path.name} 不是文本文件，请另存为 CSV 再试")
            joined = tail + block
            regular = regular and not (_BLANK_LINE.search(joined) or (b"\r" in joined and _LONE_RETURN.search(joined)))
            quoted = quoted or b'"' in block
            tail = block[-2:]
    return regular, quoted


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    encoding = _encoding(path)
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            for number, row in enumerate(csv.reader(file), 1):
                yield number, row
    except UnicodeDecodeError:
        raise YuntaiError(f"文件 {path.name} 既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8 的 CSV") from None
    except csv.Error:
        raise YuntaiError(f"文件 {path.name} 第 {number + 1} 行读不下去，请检查引号是否成对") from None


def _workbook_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError):
        raise YuntaiError(f"文件 {path.name} 已损坏或不是 Excel 工作簿，请重新导出") from None
    try:
        width = 0
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            cells = [_cell(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            width = width or len(cells)
            if cells or number == 1:
                yield number, cells + [""] * (width - len(cells))
    except (BadZipFile, KeyError, ValueError, SyntaxError, IndexError):
        raise YuntaiError(f"文件 {path.name} 已损坏，读不完整，请重新导出") from None
    finally:
        book.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _headings(path: Path, row: list[str]) -> tuple[str, ...]:
    headings = tuple(cell.strip() for cell in row)
    while headings and not headings[-1]:
        headings = headings[:-1]
    if not headings:
        raise YuntaiError(f"文件 {path.name} 第 1 行没有列名")
    return headings


def _copied(path: Path, rows: Iterator[tuple[int, list[str]]], working: Path) -> Export:
    """Copy all rows to a Parquet file of text cells with the source's row number and each row's flaw."""
    _, first = next(rows, (0, []))
    headings = _headings(path, first)
    target = working / f"{path.stem}.cells.parquet"
    _write_cells(rows, len(headings), target)
    scan = f"read_parquet({literal(str(target))}, file_row_number = true)"
    return Export(path, headings, f"(SELECT file_row_number AS r, * FROM {scan})", "n", "flaw")


def _write_cells(rows: Iterable[tuple[int, list[str]]], width: int, target: Path) -> None:
    names = [f"c{i}" for i in range(width)]
    schema = pa.schema([(name, pa.string()) for name in names] + [("n", pa.int64()), ("flaw", pa.string())])
    with pq.ParquetWriter(target, schema) as writer:
        for batch in _batches(rows, width):
            columns = [
                pa.array(column, type) for column, type in zip(zip(*batch, strict=True), schema.types, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def _batches(rows: Iterable[tuple[int, list[str]]], width: int) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for number, row in rows:
        cells = row
        if not cells:  # a blank line
            continue
        while len(cells) > width and not cells[-1]:
            cells = cells[:-1]
        flaw = None
        if len(cells) != width:
            flaw = f"这一行有 {len(cells)} 列，标题有 {width} 列"
            spare = "，".join(cells[width - 1 :]) if len(cells) > width else None
            cells = [*cells[: width - 1], spare] if spare is not None else cells + [""] * (width - len(cells))
        batch.append((*cells, number, flaw))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
