"""What the ledgers' tests share: taking the database's guard away, as somebody with its password could; the state of a table."""

from __future__ import annotations

from typing import Any

from django.db import connection

LOGS = ("people_access", "cases_event", "rolls_change", "ledger_checkpoint")


def run(statement: str, *values: Any) -> int:
    """Run a statement past the application; how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query finds, past the application."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def without_guard() -> None:
    """Take the database's own guard away until the test's transaction ends."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        for table in LOGS:
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    else:
        for table in LOGS:
            for event in ("UPDATE", "DELETE"):
                run(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
