"""A log, by that of accesses: it only grows, each user's looks are a chain, and whatever else happens to it shows."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.ledger.make import rows, run, without_guard
from tests.people.make import person
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.ledger.checkpoints import begin, keep_head, seal_pending
from yuntai.ledger.models import Chain, Checkpoint
from yuntai.ledger.verify import problems
from yuntai.people.models import Access, User
from yuntai.site.upgrade import upgrade

TABLE = "people_access"
pytestmark = pytest.mark.django_db
rolled_back = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


@pytest.fixture
def entries() -> list[Access]:
    """Four entries: looks of ``first`` (two), of ``second`` (two), in turn."""
    users = [User.objects.create_user(name) for name in ("first", "second")]
    persons = [person(1), person(2)]
    made = [
        Access.append(user_id=users[n % 2].pk, person_id=persons[n // 2].pk, what=f"材料 {n}", why=f"办件 {n}")
        for n in range(4)
    ]
    seal_pending()
    return made


def change(number: int, column: str, value: Any) -> None:
    assert run(f"UPDATE {TABLE} SET {column} = %s WHERE number = %s", value, number) == 1


def test_what_has_begun_is_whole():
    assert list(problems()) == []


def test_what_was_emptied_altogether_is_not_whole():
    without_guard()
    for table in ("ledger_checkpoint", "ledger_chain"):
        run(f"DELETE FROM {table}")
    assert list(problems()) == ["封印的起点不见了"]


def test_each_user_has_a_chain(entries):
    assert [entry.place for entry in entries] == [1, 1, 2, 2]
    assert [entry.previous for entry in entries] == ["", "", entries[0].seal, entries[1].seal]
    assert [entry.number for entry in entries] == sorted({entry.number for entry in entries})
    assert len({entry.seal for entry in entries}) == 4
    assert list(problems()) == []


def test_an_entry_that_is_taken_back_with_its_transaction_leaves_no_trace(entries):
    user = entries[0].user_id
    with transaction.atomic():
        Access.append(user_id=user, person_id=None, what="没有发生", why="")
        transaction.set_rollback(True)
    assert Access.append(user_id=user, person_id=None, what="发生了", why="").place == 3
    assert list(problems()) == []


def test_python_refuses_anything_but_append(entries):
    entry, found = entries[0], Access.objects.all()
    for forbidden in (
        entry.save,
        entry.delete,
        found.delete,
        lambda: found.update(what="别的"),
        lambda: found.create(what="别的"),
        lambda: found.bulk_create([entry]),
        lambda: found.bulk_update([entry], ["what"]),
    ):
        with pytest.raises(TypeError, match="日志"):
            forbidden()


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET what = 'x' WHERE number = %s",
        f"UPDATE {TABLE} SET place = 9 WHERE number = %s",
        f"DELETE FROM {TABLE} WHERE number = %s",
        f"DELETE FROM {TABLE} WHERE %s > 0",
        "DELETE FROM ledger_checkpoint WHERE %s > 0",
    ],
)
def test_the_database_refuses_too(statement, entries):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement, entries[0].number)
    assert Access.objects.count() == 4
    assert list(problems()) == []


@pytest.mark.usefixtures("entries")
def test_postgresql_refuses_to_empty_the_table():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(f"TRUNCATE {TABLE}")


def found_after(*statements: str) -> list[str]:
    """What is found after the statements, past the guard; ``{n}`` is the number of the entry n, ``{first}`` a user."""
    numbers = [number for (number,) in rows(f"SELECT number FROM {TABLE} ORDER BY number")]
    users = dict(rows("SELECT username, id FROM people_user"))
    without_guard()
    for statement in statements:
        run(statement.format(*numbers, **users))
    said = list(problems())
    for place, number in enumerate(numbers):
        said = [re.sub(f"^查看记录第 {number} 条", f"查看记录第 {{{place}}} 条", one) for one in said]
    return said


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([f"UPDATE {TABLE} SET why = '好奇' WHERE number = {{2}}"], ["查看记录第 {2} 条被改过"]),
        (
            [f"DELETE FROM {TABLE} WHERE number = {{0}}"],
            ["账户 first 的查看记录第 1 到 1 条不见了"],
        ),
        (
            [f"DELETE FROM {TABLE} WHERE number = {{2}}"],
            ["账户 first 的查看记录应有 2 条，最后一条是第 1 条"],
        ),
        (
            [f"DELETE FROM {TABLE} WHERE user_id = {{first}}"],
            ["账户 first 的查看记录应有 2 条，一条也没有"],
        ),
        (
            [f"DELETE FROM {TABLE}"],
            ["账户 first 的查看记录应有 2 条，一条也没有", "账户 second 的查看记录应有 2 条，一条也没有"],
        ),
        (
            [f"UPDATE ledger_chain SET length = 1 WHERE ledger = '{TABLE}' AND key = {{first}}"],
            [
                "账户 first 的查看记录：封印过 2 次变动，现在是 1 次的样子，被退回过或者封印被改过",
                "账户 first 的查看记录的封印被改过",
            ],
        ),
        (
            [f"DELETE FROM ledger_chain WHERE ledger = '{TABLE}' AND key = {{first}}"],
            [
                "账户 first 的查看记录：封印过 2 次变动，现在是 0 次的样子，被退回过或者封印被改过",
                "账户 first 的查看记录没有封印",
            ],
        ),
        (
            [
                f"DELETE FROM {TABLE} WHERE user_id = {{first}}",
                f"DELETE FROM ledger_chain WHERE ledger = '{TABLE}' AND key = {{first}}",
            ],
            ["账户 first 的查看记录：封印过 2 次变动，现在是 0 次的样子，被退回过或者封印被改过"],
        ),
        (
            ["DELETE FROM ledger_checkpoint WHERE number = 2"],
            ["封印点应有 2 个，最后一个是第 1 个"],
        ),
        (["DELETE FROM ledger_checkpoint"], ["封印的起点不见了"]),
        (
            ["UPDATE ledger_checkpoint SET leaves = '' WHERE number = 2"],
            ["第 2 个封印点被改过"],
        ),
    ],
    ids=[
        "changed",
        "the first removed",
        "the last removed",
        "a chain removed",
        "emptied",
        "its length changed",
        "its end removed",
        "removed with its end",
        "a checkpoint removed",
        "all checkpoints removed",
        "a checkpoint emptied",
    ],
)
@pytest.mark.usefixtures("entries")
def test_what_was_done_to_it_is_said(statements, found):
    said = found_after(*statements)
    assert [one for one in said if one in found] == found
    assert all("封印" in one for one in said if one not in found)


def test_a_chain_that_is_set_back_to_what_it_was_is_found_and_stays_so(entries):
    """Whoever kept the end of a chain as it was puts it back with the entries of then; the platform goes on from there."""
    user = entries[0].user_id
    (kept,) = rows(f"SELECT length, tip, proof, bound FROM ledger_chain WHERE ledger = '{TABLE}' AND key = %s", user)
    Access.append(user_id=user, person_id=None, what="第三次", why="")
    seal_pending()
    without_guard()
    run(f"DELETE FROM {TABLE} WHERE what = '第三次'")
    where = f"WHERE ledger = '{TABLE}' AND key = %s"
    run(f"UPDATE ledger_chain SET length = %s, tip = %s, proof = %s, bound = %s, sealed = 2 {where}", *kept, user)
    assert list(problems()) == ["账户 first 的查看记录：封印过 3 次变动，现在是 2 次的样子，被退回过或者封印被改过"]
    for turn in ("另三次", "另四次"):
        Access.append(user_id=user, person_id=None, what=turn, why="")
    assert seal_pending() == 1
    assert list(problems()) == ["账户 first 的查看记录：在第 4 个封印点之前被退回过，后来又写了"]


def test_an_end_that_was_cut_off_stays_so_when_the_platform_goes_on(entries):
    user = entries[0].user_id
    without_guard()
    run(f"DELETE FROM {TABLE} WHERE number = %s", entries[2].number)
    where = f"WHERE ledger = '{TABLE}' AND key = %s"
    run(f"UPDATE ledger_chain SET length = 1, sealed = 1, tip = %s {where}", entries[0].seal, user)
    for turn in ("又一次", "再一次"):
        Access.append(user_id=user, person_id=None, what=turn, why="")
    seal_pending()
    assert list(problems()) == ["账户 first 的查看记录的封印被改过"]


def test_an_inserted_entry_is_found(entries):
    """At the end, chained as it should be: the seal cannot be made without the key."""
    last = entries[2]
    run(
        f"INSERT INTO {TABLE} (number, place, at, previous, seal, user_id, person_id, what, why) "
        f"SELECT number + 100, 3, at, seal, seal, user_id, person_id, what, why FROM {TABLE} WHERE number = %s",
        last.number,
    )
    assert list(problems()) == [
        f"查看记录第 {last.number + 100} 条被改过",
        "账户 first 的查看记录应有 2 条，最后一条是第 3 条",
    ]


def test_two_entries_that_changed_places_are_found(entries):
    one, other = entries[0], entries[2]
    without_guard()
    change(one.number, "place", -1)
    change(other.number, "place", 1)
    change(one.number, "place", 2)
    said = list(problems())
    assert f"查看记录第 {one.number} 条被改过" in said
    assert f"查看记录第 {other.number} 条被改过" in said


def test_a_log_whose_beginning_is_gone_is_not_begun_anew(entries):
    without_guard()
    run("DELETE FROM ledger_checkpoint")
    with pytest.raises(YuntaiError, match="封印的起点不见了"):
        begin()
    assert len(entries) == Access.objects.count()


def test_only_what_grew_is_bound_again(entries):
    assert seal_pending() == 0
    Access.append(user_id=entries[0].user_id, person_id=None, what="又一次", why="")
    assert seal_pending() == 1
    assert Checkpoint.objects.count() == 3
    chain = Chain.objects.get(ledger=TABLE, key=entries[0].user_id)
    assert (chain.length, chain.sealed) == (3, 3)


@pytest.fixture
def heads(settings, tmp_path, monkeypatch):
    """The folders of the heads: one here, one elsewhere. Transactions of the test count as committed."""
    monkeypatch.setattr(transaction, "on_commit", lambda does, **_: does())
    settings.HEADS = [tmp_path / "here", tmp_path / "elsewhere"]
    return settings.HEADS


def test_the_head_is_kept_here_and_elsewhere(entries, heads):
    for what in ("第三次", "第四次"):
        Access.append(user_id=entries[0].user_id, person_id=None, what=what, why="")
        assert seal_pending() == 1
    last = Checkpoint.objects.get(number=4)
    for folder in heads:
        (file,) = folder.iterdir()
        assert file.name == f"{today():%Y-%m-%d}.json"
        assert (
            file.read_text("utf-8")
            == f'{{"number": 4, "at": "{last.at.astimezone(UTC).isoformat()}", "seal": "{last.seal}"}}\n'
        )
    assert list(problems()) == []


@pytest.mark.usefixtures("entries")
def test_a_day_without_a_change_has_a_head_too(heads):
    keep_head()
    assert '"number": 2,' in (heads[0] / f"{today():%Y-%m-%d}.json").read_text("utf-8")


def test_that_a_folder_elsewhere_cannot_be_written_stops_nobody(entries, heads, caplog):
    heads[1].write_text("no folder")
    Access.append(user_id=entries[0].user_id, person_id=None, what="第三次", why="")
    assert seal_pending() == 1
    assert len(list(heads[0].iterdir())) == 1
    assert "日志头没有写进" in caplog.text
    assert "elsewhere" in caplog.text


def test_a_database_that_is_set_back_as_a_whole_contradicts_its_heads(entries, heads):
    """As if yesterday's database had been put in the place of today's: it is whole, but for what was kept outside it."""
    with transaction.atomic():
        Access.append(user_id=entries[0].user_id, person_id=None, what="不该留下的", why="")
        seal_pending()
        transaction.set_rollback(True)
    (file,) = heads[0].iterdir()
    elsewhere = heads[1] / file.name
    assert list(problems()) == [
        f"{path} 里的日志头是第 3 个封印点，这里没有：它以前的日志被整个退回过或者换过" for path in (file, elsewhere)
    ]
    elsewhere.unlink()
    Access.append(user_id=entries[0].user_id, person_id=None, what="接着写", why="")
    heads.clear()
    seal_pending()
    heads.append(file.parent)
    assert list(problems()) == [f"第 3 个封印点和 {file} 里的日志头不同：日志被整个换过"]


@pytest.mark.usefixtures("entries")
def test_nothing_is_begun_anew_where_heads_were_kept(heads):
    keep_head()
    without_guard()
    for table in ("ledger_checkpoint", "ledger_chain"):
        run(f"DELETE FROM {table}")
    for does in (begin, lambda: upgrade(lambda _: None)):
        with pytest.raises(YuntaiError, match="封印的起点不见了"):
            does()
    assert len(heads) == 2


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@given(place=st.integers(0, 3), column=st.sampled_from(["what", "why", "previous", "seal"]), text=TEXT)
@rolled_back
def test_any_other_text_in_any_row_is_found(entries, place, column, text):
    assume(text != getattr(entries[place], column))
    _found(lambda: change(entries[place].number, column, text))


@given(place=st.integers(0, 3), by=st.integers(-(10**12), 10**12).filter(bool))
@rolled_back
def test_any_other_moment_is_found(entries, place, by):
    moved = entries[place].at + timedelta(microseconds=by)
    value = moved if connection.vendor == "postgresql" else f"{moved:%Y-%m-%d %H:%M:%S.%f}"
    _found(lambda: change(entries[place].number, "at", value))


@given(place=st.integers(0, 3), column=st.sampled_from(["user_id", "person_id"]), data=st.data())
@rolled_back
def test_any_other_user_or_person_is_found(entries, place, column, data):
    there = getattr(entries[place], column)
    others = {getattr(entry, column) for entry in entries} - {there} | ({None} if column == "person_id" else set())
    value = data.draw(st.sampled_from(sorted(others, key=str)))
    by_itself = (
        entries[place].place + 10
    )  # so that the database's own rule against two in one place does not come first
    _found(lambda: (change(entries[place].number, "place", by_itself), change(entries[place].number, column, value)))


@given(place=st.integers(0, 3), column=st.sampled_from(["number", "place"]), other=st.integers(100, 10**6))
@rolled_back
def test_any_other_number_or_place_is_found(entries, place, column, other):
    _found(lambda: change(entries[place].number, column, entries[3].number + other))


def _found(tamper: Any) -> None:
    with transaction.atomic():
        without_guard()
        tamper()
        assert list(problems()) != []
        transaction.set_rollback(True)
    assert list(problems()) == []
