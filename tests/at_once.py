"""The same thing from several threads at the same moment, on a database that lets them: PostgreSQL (``tests.on_postgres``)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

THREADS = 6

needs_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")


def at_once(does: Callable[[], Any]) -> list[Any]:
    """What ``does`` gives to each of the threads, which begin together; what it raises, if it does."""
    together = Barrier(THREADS)

    def one() -> Any:
        try:
            connection.ensure_connection()
            together.wait()
            return does()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return [done.result() for done in [pool.submit(one) for _ in range(THREADS)]]
