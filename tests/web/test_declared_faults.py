"""A payroll clerk's sheet with many slips: faults by kind, one remedy for all alike, differences with their reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.cases.declared import line
from tests.city import People
from tests.web.test_employer import acting_client, content_of, filled_in, text, upload
from yuntai.cases.declarations import Declaration, rows_of
from yuntai.cases.declaring import begin_declaration, keep
from yuntai.cases.models import Draft
from yuntai.people.acting import Acting

STRANGER = "11010519491231002X"  # the example of GB 11643-1999


@pytest.fixture
def handler(people: People) -> Client:
    return acting_client(people.handler)


def kept(people: People, *lines: object) -> Draft:
    """The firm's draft with these lines in it."""
    employer = people.handler.operations.get().employer
    declaration = Declaration(employer)
    draft = begin_declaration(declaration, Acting(people.handler, employer, "operator"))
    return keep(declaration, draft, declaration.check(lines))  # type: ignore[arg-type]


def wages(draft: Draft) -> list[str]:
    draft.refresh_from_db()
    return [row.cells["gross_wage"] for row in rows_of(draft.answers)]


def test_one_press_for_all_alike(people: People, handler: Client, staff: list[str]) -> None:
    draft = kept(people, *(line(n, staff[n - 2], gross_wage=text) for n, text in ((2, "6w"), (3, "2w"), (4, "70000"))))
    said = text(handler.get("/employer/declare/?show=wrong"))
    assert "要您确认的2行：应发工资合计用字母代千、万第2行“6w”→60,000元；第3行“2w”→20,000元" in said
    assert "填错的" not in said
    response = handler.post("/employer/declare/remedy/", {"group": "amount-gross_wage"})
    assert response.url == "/employer/declare/"
    assert wages(draft) == ["60000.00", "20000.00", "70000.00"]


def test_one_row_is_confirmed_alone(people: People, handler: Client, staff: list[str]) -> None:
    draft = kept(people, line(2, staff[0], gross_wage="6w"), line(3, staff[1], gross_wage="2w"))
    assert "您写的是“6w”，是60,000元吗？" in text(handler.get("/employer/declare/rows/2/"))
    assert handler.post("/employer/declare/rows/2/", {"confirm": "1"}).url == "/employer/declare/rows/3/"
    assert wages(draft) == ["60000.00", "2w"]


def test_strangers_are_left_out_together_and_a_remedy_for_none_does_nothing(
    people: People, handler: Client, staff: list[str]
) -> None:
    draft = kept(people, line(2, staff[0]), line(3, STRANGER))
    assert handler.post("/employer/declare/remedy/", {"group": "twice-employee_id"}).status_code == 302
    assert len(wages(draft)) == 2
    response = handler.post("/employer/declare/remedy/", {"group": "unknown-employee_id"}, follow=True)
    assert "已删去 1 行" in response.text
    assert len(wages(draft)) == 1


def test_a_sum_at_the_end_is_nobody(handler: Client, exports: Path) -> None:
    handler.post("/employer/declare/")
    book = filled_in(handler, exports)
    sheet = book.worksheets[0]
    rows = sheet.max_row - 1
    sheet[f"A{rows + 2}"], sheet[f"G{rows + 2}"] = "合计", "=SUM(G2:G9)"
    response = upload(handler, book)
    assert f"第 {rows + 2} 行是合计，没有当作职工" in response.text
    assert f"收到 {rows} 行，没有错误" in response.text


class TestReasons:
    @pytest.fixture
    def draft(self, people: People, staff: list[str]) -> Draft:
        """Two rows whose monthly wage is less than half of last year's base, one that is equal to it."""
        draft = kept(people, *(line(n, staff[n - 2], reason="") for n in (2, 3, 4)))
        rows = rows_of(draft.answers)
        for at, (base, wage) in enumerate((("10000.00", "4900.00"), ("20000.00", "5000.00"), ("8500.00", "8500.00"))):
            results = rows[at].results | {"monthly_wage": wage, "base": wage}
            rows[at] = replace(rows[at], cells=rows[at].cells | {"last_base": base}, results=results)
        draft.answers |= {"rows": [asdict(row) for row in rows]}
        draft.save()
        return draft

    def test_the_largest_first_each_with_a_place_for_its_reason(self, handler: Client, draft: Draft) -> None:
        said = text(handler.get("/employer/declare/differences/"))
        assert "2人要写原因" in said
        assert "3某某20,000.005,000.00-15,000.00-75%" in said
        assert said.index("-15,000.00") < said.index("-5,100.00")

    def test_one_reason_for_all_that_have_none(self, handler: Client, draft: Draft) -> None:
        address = "/employer/declare/differences/reasons/?show=explain"
        form = {"reason-2": "病假", "reason-3": "", "same": "停工"}
        assert handler.post(address, form).url == "/employer/declare/differences/?show=explain"
        draft.refresh_from_db()
        assert [row.reason for row in rows_of(draft.answers)] == ["病假", "停工", ""]

    def test_a_reason_has_an_end(self, handler: Client, draft: Draft) -> None:
        response = handler.post("/employer/declare/differences/reasons/", {"reason-2": "长" * 201})
        assert "第2行的原因：最多200字，现在201字" in text(response)

    def test_no_smaller_than_the_firm_wants(self, handler: Client, draft: Draft) -> None:
        address = "/employer/declare/differences/threshold/?show=down"
        assert handler.post(address, {"least": "60"}).url == "/employer/declare/differences/?show=down"
        said = text(handler.get("/employer/declare/differences/?show=down"))
        assert "另有1人变化不到60%" in said
        assert "-15,000.00" in said
        assert "-5,100.00" not in said
        assert "请写0到1000的数" in text(handler.post(address, {"least": "很多"}))


def test_what_lies_under_the_floor_needs_no_change(people: People, handler: Client, staff: list[str]) -> None:
    """3,000 yuan a month twice; the floor of Jiangsu 2023 is 4,494."""
    kept(people, *(line(n, staff[n - 2], gross_wage="30000") for n in (2, 3)), line(4, staff[2]))
    said = text(handler.get("/employer/declare/differences/?show=floor"))
    assert "2人月平均工资低于下限4,494.00元，基数已经全部按下限算好，不用改" in said
    assert "3,000.004,494.00" in said


@pytest.mark.parametrize(
    "path", ["", "?show=wrong", "?group=amount-gross_wage", "differences/", "differences/?show=down"]
)
def test_a_page_of_300_rows_asks_no_more_than_one_of_three(
    people: People, handler: Client, staff: list[str], path: str
) -> None:
    draft = kept(people, line(2, staff[0], gross_wage="6w"), line(3, staff[1], gross_wage="45000"))
    wrong, good = rows_of(draft.answers)
    counts = []
    for many in (1, 150):
        rows = [
            replace(one, line=2 * number + at) for number in range(1, many + 1) for at, one in enumerate((wrong, good))
        ]
        draft.answers |= {"rows": [asdict(row) for row in rows]}
        draft.save()
        with CaptureQueriesContext(connection) as queries:
            assert handler.get(f"/employer/declare/{path}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_sheet_full_of_slips_in_a_browser(
    visit: Callable[..., Page], people: People, exports: Path, width: int
) -> None:
    client = acting_client(people.handler)
    client.post("/employer/declare/")
    book = filled_in(client, exports)
    sheet = book.worksheets[0]
    for number, value in {3: "6w", 4: "85k", 12: None, 14: 1200}.items():
        sheet[f"G{number}"] = value
    sheet["A7"], sheet["F10"], sheet["F11"] = STRANGER, 13, 0
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    page = visit("/employer/declare/", width=width, cookies=cookies)
    file = {"name": "申报表.xlsx", "mimeType": "application/octet-stream", "buffer": content_of(book)}
    page.set_input_files("input[type=file]", file)
    page.click("main form button:has-text('上传')")

    def sound() -> None:
        page.wait_for_load_state()
        assert (barriers(page), sideways(page)) == ([], 0), page.url

    sound()
    page.click("text=逐行看 >> nth=0")
    sound()
    page.click("text=全部问题")
    for button in ("都对，照换算的填", "都不申报，删去这些行", "照登记系统里的工资填"):
        page.click(f"text={button}")
        sound()
    assert "2 行：参保月数写法不对" in page.inner_text("main")
    page.click("text=下一步：核对变化")
    sound()
    page.fill("[name=same]", "停工")
    page.click("text=保存原因")
    sound()
    assert "要写的都写了" in page.inner_text(".site-messages")
