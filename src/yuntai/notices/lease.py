"""Whether the process that claimed something still lives: each holds a lock that the system drops when it dies.

A heartbeat that is late would call a paused or busy process dead while it still sends. On SQLite all processes share a
machine: the lock is on a file. On PostgreSQL it is an advisory lock of a connection that is used for nothing else.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

_held: list[tuple[str, Callable[[], None]]] = []
"""The lease of this process: its name, and what raises where its lock was lost."""


@contextmanager
def hold() -> Iterator[str]:
    """Hold a new lease while inside; its name signs what this process claims. One at a time."""
    if _held:
        raise RuntimeError("this process already holds a lease")
    name = str(secrets.randbits(62))
    with lock(name) as confirm:
        _held.append((name, confirm))
        try:
            yield name
        finally:
            _held.clear()


def holder() -> str:
    """The name of the lease that this process holds. Raises ``RuntimeError`` where it holds none."""
    if not _held:
        raise RuntimeError("notices are delivered by `yuntai worker`, which holds a lease")
    return _held[0][0]


def confirm() -> None:
    """Raise ``OperationalError`` where the connection that holds this process's lock is gone."""
    holder()
    _held[0][1]()


def is_alive(name: str) -> bool:
    """Whether the process with this lease may still be at work; so may one whose name is not a lease."""
    if not name.isdecimal():
        return True
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int(name)])
            return not cursor.fetchone()[0]
    try:
        file = open(_path(name), "r+b")  # noqa: SIM115
    except FileNotFoundError:
        return False
    with file:
        if not _try_lock(file.fileno()):
            return True
        _path(name).unlink(missing_ok=True)
        return False


def lock(name: str) -> AbstractContextManager[Callable[[], None]]:
    """The lock of a lease, held while inside."""
    return _lock_row(name) if connection.vendor == "postgresql" else _lock_file(name)


@contextmanager
def _lock_row(name: str) -> Iterator[Callable[[], None]]:
    own = connection.copy()  # Django closes its own connections when they are old, and the lock would go with them
    with closing(own), own.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(name)])
        try:
            yield lambda: cursor.execute("SELECT 1")
        finally:
            with suppress(Error):  # at once: the server notices only a little later that a connection was closed
                cursor.execute("SELECT pg_advisory_unlock(%s)", [int(name)])


@contextmanager
def _lock_file(name: str) -> Iterator[Callable[[], None]]:
    path = _path(name)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as file:
        if not _try_lock(file.fileno()):
            raise RuntimeError(f"{path} is locked by another process")
        try:
            yield lambda: None
        finally:
            path.unlink(missing_ok=True)


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _path(name: str) -> Path:
    return settings.HOME.path / "workers" / name
