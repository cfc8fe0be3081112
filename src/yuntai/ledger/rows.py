"""Rows that are sealed as they stand: models derived from :class:`SealedRow`. Each version of a row is a link of the row's chain.

A row that was changed, removed or put in by other hands than the application's no longer is what its chain says; one that was set
back to what it once was ends an older chain than the checkpoints have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

from yuntai.ledger.chains import put
from yuntai.ledger.checkpoints import seal_soon
from yuntai.ledger.models import Chain
from yuntai.ledger.seals import canonical, key

BATCH = 500

_others: dict[type[models.Model], tuple[str, ...]] = {}
"""The tables of libraries whose rows are sealed, with the columns that are not."""


class SealedRows(models.QuerySet[Any]):
    """Rows whose seals follow whatever is done to them by the application."""

    def update(self, **fields: Any) -> int:
        if not _touches(self.model, fields):
            return super().update(**fields)
        with transaction.atomic(savepoint=False):
            numbers = list(self.order_by().values_list("pk", flat=True))
            changed = super().update(**fields)
            seal_rows(self.model, numbers)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic(savepoint=False):
            made = super().bulk_create(objs, *args, **kwargs)
            seal_rows(self.model, [one.pk for one in made])
        return made


class SealedRow(models.Model):
    """A row of which every column is sealed but those in ``unsealed``, which follow from elsewhere or say nothing of weight."""

    unsealed: ClassVar[tuple[str, ...]] = ()
    sealed_sets: ClassVar[tuple[str, ...]] = ()
    """The many-to-many fields whose members are sealed with the row."""
    called_by: ClassVar[str] = ""
    """The column by which people know a row, if not its key."""

    objects = SealedRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        named = kwargs.get("update_fields")
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if named is None or _touches(type(self), named):
                seal_rows(type(self), [self.pk])


def seal_table(model: type[models.Model], unsealed: tuple[str, ...]) -> None:
    """Seal the rows of a library's table too, but for some columns. The library must save and delete row by row."""
    _others[model] = unsealed
    post_save.connect(_seal_saved, sender=model)
    post_delete.connect(seal_deleted, sender=model)


def sealed_models() -> list[type[Any]]:
    """The models whose rows are sealed."""
    return [model for model in apps.get_models() if issubclass(model, SealedRow) or model in _others]


def sealed_columns(model: type[models.Model]) -> list[str]:
    """The columns of a model that are sealed, in their order; its key stands for itself."""
    unsealed = _others.get(model) or getattr(model, "unsealed", ())
    return [one.attname for one in model._meta.concrete_fields if not one.primary_key and one.name not in unsealed]


def seal_rows(model: type[Any], numbers: Sequence[int]) -> None:
    """Seal the rows with these keys as they are now in the database."""
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        rows = list(read_rows(model, model._base_manager.filter(pk__in=part).select_for_update(of=("self",))))
        _put(model, rows)
    if numbers:
        seal_soon()


def _seal_saved(instance: Any, **_: Any) -> None:
    seal_rows(type(instance), [instance.pk])


def seal_deleted(instance: Any, **_: Any) -> None:
    """Write down that a row was deleted: nothing is its last version."""
    _put(type(instance), [(instance.pk, "")])
    seal_soon()


def seal_members(instance: Any, action: str, reverse: bool, **_: Any) -> None:
    """Seal a row anew whose members of a sealed set have changed."""
    if action.startswith("post_"):
        assert not reverse, "the members are changed from the side of the sealed row"
        seal_rows(type(instance), [instance.pk])


def read_rows(model: type[Any], rows: models.QuerySet[Any]) -> Iterator[tuple[int, str]]:
    """Key and digests of rows, in the order of ``rows``."""
    columns = sealed_columns(model)
    found = rows.values_list("pk", *columns).iterator(BATCH)
    while part := list(islice(found, BATCH)):
        sets = [
            (name, _members(model, name, [number for number, *_ in part])) for name in getattr(model, "sealed_sets", ())
        ]
        for number, *values in part:
            content = [*zip(columns, values, strict=True), *((name, of.get(number, [])) for name, of in sets)]
            yield number, " ".join(f"{name}:{_brief(value)}" for name, value in content)


def _members(model: type[Any], name: str, numbers: Sequence[int]) -> dict[int, list[int]]:
    """The keys of the members of a set, by the key of its row."""
    field = model._meta.get_field(name)
    here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    rows = field.remote_field.through.objects.filter(**{f"{here}__in": numbers}).values_list(here, there)
    found: dict[int, list[int]] = {}
    for number, member in rows.order_by(here, there):
        found.setdefault(number, []).append(member)
    return found


def _put(model: type[Any], rows: Sequence[tuple[int, str]]) -> None:
    ledger = model._meta.db_table
    known = Chain.objects.filter(ledger=ledger, key__in=[number for number, _ in rows])
    lengths = dict(known.values_list("key", "length"))
    put(ledger, [(number, lengths.get(number, 0) + 1, tip) for number, tip in rows])


def _touches(model: type[Any], names: Iterable[str]) -> bool:
    sealed = set(sealed_columns(model))
    return any(model._meta.get_field(name).attname in sealed for name in names)


def _brief(value: Any) -> str:
    """A keyed digest of one value, eight digits: the chain's proof is over all of them, this one tells which has changed."""
    return hashlib.blake2b(canonical(value).encode(), digest_size=4, key=key(settings.HOME)).hexdigest()
