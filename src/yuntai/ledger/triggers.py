"""The database's own refusal to change or delete an entry, as a migration operation for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_SQLITE = """CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
_POSTGRES = """CREATE OR REPLACE FUNCTION yuntai_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION yuntai_append_only()"""


def append_only(table: str) -> migrations.RunPython:
    """The operation that makes ``table`` append-only."""

    def forwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRES.format(table=table))
        else:
            for event in ("UPDATE", "DELETE"):
                editor.execute(_SQLITE.format(table=table, event=event))

    def backwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            for event in ("UPDATE", "DELETE"):
                editor.execute(f"DROP TRIGGER {table}_no_{event}")

    return migrations.RunPython(forwards, backwards)
