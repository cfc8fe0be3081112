"""Migrations over which the code of before goes on working, and those for which the platform is stopped: told apart, and really so."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from yuntai.ledger.triggers import Guard
from yuntai.site.additive import needing_a_stop

LAST_STOP = {
    "ledger": "0004_bound",
    "people": "0011_sealed_too",
    "cases": "0013_repairs",
    "notices": "0007_sealed",
    "publishing": "0001_initial",
    "bookings": "",
    "exchange": "",
}
"""The last migrations for which the platform is stopped: those of the release after 37eb781, which seals and encrypts everything anew.
Who puts a later one here makes every city stop for the next release. Better: add a column that may be empty, or has its default
in the database (``db_default``), and take away in a later release what nobody reads any more."""


def state() -> ProjectState:
    before = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20))]
    before.add_model(ModelState("shop", "Item", fields))
    return before


def stops(*operations: Any) -> bool:
    migration = migrations.Migration("0002_more", "shop")
    migration.operations = list(operations)
    return list(needing_a_stop([migration], state())) == ["shop 0002_more"]


def add(field: models.Field) -> migrations.AddField:
    return migrations.AddField("item", "price", field)


def alter(field: models.Field) -> migrations.AlterField:
    return migrations.AlterField("item", "name", field)


@pytest.mark.parametrize(
    "operation",
    [
        add(models.IntegerField(null=True)),
        add(models.IntegerField(db_default=0)),
        add(models.ManyToManyField("shop.Item")),
        alter(models.CharField("Name", max_length=20)),
        alter(models.CharField(max_length=30)),
        alter(models.CharField(max_length=20, null=True)),
        migrations.AddIndex("item", models.Index(fields=["name"], name="by_name")),
        migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
    ],
)
def test_what_the_code_of_before_does_not_notice(operation):
    assert not stops(operation)


@pytest.mark.parametrize(
    "operation",
    [
        add(models.IntegerField(default=0)),  # Django takes the default out of the database again
        add(models.IntegerField()),
        alter(models.CharField(max_length=10)),
        alter(models.TextField()),
        migrations.RemoveField("item", "name"),
        migrations.RenameField("item", "name", "title"),
        migrations.RenameModel("Item", "Thing"),
        migrations.DeleteModel("Item"),
        migrations.AddConstraint("item", models.UniqueConstraint(fields=["name"], name="once")),
        migrations.RunSQL("SELECT 1"),
        migrations.RunPython(migrations.RunPython.noop),
    ],
)
def test_what_it_would_fail_over(operation):
    assert stops(operation)


def test_a_guard_of_a_table_that_is_new_is_not_noticed():
    guard = Guard("shop_shelf", migrations.RunPython.noop, migrations.RunPython.noop)
    shelf = migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
    assert not stops(shelf, guard)
    assert stops(guard)


def test_a_table_that_is_new_may_be_anything():
    shelf = migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
    assert not stops(shelf, migrations.AddField("shelf", "height", models.IntegerField(default=0)))


def ours() -> list[Any]:
    """The migrations of this project, each after those that it needs."""
    loader = MigrationLoader(None)
    found = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        found.update((key, loader.graph.nodes[key]) for key in loader.graph.forwards_plan(leaf))
    return list(found.values())


def is_later(migration: Any) -> bool:
    """Whether it comes after the last stop."""
    return migration.app_label in LAST_STOP and migration.name > LAST_STOP[migration.app_label]


def test_no_later_migration_stops_a_city():
    found, before = [], ProjectState()
    for migration in ours():
        if is_later(migration):
            found += needing_a_stop([migration], before.clone())
        before = migration.mutate_state(before)
    assert found == []


_VALUES: dict[str, Any] = {
    "BooleanField": True,
    "CharField": "x",
    "TextField": "x",
    "FileField": "x",
    "DateField": datetime.date(2026, 1, 2),
    "DateTimeField": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
    "DecimalField": 1,
    "JSONField": {},
    "UUIDField": uuid.UUID(int=1),
    "GenericIPAddressField": "127.0.0.1",
}


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the columns are the same; this one can leave out what rows mean"
)
def test_the_models_of_before_write_and_read_over_the_tables_of_today():
    """Before is what stands after the last stop: a row of each table is written and read by the models of then."""
    before = ProjectState()
    for migration in ours():
        if not is_later(migration):
            before = migration.mutate_state(before)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    for model in before.apps.get_models():
        if model._meta.app_label in LAST_STOP:
            with transaction.atomic():
                write_and_read(model)
                transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


def write_and_read(model: Any) -> None:
    """Foreign keys lead nowhere, which only the end of the transaction would notice."""
    row = model(**{field.attname: value(field) for field in model._meta.concrete_fields if not field.primary_key})
    own = model._meta.pk
    if own in model._meta.concrete_fields and not own.get_internal_type().endswith("AutoField"):
        setattr(row, own.attname, value(own))
    row.save(force_insert=True)
    assert model._base_manager.filter(pk=row.pk).values_list("pk", flat=True).get() == row.pk
    model._base_manager.get(pk=row.pk)


def value(field: Any) -> Any:
    if field.remote_field:
        return 1 if field.name == "person" or not field.null else None
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if field.choices:
        return field.choices[0][0]
    return _VALUES.get(field.get_internal_type(), 32_000)  # no row has that number
