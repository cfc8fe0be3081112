"""The database's own refusal to change or delete an entry, as a migration operation for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_EVENTS = ("UPDATE", "DELETE")
_SQLITE = """CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
_POSTGRES = """CREATE OR REPLACE FUNCTION yuntai_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION yuntai_append_only()"""


def append_only(table: str) -> migrations.RunPython:
    """The operation that makes ``table`` append-only."""
    return migrations.RunPython(
        lambda _apps, editor: arm(editor.connection, table), lambda _apps, editor: disarm(editor.connection, table)
    )


def arm(connection: Any, table: str) -> None:
    """Have the database refuse changes to ``table`` from now on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES.format(table=table))
        else:
            for event in _EVENTS:
                cursor.execute(_SQLITE.format(table=table, event=event))


def disarm(connection: Any, table: str) -> None:
    """Let the database change ``table`` again: for a migration backwards, and between tests."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        else:
            for event in _EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
