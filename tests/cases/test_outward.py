"""What acts do beyond their case: rows posted, an answer sent back, a session held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from tests.bookings.make import a_room, a_workday, at
from tests.cases.test_walk import hand_in
from tests.city import People
from tests.rolls.make import contract, entered
from yuntai.bookings.models import Change, Session
from yuntai.cases import going, outward
from yuntai.cases.actions import act
from yuntai.cases.content import calendar, catalogue
from yuntai.cases.drafts import begin_draft
from yuntai.cases.models import Case, Event
from yuntai.cases.submission import submit
from yuntai.cases.verify import verify
from yuntai.cases.versions import Version
from yuntai.clock import SHANGHAI, now, today
from yuntai.errors import YuntaiError
from yuntai.exchange.models import Message
from yuntai.exchange.systems import Order
from yuntai.exchange.taking import ORDER, TAKERS, take
from yuntai.people.acting import Acting
from yuntai.procedures.flow import Book, Flow, Post, Send, Wait, days, workdays
from yuntai.publishing.models import Posting
from yuntai.rules.language.workdays import workday_after

ROLL = "collective_contracts"


@pytest.fixture
def case(people: People) -> Case:
    """One that the clerk has accepted."""
    return act(hand_in(people), "accept", people.clerk)


def last(case: Case) -> Event:
    return case.events.select_related("user", "unit").latest("number")


def written(case: Case) -> None:
    """Two rows of this case and one of another."""
    entered(ROLL, contract(), contract(contract="集2026-2"), case=case.number)
    entered(ROLL, contract(contract="集2026-3"), case="another")


def test_post_shows_the_rows_that_the_case_has_written(case: Case) -> None:
    written(case)
    posting = outward.post(case, last(case), Post(ROLL), {})
    assert [row.cells[0] for row in posting.rows.all()] == ["集2026-1", "集2026-2"]
    assert (posting.unit, posting.case, posting.ends, posting.stays) == (case.unit, case.number, None, True)
    assert posting.title == "参保职工技能提升补贴申领：集体合同"
    with pytest.raises(YuntaiError, match="集体合同没有“result”这一列"):
        outward.post(case, last(case), Post(ROLL, rows="listed"), {})
    assert Posting.objects.count() == 1


def test_post_without_rows_stops_the_act(case: Case) -> None:
    with pytest.raises(YuntaiError, match="没有可以公示的行"):
        outward.post(case, last(case), Post(ROLL), {})


@pytest.mark.parametrize(
    ("until", "counts", "ends"),
    [(workdays(7), "workdays", date(2026, 10, 15)), (days(10), "days", date(2026, 10, 10))],
)
def test_post_lasts_as_long_as_the_case_waits(
    case: Case, until: Any, counts: str, ends: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From Wednesday 30 September 2026: 1 to 7 October are free, Saturday the 10th is worked, Sunday the 11th is not."""
    written(case)
    wait = Wait("posted", "公示中", until=until, to="/hired")
    monkeypatch.setattr(going, "catalogue", lambda: SimpleNamespace(flows={"hiring": Flow("聘用", wait)}))
    known = replace(case.version.load(), flow="hiring")
    monkeypatch.setattr(Version, "load", lambda _: known)
    event = last(case)
    event.data, event.at = (
        event.data | {"to": "posted", "within": [until.number, counts]},
        datetime(2026, 9, 30, 9, tzinfo=SHANGHAI),
    )
    monkeypatch.setattr("yuntai.publishing.lists.today", lambda: date(2026, 9, 30))
    posting = outward.post(case, event, Post(ROLL), {})
    assert (posting.begins, posting.ends, posting.stays) == (date(2026, 9, 30), ends, False)


@pytest.mark.parametrize(("answers", "said"), [({"reply": "已经追回。"}, "已经追回。"), ({}, "工资已经付清")])
def test_send_answers_who_sent_the_case(
    case: Case, answers: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TAKERS, ("12345", ORDER), lambda _: case.number)
    take("12345", Order("GD1", now(), date(2026, 12, 7), "反映欠薪", "没发工资"))
    event = last(case)
    event.reason = "工资已经付清"
    (sent,) = outward.send(case, event, Send("reply"), answers)
    assert (sent.number, sent.body, sent.case, sent.state) == ("GD1", {"text": said}, case.number, "waiting")
    assert Message.objects.incoming().get().state == "answered"
    assert outward.send(case, event, Send("reply"), answers) == []  # once


def test_send_of_a_case_that_nobody_sent_does_nothing(case: Case) -> None:
    assert outward.send(case, last(case), Send("reply"), {}) == []


def test_book_holds_a_session_for_the_case_and_moves_it(case: Case, people: People) -> None:
    room = a_room(people.clerk, case.unit)
    sheet = {"day": a_workday().isoformat(), "begins": "9:30", "ends": "11:00", "room": "一号庭"}
    session = outward.book(case, last(case), Book("hearing"), sheet)
    assert (session.kind, session.room, session.case, session.unit) == ("hearing", room, case.number, case.unit)
    assert (session.begins, session.ends, session.open_to_all) == (at(9, 30), at(11), False)
    assert session.bookings.get().person == people.worker_person
    event = last(case)
    event.reason = "申请人生病"
    moved = outward.book(case, event, Book("hearing"), sheet | {"begins": "14:00", "ends": "15:00"})
    assert (moved.pk, moved.begins) == (session.pk, at(14))
    assert [(one.what, one.reason) for one in Change.objects.order_by("place")] == [
        ("plan", ""),
        ("move", "申请人生病"),
    ]
    other = outward.book(case, event, Book("mediation"), sheet | {"room": "", "place": "街道调解室"})
    assert other.where == "街道调解室"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"begins": "早上"}, "请写清楚哪一天、几点到几点"),
        ({"day": ""}, "请写清楚哪一天、几点到几点"),
        ({"room": "九号庭"}, "没有“九号庭”这个场所"),
        ({"begins": "8:00"}, "“一号庭”9:00 到 17:00开门"),
    ],
)
def test_book_says_what_is_in_the_way(case: Case, people: People, change: dict[str, str], said: str) -> None:
    a_room(people.clerk, case.unit)
    sheet = {"day": a_workday().isoformat(), "begins": "9:30", "ends": "11:00", "room": "一号庭"}
    with pytest.raises(YuntaiError, match=said):
        outward.book(case, last(case), Book("hearing"), sheet | change)
    assert not Session.objects.exists()


def test_a_flow_of_the_town_holds_a_session_posts_and_answers(town: dict[str, Any]) -> None:
    """The town's inspection: a talk that is put off once, the result posted for five workdays, an answer to who passed it on."""
    worker, clerk = town["worker"], town["accept"]
    acting = Acting(worker, worker.person, "self")
    case = submit(begin_draft(catalogue()["inspection"], acting, {"work_place": "东街"}), acting)
    assert isinstance(case, Case)
    inspected = {
        "inspection": "检1",
        "employer": "91320106MA1TE5T01F",
        "firm": "南京示例机械有限公司",
        "batch": "2026-1",
        "drawn_on": date(2026, 3, 2),
        "inspected_on": date(2026, 3, 9),
        "matters": "wages",
        "violations": 0,
        "result": "sound",
    }
    entered("inspections", inspected, case=case.number)
    take("12345", Order("GD7", now(), date(2026, 12, 7), "催问检查", "什么时候公开？"))
    Message.objects.update(case=case.number)
    meeting = {"day": a_workday().isoformat(), "begins": "9:30", "ends": "10:30", "place": "桥头茶馆"}
    act(case, "meet", clerk, data={"sheet": meeting})
    session = Session.objects.get()
    assert (str(session), session.begins, session.where) == ("用工检查（调解）", at(9, 30), "桥头茶馆")
    assert session.bookings.get().person == worker.person
    act(case, "meet_again", clerk, reason="下雨", data={"sheet": meeting | {"begins": "14:00", "ends": "15:00"}})
    assert Session.objects.get().begins == at(14)
    case = act(case, "show", town["review"], data={"sheet": {"reply": "已经查过，正在公示。"}})
    posting = Posting.objects.get()
    assert (case.state, posting.case, posting.stays) == ("posted", case.number, False)
    assert [row.cells[:2] for row in posting.rows.all()] == [["南京示例机械有限公司", "2026-1"]]
    assert posting.ends == workday_after(today(), 5, calendar())
    sent = Message.objects.outgoing().get()
    assert (sent.number, sent.body) == ("GD7", {"text": "已经查过，正在公示。"})
    assert verify() == []


def test_an_effect_that_cannot_be_undoes_the_act(town: dict[str, Any]) -> None:
    worker = town["worker"]
    acting = Acting(worker, worker.person, "self")
    case = submit(begin_draft(catalogue()["inspection"], acting, {"work_place": "东街"}), acting)
    meeting = {"day": a_workday().isoformat(), "begins": "10:30", "ends": "9:30", "place": "桥头茶馆"}
    with pytest.raises(YuntaiError, match="结束要晚于开始"):
        act(case, "meet", town["accept"], data={"sheet": meeting})
    case.refresh_from_db()
    assert (case.state, case.events.count()) == ("received", 1)
