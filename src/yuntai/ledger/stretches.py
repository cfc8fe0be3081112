"""Stretches of a table's keys: what is verified in one go, by whichever process is free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q

from yuntai.ledger.entries import Entry
from yuntai.ledger.models import Chain, Checkpoint
from yuntai.ledger.rows import sealed_models

_LINKS = 20_000
"""About how many links of chains a stretch has."""


@dataclass(frozen=True)
class Stretch:
    """Of a table the keys above ``after`` up to ``upto``, ``None`` where it has no end there; about ``links`` links of chains."""

    table: str
    after: int | None = None
    upto: int | None = None
    links: int = 0

    def condition(self, column: str) -> Q:
        """Whether ``column`` is a key of it."""
        above = Q() if self.after is None else Q(**{f"{column}__gt": self.after})
        return above if self.upto is None else above & Q(**{f"{column}__lte": self.upto})

    def within(self, column: str) -> tuple[str, list[int]]:
        """The same in SQL, with its values; ``column`` as SQL has it."""
        bounds = [(">", self.after), ("<=", self.upto)]
        known = [(f"{column} {sign} %s", value) for sign, value in bounds if value is not None]
        return " AND ".join(text for text, _ in known) or "1 = 1", [value for _, value in known]


def tables() -> dict[str, Any]:
    """The models of all that is verified, by table and in the order in which that is done."""
    logs = [model for model in apps.get_models() if issubclass(model, Entry)]
    return {model._meta.db_table: model for model in (Checkpoint, Chain, *logs, *sealed_models())}


def stretches() -> Iterator[Stretch]:
    """All that is verified. The first stretch of a table has no beginning, the last no end: no key is outside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger, min(key), max(key), sum(length) FROM ledger_chain GROUP BY ledger")
        known = {ledger: (first, last, int(links)) for ledger, first, last, links in cursor.fetchall()}
    checkpoints, own = Checkpoint._meta.db_table, known.get(Checkpoint._meta.db_table)
    known[checkpoints] = (1, own[2], own[2]) if own else (0, 0, 0)  # one chain, whose links have its numbers
    for table in tables():
        yield from _split(table, *known.get(table, (0, 0, 0)))


def _split(table: str, first: int, last: int, links: int) -> Iterator[Stretch]:
    count = max(1, min(links // _LINKS, last - first))
    borders = [None, *(first + (last - first) * number // count for number in range(1, count)), None]
    for after, upto in pairwise(borders):
        yield Stretch(table, after, upto, links // count)
