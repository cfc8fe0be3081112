"""Logs as they were kept before there were chains: one row of entries, each sealed over the one before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

from django.conf import settings

from yuntai.ledger.entries import stream
from yuntai.ledger.seals import key


def verify_first_form(ledger: Any, last: int, seal_of_last: str) -> Iterator[str]:
    """What is wrong with the entries up to number ``last``, which bears ``seal_of_last``."""
    number, seal, log = 0, "", ledger._meta.verbose_name
    for entry in stream(ledger, ("number <= %s", [last]), "number"):
        if entry.number != number + 1:
            yield f"{log}：第 {number + 1} 到 {entry.number - 1} 条不见了"
        elif entry.previous != seal:
            yield f"{log}：第 {entry.number} 条接不上前一条"
        if entry.seal != _seal(entry, ledger.sealed):
            yield f"{log}：第 {entry.number} 条被改过"
        number, seal = entry.number, entry.seal
    if (number, seal) != (last, seal_of_last):
        yield f"{log}：应有 {last} 条，最后一条是第 {number} 条"


def proves(name: str, number: int, seal: str, proof: str) -> bool:
    """Whether ``proof`` is that of a log that ended at ``number`` with ``seal``."""
    return hmac.compare_digest(_sealed(name, number, seal), proof)


def _seal(entry: Any, sealed: Sequence[str]) -> str:
    content = (getattr(entry, name) for name in sealed)
    return _sealed(entry.number, entry.at.astimezone(UTC).isoformat(), entry.previous, *content)


def _sealed(*content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(key(settings.HOME), text.encode(), hashlib.sha256).hexdigest()
