"""What makes a log of one row of entries one of chains, as operations of a migration. The seals of before stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from yuntai.ledger.triggers import arm, disarm

_PLACES = """UPDATE {table} SET place = counted.place FROM (SELECT number AS counted_number,
row_number() OVER (PARTITION BY {by} ORDER BY number) AS place FROM {table}) counted WHERE counted_number = {table}.number"""


def chained(
    app: str, model: str, by: str, indexes: Mapping[str, Sequence[str]], constraint: models.UniqueConstraint
) -> list[Operation]:
    """The operations for a log: ``number`` becomes its key, ``place`` counts in the chain that the column ``by`` names.

    ``indexes``: the columns of those that have the number, by their names.
    """
    table = f"{app}_{model}"

    def number(_apps: Any, editor: Any) -> None:
        disarm(editor.connection, table)
        editor.execute(f"UPDATE {table} SET id = -number")  # in two steps, so that no two are the same in between
        editor.execute(f"UPDATE {table} SET id = -id")

    def place(_apps: Any, editor: Any) -> None:
        editor.execute(_PLACES.format(table=table, by=by))
        if editor.connection.vendor == "postgresql":
            sequence = f"pg_get_serial_sequence('{table}', 'number')"
            editor.execute(f"SELECT setval({sequence}, coalesce(max(number), 0) + 1, false) FROM {table}")

    def guard(_apps: Any, editor: Any) -> None:
        disarm(editor.connection, table)
        arm(editor.connection, table)

    key = models.BigAutoField(primary_key=True, serialize=False)
    return [
        migrations.RunPython(number),
        *(migrations.RemoveIndex(model, name) for name in indexes),
        migrations.RemoveField(model, "number"),
        migrations.RenameField(model, "id", "number"),
        migrations.AlterField(model, "number", key),
        migrations.AddField(model, "place", models.BigIntegerField(default=0, editable=False), preserve_default=False),
        migrations.RunPython(place),
        *(migrations.AddIndex(model, models.Index(fields=list(names), name=name)) for name, names in indexes.items()),
        migrations.AddConstraint(model, constraint),
        migrations.RunPython(guard),
    ]
