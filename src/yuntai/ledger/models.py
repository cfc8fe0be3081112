"""A ledger is a model derived from :class:`Entry`; its head, one row in :class:`Head`, is what the next entry is chained to."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction

from yuntai.clock import now


class Head(models.Model):
    """The number and the seal of a ledger's last entry. Locking it puts writers in a row."""

    ledger = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")
    proof = models.CharField(max_length=64, default="")
    """The seal of this row itself, so that a shortened ledger cannot be passed off with an invented head."""


class Entries(models.QuerySet[Any]):
    """Entries are read; they come by :meth:`Entry.append` alone."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("日志只能用 append 增加，不能修改或删除")

    create = update = delete = bulk_create = bulk_update = _refuse


class Entry(models.Model):
    """One entry: what it says (:meth:`content`), chained to the one before by its ``seal``.

    Add one with :meth:`append`, within the transaction of what it tells of. Saving again, deleting and bulk changes raise
    ``TypeError``; the database refuses them too (:mod:`yuntai.ledger.triggers`).
    """

    number = models.BigIntegerField(unique=True, editable=False)
    at = models.DateTimeField(editable=False)
    previous = models.CharField(max_length=64, editable=False)
    seal = models.CharField(max_length=64, editable=False)

    objects = Entries.as_manager()

    sealed: ClassVar[tuple[str, ...]]
    """The names of the fields that the seal covers, beside number and time; a foreign key by its column."""

    class Meta:
        abstract = True
        ordering = ("number",)

    @classmethod
    def append(cls, **fields: Any) -> Self:
        """Add an entry. Writers wait for one another, so that numbers have no gap."""
        with transaction.atomic():
            ledger = cls._meta.db_table
            heads = Head.objects.select_for_update().filter(ledger=ledger)
            head = heads.first()
            if head is None:
                Head.objects.get_or_create(ledger=ledger, defaults={"proof": _seal(ledger, 0, "")})
                head = heads.get()
            entry = cls(number=head.number + 1, at=now(), previous=head.seal, **fields)
            entry.seal = entry.compute_seal()
            super(Entry, entry).save(force_insert=True)
            head.number, head.seal = entry.number, entry.seal
            head.proof = _seal(ledger, head.number, head.seal)
            head.save()
        return entry

    def compute_seal(self) -> str:
        """The seal that belongs to this content at this place."""
        content = [
            self.number,
            self.at.astimezone(UTC).isoformat(),
            self.previous,
            *(getattr(self, name) for name in self.sealed),
        ]
        return _seal(*content)

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("日志只能用 append 增加")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("日志不能删除")


def _seal(*content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(settings.HOME.key("ledger"), text.encode(), hashlib.sha256).hexdigest()


def verify(ledger: type[Entry]) -> list[str]:
    """What is wrong with a ledger, a Chinese sentence each: changed, missing and foreign entries, and a wrong head."""
    problems, number, seal = [], 0, ""
    for entry in ledger.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            problems.append(f"第 {number + 1} 到 {entry.number - 1} 条不见了")
        elif entry.previous != seal:
            problems.append(f"第 {entry.number} 条接不上前一条")
        if entry.seal != entry.compute_seal():
            problems.append(f"第 {entry.number} 条被改过")
        number, seal = entry.number, entry.seal
    name = ledger._meta.db_table
    head = Head.objects.filter(ledger=name).first()
    if head is None:
        return problems if not number else [*problems, "日志头不见了"]
    if head.proof != _seal(name, head.number, head.seal):
        problems.append("日志头被改过")
    elif (head.number, head.seal) != (number, seal):
        problems.append(f"日志应有 {head.number} 条，最后一条是第 {number} 条")
    return problems
