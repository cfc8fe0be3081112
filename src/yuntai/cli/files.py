"""Tables written to files: CSV, Excel or Parquet by the ending of the name."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import ibis
from openpyxl import Workbook
from pyarrow import csv, parquet

from yuntai.errors import YuntaiError

EXCEL_ROWS = 1_048_575
"""Rows that a sheet of Excel holds under its heading."""


def write_table(table: ibis.Table, out: Path) -> None:
    """Write ``table`` to ``out``: CSV, Excel or Parquet by its ending.

    Raises ``YuntaiError`` on another ending, a folder that is not there, or more rows than a sheet holds.
    """
    ending = check_out(out)
    connection = table.get_backend()
    if ending == ".parquet":
        connection.to_parquet(table, out)
        return
    with tempfile.TemporaryDirectory(dir=out.absolute().parent) as folder:
        staged = Path(folder) / "table.parquet"
        connection.to_parquet(table, staged)
        with parquet.ParquetFile(staged) as file:
            if ending == ".csv":
                _write_csv(file, out)
            else:
                _write_excel(file, out)


def check_out(out: Path) -> str:
    """The ending of ``out``. Raises ``YuntaiError`` where nothing can be written there."""
    ending = out.suffix.lower()
    if ending not in (".csv", ".xlsx", ".parquet"):
        raise YuntaiError(f"{out}：文件名要以 .csv、.xlsx 或 .parquet 结尾")
    if not out.absolute().parent.is_dir():
        raise YuntaiError(f"{out}：没有文件夹 {out.parent}")
    return ending


def _write_csv(table: parquet.ParquetFile, out: Path) -> None:
    with out.open("wb") as file:
        file.write(b"\xef\xbb\xbf")  # Excel takes a CSV for UTF-8 only with this mark
        with csv.CSVWriter(file, table.schema_arrow) as writer:
            for batch in table.iter_batches():
                writer.write_batch(batch)


def _write_excel(table: parquet.ParquetFile, out: Path) -> None:
    rows = table.metadata.num_rows
    if rows > EXCEL_ROWS:
        raise YuntaiError(f"有 {rows:,} 行，一张 Excel 表最多 {EXCEL_ROWS:,} 行，请改用 .csv 或 .parquet")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("结果")
    sheet.append(table.schema_arrow.names)
    for batch in table.iter_batches():
        for row in batch.to_pylist():
            sheet.append([_cell(value) for value in row.values()])
    book.save(out)


def _cell(value: Any) -> Any:
    # Excel keeps 15 digits of a number: a longer identifier has to be text
    return str(value) if isinstance(value, int) and abs(value) >= 10**15 else value
