"""How often somebody may do something: counted in the database, so that it is one count however many processes serve pages."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.db import connection

from yuntai.clock import now
from yuntai.people.fields import blind_index
from yuntai.people.models import Count

_PAUSE = 60.0
"""Seconds from one clearing of a process to its next."""
_last = -_PAUSE


def _clear() -> None:
    """Counts whose time is over go, once in a while."""
    global _last
    if monotonic() - _last >= _PAUSE:
        _last = monotonic()
        Count.objects.filter(until__lt=now()).delete()


class Counts(BaseCache):
    """What django-ratelimit counts with: no cache but for its form. A name holds the end of its time and never comes again."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: int, timeout: float = 0, version: int | None = None) -> bool:
        """Begin a count that is kept for ``timeout`` seconds; whether it is new."""
        _clear()
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO "people_count" (name, number, until) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING',
                (blind_index(key), value, now() + timedelta(seconds=timeout)),
            )
            return bool(cursor.rowcount)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count on; the count with this. Raises ``ValueError`` where none was begun."""
        with connection.cursor() as cursor:
            cursor.execute(
                'UPDATE "people_count" SET number = number + %s WHERE name = %s RETURNING number',
                (delta, blind_index(key)),
            )
            found = cursor.fetchall()
        if not found:
            raise ValueError(key)
        return int(found[0][0])
