"""A run of the verification that is cut goes on from where it was; what says so cannot be made without the key."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.make import run, without_guard
from tests.people.make import person
from yuntai.clock import now
from yuntai.ledger import proved as proving
from yuntai.ledger import stretches as splitting
from yuntai.ledger import verify
from yuntai.ledger.checkpoints import seal_pending
from yuntai.ledger.looking import look
from yuntai.ledger.proved import Proved
from yuntai.ledger.stretches import Stretch, stretches
from yuntai.ledger.verify import problems
from yuntai.people.models import Access, User

pytestmark = pytest.mark.django_db
TABLE = "people_access"


@pytest.fixture(autouse=True)
def six_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks of six users, in stretches of about two; what is proved is written at once."""
    for number in range(6):
        user = User.objects.create_user(f"user{number}")
        Access.append(user_id=user.pk, person_id=person(number).pk, what="材料", why="办件")
    seal_pending()
    monkeypatch.setattr(splitting, "_LINKS", 2)
    monkeypatch.setattr(proving, "_PAUSE", 0.0)


def of_table() -> list[Stretch]:
    return [one for one in stretches() if one.table == TABLE]


def cut(path: Path, at: Stretch) -> None:
    """A run that is cut when it comes to a stretch."""

    def looked(stretch: Stretch) -> list[str]:
        if stretch == at:
            raise KeyboardInterrupt
        return look(stretch)

    with pytest.raises(KeyboardInterrupt):
        list(problems(looked, proved=Proved(path)))


def looked_at(proved: Proved) -> list[Stretch]:
    """What a run looks at that goes on from there."""
    seen: list[Stretch] = []

    def looked(stretch: Stretch) -> list[str]:
        seen.append(stretch)
        return look(stretch)

    assert list(problems(looked, proved=proved)) == []
    return [one for one in seen if one.table == TABLE]


def test_stretches_leave_no_key_out():
    first, *_, last = found = of_table()
    assert len(found) == 3
    assert (first.after, last.upto) == (None, None)
    assert [one.upto for one in found[:-1]] == [one.after for one in found[1:]]


def test_a_run_that_was_cut_goes_on(tmp_path):
    path = tmp_path / "verified.json"
    cut(path, of_table()[2])
    resumed = Proved.resumed(path)
    assert looked_at(resumed) == of_table()[2:]
    resumed.done()
    assert not path.exists()
    assert looked_at(Proved.resumed(path)) == of_table()


def who_and_where(stretch: Stretch) -> list[str]:
    return [f"{os.getpid()} {stretch.table}"]


def test_processes_share_the_stretches(monkeypatch):
    monkeypatch.setattr(verify, "_FEW", 0)
    found = [one.split(" ") for one in problems(who_and_where, processes=2)]
    assert [table for _, table in found] == [one.table for one in stretches()]
    assert str(os.getpid()) not in {process for process, _ in found}


def test_what_was_not_right_is_looked_at_again(tmp_path):
    path, user = tmp_path / "verified.json", User.objects.get(username="user0").pk
    cut(path, of_table()[2])
    without_guard()
    run(f"UPDATE {TABLE} SET why = '好奇' WHERE user_id = %s", user)
    cut(path, of_table()[2])
    assert len(list(problems(proved=Proved.resumed(path)))) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept["upto"].update({TABLE: None}),
        lambda kept: kept.update(begun=now().isoformat()),
        lambda kept: kept["head"].update(number=1),
        lambda kept: kept.pop("proof"),
        lambda kept: kept.clear(),
    ],
    ids=["further", "later", "another checkpoint", "unproved", "empty"],
)
def test_a_file_that_was_changed_says_nothing(change: Any, tmp_path):
    path = tmp_path / "verified.json"
    cut(path, of_table()[2])
    kept = json.loads(path.read_text(encoding="utf-8"))
    change(kept)
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert looked_at(Proved.resumed(path)) == of_table()


def test_what_was_proved_the_day_before_is_proved_anew(tmp_path, monkeypatch):
    path = tmp_path / "verified.json"
    cut(path, of_table()[2])
    monkeypatch.setattr(proving, "now", lambda: now() + timedelta(days=1, seconds=1))
    assert looked_at(Proved.resumed(path)) == of_table()


def test_what_was_proved_of_another_log_says_nothing_of_this_one(tmp_path):
    path = tmp_path / "verified.json"
    cut(path, of_table()[2])
    without_guard()
    run("UPDATE ledger_checkpoint SET seal = %s WHERE number = 2", "0" * 64)
    resumed = Proved.resumed(path)
    assert [one for one in resumed.left(stretches()) if one.table == TABLE] == of_table()
