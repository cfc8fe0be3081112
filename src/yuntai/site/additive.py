"""Whether a migration leaves the tables such that the code of before goes on working over them, while the new is put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.migrations import operations
from django.db.migrations.operations.fields import FieldOperation
from django.db.models.fields import NOT_PROVIDED

from yuntai.ledger.remade import AtOnce
from yuntai.ledger.triggers import Guard

_HARMLESS = (
    operations.CreateModel,
    operations.AddIndex,
    operations.RemoveIndex,
    operations.RemoveConstraint,
    operations.AlterModelOptions,
    operations.AlterModelManagers,
)


def needing_a_stop(migrations: Iterable[Any], state: Any) -> Iterator[str]:
    """The names of those over which the code of before would fail; ``state`` is what the models are before the first.

    What runs SQL or Python of its own is among them, as nobody but its author knows what it does; not what guards a table that is new.
    """
    made: set[tuple[str, str]] = set()
    for migration in migrations:
        stops = False
        for operation in _one_by_one(migration.operations):
            if isinstance(operation, operations.CreateModel):
                made.add((migration.app_label, operation.name_lower))
            stops |= not _goes_on(operation, migration.app_label, state, made)
            operation.state_forwards(migration.app_label, state)
        if stops:
            yield f"{migration.app_label} {migration.name}"


def _one_by_one(done: Iterable[Any]) -> Iterator[Any]:
    for operation in done:
        if isinstance(operation, AtOnce):
            yield from operation.state_operations
        else:
            yield operation


def _goes_on(operation: Any, app: str, state: Any, made: set[tuple[str, str]]) -> bool:
    if isinstance(operation, _HARMLESS):
        return True
    if isinstance(operation, Guard):
        return operation.table in {f"{label}_{name}" for label, name in made}
    of_model = isinstance(operation, FieldOperation | operations.AddConstraint)
    if of_model and (app, operation.model_name_lower) in made:  # the code of before does not know the table
        return True
    if isinstance(operation, operations.AddField):
        field = operation.field
        return field.many_to_many or field.null or field.db_default is not NOT_PROVIDED
    if isinstance(operation, operations.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        return _holds_as_before(before, operation.field)
    return False


def _holds_as_before(before: Any, after: Any) -> bool:
    """Whether a column takes whatever it took: it is the same, or may only be longer or empty now."""
    (_, kind, args, was), (_, other, new_args, now) = before.deconstruct(), after.deconstruct()
    loosened = {"null": True} if now.get("null") else {}
    if "max_length" in was and now.get("max_length", 0) >= was["max_length"]:
        loosened["max_length"] = now["max_length"]
    same = (*before.non_db_attrs, "default")
    was, now = ({name: value for name, value in one.items() if name not in same} for one in (was | loosened, now))
    return (kind, args, was) == (other, new_args, now)
