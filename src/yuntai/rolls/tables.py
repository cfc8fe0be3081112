"""The table of a roll: a Django model made from its declaration. It belongs to no migration: :mod:`yuntai.rolls.making` makes it.

Beside the declared columns a row has the unit that keeps it, between which days it holds (``since`` and ``until``, both
included; no ``until`` is open), when we knew it (from ``recorded_on`` until the day before ``replaced_on``; none where it
is what we know now), and the changes that entered and replaced it. What names a person is encrypted in ``private`` and bound to
the key of the row; ``mark`` is its keyed digest, ``find_…`` that by which a column is found.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.models import Q

from yuntai.registry.columns import Column, Employer, Person, Table
from yuntai.registry.kinds import Ref, Some
from yuntai.rolls.content import roll_of
from yuntai.rules.language.kinds import Choice, Code, Date, Kind, Money, Number, Text, Whole, YesNo

FIND = "find_"
"""Stands before the name of a column that is found, in the name of that by which it is."""

_CODE = 60
NOW = Q(replaced_on__isnull=True)
"""Of rows: what we know now."""
OPEN = NOW & Q(until__isnull=True)
"""Of these: what holds until it is ended."""


@cache
def model_of(name: str) -> type[Any]:
    """The model of a roll's rows. Raises ``YuntaiError`` where there is no such roll."""
    return make_model(roll_of(name))


def make_model(roll: Table) -> type[Any]:
    """The same of a declaration."""
    fields: dict[str, Any] = {
        "id": models.BigAutoField(primary_key=True),
        **{column.name: _field(column.kind) for column in roll.loaded},
        **{
            f"{FIND}{column.name}": models.CharField(max_length=64, null=True) for column in hidden(roll) if column.find
        },
        "unit": models.CharField(max_length=24),
        "since": models.DateField(),
        "until": models.DateField(null=True),
        "recorded_on": models.DateField(),
        "replaced_on": models.DateField(null=True),
        "change": models.BigIntegerField(),
        "replacing": models.BigIntegerField(null=True),
        "private": models.TextField(default=""),
        "mark": models.CharField(max_length=64, default=""),
    }
    table = table_name(roll.name)
    meta = {
        "app_label": "rolls",
        "apps": Apps(),  # of its own, so that no migration is written for it
        "db_table": table,
        "verbose_name": roll.title,
        "constraints": list(_constraints(roll, table)),
        "indexes": list(_indexes(roll, table)),
    }
    return type(f"Row_{roll.name}", (models.Model,), {**fields, "__module__": __name__, "Meta": type("Meta", (), meta)})


def table_name(roll: str) -> str:
    """What the table of a roll is called in the database."""
    return f"roll_{roll}"


def hidden(roll: Table) -> list[Column]:
    """The columns that are encrypted."""
    return [column for column in roll.columns if column.private]


def clear(roll: Table) -> list[str]:
    """The columns that stand in clear and that a change seals, in order: the declared ones and those of every roll."""
    return [*(column.name for column in roll.loaded), "unit", "since", "until", "recorded_on", "mark"]


def _field(kind: Kind) -> Any:
    """A column of the database. Any but the key may be empty there, as rows of before have nothing in a column that came later."""
    match kind:
        case YesNo():
            return models.BooleanField(null=True)
        case Whole() | Person():
            return models.BigIntegerField(null=True)
        case Money():
            return models.DecimalField(max_digits=18, decimal_places=2, null=True)
        case Number():
            return models.DecimalField(max_digits=38, decimal_places=8, null=True)
        case Date():
            return models.DateField(null=True)
        case Some():
            return models.CharField(max_length=sum(len(code) + 1 for code in kind.options), null=True)
        case Text():
            return models.CharField(max_length=kind.most, null=True)
        case Choice() | Code():
            return models.CharField(max_length=_CODE, null=True)
    return models.CharField(max_length=_CODE, null=True)


def _constraints(roll: Table, table: str) -> Any:
    yield models.UniqueConstraint(fields=[*roll.key, "since"], condition=NOW, name=f"{table}_key_since")
    yield models.UniqueConstraint(fields=list(roll.key), condition=OPEN, name=f"{table}_key")
    if roll.kept and roll.kept.once:
        yield models.UniqueConstraint(fields=list(roll.kept.once), condition=OPEN, name=f"{table}_once")


def _indexes(roll: Table, table: str) -> Any:
    """By what rows are looked for: who keeps them, whom they are about, what they belong to, which change they are of."""
    yield models.Index(fields=["unit", "id"], condition=NOW, name=f"{table}_unit")
    yield models.Index(fields=["id"], condition=NOW, name=f"{table}_now")
    if day := day_of(roll):
        yield models.Index(fields=["unit", day, "id"], condition=NOW, name=f"{table}_day")
    yield models.Index(fields=["change"], name=f"{table}_change")
    yield models.Index(fields=["replacing"], condition=Q(replacing__isnull=False), name=f"{table}_replacing")
    for column in roll.columns:
        if column.private and column.find:
            yield models.Index(fields=[f"{FIND}{column.name}"], condition=NOW, name=f"{table}_f_{column.name}")
        elif not column.private and (column.find or column.name == day_of(roll) or isinstance(column.kind, _SOUGHT)):
            yield models.Index(fields=[column.name, "id"], condition=NOW, name=f"{table}_i_{column.name}")


_SOUGHT = (Person, Employer, Ref, Choice, Code)
"""The kinds of columns by which rows are looked for."""


def day_of(roll: Table) -> str:
    """The column by whose day rows are looked for: the first that holds a day of what has happened."""
    days = [column for column in roll.loaded if isinstance(column.kind, Date)]
    return next((column.name for column in sorted(days, key=lambda column: column.ahead)), "")
