"""The database itself marks each case that changes, whoever changes it: triggers for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from yuntai.cases.counts.models import FORM, SUMS, WATCHED, Keeping, Mark
from yuntai.ledger import triggers

_COLUMNS = ", ".join(WATCHED)
_BEFORE = ", ".join(f"OLD.{name}" for name in WATCHED)
_CHANGED = {
    "sqlite": " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in WATCHED),
    "postgresql": f"({_BEFORE}) IS DISTINCT FROM ({_BEFORE.replace('OLD.', 'NEW.')})",
}
_MARKS = {
    "cases_case_made": ("INSERT", "cases_case", "", "(case_id) VALUES (NEW.id)"),
    "cases_case_changed": (
        f"UPDATE OF {_COLUMNS}",
        "cases_case",
        "WHEN ({changed})",
        f"(case_id, {_COLUMNS}) VALUES (OLD.id, {_BEFORE})",
    ),
    "cases_event_added": ("INSERT", "cases_event", "", "(case_id, entry) VALUES (NEW.case_id, NEW.number)"),
}
"""The triggers by their names: after what, on which table, on what condition, and the mark that is made."""
_SQLITE = "CREATE TRIGGER {name} AFTER {what} ON {table} {when} BEGIN INSERT INTO cases_mark {mark}; END"
_POSTGRES = """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO cases_mark {mark}; RETURN NULL; END $$;
CREATE TRIGGER {name} AFTER {what} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()"""

triggers.OWN.update(_MARKS)


def watch(**_: Any) -> None:
    """Have every change marked from now on. Where that was not so, or there are other sums now, all cases are counted anew."""
    if Mark._meta.db_table not in connection.introspection.table_names():
        return  # the tables are being made, or were taken back
    with transaction.atomic(), connection.cursor() as cursor:
        missing = set(_MARKS) - triggers.found()
        for name in sorted(missing):
            what, table, when, mark = _MARKS[name]
            form = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
            when = when.format(changed=_CHANGED[connection.vendor])
            cursor.execute(form.format(name=name, what=what, table=table, when=when, mark=mark))
        if missing or not Keeping.objects.filter(form=FORM).exists():
            for model in (*SUMS, Mark, Keeping):
                model._base_manager.all().delete()
            Keeping.objects.create(pk=1, form=FORM)
            cursor.execute("INSERT INTO cases_mark (case_id) SELECT id FROM cases_case")
