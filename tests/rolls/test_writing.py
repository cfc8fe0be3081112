"""Rows of rolls: entered, ended, corrected; dated twice; sealed; nothing of theirs changed or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.rolls.make import ANNA, BERT, FIRM, OTHER_FIRM, apprentice, contract, entered, officer
from yuntai.errors import YuntaiError
from yuntai.people.models import Employer
from yuntai.people.rotation import rotate_key
from yuntai.rolls import dated, writing
from yuntai.rolls.content import roll_of
from yuntai.rolls.models import Change
from yuntai.rolls.secrets import open_
from yuntai.rolls.tables import make_model, model_of
from yuntai.rolls.verify import problems
from yuntai.rolls.writing import By, correct, end

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what day it is for whoever writes rows."""

    @contextmanager
    def day(text: str) -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(writing, "today", lambda: date.fromisoformat(text))
            yield

    return day


def staff(as_of: str, known_on: str | None = None) -> int | None:
    """The staff that the contract covers on a day, as known on a day."""
    known = date.fromisoformat(known_on) if known_on else None
    return dated.rows("collective_contracts", date.fromisoformat(as_of), known).values_list("staff", flat=True).first()


def test_what_held_when_as_known_when(on: Any) -> None:
    """On 10 January 120 are entered from the 5th on; on 10 March it is 150 since 1 March; on 1 April somebody sees that the 120 were
    130; on 1 May it ends with April."""
    with on("2026-01-10"):
        entered("collective_contracts", contract(), since=date(2026, 1, 5))
    with on("2026-03-10"):
        entered("collective_contracts", {"contract": "集2026-1", "staff": 150}, since=date(2026, 3, 1))
    first = dated.rows("collective_contracts", date(2026, 2, 1)).get()
    with on("2026-04-01"):
        correct("collective_contracts", first.pk, {"staff": 130}, By(reason="报送表写的是 130 人"))
    with on("2026-05-01"):
        end("collective_contracts", [("集2026-1",)], date(2026, 4, 30), By(reason="合同提前终止"))
    table = [
        # as of          known on:  9 Jan  10 Jan  9 March  10 March  1 April  1 May
        ("2026-01-04", [None, None, None, None, None, None]),
        ("2026-01-05", [None, 120, 120, 120, 130, 130]),
        ("2026-02-28", [None, 120, 120, 120, 130, 130]),
        ("2026-03-01", [None, 120, 120, 150, 150, 150]),
        ("2026-04-30", [None, 120, 120, 150, 150, 150]),
        ("2026-05-01", [None, 120, 120, 150, 150, None]),
    ]
    known = ["2026-01-09", "2026-01-10", "2026-03-09", "2026-03-10", "2026-04-01", "2026-05-01"]
    assert [(day, [staff(day, one) for one in known]) for day, _ in table] == table
    assert [staff(day) for day, _ in table] == [None, 130, 130, 150, 150, None]
    assert list(problems()) == []


def test_a_row_that_says_the_same_is_not_entered_again() -> None:
    assert entered("collective_contracts", contract()).new == 1
    again = entered("collective_contracts", contract())
    assert (again.new, again.changed, again.same, again.change) == (0, 0, 1, None)
    assert model_of("collective_contracts").objects.count() == 1


def test_what_a_row_does_not_name_stays() -> None:
    entered("apprentices", apprentice(), since=date(2026, 3, 1))
    entered("apprentices", {"person": ANNA, "course": "学1", "result": "passed", "assessed_on": date(2026, 9, 1)})
    row = dated.rows("apprentices").get()
    assert (row.employer, row.result, row.registered) == (FIRM, "passed", True)
    assert model_of("apprentices").objects.count() == 3  # entered, ended the day before, entered again


def test_two_changes_of_one_day_leave_the_last() -> None:
    entered("collective_contracts", contract())
    entered("collective_contracts", contract(staff=121))
    assert staff("2099-01-01") == 121
    assert list(dated.rows("collective_contracts").values_list("staff", flat=True)) == [121]


def test_the_database_refuses_to_change_or_delete_a_row() -> None:
    entered("collective_contracts", contract())
    for statement in (
        "UPDATE roll_collective_contracts SET staff = 1",
        "UPDATE roll_collective_contracts SET until = '2026-01-01'",
        "UPDATE roll_collective_contracts SET unit = 'x'",
        "DELETE FROM roll_collective_contracts",
    ):
        with pytest.raises(DatabaseError, match="a row of a roll is replaced"), transaction.atomic():
            connection.cursor().execute(statement)
    entered("collective_contracts", contract(staff=2))
    for statement in (
        "UPDATE roll_collective_contracts SET replaced_on = NULL",
        "UPDATE roll_collective_contracts SET replacing = NULL WHERE replacing IS NOT NULL",
    ):
        with pytest.raises(DatabaseError, match="a row of a roll is replaced"), transaction.atomic():
            connection.cursor().execute(statement)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("UPDATE rolls_change SET reason = 'x'")


def without_guard(table: str) -> None:
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    for name in ("no_change", "no_delete"):
        connection.cursor().execute(f"DROP TRIGGER {table}_{name}{on_table}")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE roll_apprentices SET registered = NOT registered", "的行被改过"),
        ("UPDATE roll_apprentices SET since = '2020-01-01' WHERE replacing IS NULL", "的行被改过"),
        ("UPDATE roll_apprentices SET mark = 'x' WHERE replacing IS NULL", "的行被改过"),
        ("UPDATE roll_apprentices SET replacing = NULL", "的行被改过"),
        ("DELETE FROM roll_apprentices WHERE replacing IS NULL", "现在有 0 行"),
        ("UPDATE roll_apprentices SET change = 77 WHERE replacing IS NULL", "不属于任何一次登记"),
        ("UPDATE roll_apprentices SET private = (SELECT private FROM roll_apprentices ORDER BY id LIMIT 1)", "保密的内容被改过"),
    ],
)  # fmt: skip
def test_what_is_done_past_the_platform_is_seen(statement: str, said: str) -> None:
    entered("apprentices", apprentice())
    entered("apprentices", apprentice(phone="13900000000"))
    assert list(problems()) == []
    without_guard("roll_apprentices")
    connection.cursor().execute(statement)
    assert said in "；".join(problems())


def test_what_names_a_person_is_never_in_clear() -> None:
    entered("apprentices", apprentice())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM roll_apprentices")
        kept = repr(cursor.fetchall())
    assert not [text for text in ("安娜", "13800000000", ANNA) if text in kept]
    row = dated.rows("apprentices").get()
    assert writing._read(writing.roll_of("apprentices"), dated.rows("apprentices"))[0].secrets == {
        "person": ANNA,
        "full_name": "安娜",
        "phone": "13800000000",
    }
    assert row.person != 0


def test_who_wrote_it_is_sealed_with_it() -> None:
    user = officer()
    written = entered("collective_contracts", contract(), user=user, case="20260001", reason="办结")
    change = written.change
    assert change is not None
    assert (change.what, change.by, change.case, change.reason, change.count) == ("enter", user, "20260001", "办结", 1)
    assert change.capacity == "当事人"
    assert len(change.digest) == 64


def test_a_row_is_kept_by_the_office_of_its_place() -> None:
    Employer.objects.create(uscc=FIRM, name="示例", district="玄武")
    entered("collective_contracts", contract(), contract(contract="集2026-2", employer=OTHER_FIRM))
    kept = dict(model_of("collective_contracts").objects.values_list("contract", "unit"))
    assert kept == {"集2026-1": "320102", "集2026-2": "320100-relations"}
    entered(
        "clues",
        {
            "clue": "线1",
            "source": "visit",
            "received_on": date(2026, 5, 1),
            "firm": "某公司",
            "site": "320104-s1",
            "workers": 3,
            "owed": 30000,
        },
    )
    assert model_of("clues").objects.get().unit == "320104"


REFUSED = {
    "nothing in a column": ({"staff": None}, "没有填覆盖职工人数"),
    "an option that is none": ({"scope": "other_thing"}, "合同种类：“other_thing”不在选项中"),
    "an end before the beginning": ({"ends_on": date(2026, 1, 1)}, "期满日期 2026-01-01 早于生效日期 2026-01-20"),
    "a conclusion without its day": ({"performed": "kept"}, "写了履行检查结论，要写检查日期"),
    "no such column": ({"colour": "red"}, "没有“colour”这一列"),
    "no key": ({"contract": ""}, "没有备案号，请补上"),
}


@pytest.mark.parametrize(("changes", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_a_row_that_cannot_be_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(YuntaiError, match=said):
        entered("collective_contracts", contract(**changes))
    assert not Change.objects.exists()


def test_history_is_corrected_and_not_entered() -> None:
    entered("collective_contracts", contract(), since=date(2026, 3, 1))
    with pytest.raises(YuntaiError, match="2026-03-01 起已经有登记，2026-02-01 的要用更正"):
        entered("collective_contracts", contract(staff=1), since=date(2026, 2, 1))
    row = dated.rows("collective_contracts").get()
    with pytest.raises(YuntaiError, match="更正要写原因"):
        correct("collective_contracts", row.pk, {"staff": 1}, By())
    with pytest.raises(YuntaiError, match="“备案号”认出是哪一行，不能更正"):
        correct("collective_contracts", row.pk, {"contract": "另一个"}, By(reason="错"))
    correct(
        "collective_contracts", row.pk, {"since": date(2026, 2, 1), "staff_signer": "李四"}, By(reason="起始日写错")
    )
    assert dated.rows("collective_contracts", date(2026, 2, 1)).get().staff == 120
    with pytest.raises(YuntaiError, match="已经有人改过"):
        correct("collective_contracts", row.pk, {"staff": 1}, By(reason="又错"))


def test_two_periods_of_one_key_do_not_meet() -> None:
    entered("collective_contracts", contract(), since=date(2026, 1, 1))
    entered("collective_contracts", contract(staff=200), since=date(2026, 6, 1))
    first = dated.rows("collective_contracts", date(2026, 2, 1)).get()
    with pytest.raises(YuntaiError, match="日期不能重叠"):
        correct("collective_contracts", first.pk, {"until": date(2026, 6, 2)}, By(reason="写错"))


def test_one_row_twice_in_one_call_is_refused() -> None:
    with pytest.raises(YuntaiError, match="集体合同“集2026-1”写了两次"):
        entered("collective_contracts", contract(), contract(staff=3))


def test_what_ended_begins_anew_the_day_after() -> None:
    entered("apprentices", apprentice(), apprentice(person=BERT), since=date(2026, 3, 1))
    key = (dated.rows("apprentices").order_by("pk").first().person, "学1")
    end("apprentices", [key], date(2026, 4, 1), By(reason="退出"))
    with pytest.raises(YuntaiError, match="要从第二天起"):
        entered("apprentices", apprentice(), since=date(2026, 4, 1))
    entered("apprentices", apprentice(), since=date(2026, 4, 2))
    assert dated.rows("apprentices", date(2026, 4, 1)).count() == 2
    assert dated.rows("apprentices", date(2026, 4, 2)).count() == 2
    assert list(problems()) == []


def test_a_new_key_reads_all_and_what_is_sealed_stays(keys: Any) -> None:  # noqa: ARG001
    entered("apprentices", apprentice())
    row = dated.rows("apprentices").get()
    assert rotate_key() >= 1
    again = dated.rows("apprentices").get()
    assert again.private != row.private
    assert open_(roll_of("apprentices"), [again.person, again.course], again.private)["full_name"] == "安娜"
    assert list(problems()) == []


def test_the_database_holds_what_is_unique() -> None:
    roll = roll_of("apprentices")
    assert roll.kept is not None
    model = make_model(replace(roll, kept=replace(roll.kept, once=("employer", "certificate"))))
    assert {one.name: one.fields for one in model._meta.constraints} == {
        "roll_apprentices_key_since": ("person", "course", "since"),
        "roll_apprentices_key": ("person", "course"),
        "roll_apprentices_once": ("employer", "certificate"),
    }
    entered("apprentices", apprentice())
    columns = "person, course, unit, since, recorded_on, change, private, mark"
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(f"INSERT INTO roll_apprentices ({columns}) SELECT {columns} FROM roll_apprentices")
