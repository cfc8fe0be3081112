"""The tables of rolls in the database: made where there are none, widened where a declaration has new columns, guarded.

This is a step after the migrations, as SQLite's schema editor works outside a transaction. Taken twice it does nothing. A declaration
that takes back what it once said is refused: rows of before would no longer say what they said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from yuntai.errors import YuntaiError
from yuntai.ledger import triggers
from yuntai.registry.columns import Column, Table
from yuntai.registry.kinds import KINDS, UnitCode
from yuntai.registry.rolls import read_rolls
from yuntai.rolls.content import pack
from yuntai.rolls.models import Change, Roll
from yuntai.rolls.tables import make_model, table_name
from yuntai.rules.language.kinds import Choice

_SQLITE = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} WHEN {changed} OR OLD.replacing IS NOT NULL AND "
    "(NEW.replacing IS NOT OLD.replacing OR NEW.replaced_on IS NOT OLD.replaced_on) "
    "BEGIN SELECT RAISE(ABORT, 'a row of a roll is replaced, not changed'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'a row of a roll is replaced, not deleted'); END",
)
_POSTGRES = (
    """CREATE OR REPLACE FUNCTION yuntai_roll_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a row of a roll is replaced, not changed or deleted'; END $$""",
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed} OR OLD.replacing IS NOT NULL AND "
    "(NEW.replacing IS DISTINCT FROM OLD.replacing OR NEW.replaced_on IS DISTINCT FROM OLD.replaced_on)) "
    "EXECUTE FUNCTION yuntai_roll_kept()",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION yuntai_roll_kept()",
)
_GUARDS = ("{}_no_change", "{}_no_delete")
_CHANGES = ("private", "replaced_on", "replacing")
"""What of a row changes: its secrets get a new key, and it is replaced once."""


def make() -> None:
    """Make what of the declared rolls is not there yet. Raises ``YuntaiError`` where a declaration takes back what it said."""
    there = set(connection.introspection.table_names())
    if Roll._meta.db_table not in there:
        return  # the tables are being made, or were taken back
    log = Change._meta.db_table
    if not any(name.startswith(log) for name in triggers.found()):
        triggers.disarm(connection, log)  # one that was switched off is there still
        triggers.arm(connection, log)
    known = {roll.name: roll.shape for roll in Roll.objects.all()}
    for name, roll in read_rolls(pack()).items():
        shape = _shape(roll)
        if (before := known.get(name)) == shape and table_name(name) in there:
            continue
        if fault := _taken_back(before or {}, shape):
            raise YuntaiError(f"{roll.place}：台账“{roll.title}”{fault}")
        _make(roll, table_name(name) in there)
        Roll.objects.update_or_create(name=name, defaults={"shape": shape})


def is_made() -> bool:
    """Whether every declared roll has its table as declared."""
    if Roll._meta.db_table not in connection.introspection.table_names():
        return False
    known = {roll.name: roll.shape for roll in Roll.objects.all()}
    return all(known.get(name) == _shape(roll) for name, roll in read_rolls(pack()).items())


def guards() -> Iterator[str]:
    """The names of the triggers that hold rows of rolls as they are."""
    if Roll._meta.db_table in connection.introspection.table_names():
        for name in Roll.objects.values_list("name", flat=True):
            yield from (guard.format(table_name(name)) for guard in _GUARDS)


def _make(roll: Table, there: bool) -> None:
    model = make_model(roll)
    table = model._meta.db_table
    if there:
        disarm(table)
        _widen(model)
    else:
        with connection.schema_editor() as editor:
            editor.create_model(model)
    _arm(table, [field.column for field in model._meta.concrete_fields])


def _widen(model: Any) -> None:
    with connection.cursor() as cursor:
        has = {one.name for one in connection.introspection.get_table_description(cursor, model._meta.db_table)}
    missing = [field for field in model._meta.concrete_fields if field.column not in has]
    new = {field.name for field in missing}
    with connection.schema_editor() as editor:
        for field in missing:
            editor.add_field(model, field)
        for index in model._meta.indexes:
            if new & set(index.fields):
                editor.add_index(model, index)


def _arm(table: str, columns: list[str]) -> None:
    same = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    fixed = (connection.ops.quote_name(column) for column in columns if column not in _CHANGES)
    changed = " OR ".join(f"NEW.{column} {same} OLD.{column}" for column in fixed)
    with connection.cursor() as cursor:
        for statement in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement.format(table=table, changed=f"({changed})"))


def disarm(table: str) -> None:
    """Let the database change the rows of a roll again: while its table is widened, and between tests."""
    with connection.cursor() as cursor:
        for guard in _GUARDS:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.format(table)}{on}")


def _shape(roll: Table) -> dict[str, object]:
    """What of a declaration never changes."""
    return {"key": list(roll.key), "columns": {column.name: _said(column) for column in roll.columns}}


def _said(column: Column) -> dict[str, object]:
    names = {kind: name for name, kind in KINDS.items()}
    said: dict[str, object] = {"kind": names[type(column.kind)], "private": column.private, "find": column.find}
    if isinstance(column.kind, Choice) and not isinstance(column.kind, UnitCode):
        said["options"] = list(column.kind.options)
    return said


def _taken_back(before: dict[str, Any], now: dict[str, Any]) -> str:
    """What a declaration no longer says that it once said, with what to write instead; empty where it only says more."""
    if before and before["key"] != now["key"]:
        return f"的 key 原来是 {before['key']}，不能改：要改的另建一本台账"
    for name, said in before.get("columns", {}).items():
        here = now["columns"].get(name)
        if here is None:
            return f"的“{name}”列不见了：以前的行里还有它，请写回来，不再填的加 until: 日期"
        if (here["kind"], here["private"]) != (said["kind"], said["private"]):
            return f"的“{name}”列原来是 {said['kind']}{'（private）' if said['private'] else ''}，不能改：请另加一列，旧的写 until"
        if gone := [code for code in said.get("options", ()) if code not in here.get("options", ())]:
            return f"的“{name}”列少了选项“{gone[0]}”：以前的行里还有它，请写回来"
    return ""
