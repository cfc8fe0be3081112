"""A declaration in the workbench: its rows by what to look at, one with its working, taken out for a purpose."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.cases.declared import handed_in
from tests.cases.test_walk import hand_in
from tests.city import People, session_cookie, signed_in
from yuntai.cases.models import Case
from yuntai.notices.models import Letter
from yuntai.people.models import Access, Person


@pytest.fixture
def case(people: People, staff: list[str]) -> Case:
    return handed_in(people, staff)


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def cells(response: Any) -> list[list[str]]:
    """The cells of the first table, without the last year's base, which the city made up."""
    assert response.status_code == 200
    body = BeautifulSoup(response.content, "html.parser").select("table tbody tr")
    return [["".join(one.get_text().split()) for one in row.select("td")] for row in body]


def masked(resident_id: str) -> str:
    return f"{resident_id[:6]}{'*' * 8}{resident_id[-4:]}"


def address(case: Case, more: str = "") -> str:
    return f"/work/cases/{case.number}/rows/{more}"


def test_the_case_says_what_the_rows_come_to(people: People, case: Case) -> None:
    said = text(signed_in(people.clerk).get(f"/work/cases/{case.number}/"))
    assert "申报的职工 合计 职工 4 人" in said
    # 85,000 + 30,000 + 300,000 + 85,000; annual 102,000 + 36,000 + 360,000 + 102,000; 8,500 + 4,494 + 24,042 + 5,200
    assert "应发工资合计 500,000.00 元 年缴费工资合计 600,000.00 元 月缴费基数合计 42,236.00 元" in said
    assert "全部 4 人" in said
    assert "按下限 1 人 按上限 1 人" in said
    assert "以津贴申报 1 人" in said
    assert "每位职工的基数已按政策算好" in said
    assert "没有可计算的政策" not in said


def test_rows_with_masked_names(people: People, case: Case) -> None:
    response = signed_in(people.clerk).get(address(case))
    assert f"{case.employer}申报 4 人 2023年度，{case.number}。应发工资合计 500,000.00 元，" in text(response)
    rows = cells(response)
    assert [row[1] for row in rows] == ["丁*", "王*二", "张*", "李*"]
    assert [row[4:7] for row in rows] == [
        ["85,000.00", "102,000.00", "8,500.00"],
        ["30,000.00", "36,000.00", "4,494.00"],
        ["300,000.00", "360,000.00", "24,042.00"],
        ["85,000.00", "102,000.00", "5,200.00"],
    ]
    assert "月平均3,000.00元，按下限4,494.00元" in rows[1][9]
    assert "月平均30,000.00元，按上限24,042.00元" in rows[2][9]


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("show=floor", ["3"]),
        ("show=ceiling", ["4"]),
        ("show=allowance", ["5"]),
        ("q=小二", ["3"]),
        ("show=ceiling&q=小二", []),
        ("q=赵六", []),
    ],
)
def test_groups_and_names(people: People, case: Case, query: str, lines: list[str]) -> None:
    rows = cells(signed_in(people.clerk).get(address(case, f"?{query}")))
    assert [row[0].removesuffix("，怎么算的") for row in rows] == lines


def test_who_is_left_out(people: People, case: Case, staff: list[str]) -> None:
    rows = cells(signed_in(people.clerk).get(address(case, "?show=left_out")))
    assert len(rows) == min(len(staff) - 4, 50)
    assert [row[0] for row in rows] == [one["enrolment"] for one in case.facts["left_out"]][:50]


def test_one_row_with_its_working_is_written_down(people: People, case: Case, staff: list[str]) -> None:
    employee = Person.objects.register(staff[1], "王小二")
    said = text(signed_in(people.clerk).get(address(case, "3/")))
    assert "第 3 行：王小二" in said
    assert "月缴费基数 4,494.00 元 ，年缴费工资 36,000.00 元。 月平均 3,000.00 元，按下限 4,494.00 元" in said
    assert "按现在的登记和规定重算" not in said
    logged = Access.objects.filter(person=employee).get()
    assert (logged.user, logged.what) == (people.clerk, "申报的工资")
    assert logged.why == f"办件 {case.number} 第 3 行，{masked(staff[1])}"
    assert f"公民身份号码 {masked(staff[1])}" in said
    assert staff[1] not in said
    assert signed_in(people.clerk).get(address(case, "9/")).status_code == 404


class TestExport:
    def test_what_is_shown_goes_out(self, people: People, case: Case, staff: list[str]) -> None:
        response = signed_in(people.clerk).post(address(case, "export/?show=floor"), {"purpose": "核对个税"})
        head, row = load_workbook(BytesIO(response.content)).active.values
        assert head[:4] == ("行", "姓名", "公民身份号码", "参保登记号")
        assert (row[:3], row[6:10]) == ((3, "王小二", masked(staff[1])), (10, 30000, 36000, 4494))
        assert row[12].startswith("月平均 3,000.00 元，按下限 4,494.00 元")
        logged = Access.objects.filter(user=people.clerk).get()
        assert logged.what == f"导出 1 行：{case.employer}2023年度申报-按下限"
        assert logged.why == "核对个税"

    def test_not_without_a_purpose(self, people: People, case: Case) -> None:
        said = text(signed_in(people.clerk).post(address(case, "export/"), {"purpose": " "}), 400)
        assert "请写明导出来做什么用" in said
        assert Access.objects.count() == 0

    def test_not_by_looking(self, people: People, case: Case) -> None:
        response = signed_in(people.clerk).get(address(case, "export/"))
        assert (response.status_code, response.url) == (302, address(case))


def test_not_for_others(people: People, case: Case) -> None:
    for path in (address(case), address(case, "2/")):
        assert signed_in(people.approver).get(path).status_code == 403
        assert signed_in(people.manager).get(path).status_code == 403
    assert signed_in(people.clerk).get(address(hand_in(people))).status_code == 404


@pytest.mark.parametrize("more", ["", "?show=left_out", "3/"])
def test_queries(people: People, case: Case, more: str) -> None:
    client = signed_in(people.clerk)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(case, more)).status_code == 200
    assert len(queries) <= 30


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser(visit: Callable[..., Page], people: People, case: Case, width: int) -> None:
    page = visit(f"/work/cases/{case.number}/", width=width, cookies=session_cookie(people.clerk))
    for click in ("按下限", "怎么算的"):
        assert (barriers(page), sideways(page)) == ([], 0)
        page.click(f"main a:has-text('{click}'), main button:has-text('{click}')")
        page.wait_for_load_state()
    assert (barriers(page), sideways(page)) == ([], 0)
    assert "王小二" in page.inner_text("main")


def test_decided_from_the_first_look_to_the_letter(people: People, case: Case) -> None:
    """No policy decides a declaration as a whole, so nothing is proposed to the officer."""
    signed_in(people.clerk).post(f"/work/cases/{case.number}/do/accept/")
    reviewer = signed_in(people.reviewer)
    page = BeautifulSoup(reviewer.get(f"/work/cases/{case.number}/").content, "html.parser")
    assert len(page.select("[name=outcome]")) == 2
    assert page.select("[name=outcome][checked]") == []
    reviewer.post(f"/work/cases/{case.number}/do/propose/", {"outcome": "granted"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "granted")
    assert "月缴费基数（元）" in Letter.objects.get(case=case.number, kind="granted").html
