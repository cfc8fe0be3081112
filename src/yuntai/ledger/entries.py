"""Logs: models derived from :class:`Entry`."""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Self

from django.db import connection, models, transaction

from yuntai.clock import now
from yuntai.ledger.chains import End, grow, start
from yuntai.ledger.checkpoints import seal_soon
from yuntai.ledger.seals import sealing

_BATCH = 2_000


class Entries(models.QuerySet[Any]):
    """Entries are read; they come by :meth:`Entry.append` alone."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("日志只能用 append 增加，不能修改或删除")

    create = update = delete = bulk_create = bulk_update = _refuse


class Entry(models.Model):
    """One entry of a log: what it says (the columns in ``sealed``), chained to the one before of the same ``chained_by``.

    Add one with :meth:`append`, within the transaction of what it tells of. Saving again, deleting and bulk changes raise
    ``TypeError``; the database refuses them too (:mod:`yuntai.ledger.triggers`). ``number`` grows with time and has gaps.
    """

    number = models.BigAutoField(primary_key=True)
    place = models.BigIntegerField(editable=False)
    """Its place in its chain, from 1."""
    at = models.DateTimeField(editable=False)
    previous = models.CharField(max_length=64, editable=False)
    seal = models.CharField(max_length=64, editable=False)

    objects = Entries.as_manager()

    sealed: ClassVar[tuple[str, ...]]
    """The names of the columns that the seal covers, beside number, place and time."""
    chained_by: ClassVar[str]
    """The column whose value is the key of an entry's chain."""

    class Meta:
        abstract = True
        ordering = ("number",)

    @classmethod
    def append(cls, **fields: Any) -> Self:
        """Add an entry. Writers to one chain wait for one another."""
        ledger, key = cls._meta.db_table, fields[cls.chained_by]
        with transaction.atomic(savepoint=False):
            end, number = _taken(ledger, key)
            entry = cls(number=number, place=end.length + 1, at=now(), previous=end.tip, **fields)
            entry.seal = entry.compute_seal()
            entry._insert()
            grow(ledger, key, end.grown(ledger, key, entry.place, entry.seal))
            seal_soon()
        return entry

    @classmethod
    def chain(cls, key: int) -> list[Any]:
        """The entries of one chain in their order, as tuples with the names of the columns: a quarter of the work of models."""
        with connection.cursor() as cursor:
            cursor.execute(f"{_selected(cls)} WHERE {cls.chained_by} = %s ORDER BY place", (key,))
            return list(_as_rows(cls, cursor.fetchall()))

    @classmethod
    def chains(cls, keys: Sequence[int]) -> dict[int, list[Any]]:
        """The same of several chains, by the key of each that has begun."""
        found: dict[int, list[Any]] = {}
        if keys:
            marks, column = ", ".join(["%s"] * len(keys)), attrgetter(cls.chained_by)
            with connection.cursor() as cursor:
                cursor.execute(f"{_selected(cls)} WHERE {cls.chained_by} IN ({marks}) ORDER BY place", keys)
                for one in _as_rows(cls, cursor.fetchall()):
                    found.setdefault(column(one), []).append(one)
        return found

    def _insert(self) -> None:
        statement, fields = _insertion(type(self))
        values = [field.get_db_prep_save(getattr(self, field.attname), connection) for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
        self._state.adding, self._state.db = False, connection.alias

    def compute_seal(self) -> str:
        """The seal that belongs to this content at this place."""
        return sealer(type(self))(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("日志只能用 append 增加")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("日志不能删除")


def sealer(model: type[Entry]) -> Callable[[Any], str]:
    """What makes the seals of a log's entries, be they models or rows."""
    seal, table = sealing(), model._meta.db_table
    content = attrgetter("number", "place", "at", "previous", *model.sealed)
    return lambda entry: seal(table, *content(entry))


def stream(model: type[Entry], where: tuple[str, Sequence[Any]], *order: str) -> Iterator[Any]:
    """Entries as :meth:`Entry.chain` has them, read as they are asked for: those of a condition in SQL, in the order of columns."""
    condition, values = where
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{_selected(model)} WHERE {condition} ORDER BY {', '.join(order)}", values)
        while found := cursor.fetchmany(_BATCH):
            yield from _as_rows(model, found)


def _selected(model: type[Entry]) -> str:
    columns = ", ".join(_column(field) for field in model._meta.concrete_fields)
    return f"SELECT {columns} FROM {connection.ops.quote_name(model._meta.db_table)}"


def _column(field: Any) -> str:
    name, _ = _READ[connection.vendor].get(field.get_internal_type(), ("{}", None))
    return name.format(connection.ops.quote_name(field.column))


def _as_rows(model: type[Entry], found: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """Rows of the database as named tuples. What cannot be read, as nobody but the application writes it, stays as it is."""
    make, loaders = _row_of(model)._make, _loaders(model, connection.vendor)
    for one in found:
        values = list(one)
        try:
            for place, load in loaders:
                values[place] = load(values[place])
        except (ValueError, TypeError, OverflowError):
            pass
        yield make(values)


@cache
def _row_of(model: type[Entry]) -> Any:
    return namedtuple(f"{model.__name__}Row", [field.attname for field in model._meta.concrete_fields])


_JSON = json.JSONDecoder().decode
_READ: dict[str, dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "postgresql": {
        "JSONField": ("{}", _JSON),
        "DateTimeField": ("{} AT TIME ZONE 'UTC'", lambda moment: moment.replace(tzinfo=UTC)),
    },
    "sqlite": {
        "JSONField": ("{}", _JSON),
        "DateTimeField": ("CAST({} AS TEXT)", lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC)),
    },
}
"""How a kind of field is read: as what in SQL, so that neither driver nor Django works on it, and what makes its value of that."""


@cache
def _loaders(model: type[Entry], vendor: str) -> list[tuple[int, Callable[[Any], Any]]]:
    kinds = [field.get_internal_type() for field in model._meta.concrete_fields]
    return [(place, _READ[vendor][kind][1]) for place, kind in enumerate(kinds) if kind in _READ[vendor]]


@cache
def _insertion(model: type[Entry]) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(model._meta.concrete_fields)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({marks})", fields


_TAKE = """WITH taken AS (SELECT length, tip, proof, bound FROM ledger_chain WHERE ledger = %s AND key = %s{lock})
SELECT {number}, taken.* FROM taken"""
_NUMBER = {
    "postgresql": ("nextval(pg_get_serial_sequence(%s, 'number'))", " FOR UPDATE"),
    "sqlite": ("(SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s)", ""),
}


def _taken(ledger: str, key: int) -> tuple[End, int]:
    """The end of a chain, locked until the transaction ends, and the number of its next entry.

    The seal covers the number, so it is drawn beforehand, while the chain is locked.
    """
    number, lock = _NUMBER[connection.vendor]
    statement, values = _TAKE.format(number=number, lock=lock), (ledger, key, ledger)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if (found := cursor.fetchone()) is None:
            start(ledger, key)
            cursor.execute(statement, values)
            found = cursor.fetchone()
    return End(*found[1:]), found[0]
