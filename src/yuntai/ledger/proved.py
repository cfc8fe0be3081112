"""How far a run of the verification has come, so that one that was cut can go on.

The file says it with a seal: whoever cannot seal an entry cannot pass off a log as proved either. It names the checkpoint at which the
run began, which must still be there, and when: what has been proved for longer than a day is looked at again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from yuntai.clock import now
from yuntai.ledger import heads
from yuntai.ledger.models import Checkpoint
from yuntai.ledger.seals import seal
from yuntai.ledger.stretches import Stretch

_HOLDS = timedelta(days=1)
_PAUSE = 1.0
"""Seconds from one writing of the file to the next."""


class Proved:
    """Up to which key each table was right, all of it where that is ``None``; kept in ``path``, nowhere without one."""

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._written = path, monotonic()
        self.begun = now()
        """When the run began that found this."""
        self._head: Any = heads.head(Checkpoint.objects.order_by("number").last())
        self._upto: dict[str, int | None] = {}
        self._wrong: set[str] = set()

    @classmethod
    def resumed(cls, path: Path) -> Proved:
        """What ``path`` has of a run that was cut; a new one where it has none that holds."""
        one = cls(path)
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            begun, proof = datetime.fromisoformat(kept["begun"]), kept.pop("proof")
        except (OSError, ValueError, KeyError, TypeError):
            return one
        at = kept.get("head") or {}
        there = Checkpoint.objects.filter(number=at.get("number"), seal=at.get("seal")).exists()
        if proof == seal("proved", kept) and there and one.begun - begun < _HOLDS:
            one.begun, one._head, one._upto = begun, at, kept["upto"]
        return one

    def left(self, stretches: Iterable[Stretch]) -> Iterator[Stretch]:
        """What of ``stretches`` has not been proved."""
        for one in stretches:
            if one.table not in self._upto:
                yield one
            elif (upto := self._upto[one.table]) is not None and (one.upto is None or one.upto > upto):
                yield one if one.after is not None and one.after >= upto else replace(one, after=upto)

    def add(self, stretch: Stretch, *, right: bool) -> None:
        """Note what was found of the next stretch. Behind one that is not right nothing more of its table counts as proved."""
        if not right:
            self._wrong.add(stretch.table)
        if stretch.table not in self._wrong:
            self._upto[stretch.table] = stretch.upto
        if self._path and monotonic() - self._written >= _PAUSE:
            self._write(self._path)

    def _write(self, path: Path) -> None:
        kept = {"begun": self.begun.isoformat(), "head": dict(self._head), "upto": self._upto}
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(kept | {"proof": seal("proved", kept)}) + "\n", encoding="utf-8")
        os.replace(beside, path)
        self._written = monotonic()

    def done(self) -> None:
        """Forget it: the run has come to its end."""
        if self._path:
            self._path.unlink(missing_ok=True)
