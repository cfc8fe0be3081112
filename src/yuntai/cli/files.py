"""Tables written to files: CSV, Excel or Parquet by the ending of the name."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from pyarrow import csv, parquet

from yuntai.errors import YuntaiError
from yuntai.tables.cells import harmless
from yuntai.tables.leaving import whole

EXCEL_ROWS = 1_048_575
"""Rows that a sheet of Excel holds under its heading."""


def write_table(table: ibis.Table, out: Path) -> None:
    """Write ``table`` to ``out``: CSV, Excel or Parquet by its ending; what stood there stays until all is written.

    Raises ``YuntaiError`` on more rows than a sheet holds.
    """
    ending = out.suffix.lower()
    with tempfile.TemporaryDirectory(dir=out.absolute().parent) as folder:
        staged, written = Path(folder) / "table.parquet", Path(folder) / f"written{ending}"
        table.get_backend().to_parquet(table, staged)
        if ending == ".parquet":
            written = staged
        else:
            with parquet.ParquetFile(staged) as file:
                (_write_csv if ending == ".csv" else _write_excel)(file, written)
        written.replace(out)


def _write_csv(table: parquet.ParquetFile, out: Path) -> None:
    with out.open("wb") as file:
        file.write(b"\xef\xbb\xbf")  # Excel takes a CSV for UTF-8 only with this mark
        schema = _leaving(pa.RecordBatch.from_pylist([], schema=table.schema_arrow)).schema
        with csv.CSVWriter(file, schema) as writer:
            for batch in table.iter_batches():
                writer.write_batch(_leaving(batch))


def _leaving(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Texts that do nothing in a spreadsheet and that it shows whole; numbers with all their places, where Arrow writes 0E-8."""
    return pa.RecordBatch.from_arrays(list(map(_written, batch.columns)), names=batch.schema.names)


def _written(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type):
        return pa.array([value and whole(value) for value in column.to_pylist()], column.type)
    if pa.types.is_decimal(column.type) and column.type.scale > 6:
        return pa.array([None if value is None else f"{value:f}" for value in column.to_pylist()], pa.string())
    return column


def _write_excel(table: parquet.ParquetFile, out: Path) -> None:
    rows = table.metadata.num_rows
    if rows > EXCEL_ROWS:
        raise YuntaiError(f"有 {rows:,} 行，一张 Excel 表最多 {EXCEL_ROWS:,} 行，请改用 .csv 或 .parquet")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("结果")
    sheet.append(table.schema_arrow.names)
    for batch in table.iter_batches():
        for row in batch.to_pylist():
            sheet.append([_cell(sheet, value) for value in row.values()])
    book.save(out)


def _cell(sheet: Any, value: Any) -> Any:
    """A text, and an identifier that is longer than the 15 digits that Excel keeps of a number, in a cell of text."""
    if type(value) is int and abs(value) >= 10**15:
        value = str(value)
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, harmless(value))
    cell.data_type, cell.number_format = "s", "@"
    return cell
