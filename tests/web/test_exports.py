"""Lists as files: for a purpose, written down, masked, filtered as their pages are."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cases.test_recheck import drawn, finished
from tests.cases.test_walk import hand_in
from tests.city import People, signed_in
from tests.web.test_workbench import elsewhere, many_cases, officer, open_case, text_of
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.people import exports
from yuntai.people.acting import Acting
from yuntai.people.models import Access, Role

BOARDS = ("overview", "risks", "cards", "log", "ratings", "accesses")
CASES = ["办件编号", "事项", "申请人", "单位", "状态", "提交日期", "承诺日", "期限", "决定", "金额（元）", "督办"]
TITLE = "参保职工技能提升补贴申领"


def rows_of(response: Any) -> list[list[str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_queue_as_it_is_filtered(people: People) -> None:
    many_cases(people, 40, state="handling", due_on=today() - timedelta(1))
    many_cases_of_others(people)
    client = signed_in(people.reviewer)
    assert b'href="/work/export/?show=mine"' in client.get("/work/?show=mine").content
    page = client.get("/work/export/?show=mine")
    assert text_of(page).startswith("返回 导出办件（待我办） 共 40 行：办件编号、事项、申请人")
    rows = rows_of(client.post("/work/export/?show=mine", {"purpose": "周例会", "form": "csv"}))
    assert len(rows) == 41
    assert rows[0] == CASES
    name, unit, day = people.worker_person.masked_name, str(people.clerk.roles()[0].unit), today().isoformat()
    due = (today() - timedelta(1)).isoformat()
    assert rows[1] == ["9000000000", TITLE, name, unit, "办理中", day, due, "超期", "", "", "否"]
    entry = Access.objects.get()
    assert (entry.user, entry.person, entry.what, entry.why) == (
        people.reviewer,
        None,
        "导出 40 行：办件（待我办）",
        "周例会",
    )


def many_cases_of_others(people: People) -> None:
    """In another district, and not for a reviewer."""
    many_cases(people, 1, state="paying", outcome="granted", amount=1, number="8000000001")
    many_cases(people, 1, state="handling", number="8000000002", unit=elsewhere(people))


def test_without_a_purpose_nothing_leaves_and_the_form_says_so(people: People) -> None:
    open_case(people, "skill_upgrading")
    response = signed_in(people.clerk).post("/work/export/", {"purpose": " ", "form": "xlsx"})
    assert response["Content-Type"].startswith("text/html")
    assert "请写明导出来做什么用" in text_of(response)
    refused = signed_in(people.clerk).post("/work/export/", {"purpose": "周例会", "form": "pdf"})
    assert b'value="\xe5\x91\xa8\xe4\xbe\x8b\xe4\xbc\x9a"' in refused.content
    assert Access.objects.count() == 0


def test_not_more_rows_than_an_export_may_have(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    many_cases(people, 4, state="submitted")
    response = signed_in(people.clerk).post("/work/export/", {"purpose": "周例会", "form": "csv"})
    assert "一次最多导出 3 行，请缩小范围再导出" in text_of(response)
    assert Access.objects.count() == 0


def test_an_excel_sheet_has_dates_and_numbers(people: People) -> None:
    case = finished(hand_in(people), people)
    response = signed_in(people.supervisor).post("/work/export/?show=all", {"purpose": "月报", "form": "xlsx"})
    assert response["Content-Disposition"].startswith("attachment")
    (row,) = load_workbook(BytesIO(response.content)).active.iter_rows(min_row=2, values_only=True)
    assert (row[0], row[5].date(), row[8], row[9]) == (case.number, today(), "予以办理", 600)


@pytest.mark.parametrize("name", BOARDS)
@pytest.mark.parametrize(("username", "status"), [("worker", 403), ("clerk", 403), ("supervisor", 200)])
def test_who_may_export_a_board(people: People, name: str, username: str, status: int) -> None:
    assert signed_in(getattr(people, username)).get(f"/boards/export/{name}/").status_code == status


def board(people: People, name: str, query: str = "") -> list[list[str]]:
    client = signed_in(people.supervisor)
    path = "" if name == "overview" else f"{name}/"
    if name != "draw":
        assert f"/boards/export/{name}/".encode() in client.get(f"/boards/{path}{query}").content
    return rows_of(client.post(f"/boards/export/{name}/{query}", {"purpose": "月报", "form": "csv"}))


def test_cards(people: People) -> None:
    for number, due in (("late", -1), ("near", 0), ("calm", 90)):
        many_cases(people, 1, state="handling", due_on=today() + timedelta(due), number=number)
    assert [(row[0], row[7]) for row in board(people, "cards")] == [
        ("办件编号", "期限"),
        ("late", "超期"),
        ("near", "快到期"),
    ]


def test_the_overview(people: People) -> None:
    many_cases(people, 2, state="handling", due_on=today() - timedelta(1))
    unit = str(people.clerk.roles()[0].unit)
    assert board(people, "overview", "?days=30")[1:] == [
        ["事项", TITLE, "2", "2", "0", "0", "0", "—", "0", "0"],
        ["单位", unit, "2", "2", "0", "0", "0", "—", "0", "0"],
    ]


def test_the_log_as_it_is_filtered_and_without_the_numbers_that_somebody_typed(people: People) -> None:
    case = hand_in(people)
    act(case, "note", people.clerk, reason="请打 13812345678 找王某 11010519491231002X")
    (row,) = board(people, "log", "?kind=note")[1:]
    assert row[2:7] == [f"{case.number}\t", "备注", "窗口李", row[5], "请打 138****5678 找王某 110105********002X"]
    assert row[1].startswith(today().isoformat())
    assert row[7] == case.events.get(kind="note").seal


def test_ratings_and_draws(people: People) -> None:
    case = drawn(finished(hand_in(people), people), people)
    mine = Acting(people.worker, people.worker_person, "self")
    act(case, "rate", people.worker, acting=mine, data={"score": "1"}, reason="太慢")
    act(case, "answer_rating", officer("other", case.unit, Role.REVIEW), reason="已道歉")
    act(case, "recheck", people.supervisor, reason="核对过", data={"result": "right"})
    unit = str(Case.objects.get().unit)
    (row,) = board(people, "ratings")[1:]
    assert [*row[:5], row[6], row[7]] == [f"{case.number}\t", TITLE, unit, "1", "太慢", "已道歉", "other"]


def test_a_draw_by_its_seed(people: People) -> None:
    case = finished(hand_in(people), people)
    client = signed_in(people.supervisor)
    data = {"count": "1", "seed": "s-1", "since": today().isoformat(), "until": today().isoformat()}
    client.post("/boards/draws/", data)
    act(case, "recheck", people.supervisor, reason="核对过", data={"result": "right"})
    assert b"/boards/export/draw/?seed=s-1" in client.get("/boards/draws/s-1/").content
    (row,) = board(people, "draw", "?seed=s-1")[1:]
    assert row[:6] == [f"{case.number}\t", TITLE, str(case.unit), "没有问题", "核对过", "监督孙"]
    assert client.get("/boards/export/draw/?seed=none").status_code == 404
    assert client.get("/boards/export/nothing/").status_code == 404


def test_a_risk_by_what_it_is_made_of(people: People) -> None:
    finished(hand_in(people), people)
    (row,) = board(people, "risks")[1:]
    assert row == [TITLE, row[1], "1", "1", "0", "0", "1", "1", "600.00", "600.00"]


def test_another_districts_supervisor_exports_nothing_of_it(people: People) -> None:
    many_cases(people, 1, state="handling", due_on=date(2026, 1, 5))
    client = signed_in(officer("stranger", elsewhere(people), Role.SUPERVISE))
    assert "没有可以导出的" in text_of(client.get("/boards/export/cards/"))
