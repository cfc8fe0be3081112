"""Django's SQLite backend, where the writers of a process wait for each other in line."""

from __future__ import annotations

from collections import defaultdict
from threading import Lock
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_LINES: dict[str, Lock] = defaultdict(Lock)
"""Of each database the line: held by who writes."""


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite has one writer at a time, and who finds the place taken looks again after a while, up to a tenth of a second later.
    Threads of one process take turns by a lock instead, which hands over at once; processes wait for each other as SQLite does.

    A transaction that has waited for as long as the option ``timeout`` says fails as it did.
    """

    _line: Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._enter()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> Any:
        committed = super()._commit()
        self._leave()  # where it fails Django rolls back
        return committed

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._leave()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._leave()

    def _enter(self) -> None:
        if self.is_in_memory_db():
            return
        line = _LINES[str(self.settings_dict["NAME"])]
        if not line.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._line = line

    def _leave(self) -> None:
        if self._line is not None:
            self._line, line = None, self._line
            line.release()
