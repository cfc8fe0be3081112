"""Which sheets of a file hold a table, and what is wrong with a row as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from yuntai.tables.cells import Row
from yuntai.tables.heads import Table


def chosen(tables: Sequence[Table]) -> list[Table]:
    """The sheets that hold what is looked for: those with about as many of its headings as the best, none that is hidden
    unless all are."""
    most = max((table.matched for table in tables), default=0)
    found = [table for table in tables if table.head and table.matched * 2 > most and not table.sheet.hidden]
    return found or [table for table in tables if table.head][:1]


def flaw(row: Row, width: int, *, ragged: bool) -> str:
    """What is wrong with a row as a whole beside ``width`` headings, empty if nothing is; ``ragged`` as of its sheet."""
    more = any(cell.strip() for cell in row.cells[width:])
    if more or (ragged and row.short):
        return f"这一行有 {len(row.cells) - row.short} 列，标题有 {width} 列"
    return ""
