"""Rows that are sealed as they stand: models derived from :class:`SealedRow`. Each version of a row is a link of the row's chain.

A row that was changed, removed or put in by other hands than the application's no longer is what its chain says; one that was set
back to what it once was ends an older chain than the checkpoints have. Whoever writes holds the row against its seal first, so that
no writing of the application's own covers what was done past it (:mod:`yuntai.ledger.versions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, ClassVar, NamedTuple, Self

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.signals import post_save, pre_delete

from yuntai.ledger.chains import End, begin, put, take
from yuntai.ledger.checkpoints import seal_soon
from yuntai.ledger.models import Chain
from yuntai.ledger.prepared import Prepared
from yuntai.ledger.versions import deleted, following, is_sealed, version
from yuntai.ledger.writing import insert, update

BATCH = 500

_others: dict[type[models.Model], tuple[str, Mapping[str, str]]] = {}
"""The tables of libraries whose rows are sealed: what a row is called, and the sealed columns."""


class SealedRows(models.QuerySet[Any]):
    """Rows whose seals follow whatever is done to them by the application."""

    def update(self, **fields: Any) -> int:
        if not _touches(self.model, fields):
            return super().update(**fields)
        changed = 0
        with transaction.atomic(savepoint=False):
            for part in _parts(self.order_by().values_list("pk", flat=True).distinct()):
                held = hold(self.model, part)
                changed += super(SealedRows, self.filter(pk__in=part)).update(**fields)
                seal_rows(self.model, part, held)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], batch_size: int | None = None) -> list[Any]:  # type: ignore[override]
        with transaction.atomic(savepoint=False):
            made = super().bulk_create(objs, batch_size)
            seal_rows(self.model, [one.pk for one in made])
        return made


class SealedRow(models.Model):
    """A row of which every column is sealed but those in ``unsealed``, which follow from elsewhere or say nothing of weight."""

    unsealed: ClassVar[tuple[str, ...]] = ()
    sealed_sets: ClassVar[tuple[str, ...]] = ()
    """The many-to-many fields whose members are sealed with the row."""
    sealed_files: ClassVar[Mapping[str, str]] = {}
    """The columns that name files, each with that of the SHA-256 of its content; empty where that is not known."""
    called_by: ClassVar[str] = ""
    """The column by which people know a row, if not its key."""

    objects = SealedRows.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def once(cls, **values: Any) -> Self | None:
        """A new row; ``None`` where one is there that has the same of what may be there once."""
        row, key = cls(**values), cls._meta.pk
        fields = {one: one.pre_save(row, True) for one in cls._meta.concrete_fields if one is not key}
        with transaction.atomic(savepoint=False):
            if made := insert(fields, (key, *_sealed_fields(cls)), once=True):
                row.pk, *row._written = made
                row._state.adding, row._state.db = False, connection.alias
                _seal_written(row, None)
        return row if made else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        named = kwargs.get("update_fields")
        if named is not None and not _touches(type(self), named):
            super().save(*args, **kwargs)
            return
        with transaction.atomic(savepoint=False):
            held = {} if self.pk is None else hold(type(self), [self.pk])
            super().save(*args, **kwargs)
            _seal_written(self, held.get(self.pk))

    def _do_insert(self, _manager: Any, _using: str, fields: Any, returning_fields: Any, raw: bool) -> list[Any]:
        values = {one: getattr(self, one.attname) if raw else one.pre_save(self, True) for one in fields}
        made = insert(values, (*returning_fields, *_sealed_fields(type(self)))) or []
        self._written = made[len(returning_fields) :]
        return [made[: len(returning_fields)]]

    def _do_update(self, base: Any, using: str, key: Any, values: Any, *named: Any) -> bool:
        if not values:
            return super()._do_update(base, using, key, values, *named)  # type: ignore[misc,no-any-return]
        fields, sealed = {one: value for one, _, value in values}, _sealed_fields(type(self))
        if sealed_too := not fields.keys().isdisjoint(sealed):
            self._written = update(key, fields, sealed)
        return (self._written if sealed_too else update(key, fields, (self._meta.pk,))) is not None


def seal_table(model: type[models.Model], title: str, columns: Mapping[str, str]) -> None:
    """Seal some columns of a library's table too, which has no Chinese names for a row and for them.

    The library must make and delete row by row, and change the sealed columns never.
    """
    _others[model] = title, columns
    post_save.connect(_seal_made, sender=model)
    pre_delete.connect(seal_deleted, sender=model)


def sealed_models() -> list[type[Any]]:
    """The models whose rows are sealed."""
    return [model for model in apps.get_models() if issubclass(model, SealedRow) or model in _others]


def sealed_columns(model: type[models.Model]) -> list[str]:
    """The columns of a model that are sealed, in their order; its key stands for itself."""
    if model in _others:
        return list(_others[model][1])
    unsealed = getattr(model, "unsealed", ())
    return [one.attname for one in model._meta.concrete_fields if not one.primary_key and one.name not in unsealed]


@cache
def _sealed_fields(model: type[models.Model]) -> tuple[Any, ...]:
    return tuple(model._meta.get_field(name) for name in sealed_columns(model))


def title_of(model: type[models.Model]) -> str:
    """What a row of a model is called."""
    return _others[model][0] if model in _others else str(model._meta.verbose_name)


def titles_of(model: type[models.Model]) -> Mapping[str, str]:
    """What the columns and sets of a model are called."""
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    return _others[model][1] if model in _others else {one.attname: str(one.verbose_name) for one in fields}


class Held(NamedTuple):
    """A row before it is written: how its chain ends, what that should end with by the row, and the members of its sets."""

    end: End
    version: str
    members: list[list[int]]


def hold(model: type[Any], numbers: Sequence[int]) -> dict[int, Held]:
    """The rows with these keys that there are, locked until the transaction ends."""
    held: dict[int, Held] = {}
    for part in _parts(numbers):
        for number, stands, members, *end in _versions(model, _questions(model).with_chain(part), len(End._fields)):
            held[number] = Held(End(*end), stands, members)
        if unsealed := [number for number in part if number not in held]:
            found = _versions(model, _questions(model).locked(unsealed))
            held |= {number: Held(End(), stands, members) for number, stands, members in found}
    return held


@dataclass(frozen=True)
class _Questions:
    """What is asked of the rows of a table by their keys: to read them, to lock them, and to lock them with their chains."""

    read: Prepared
    locked: Prepared
    with_chain: Prepared


@cache
def _questions(model: type[Any]) -> _Questions:
    ledger, quote, names = model._meta.db_table, connection.ops.quote_name, [f"chain_{name}" for name in End._fields]
    columns = sealed_columns(model)

    def lock(numbers: Sequence[int]) -> Any:
        return model._base_manager.filter(pk__in=numbers).order_by("pk").select_for_update(no_key=True)

    def lock_with_chain(numbers: Sequence[int]) -> Any:
        # one statement for both, so that whoever waits for another writer sees the seal of what that one wrote
        found = lock(numbers).extra(
            tables=[Chain._meta.db_table],
            where=[f"ledger_chain.ledger = %s AND ledger_chain.key = {quote(ledger)}.{quote(model._meta.pk.column)}"],
            params=[ledger],
            select={f"chain_{name}": f"ledger_chain.{name}" for name in End._fields},
        )
        return found.values_list("pk", *names, *columns)

    return _Questions(
        Prepared(lambda numbers: model._base_manager.filter(pk__in=numbers).values_list("pk", *columns)),
        Prepared(lambda numbers: lock(numbers).values_list("pk", *columns)),
        Prepared(lock_with_chain),
    )


def seal_rows(model: type[Any], numbers: Sequence[int], held: Mapping[int, Held] | None = None) -> None:
    """Seal the rows with these keys as the application has just written them; ``held`` are those that were there before.

    A row that was there without a seal gets none: it was not the application that put it in.
    """
    for part in _parts(numbers):
        found = _versions(model, _questions(model).read(part))
        _seal(model._meta.db_table, ((number, after) for number, after, _ in found), held or {})


def _seal_written(row: Any, before: Held | None) -> None:
    """The same of a row that has just been saved, as the database gave it back. It has the members of before; a new one none."""
    model, written = type(row), row.__dict__.pop("_written")
    names = (*sealed_columns(model), *model.sealed_sets)
    members = before.members if before else [[] for _ in model.sealed_sets]
    after = version(row.pk, names, (*written, *members))
    _seal(model._meta.db_table, [(row.pk, after)], {row.pk: before} if before else {})


def _seal(ledger: str, versions: Iterable[tuple[int, str]], held: Mapping[int, Held]) -> None:
    made, changed = [], []
    for number, after in versions:
        if (before := held.get(number)) is None:
            made.append((number, after))
        elif is_sealed(before.end.tip):
            changed += _next(ledger, number, before.end, following(before.end.tip, before.version, after))
    if begin(ledger, made) < len(made):
        changed += _made_again(ledger, made)
    put(ledger, changed)
    seal_soon()


def _next(ledger: str, number: int, end: End, tip: str) -> Iterator[tuple[int, End]]:
    if tip != end.tip:
        yield number, end.grown(ledger, number, end.length + 1, tip)


def _made_again(ledger: str, made: Sequence[tuple[int, str]]) -> Iterator[tuple[int, End]]:
    """Those whose number had a row before."""
    for number, after in made:
        end = take(ledger, number)
        assert end is not None
        if end.tip != after:
            yield from _next(ledger, number, end, following(end.tip, "", after))


def _seal_made(instance: Any, created: bool, **_: Any) -> None:
    if created:
        seal_rows(type(instance), [instance.pk])


def seal_deleted(instance: Any, **_: Any) -> None:
    """Write down that a row is deleted."""
    held = hold(type(instance), [instance.pk])
    ledger = instance._meta.db_table
    for number, (end, stands, _) in held.items():
        put(ledger, _next(ledger, number, end, deleted(end.tip, stands)))
    seal_soon()


def seal_members(instance: Any, action: str, reverse: bool, **_: Any) -> None:
    """Seal a row anew whose members of a sealed set change."""
    assert not reverse, "the members are changed from the side of the sealed row"
    if action.startswith("pre_"):
        instance._held = hold(type(instance), [instance.pk])
    else:
        seal_rows(type(instance), [instance.pk], instance.__dict__.pop("_held"))


def read_rows(model: type[Any], rows: models.QuerySet[Any], *beside: str) -> Iterator[Any]:
    """Of each row its key, its version, and the columns ``beside``; in the order of ``rows``."""
    found = rows.values_list("pk", *beside, *sealed_columns(model)).iterator(BATCH)
    return ((number, stands, *more) for number, stands, _, *more in _versions(model, found, len(beside)))


def _versions(model: type[Any], found: Iterable[Sequence[Any]], beside: int = 0) -> Iterator[Any]:
    """The same of rows that are read (key, so many columns ``beside``, the sealed ones), after the version the members of its sets."""
    columns, rows = sealed_columns(model), iter(found)
    names = (*columns, *getattr(model, "sealed_sets", ()))
    while part := list(islice(rows, BATCH)):
        numbers = [number for number, *_ in part]
        sets = [_members(model, name, numbers) for name in names[len(columns) :]]
        for number, *values in part:
            members = [of.get(number, []) for of in sets]
            yield number, version(number, names, (*values[beside:], *members)), members, *values[:beside]


def _members(model: type[Any], name: str, numbers: Sequence[int]) -> dict[int, list[int]]:
    """The keys of the members of a set, by the key of its row."""
    found: dict[int, list[int]] = {}
    for number, member in _set(model, name)(numbers):
        found.setdefault(number, []).append(member)
    return found


@cache
def _set(model: type[Any], name: str) -> Prepared:
    field = model._meta.get_field(name)
    here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    rows = field.remote_field.through.objects.values_list(here, there).order_by(here, there)
    return Prepared(lambda numbers: rows.filter(**{f"{here}__in": numbers}))


def _touches(model: type[Any], names: Iterable[str]) -> bool:
    sealed = set(sealed_columns(model))
    return any(model._meta.get_field(name).attname in sealed for name in names)


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    left = iter(list(numbers))
    while part := list(islice(left, BATCH)):
        yield part
