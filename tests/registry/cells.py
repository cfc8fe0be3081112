"""What the registry reads in one cell, by the SQL with which it reads millions."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from yuntai.registry.columns import Column
from yuntai.registry.parse import parse

TODAY = date(2026, 11, 30)


def read_cell(column: Column, text: str, mark: str | None = None) -> tuple[Any, str | None]:
    """The value of a cell of ``text`` and ``mark``, if that is known, and why it is refused."""
    parsed = parse(column, "t", TODAY, "m" if mark else None)
    cells = f"(SELECT *, {parsed.ready} AS t_ready FROM (SELECT $1::VARCHAR AS t, $2::VARCHAR AS m))"
    values = f"(SELECT *, {parsed.value} AS {column.name} FROM {cells})"
    [(value, reason)] = duckdb.execute(f"SELECT {column.name}, {parsed.reason} FROM {values}", [text, mark]).fetchall()
    return value, reason
