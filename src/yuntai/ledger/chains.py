"""Growing a chain, in the transaction of what it grows by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from yuntai.ledger.seals import seal

_READ = 'SELECT length, tip, proof, bound FROM "ledger_chain" WHERE ledger = %s AND key = %s'
_INSERT = (
    'INSERT INTO "ledger_chain" (length, tip, proof, bound, ledger, key, sealed) VALUES (%s, %s, %s, %s, %s, %s, 0)'
)
_BEGIN = f"{_INSERT} ON CONFLICT DO NOTHING"
_GROW = 'UPDATE "ledger_chain" SET length = %s, tip = %s, proof = %s, bound = %s WHERE ledger = %s AND key = %s'
_PUT = (
    f"{_INSERT} ON CONFLICT (ledger, key) DO UPDATE "
    "SET length = excluded.length, tip = excluded.tip, proof = excluded.proof"
)


def proof_of(ledger: str, key: int, length: int, tip: str, bound: str) -> str:
    """The seal of a chain of this length that ends in ``tip``."""
    return seal("chain", ledger, key, length, tip, bound)


class End(NamedTuple):
    """How a chain ends. ``bound`` is the proof that it had at the last checkpoint that has it."""

    length: int = 0
    tip: str = ""
    proof: str = ""
    bound: str = ""

    def is_whole(self, ledger: str, key: int) -> bool:
        """Whether its proof is of this end. A chain that has not begun needs none."""
        return self == _NOTHING or self.proof == proof_of(ledger, key, self.length, self.tip, self.bound)

    def grown(self, ledger: str, key: int, length: int, tip: str) -> End:
        """The end that follows. After one without its proof none has one: what was done past the platform stays said."""
        return self._followed(ledger, key, length, tip, self.bound)

    def at_checkpoint(self, ledger: str, key: int) -> End:
        """The same end once it is bound."""
        return self._followed(ledger, key, self.length, self.tip, self.proof)

    def _followed(self, ledger: str, key: int, length: int, tip: str, bound: str) -> End:
        proof = proof_of(ledger, key, length, tip, bound) if self.is_whole(ledger, key) else ""
        return End(length, tip, proof, bound)


_NOTHING = End()


def take(ledger: str, key: int, *, wait: bool = True) -> End | None:
    """The end of a chain, locked until the transaction ends; ``None`` if another writer has it and ``wait`` is not set."""
    lock = "" if connection.vendor == "sqlite" else " FOR UPDATE" if wait else " FOR UPDATE SKIP LOCKED"
    with connection.cursor() as cursor:
        cursor.execute(_READ + lock, (ledger, key))
        if (found := cursor.fetchone()) is None:
            start(ledger, key)
            cursor.execute(_READ + lock, (ledger, key))
            found = cursor.fetchone()
    return found and End(*found)


def start(ledger: str, key: int) -> None:
    """Begin a chain without a link, unless another writer has."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, (*_NOTHING, ledger, key))


def grow(ledger: str, key: int, end: End) -> None:
    """Write down the new end of a chain that was taken."""
    with connection.cursor() as cursor:
        cursor.execute(_GROW, (*end, ledger, key))


def begin(ledger: str, tips: Iterable[tuple[int, str]]) -> int:
    """Write down key and tip of chains of one link; how many there were not yet. The others stay as they are."""
    rows = [(*_NOTHING.grown(ledger, key, 1, tip), ledger, key) for key, tip in tips]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(_BEGIN, rows)
        return int(cursor.rowcount)


def put(ledger: str, ends: Iterable[tuple[int, End]]) -> None:
    """Write down key and new end of many chains, whose rows the transaction has locked."""
    if rows := [(*end, ledger, key) for key, end in ends]:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, rows)


def bind(ends: Iterable[tuple[str, int, End]]) -> None:
    """Write down ledger, key and end of chains that were bound."""
    with connection.cursor() as cursor:
        cursor.executemany(
            'UPDATE "ledger_chain" SET sealed = %s, proof = %s, bound = %s WHERE ledger = %s AND key = %s',
            [(end.length, end.proof, end.bound, ledger, key) for ledger, key, end in ends],
        )
