"""The database's own refusal to change or delete an entry, as a migration operation for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection, migrations

_EVENTS = ("UPDATE", "DELETE")
_SQLITE = """CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
_POSTGRES = """CREATE OR REPLACE FUNCTION yuntai_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION yuntai_append_only()"""


OWN = set[str]()
"""The names of triggers that other modules have made."""
MADE: list[Callable[[], Iterable[str]]] = []
"""What gives the names of those that other modules have made for tables which no migration knows."""
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
        WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace
        UNION SELECT rulename FROM pg_rules WHERE schemaname = current_schema()""",
}


def problems(tables: Iterable[str]) -> Iterator[str]:
    """What guards ``tables`` and is not there, and what else would change what the platform writes; a Chinese sentence each."""
    names = ("{}_append_only",) if connection.vendor == "postgresql" else ("{}_no_UPDATE", "{}_no_DELETE")
    own = OWN | {name.format(table) for table in tables for name in names} | {name for made in MADE for name in made()}
    there = found()
    for name in sorted(own - there):
        yield f"数据库自己的保护（触发器 {name}）不见了，或者被停用了"
    for name in sorted(there - own):
        yield f"数据库里有不是平台建的触发器或规则 {name}：平台写数据的时候，它可以改数据"


def found() -> set[str]:
    """The names of the triggers and rules that the database has and heeds."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


class Guard(migrations.RunPython):
    """The operation that has the database refuse something of ``table``: over one that is new the code of before goes on."""

    def __init__(self, table: str, guard: Callable[..., None], release: Callable[..., None]) -> None:
        super().__init__(guard, release)
        self.table = table


def append_only(table: str) -> Guard:
    """The operation that makes ``table`` append-only."""
    return Guard(
        table,
        lambda _apps, editor: arm(editor.connection, table),
        lambda _apps, editor: disarm(editor.connection, table),
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
