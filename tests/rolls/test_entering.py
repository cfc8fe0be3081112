"""What an act of a case enters in a roll: its answers by the names of columns, and what the flow makes of the case."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from tests.rolls.make import ANNA, FIRM, officer
from yuntai.cases.entering import enter
from yuntai.clock import SHANGHAI
from yuntai.errors import YuntaiError
from yuntai.procedures.flow import Enter
from yuntai.rolls import dated
from yuntai.rolls.models import Change

pytestmark = pytest.mark.django_db


def case(**fields: Any) -> Any:
    facts = {
        "firm": "示例公司",
        "topics": "wages,safety",
        "asked_by": "staff",
        "colour": "red",
        "asked_on": "2026-05-01",
    }
    firm = SimpleNamespace(uscc=FIRM)
    return SimpleNamespace(**{"number": "2026000017", "facts": facts, "person": None, "employer": firm} | fields)


def event(day: int = 4, **fields: Any) -> Any:
    at = datetime(2026, 5, day, 9, 0, tzinfo=SHANGHAI)
    return SimpleNamespace(**{"at": at, "user": None, "unit": None, "reason": "", "capacity": "玄武局审核岗"} | fields)


def test_answers_by_the_names_of_columns() -> None:
    user = officer()
    written = enter(case(), event(user=user), Enter("bargainings"), {"level": "firm", "guided": "否"})
    row = dated.rows("bargainings", date(2026, 5, 4)).get()
    assert (row.bargaining, row.employer, row.firm, row.topics) == ("2026000017", FIRM, "示例公司", "wages,safety")
    assert (row.level, row.guided, row.asked_on, row.since) == ("firm", False, date(2026, 5, 1), date(2026, 5, 4))
    assert written.change is not None
    assert (written.change.case, written.change.by, written.change.capacity) == ("2026000017", user, "玄武局审核岗")


def test_a_later_act_adds_to_the_row_and_the_last_ends_it() -> None:
    told = event()
    enter(case(), told, Enter("bargainings"), {"level": "firm", "guided": "否"})
    told.at = told.at.replace(day=20)
    ended = Enter(
        "bargainings",
        row=lambda one: {"result": "signed", "ended_on": date(2026, 5, 20), "contract": f"集{one.number}"},
    )
    enter(case(), told, ended, {})
    row = dated.rows("bargainings", date(2026, 5, 20)).get()
    assert (row.result, row.contract, row.level) == ("signed", "集2026000017", "firm")
    assert dated.rows("bargainings", date(2026, 5, 19)).get().result is None
    told.at = told.at.replace(day=25)
    enter(case(), told, Enter("bargainings", ends=True), {})
    assert dated.rows("bargainings", date(2026, 5, 25)).exists()
    assert not dated.rows("bargainings", date(2026, 5, 26)).exists()


def test_a_row_of_who_applies() -> None:
    person = SimpleNamespace(resident_id=ANNA)
    answers = {
        "full_name": "安娜",
        "course": "学1",
        "employer": FIRM,
        "contract_until": "无固定期限",
        "enrolled_on": "2026-03-01",
    }
    enter(
        case(person=person, employer=None, facts={}),
        event(),
        Enter("apprentices"),
        {**answers, "registered": "是", "left_on": "在学"},
    )
    row = dated.rows("apprentices", date(2026, 5, 4)).get()
    assert (row.course, row.contract_until, row.left_on) == ("学1", date(9999, 12, 31), date(9999, 12, 31))


def test_a_row_that_cannot_be_stops_the_act() -> None:
    with pytest.raises(YuntaiError, match="登记集体协商台账：没有填层级；没有填指导员介入"):
        enter(case(), event(), Enter("bargainings"), {})
    with pytest.raises(YuntaiError, match="登记集体协商台账：层级：“天上”不在选项中"):
        enter(case(), event(), Enter("bargainings"), {"level": "天上", "guided": "否"})
    assert not Change.objects.exists()
