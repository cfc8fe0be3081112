"""Resident ids of which a spreadsheet kept 15 digits and wrote them out as text: they end in 000, and nothing else tells."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from yuntai.registry.columns import Person, Table

_ROUND = 1_100
"""What divides the BIGINT of a number that ends in 000 (see ``identity``); of people's own numbers it divides one in 1,100."""
_FEW = 20
_SAID = "公民身份号码末三位都是 0，像是被表格当成数字存过、丢了后几位，请对照原系统核对"


def doubt_rounded(connection: duckdb.DuckDBPyConnection, table: Table, known: Collection[str]) -> None:
    """Refuse the staged rows of ids that end in 000 where one id in twenty does, as no people's do; one alone is doubted.

    A damaged id passes its check digit one time in eleven. Ids that must stand in one of the tables ``known`` need no look.
    """

    def count(rows: str) -> int:
        return int((connection.execute(f"SELECT count(DISTINCT {column.name}) {rows}").fetchone() or (0,))[0])

    every = f'FROM "staged_{table.name}"'
    for column in table.columns:
        if isinstance(column.kind, Person) and column.references not in known:
            rounded = f"{every} WHERE {column.name} > 0 AND {column.name} % {_ROUND} = 0"
            found = count(rounded)
            most = found * _FEW
            first = f"FROM (SELECT {column.name} {every} LIMIT {most + 1})"  # tells where each row is of somebody else
            if found and all(count(rows) <= most for rows in (first, every)):
                target = "late" if found > 1 else "doubted"
                connection.execute(f'INSERT INTO "{target}_{table.name}" SELECT rowid, ? {rounded}', [_SAID])
