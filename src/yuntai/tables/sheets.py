"""The sheets of a file, whatever wrote it: a text file and a Parquet file have one, a workbook has several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from yuntai.errors import YuntaiError
from yuntai.tables import text
from yuntai.tables.cells import BLANK, DATE, NUMBER, YES_NO, Row, mark_of_text, moment_text, number_text
from yuntai.tables.forms import WORKBOOK, form_of
from yuntai.tables.limits import COMMAND, Limits, Meter
from yuntai.tables.xls import OldWorkbook
from yuntai.tables.xlsx import Workbook


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name (empty in a file without sheets), whether it is hidden, and a function that gives its rows.

    ``ragged`` is it where each row must have as many cells as the headings: in lines of text.
    """

    name: str
    hidden: bool
    rows: Callable[[], Iterator[Row]]
    ragged: bool = False


@contextmanager
def open_sheets(path: Path, limits: Limits = COMMAND) -> Iterator[Sequence[Sheet]]:
    """The sheets of the file at ``path``, in their order, while it is open.

    Raises ``YuntaiError`` where the file is empty, encrypted, damaged, no table, or beyond ``limits``, there or while rows
    are read.
    """
    meter = Meter(path.name, limits)
    match form_of(path):
        case "xlsx" | "xls" as form:
            book = Workbook(path, meter) if form == WORKBOOK else OldWorkbook(path, meter)
            try:
                if not book.parts:
                    raise YuntaiError(f"文件 {path.name} 里没有工作表，请重新导出")
                yield [Sheet(part.name, part.hidden, partial(book.rows, part)) for part in book.parts]
            finally:
                book.close()
        case "parquet":
            yield [Sheet("", False, partial(_parquet_rows, path, meter))]
        case _:
            yield [Sheet("", False, partial(text.rows, path, text.examine(path), meter), ragged=True)]


def _parquet_rows(path: Path, meter: Meter) -> Iterator[Row]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            yield Row(0, list(file.schema_arrow.names), "t" * len(file.schema_arrow.names))
            number = 0  # the headings are no row of the file
            for batch in file.iter_batches(10_000):
                meter.tick()
                meter.add(batch.num_rows * batch.num_columns)
                columns = [column.to_pylist() for column in batch.columns]
                for values in zip(*columns, strict=True):
                    number += 1
                    read = [_value(value) for value in values]
                    row = Row(number, [cell for cell, _ in read], "".join(mark for _, mark in read))
                    if not row.empty:
                        yield row
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise YuntaiError(f"文件 {path.name} 已损坏或不是 Parquet 文件，请重新导出") from None


def _value(value: Any) -> tuple[str, str]:
    match value:
        case None:
            return "", BLANK
        case bool():
            return ("是" if value else "否"), YES_NO
        case int() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value), NUMBER
        case float():
            return number_text(value)
        case datetime() | date() | time():
            return moment_text(value), DATE
    shown = str(value)
    return shown, mark_of_text(shown)
