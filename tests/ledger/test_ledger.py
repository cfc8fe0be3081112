"""A ledger, by the log of accesses: it only grows, and whatever else happens to it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.people.make import person
from yuntai.ledger.models import Head, verify
from yuntai.people.models import Access, User

TABLE = "people_access"
pytestmark = pytest.mark.django_db
rolled_back = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@pytest.fixture
def entries() -> list[Access]:
    """Four entries, of two officers about two persons."""
    users = [User.objects.create_user(name) for name in ("first", "second")]
    persons = [person(1), person(2)]
    return [
        Access.append(user_id=users[n % 2].pk, person_id=persons[n // 2].pk, what=f"材料 {n}", why=f"办件 {n}")
        for n in range(4)
    ]


def without_guard() -> None:
    """Take the database's own guard away, as somebody with its password could, until the test's transaction ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        else:
            for event in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER {TABLE}_no_{event}")


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def change(number: int, column: str, value: Any) -> None:
    run(f"UPDATE {TABLE} SET {column} = %s WHERE number = %s", value, number)


def test_an_empty_ledger_is_good():
    assert verify(Access) == []


def test_entries_are_numbered_and_chained(entries):
    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert entries[0].previous == ""
    assert [entry.previous for entry in entries[1:]] == [entry.seal for entry in entries[:-1]]
    assert len({entry.seal for entry in entries}) == 4
    assert verify(Access) == []


def test_an_entry_that_is_taken_back_with_its_transaction_leaves_no_gap(entries):
    with transaction.atomic():
        Access.append(user_id=entries[0].user_id, person_id=None, what="没有发生", why="")
        transaction.set_rollback(True)
    assert Access.append(user_id=entries[0].user_id, person_id=None, what="发生了", why="").number == 5
    assert verify(Access) == []


def test_python_refuses_anything_but_append(entries):
    entry, rows = entries[0], Access.objects.all()
    for forbidden in (
        entry.save,
        entry.delete,
        rows.delete,
        lambda: rows.update(what="别的"),
        lambda: rows.create(what="别的"),
        lambda: rows.bulk_create([entry]),
        lambda: rows.bulk_update([entry], ["what"]),
    ):
        with pytest.raises(TypeError, match="日志"):
            forbidden()


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET what = 'x' WHERE number = 1",
        f"UPDATE {TABLE} SET number = 9 WHERE number = 4",
        f"DELETE FROM {TABLE} WHERE number = 4",
        f"DELETE FROM {TABLE}",
    ],
)
def test_the_database_refuses_too(statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)
    assert Access.objects.count() == 4
    assert verify(Access) == []


@pytest.mark.usefixtures("entries")
def test_postgresql_refuses_to_empty_the_table():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(f"TRUNCATE {TABLE}")


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda: change(2, "why", "好奇"), ["第 2 条被改过"]),
        (lambda: run(f"DELETE FROM {TABLE} WHERE number = 2"), ["第 2 到 2 条不见了"]),
        (lambda: run(f"DELETE FROM {TABLE} WHERE number IN (2, 3)"), ["第 2 到 3 条不见了"]),
        (lambda: run(f"DELETE FROM {TABLE} WHERE number > 2"), ["日志应有 4 条，最后一条是第 2 条"]),
        (lambda: run(f"DELETE FROM {TABLE}"), ["日志应有 4 条，最后一条是第 0 条"]),
        (lambda: run("UPDATE ledger_head SET number = 3"), ["日志头被改过"]),
        (lambda: run("DELETE FROM ledger_head"), ["日志头不见了"]),
    ],
    ids=["changed", "removed", "two removed", "shortened", "emptied", "head changed", "head removed"],
)
@pytest.mark.usefixtures("entries")
def test_what_was_done_to_it_is_said(tamper, found):
    without_guard()
    tamper()
    assert verify(Access) == found


@pytest.mark.usefixtures("entries")
def test_an_inserted_entry_is_found():
    """At the end, with the next number, chained as it should be: the seal cannot be made without the key."""
    run(
        f"INSERT INTO {TABLE} (number, at, previous, seal, user_id, person_id, what, why) "
        f"SELECT 5, at, seal, seal, user_id, person_id, what, why FROM {TABLE} WHERE number = 4"
    )
    assert verify(Access) == ["第 5 条被改过", "日志应有 4 条，最后一条是第 5 条"]


def test_a_shortened_ledger_with_an_invented_head_is_found(entries):
    without_guard()
    run(f"DELETE FROM {TABLE} WHERE number > 2")
    Head.objects.filter(ledger=TABLE).update(number=2, seal=entries[1].seal)
    assert verify(Access) == ["日志头被改过"]


def test_two_entries_that_changed_places_are_found():
    users = [User.objects.create_user("only")]
    for n in range(3):
        Access.append(user_id=users[0].pk, person_id=None, what=f"{n}", why="")
    without_guard()
    change(1, "number", -1)
    change(2, "number", 1)
    change(-1, "number", 2)
    assert verify(Access) == [
        "第 1 条接不上前一条",
        "第 1 条被改过",
        "第 2 条接不上前一条",
        "第 2 条被改过",
        "第 3 条接不上前一条",
    ]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@given(number=st.integers(1, 4), column=st.sampled_from(["what", "why", "previous", "seal"]), text=TEXT)
@rolled_back
def test_any_other_text_in_any_row_is_found(entries, number, column, text):
    assume(text != getattr(entries[number - 1], column))
    _found(lambda: change(number, column, text))


@given(number=st.integers(1, 4), by=st.integers(-(10**12), 10**12).filter(bool))
@rolled_back
def test_any_other_moment_is_found(entries, number, by):
    moved = entries[number - 1].at + timedelta(microseconds=by)
    _found(
        lambda: change(number, "at", moved if connection.vendor == "postgresql" else f"{moved:%Y-%m-%d %H:%M:%S.%f}")
    )


@given(number=st.integers(1, 4), column=st.sampled_from(["user_id", "person_id"]), data=st.data())
@rolled_back
def test_any_other_user_or_person_is_found(entries, number, column, data):
    there = getattr(entries[number - 1], column)
    others = {getattr(entry, column) for entry in entries} - {there} | ({None} if column == "person_id" else set())
    _found(lambda: change(number, column, data.draw(st.sampled_from(sorted(others, key=str)))))


@given(number=st.integers(1, 4), other=st.integers(-100, 100))
@rolled_back
@pytest.mark.usefixtures("entries")
def test_any_other_number_is_found(number, other):
    assume(other not in range(1, 5))
    _found(lambda: change(number, "number", other))


def _found(tamper: Any) -> None:
    with transaction.atomic():
        without_guard()
        tamper()
        assert verify(Access) != []
        transaction.set_rollback(True)
    assert verify(Access) == []
