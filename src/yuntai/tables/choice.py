"""Which sheets of a file hold a table, and what is wrong with a row as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from yuntai.errors import YuntaiError
from yuntai.tables.cells import Row
from yuntai.tables.heads import Table

HIDDEN = "隐藏的工作表"
"""Why a sheet is left out that somebody has hidden."""


def chosen(tables: Sequence[Table]) -> list[Table]:
    """The sheets that hold what is looked for: those with about as many of its headings as the best, none that is hidden
    unless all are. Raises ``YuntaiError`` where one of them is in another unit than yuan."""
    most = max((table.matched for table in tables), default=0)
    found = [table for table in tables if table.head and table.matched * 2 > most and not table.sheet.hidden]
    for table in found:
        if table.unit:
            where = f"工作表“{table.sheet.name}”" if table.sheet.name else "表里"
            raise YuntaiError(f"{where}{table.unit}说的不是元：请把金额都换算成元，把这个单位改掉再交")
    return found or [table for table in tables if table.head][:1]


def flaw(row: Row, width: int) -> str:
    """What is wrong with a row as a whole beside ``width`` headings, empty if nothing is."""
    if row.short or _beyond(row, width):
        return f"这一行有 {len(row.cells) - row.short} 列，标题有 {width} 列"
    return ""


def fitted(row: Row, width: int) -> list[str]:
    """The cells of a row as wide as its headings; what stands beyond them goes into the last."""
    if _beyond(row, width):
        return [*row.cells[: width - 1], "，".join(row.cells[width - 1 :])]
    return row.cells[:width]


def _beyond(row: Row, width: int) -> bool:
    return len(row.cells) > width and any(cell.strip() for cell in row.cells[width:])
