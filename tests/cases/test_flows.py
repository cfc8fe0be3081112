"""A case of a procedure that has a flow of its own: the town's clue of unpaid wages, from report to letter."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.city import signed_in
from tests.web.test_workbench import text_of
from yuntai.cases import reminders
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft
from yuntai.cases.duties import possible
from yuntai.cases.history import history_of
from yuntai.cases.lights import Lights
from yuntai.cases.models import Case
from yuntai.cases.starts import planned
from yuntai.cases.stranded import stranded
from yuntai.cases.submission import submit
from yuntai.cases.verify import verify
from yuntai.errors import YuntaiError
from yuntai.notices.models import Letter, Notice
from yuntai.people.acting import Acting
from yuntai.people.models import User
from yuntai.procedures.flow import Flow

Town = dict[str, User]


def report(town: Town) -> Case:
    worker = town["worker"]
    acting = Acting(worker, worker.person, "self")
    answers = {"work_place": "东街", "firm": "某公司", "owed": "12000"}
    case = submit(begin_draft(catalogue()["wage_clue"], acting, answers), acting)
    assert isinstance(case, Case)
    return case


def sorted_as(town: Town, kind: str) -> Case:
    return act(report(town), "sort", town["accept"], data={"sheet": {"class": kind}})


def names(case: Case, user: User, acting: Acting | None = None) -> list[str]:
    return [one.name for one in possible(case, user, acting)]


def test_from_report_to_letter(town: Town) -> None:
    case = report(town)
    assert (case.state, case.holder, case.get_state_display(), case.unit.code) == (
        "received",
        "accept",
        "待分类",
        "999900-east",
    )
    assert names(case, town["accept"]) == ["sort", "pass_on", "request_correction", "transfer", "consult", "note"]
    case = act(case, "sort", town["accept"], data={"sheet": {"class": "quick"}})
    assert (case.state, case.holder, case.get_state_display()) == ("solving", "review", "快速解决")
    with pytest.raises(YuntaiError, match="没有记录追回的工资，要写明为什么办结"):
        act(case, "settle", town["review"])
    with pytest.raises(YuntaiError, match="您没有“办结”这个办件的权限"):
        act(case, "settle", town["confirm"])
    case = act(case, "settle", town["review"], data={"sheet": {"paid": "12000"}})
    assert (case.state, case.get_state_display(), case.outcome, case.holder, case.is_open) == (
        "settled",
        "已解决",
        "granted",
        "",
        False,
    )
    assert [event.title for event in case.events.order_by("number")] == ["提交申请", "分类", "办结"]
    assert [one.answers for one in case.sheets.order_by("place")] == [{"class": "quick"}, {"paid": "12000"}]
    assert [one.title for one in Letter.objects.filter(case=case.number)] == ["欠薪线索办理情况告知书"]
    assert Notice.objects.filter(case=case.number, template="case_closed", channel="site").count() == 1
    assert verify() == []


def test_what_everybody_can_do_is_in_every_flow(town: Town) -> None:
    case = report(town)
    hers = Acting(town["worker"], town["worker"].person, "self")
    assert names(case, town["worker"], hers) == ["withdraw"]
    case = act(case, "withdraw", town["worker"], acting=hers)
    assert (case.state, case.get_state_display(), case.is_open) == ("withdrawn", "已撤回", False)


@pytest.mark.parametrize(
    ("doings", "days", "left", "light"),
    [
        ((), 0, 2, "yellow"),
        ((), 2, 0, "yellow"),
        ((), 3, -1, "red"),
        (("quick",), 0, 5, "green"),
        (("quick",), 6, -1, "red"),
        (("quick", "ask"), 0, 3, "green"),
        (("quick", "ask"), 4, -1, "red"),
    ],
)
def test_the_time_of_each_step(
    town: Town, monkeypatch: pytest.MonkeyPatch, doings: tuple[str, ...], days: int, left: int, light: str
) -> None:
    """From Monday 7 December 2026, with no holiday in that week and the next; two workdays left are yellow."""
    monday = date(2026, 12, 7)
    monkeypatch.setattr("yuntai.clock.today", lambda: monday)
    case = report(town)
    if "quick" in doings:
        case = act(case, "sort", town["accept"], data={"sheet": {"class": "quick"}})
    if "ask" in doings:
        case = act(case, "ask", town["review"], reason="请说明")
    known = history_of(case)
    begun = case.events.latest("number").at.date()
    until = begun
    for _ in range(days):
        until += timedelta(1)
        while until.weekday() > 4:
            until += timedelta(1)
    clock = known.clock(case.version.load(), until)
    assert clock is not None
    assert (clock.left, clock.light) == (left, light)
    assert Lights.on(until).of(case) == light


def test_a_report_that_nobody_sorts_turns_red_and_one_that_is_not_explained_ends(town: Town) -> None:
    case = act(sorted_as(town, "quick"), "ask", town["review"], reason="请说明干了几个月")
    assert (case.state, case.holder, case.paused) == ("explaining", "applicant", False)
    reminders.steps_over(case.due_on)
    case.refresh_from_db()
    assert case.state == "explaining"
    reminders.steps_over(case.due_on + timedelta(1))
    case.refresh_from_db()
    assert (case.state, case.get_state_display(), case.is_open) == ("given_up", "反映人没有说明，已了结", False)
    assert case.events.latest("number").title == "到期"
    reminders.steps_over(case.closed_on + timedelta(30))
    assert case.events.count() == 4
    assert verify() == []


def test_what_she_explains_leads_back(town: Town) -> None:
    case = act(sorted_as(town, "quick"), "ask", town["review"], reason="请说明")
    hers = Acting(town["worker"], town["worker"].person, "self")
    assert names(case, town["worker"], hers) == ["explain", "withdraw"]
    case = act(case, "explain", town["worker"], acting=hers, data={"sheet": {"said": "三个月"}})
    assert (case.state, history_of(case).pauses[-1].ends is not None) == ("solving", True)


def test_a_blind_panel_shows_no_sheet_before_all_are_in(town: Town) -> None:
    case = sorted_as(town, "filed")
    first = act(case, "sitting_sheet", town["review"], data={"sheet": {"opinion": "应当立案"}})
    assert first.state == "sitting"
    with pytest.raises(YuntaiError, match="您已经交过"):
        act(case, "sitting_sheet", town["review"], data={"sheet": {"opinion": "再交一次"}})
    address = f"/work/cases/{case.number}/"
    assert "应当立案" in text_of(signed_in(town["review"]).get(address))
    assert "应当立案" not in text_of(signed_in(town["other"]).get(address))
    last = act(case, "sitting_sheet", town["other"], data={"sheet": {"opinion": "不用立案"}})
    assert last.state == "enforcing"
    shown = text_of(signed_in(town["review"]).get(address))
    assert "应当立案" in shown
    assert "不用立案" in shown


def test_a_case_that_waits_for_another_goes_on_when_that_has_ended(town: Town) -> None:
    case = act(sorted_as(town, "quick"), "file", town["review"], reason="要立案")
    (opened,) = [link.case for link in case.leads_to.all()]
    assert (opened.procedure, opened.state, opened.subject) == ("wage_clue", "received", case.subject)
    for who in ("review", "other"):
        case = act(case, "sitting_sheet", town[who], data={"sheet": {"opinion": "立案"}})
    assert (case.state, case.holder) == ("enforcing", "")
    act(opened, "pass_on", town["accept"], reason="另案办")
    case.refresh_from_db()
    assert (case.state, case.get_state_display()) == ("deciding", "待决定")
    case = act(case, "order", town["confirm"], reason="限十日内支付")
    assert (case.state, case.outcome) == ("ordered", "granted")
    assert verify() == []


def test_pages(town: Town) -> None:
    case = report(town)
    desk = signed_in(town["accept"])
    assert "待分类" in text_of(desk.get("/work/"))
    address = f"/work/cases/{case.number}/"
    page = desk.get(address)
    assert "分到哪一类？" in text_of(page)
    assert re.findall(r"<summary>(\w+)", page.content.decode())[0] == "分类"
    assert "这一步最晚" in text_of(page)
    assert "这一步 2 个工作日" in text_of(page)
    last = {"last": case.events.latest("number").place}
    refused = desk.post(f"{address}do/sort/", {**last, "sort-class": ""})
    assert "分类：请填写这一项" in text_of(refused)
    assert desk.post(f"{address}do/sort/", {**last, "sort-class": "quick"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "solving"
    desk = signed_in(town["review"])
    page = text_of(desk.get(address))
    assert "快速解决" in page
    assert "追回了多少？" in page
    last = {"last": case.events.latest("number").place}
    assert desk.post(f"{address}do/ask/", {**last, "reason": "干了几个月"}).status_code == 302
    hers = signed_in(town["worker"])
    page = hers.get(f"/cases/{case.number}/")
    assert "等反映人说明" in text_of(page)
    assert "请说明情况" in text_of(page)
    last = {"last": case.events.latest("number").place}
    refused = hers.post(f"/cases/{case.number}/do/explain/", {**last, "explain-said": ""})
    assert "说明情况：请填写这一项" in text_of(refused) or "请填写这一项" in text_of(refused)
    assert hers.post(f"/cases/{case.number}/do/explain/", {**last, "explain-said": "三个月"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "solving"
    assert "说明情况" in strip_tags(hers.get(f"/cases/{case.number}/").content.decode())


def test_what_a_change_of_the_pack_would_strand(town: Town) -> None:
    now = catalogue()
    case = sorted_as(town, "quick")
    assert list(stranded(now)) == []
    flow = now.flows["clue"]
    without = Flow(flow.title, *(step for name, step in flow.steps.items() if name != "solving"))
    assert list(stranded(replace(now, flows={"clue": without}))) == [
        "事项“wage_clue”有 1 件没办完的停在“快速解决”：流程里没有“快速解决”这一步了，改了就办不下去。"
        "请先办完这些办件，或者把这一步留着"
    ]
    assert list(stranded(replace(now, flows={}))) == [
        "事项“wage_clue”有 1 件没办完的停在“快速解决”：流程“clue”没有了，改了就办不下去。请先办完这些办件，或者把这一步留着"
    ]
    act(case, "settle", town["review"], reason="没有欠")
    assert list(stranded(replace(now, flows={}))) == []


def test_a_report_by_code_without_an_account(town: Town) -> None:
    client, phone = Client(), "13911112222"
    address = "/report/wage_clue/"
    assert "不用注册" in text_of(client.get(address))
    assert client.get("/report/retirement/").status_code == 404
    assert "不用注册也能反映" in text_of(client.get("/matters/wage_clue/"))
    assert "二维码" in client.get(f"{address}poster/?work_place=东街").content.decode()
    assert client.get(f"{address}form/").status_code == 302
    assert client.post(f"{address}?firm=某公司", {"phone": phone}).status_code == 302
    assert "139****2222" in text_of(client.get(address))
    sent = Notice.objects.get(template="visitor_code")
    assert (sent.channel, sent.address, sent.person, sent.user) == ("sms", phone, None, None)
    code = re.search(r"[0-9]{6}", sent.text)
    assert code
    assert "验证码不对" in text_of(client.post(address, {"code": "000000" if code[0] != "000000" else "111111"}))
    assert client.post(address, {"code": code[0]}).status_code == 302
    assert "某公司" in client.get(f"{address}form/").content.decode()
    wrong = client.post(f"{address}form/", {"work_place": "东街", "firm": "某公司", "owed": ""})
    assert "请填写这一项" in text_of(wrong)
    answers = {"work_place": "东街", "firm": "某公司", "owed": "9000"}
    case_page = text_of(client.post(f"{address}form/", answers))
    again = text_of(client.post(f"{address}form/", answers))
    case = Case.objects.get()  # a second click makes no second case
    assert case.number in case_page
    assert case.number in again
    assert (case.person, case.employer, case.state, case.unit.code) == (None, None, "received", "999900-east")
    assert Notice.objects.filter(case=case.number, template="case_submitted").count() == 1
    desk = signed_in(town["accept"])
    assert "没有申请人" in text_of(desk.get("/work/"))
    page = text_of(desk.get(f"/work/cases/{case.number}/"))
    assert "扫码反映的" in page
    assert phone not in page
    case = act(case, "sort", town["accept"], data={"sheet": {"class": "quick"}})
    act(case, "settle", town["review"], data={"sheet": {"paid": "9000"}})
    assert client.post("/progress/", {"number": case.number, "phone": phone}).status_code == 302
    code = re.search(r"[0-9]{6}", Notice.objects.get(template="progress_code").text)
    assert code
    assert client.post("/progress/code/", {"code": code[0]}).status_code == 302
    assert "已解决" in text_of(client.get(f"/progress/{case.number}/"))
    assert verify() == []


@pytest.mark.usefixtures("town")
def test_a_plan_begins_a_case_of_nobody_once() -> None:
    procedure, key = catalogue()["wage_clue"], UUID(int=7)
    row = {"key": "a", "unit": "999900-west", "work_place": "西街", "firm": "某公司", "owed": 100, "weight": 3}
    case = planned(procedure, key, "每月抽查", row)
    assert planned(procedure, key, "每月抽查", row) == case
    assert Case.objects.count() == 1
    assert (case.unit.code, case.subject, case.facts) == (
        "999900-west",
        None,
        {"work_place": "西街", "firm": "某公司", "owed": "100"},
    )
    (event,) = case.events.all()
    assert (event.capacity, event.data["start"], event.user.is_active) == ("每月抽查", "plan", False)
    with pytest.raises(YuntaiError, match="请在流程的 starts 里写上 plan"):
        planned(catalogue()["retirement"], UUID(int=8), "每月抽查", {"key": "a"})
