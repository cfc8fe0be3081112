"""Growing a chain, in the transaction of what it grows by."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from yuntai.ledger.seals import seal

_READ = 'SELECT length, tip FROM "ledger_chain" WHERE ledger = %s AND key = %s'
_INSERT = 'INSERT INTO "ledger_chain" (ledger, key, length, tip, proof, sealed) VALUES (%s, %s, %s, %s, %s, 0)'
_BEGIN = f"{_INSERT} ON CONFLICT DO NOTHING"
_GROW = 'UPDATE "ledger_chain" SET length = %s, tip = %s, proof = %s WHERE ledger = %s AND key = %s'
_PUT = (
    f"{_INSERT} ON CONFLICT (ledger, key) DO UPDATE "
    "SET length = excluded.length, tip = excluded.tip, proof = excluded.proof"
)


def proof_of(ledger: str, key: int, length: int, tip: str) -> str:
    """The seal of a chain of this length that ends in ``tip``."""
    return seal("chain", ledger, key, length, tip)


def take(ledger: str, key: int, *, wait: bool = True) -> tuple[int, str] | None:
    """Length and tip of a chain, locked until the transaction ends; ``None`` if another writer has it and ``wait`` is not set."""
    lock = "" if connection.vendor == "sqlite" else " FOR UPDATE" if wait else " FOR UPDATE SKIP LOCKED"
    with connection.cursor() as cursor:
        cursor.execute(_READ + lock, (ledger, key))
        if (found := cursor.fetchone()) is None:
            cursor.execute(_BEGIN, (ledger, key, 0, "", ""))
            cursor.execute(_READ + lock, (ledger, key))
            found = cursor.fetchone()
    return found and (found[0], found[1])


def grow(ledger: str, key: int, length: int, tip: str) -> None:
    """Write down that a chain that was taken has grown."""
    with connection.cursor() as cursor:
        cursor.execute(_GROW, (length, tip, proof_of(ledger, key, length, tip), ledger, key))


def begin(ledger: str, tips: Iterable[tuple[int, str]]) -> int:
    """Write down key and tip of chains of one link; how many there were not yet. The others stay as they are."""
    rows = [(ledger, key, 1, tip, proof_of(ledger, key, 1, tip)) for key, tip in tips]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(_BEGIN, rows)
        return int(cursor.rowcount)


def put(ledger: str, links: Iterable[tuple[int, int, str]]) -> None:
    """Write down key, length and tip of many chains, whose rows the transaction has locked."""
    rows = [(ledger, key, length, tip, proof_of(ledger, key, length, tip)) for key, length, tip in links]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, rows)
