"""Once a second all chains that grew are bound together, so that none can be shortened or taken away since.

Whoever commits does it for all, the worker for whoever came last; writers do not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Any

from django.db import connection, transaction

from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.ledger import canaries, heads
from yuntai.ledger.chains import End, bind, grow, take
from yuntai.ledger.models import Chain, Checkpoint

CHECKPOINTS = "ledger_checkpoint"
"""The ledger of the chain that the checkpoints make, whose key is 0."""
_PAUSE = 1.0
"""Seconds from one checkpoint of a process to its next."""
_MOST = 20_000
"""Chains of one checkpoint."""

LOST = (
    "封印的起点不见了：数据库被改过或者换过，请先运行 yuntai cases verify，再从备份恢复；"
    "如果是有意从头开始，请另用一个 --home（YUNTAI_HOME）文件夹"
)

_last = -_PAUSE


def begin() -> None:
    """Make the keys and the first checkpoint of a new installation.

    Raises ``YuntaiError`` where something was sealed and there is no checkpoint.
    """
    with transaction.atomic():
        if not Checkpoint.objects.exists():
            if Chain.objects.exists() or heads.files():
                raise YuntaiError(LOST)
            canaries.begin()
            begin_after(())


def begin_after(logs: Iterable[tuple[str, int, str]]) -> None:
    """Make the first checkpoint of an installation of before: table, number and seal of the last entry of each of its logs."""
    with transaction.atomic():
        _bind([(table, 0, number, seal) for table, number, seal in logs])


def seal_soon() -> None:
    """Have the chains that grew in this transaction bound after it, unless this process did so within the second."""
    waiting = connection.run_on_commit
    if monotonic() - _last >= _PAUSE and not any(entry[1] is seal_pending for entry in waiting):
        transaction.on_commit(seal_pending, robust=True)


def seal_pending() -> int:
    """Bind the chains that grew since they were last bound; how many. Another process that is at it does it for this one."""
    global _last
    _last = monotonic()
    if not Chain.objects.filter(ledger=CHECKPOINTS).exists():
        return 0
    with transaction.atomic():
        if take(CHECKPOINTS, 0, wait=False) is None:
            return 0
        grown = _grown()
        if grown:
            _bind((ledger, key, end.length, end.proof, end.bound) for ledger, key, end in grown)
            bind((ledger, key, end.at_checkpoint(ledger, key)) for ledger, key, end in grown)
    return len(grown)


def _grown() -> list[tuple[str, int, End]]:
    """The chains to bind, by the index of these alone, whose condition SQLite knows word for word."""
    by, lock = (
        ("", " FOR UPDATE SKIP LOCKED") if connection.vendor == "postgresql" else (" INDEXED BY chain_to_bind", "")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ledger, key, length, tip, proof, bound FROM ledger_chain{by} WHERE NOT (length = sealed) AND ledger <> %s "
            f"LIMIT {_MOST}{lock}",
            (CHECKPOINTS,),
        )
        return [(ledger, key, End(*end)) for ledger, key, *end in cursor.fetchall()]


def _bind(leaves: Iterable[tuple[Any, ...]]) -> None:
    end = take(CHECKPOINTS, 0)
    assert end is not None
    text = "\n".join(" ".join(map(str, leaf)) for leaf in sorted(leaves))
    checkpoint = Checkpoint(number=end.length + 1, at=now(), previous=end.tip, leaves=text)
    checkpoint.seal = checkpoint.compute_seal()
    checkpoint.save(force_insert=True)
    transaction.on_commit(lambda: heads.keep(checkpoint), robust=True)
    grow(CHECKPOINTS, 0, end.grown(CHECKPOINTS, 0, checkpoint.number, checkpoint.seal))


def keep_head() -> None:
    """Have a file name the head of today, be it that nothing was sealed today."""
    if seal_pending() == 0 and (last := Checkpoint.objects.order_by("number").last()):
        heads.keep(last)
