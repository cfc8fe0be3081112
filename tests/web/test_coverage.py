"""The officers' page of who has declared: figures by district, the list, taken out for a purpose, reminders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
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
from tests.city import People, session_cookie, signed_in
from yuntai.cases.coverage import coverage
from yuntai.clock import today
from yuntai.notices.models import Notice
from yuntai.people.models import Access, Employer

SOON = (today() + timedelta(10)).isoformat()


@pytest.fixture
def firm(people: People) -> Employer:
    """The handler's firm; the clerk is of its district alone."""
    people.clerk.appointments.exclude(unit__code="320115").delete()
    return people.handler.operations.get().employer


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return "".join(BeautifulSoup(response.content, "html.parser").find("body").get_text().split())


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("clerk", 200),
        ("reviewer", 200),
        ("supervisor", 200),
        ("confirmer", 403),
        ("payer", 403),
        ("manager", 403),
        ("approver", 403),
    ],
)
def test_for_whom(people: People, username: str, status: int) -> None:
    client = signed_in(getattr(people, username))
    assert client.get("/work/declarations/").status_code == status
    assert (b"/work/declarations/" in client.get("/work/").content) == (status == 200)


def test_nobody_has_declared(people: People, firm: Employer) -> None:
    everybody = coverage(people.clerk).employers
    staff, firms = sum(one.staff for one in everybody), len(everybody)
    said = text(signed_in(people.clerk).get("/work/declarations/"))
    assert f"2023年度缴费基数：应申报{firms}家，已申报0家" in said
    assert f"按登记应当申报职工{staff}人。1家还没有申报，{firms - 1}家没有在平台注册。" in said
    assert "规定的申报时间：2023年1月11日到2023年3月6日。" in said
    assert f"{firm.district}{people.clerk.roles()[0].unit}{firms}00.0%1{firms - 1}00.0%" in said
    assert f"{firm.name}{firm.uscc}{firm.district}" in said


@pytest.mark.parametrize("word", ["江宁", "江宁区", "江宁县", "320115", "320121"])
def test_a_district_by_any_of_its_words(people: People, firm: Employer, word: str) -> None:
    assert firm.district == "江宁"
    others = signed_in(people.clerk).get("/work/declarations/", {"district": "白下区"})
    assert firm.uscc not in others.content.decode()
    assert firm.uscc in signed_in(people.clerk).get("/work/declarations/", {"district": word}).content.decode()


def test_one_has(people: People, staff: list[str]) -> None:
    case = handed_in(people, staff)
    client = signed_in(people.clerk)
    assert "已申报1家按登记" in text(client.get("/work/declarations/"))
    assert "这里没有单位" in text(client.get("/work/declarations/"))
    page = client.get("/work/declarations/?show=declared")
    assert f"{case.number}待受理" in text(page)
    assert f'href="/work/cases/{case.number}/"' in page.text


def test_by_district_and_name(people: People, firm: Employer) -> None:
    client = signed_in(people.supervisor)
    found = [one for one in coverage(people.supervisor).employers if one.status == "unregistered"]
    other = next(one for one in found if one.district != firm.district)
    there = sum(one.district == other.district for one in found)
    page = text(client.get(f"/work/declarations/?show=unregistered&district={other.district}"))
    assert f"没有申报0已申报0未注册单位{there}" in page
    assert "收不到平台的提醒" in page
    rows = BeautifulSoup(client.get(f"/work/declarations/?show=unregistered&q={other.uscc}").content, "html.parser")
    assert [row.td.get_text(strip=True) for row in rows.select("table")[1].select("tbody tr")] == [other.name]
    assert "没有找到“查无此家”" in text(client.get("/work/declarations/?q=查无此家"))


class TestReminding:
    def test_those_that_have_not(self, people: People, firm: Employer) -> None:
        client = signed_in(people.clerk)
        assert "提醒1家单位" in text(client.get("/work/declarations/"))
        response = client.post("/work/declarations/remind/?show=open", {"due_on": SOON}, follow=True)
        said = text(response)
        assert "已提醒1家单位" in said
        assert f"上次提醒{firm.name}" in said
        assert f"{today().year}年{today().month}月{today().day}日" in said
        assert "请他们在哪天以前申报" not in said
        assert Notice.objects.filter(channel="site").count() == 2

    def test_not_twice(self, people: People) -> None:
        client = signed_in(people.clerk)
        client.post("/work/declarations/remind/", {"due_on": SOON})
        again = client.post("/work/declarations/remind/", {"due_on": SOON})
        assert "没有要提醒的单位：今天都提醒过了，或者都已申报" in text(again, 400)
        assert Notice.objects.filter(channel="site").count() == 2

    @pytest.mark.parametrize(
        ("day", "said"),
        [("", "请填写在哪天以前申报"), ("2023-03-06", "申报的最后一天不能早于今天"), ("明天", "“明天”不是日期")],
    )
    def test_a_day_that_cannot_be(self, people: People, day: str, said: str) -> None:
        response = signed_in(people.clerk).post("/work/declarations/remind/", {"due_on": day})
        assert said in text(response, 400)
        assert Notice.objects.count() == 0

    def test_only_of_the_district_that_is_shown(self, people: People, firm: Employer) -> None:
        other = "玄武" if firm.district != "玄武" else "秦淮"
        response = signed_in(people.supervisor).post(f"/work/declarations/remind/?district={other}", {"due_on": SOON})
        assert "没有要提醒的单位" in text(response, 400)


def test_export(people: People, firm: Employer) -> None:
    client = signed_in(people.clerk)
    response = client.post("/work/declarations/export/?show=open", {"purpose": "上门提醒"})
    head, row = load_workbook(BytesIO(response.content)).active.values
    assert head[:5] == ("单位", "统一社会信用代码", "区", "经办单位", "应申报人数")
    assert row[:4] == (firm.name, firm.uscc, firm.district, people.clerk.roles()[0].unit.name)
    assert row[5:] == ("没有申报", None, None, None)
    logged = Access.objects.filter(user=people.clerk).get()
    assert (logged.what, logged.why) == ("导出 1 行：2023年度缴费基数没有申报", "上门提醒")
    assert "请写明导出来做什么用" in text(client.post("/work/declarations/export/"), 400)


@pytest.mark.parametrize("show", ["open", "declared", "unregistered"])
def test_queries(people: People, staff: list[str], show: str) -> None:
    handed_in(people, staff)
    client = signed_in(people.supervisor)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/work/declarations/?show={show}").status_code == 200
    assert len(queries) <= 30


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser(visit: Callable[..., Page], people: People, width: int) -> None:
    page = visit("/work/declarations/", width=width, cookies=session_cookie(people.supervisor))
    for click in ("未注册单位", "没有申报", "提醒 1 家单位"):
        assert (barriers(page), sideways(page)) == ([], 0)
        if click.startswith("提醒"):
            page.fill("[name=due_on]", SOON)
        page.click(f"main .tabs a:has-text('{click}'), main button:has-text('{click}')")
        page.wait_for_load_state()
    assert (barriers(page), sideways(page)) == ([], 0)
    assert "已提醒 1 家单位" in page.inner_text("body")
