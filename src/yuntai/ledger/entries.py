"""Logs: models derived from :class:`Entry`."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import connection, models, transaction

from yuntai.clock import now
from yuntai.ledger.chains import grow, take
from yuntai.ledger.checkpoints import seal_soon
from yuntai.ledger.seals import seal


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
            end = take(ledger, key)
            assert end is not None
            entry = cls(number=_next(ledger), place=end.length + 1, at=now(), previous=end.tip, **fields)
            entry.seal = entry.compute_seal()
            super(Entry, entry).save(force_insert=True)
            grow(ledger, key, end.grown(ledger, key, entry.place, entry.seal))
            seal_soon()
        return entry

    def compute_seal(self) -> str:
        """The seal that belongs to this content at this place."""
        content = (getattr(self, name) for name in self.sealed)
        return seal(self._meta.db_table, self.number, self.place, self.at, self.previous, *content)

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("日志只能用 append 增加")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("日志不能删除")


def _next(table: str) -> int:
    """The number of the next entry: the seal covers it, so it is drawn beforehand, while the chain is locked."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'number'))", (table,))
        else:
            cursor.execute("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s", (table,))
        number: int = cursor.fetchone()[0]
    return number
