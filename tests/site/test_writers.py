"""The writers of a process wait for each other in line, and nobody is left standing in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Thread

import pytest
from django.db import OperationalError

from yuntai.site.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


def connected(path: Path) -> DatabaseWrapper:
    settings = {"NAME": str(path), "OPTIONS": {"timeout": 0.2, "transaction_mode": "IMMEDIATE"}, "CONN_MAX_AGE": 0}
    more = {"TIME_ZONE": None, "AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False, "ATOMIC_REQUESTS": False, "TEST": {}}
    return DatabaseWrapper(settings | more, alias=str(path))


def begin(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_who_waits_too_long_is_told_and_others_go_on(tmp_path: Path) -> None:
    path, found = tmp_path / "site.sqlite3", []
    first = connected(path)
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE t (x INTEGER)")
    begin(first)

    def other() -> None:
        one = connected(path)
        with pytest.raises(OperationalError, match="database is locked"):
            begin(one)
        found.append("told")
        one.close()

    thread = Thread(target=other)
    thread.start()
    thread.join()
    first.commit()
    first.set_autocommit(True)
    assert found == ["told"]
    begin(first)
    first.rollback()
    first.close()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_however_a_transaction_ends_the_next_has_its_turn(tmp_path: Path, end: str) -> None:
    path = tmp_path / "site.sqlite3"
    first, second = connected(path), connected(path)
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE t (x INTEGER)")
    begin(first)
    with first.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
    getattr(first, end)()
    begin(second)
    with second.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM t")
        assert cursor.fetchone() == (1 if end == "commit" else 0,)
    second.rollback()
    for one in (first, second):
        one.close()


def test_who_cannot_begin_leaves_the_line(tmp_path: Path) -> None:
    path = tmp_path / "site.sqlite3"
    one = connected(path)
    another_program = sqlite3.connect(path, isolation_level=None)
    another_program.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"):
        begin(one)
    another_program.close()
    one.close()
    begin(one)
    one.rollback()
    one.close()
