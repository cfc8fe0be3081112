"""Civil dates over columns: the same days as in policies, on DuckDB and PostgreSQL (《民法典》第二百零二条)."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from yuntai.selections import days_after, months_after, months_between, years_after, years_between

DAYS = [
    (date(2026, 1, 31), date(2026, 2, 28)),
    (date(2024, 2, 29), date(2025, 2, 28)),
    (date(2000, 12, 2), date(2026, 12, 1)),
    (date(2026, 3, 15), date(2026, 3, 14)),
]


def made(t: Any) -> list[tuple[Any, ...]]:
    found = t.order_by(t.start).select(
        month=months_after(t.start, 1),
        back=months_after(t.start, -1),
        year=years_after(t.start, 1),
        later=days_after(t.start, 60),
        months=months_between(t.start, t.end),
        years=years_between(t.start, t.end),
    )
    return [tuple(row.values()) for row in found.to_pyarrow().to_pylist()]


EXPECTED = [
    (date(2001, 1, 2), date(2000, 11, 2), date(2001, 12, 2), date(2001, 1, 31), 311, 25),
    (date(2024, 3, 29), date(2024, 1, 29), date(2025, 2, 28), date(2024, 4, 29), 12, 1),
    (date(2026, 2, 28), date(2025, 12, 31), date(2027, 1, 31), date(2026, 4, 1), 1, 0),
    (date(2026, 4, 15), date(2026, 2, 15), date(2027, 3, 15), date(2026, 5, 14), -1, -1),
]


def test_in_duckdb() -> None:
    assert made(filled(ibis.duckdb.connect())) == EXPECTED


def test_in_postgresql(server: str) -> None:
    connection = ibis.connect(server)
    try:
        assert made(filled(connection)) == EXPECTED
    finally:
        connection.disconnect()


def filled(connection: Any) -> Any:
    table = connection.create_table("civil_days", schema=ibis.schema({"start": "date", "end": "date"}), overwrite=True)
    values = ", ".join(f"(DATE '{start}', DATE '{end}')" for start, end in DAYS)
    connection.raw_sql(f"INSERT INTO civil_days VALUES {values}")
    return table
