"""The roster that a firm keeps itself: taken in, encrypted, beside the registry, in the declaration; nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, signed_in
from tests.people.make import employer, person, resident, resident_id
from tests.web.test_employer import acting_client, downloaded, text
from yuntai.cases.declarations import rows_of
from yuntai.cases.models import Draft
from yuntai.people.models import Access, Employee, Employer, Operator, Person, User

STRANGER = "11010519491231002X"  # the example of GB 11643-1999


@pytest.fixture
def handler(people: People) -> Client:
    return acting_client(people.handler)


def book(*rows: tuple[Any, ...]) -> bytes:
    made = Workbook()
    for row in (("公民身份号码", "姓名"), *rows):
        made.active.append(row)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def upload(client: Client, *rows: tuple[Any, ...]) -> Any:
    return client.post(
        "/employer/roster/upload/", {"sheet": SimpleUploadedFile("花名册.xlsx", book(*rows))}, follow=True
    )


def masked(number: str) -> str:
    return f"{number[:6]}{'*' * 8}{number[-4:]}"


def test_names_stand_beside_the_registrys_figures(handler: Client, staff: list[str]) -> None:
    response = upload(handler, (staff[0], "丁一"), (staff[1], "王小二"))
    assert "花名册添了 2 人，改了 0 人的姓名" in response.text
    said = text(handler.get("/employer/roster/"))
    assert f"丁一{masked(staff[0])}" in said
    assert staff[0] not in said
    handler.post("/employer/declare/")
    rows = rows_of(Draft.objects.get().answers)
    assert [(row.cells["employee_id"], row.cells["employee_name"]) for row in rows[:3]] == [
        (staff[0], "丁一"),
        (staff[1], "王小二"),
        ("", ""),
    ]
    said = text(handler.get("/employer/declare/"))
    assert f"2丁一{masked(staff[0])}" in said
    assert f"{len(staff) - 2}行没有姓名和号码" in said


def test_a_roster_that_comes_later_fills_the_declaration(handler: Client, staff: list[str]) -> None:
    handler.post("/employer/declare/")
    assert rows_of(Draft.objects.get().answers)[0].faults["employee_id"] == "没有填公民身份号码，请补上"
    handler.post("/employer/roster/add/", {"employee_id": staff[0], "employee_name": "丁一"})
    first, second = rows_of(Draft.objects.get().answers)[:2]
    assert (first.good, first.cells["employee_name"], second.good) == (True, "丁一", False)


def test_kept_so_that_only_the_platform_can_read_it(handler: Client, staff: list[str]) -> None:
    upload(handler, (staff[0], "丁一"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT resident_id, name FROM people_employee")
        kept = "".join(cursor.fetchone())
    assert staff[0] not in kept
    assert "丁一" not in kept
    assert Person.objects.with_resident_id(staff[0]) is None


def test_what_is_wrong_is_said_and_the_rest_is_taken(handler: Client, staff: list[str]) -> None:
    rows = [(staff[0], "丁一"), ("110105194912310021", "王二"), (staff[1], None), (staff[0], "丁一")]
    said = text(upload(handler, *rows))
    assert "花名册添了1人，改了0人的姓名；3行没有收" in said
    assert "第3行：公民身份号码校验位不对，请改正" in said
    assert "第4行：没有填姓名，请补上" in said
    assert "第5行：和第2行是同一个人" in said
    assert [one.name for one in Employee.objects.all()] == ["丁一"]


def test_what_is_typed_wrong_stays_typed(handler: Client) -> None:
    response = handler.post("/employer/roster/add/", {"employee_id": "110105194912310021", "employee_name": "王二"})
    assert (response.status_code, "公民身份号码校验位不对，请改正" in response.text) == (400, True)
    assert b'value="110105194912310021"' in response.content
    assert Employee.objects.count() == 0


def test_again_with_another_name(handler: Client, staff: list[str]) -> None:
    upload(handler, (staff[0], "丁一"))
    assert "花名册添了 0 人，改了 1 人的姓名" in upload(handler, (staff[0], "丁益")).text
    assert [one.name for one in Employee.objects.all()] == ["丁益"]


def test_who_is_insured_nowhere_and_who_is_not_in_the_roster(handler: Client, staff: list[str]) -> None:
    upload(handler, (staff[0], "丁一"), (STRANGER, "钱三"))
    said = text(handler.get("/employer/roster/?show=unknown"))
    assert "在职的，请先办参保登记；已经离职的，删去。" in said
    assert f"钱三{masked(STRANGER)}" in said
    first = handler.get("/employer/roster/?show=missing")
    assert "在职的请补进花名册" in text(first)
    handler.post("/employer/declare/")
    enrolments = [row.cells["enrolment"] for row in rows_of(Draft.objects.get().answers)]
    pages = int(first.text.partition("第 1 / ")[2].partition(" ")[0] or 1)
    addresses = [f"/employer/roster/?show=missing&page={number + 1}" for number in range(pages)]
    shown = {
        cell.get_text()
        for address in addresses
        for cell in BeautifulSoup(handler.get(address).content, "html.parser").select("td[data-label=参保登记号]")
    }
    assert enrolments[0] not in shown
    assert set(enrolments[1:]) <= shown
    handler.post("/employer/roster/remove/", {"unknown": "1"})
    assert [one.name for one in Employee.objects.all()] == ["丁一"]


def test_left_out_of_the_declaration_by_name(handler: Client, staff: list[str]) -> None:
    upload(handler, (staff[0], "丁一"))
    handler.post("/employer/declare/")
    handler.post("/employer/declare/rows/2/", {"remove": "1"})
    assert "丁一" in text(handler.get("/employer/declare/differences/?show=left_out"))


def test_the_sheet_holds_who_is_there(handler: Client, staff: list[str]) -> None:
    upload(handler, (staff[0], "丁一"), (staff[1], "-王二"))
    rows = list(downloaded(handler.get("/employer/roster/sheet/")).worksheets[0].values)
    assert rows == [("公民身份号码", "姓名"), (staff[0], "丁一"), (staff[1], "'-王二")]


def test_nobody_elses(people: People, handler: Client, staff: list[str]) -> None:
    upload(handler, (staff[0], "丁一"))
    other = resident("other", 7, "赵敏")
    Operator.objects.create(user=other, employer=employer(), role="approver")
    stranger = signed_in(other)
    assert stranger.get("/employer/roster/").url == "/account/acting/"
    stranger.post("/account/acting/", {"who": f"operator-{employer_of(other).pk}"})
    assert "丁一" not in text(stranger.get("/employer/roster/"))
    assert stranger.post("/employer/roster/remove/", {"employee": Employee.objects.get().pk}).status_code == 404
    assert signed_in(people.clerk).get("/employer/roster/").url == "/account/acting/"
    assert Employee.objects.count() == 1


def employer_of(user: User) -> Employer:
    return user.operations.get().employer  # type: ignore[no-any-return]


def test_an_officer_at_the_counter_sees_it_masked_and_is_written_down(
    people: People, handler: Client, staff: list[str]
) -> None:
    upload(handler, (staff[0], "王小二"))
    present = person(1, "钱多多")
    User.objects.filter(username="handler").update(person=present)
    clerk = signed_in(people.clerk)
    form = {"uscc": Employer.objects.get().uscc, "resident_id": resident_id(1), "name": "钱多多", "unit": "320115"}
    clerk.post("/account/counter/employer/", form | {"reason": "花名册", "seen": "是"})
    said = text(clerk.get("/employer/roster/"))
    assert "王*二" in said
    assert "王小二" not in said
    last = Access.objects.order_by("number").last()
    assert (last.user, last.person, last.what) == (people.clerk, present, "花名册")


def test_a_roster_of_many_asks_no_more_than_one_of_two(handler: Client, staff: list[str]) -> None:
    counts = []
    for rows in (staff[:2], staff):
        upload(handler, *((number, "某某") for number in rows))
        with CaptureQueriesContext(connection) as queries:
            handler.get("/employer/roster/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser(visit: Callable[..., Page], people: People, staff: list[str], width: int) -> None:
    client = acting_client(people.handler)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    page = visit("/employer/", width=width, cookies=cookies)
    page.click("text=花名册")

    def sound() -> None:
        page.wait_for_load_state()
        assert (barriers(page), sideways(page)) == ([], 0), page.url

    sound()
    rows = [*((number, "某某") for number in staff[:3]), (STRANGER, "钱三"), ("1", "无")]
    file = {"name": "花名册.xlsx", "mimeType": "application/octet-stream", "buffer": book(*rows)}
    page.set_input_files("input[type=file]", file)
    page.click("main form button:has-text('上传')")
    sound()
    assert "花名册添了 4 人" in page.inner_text("main")
    page.click("main nav.tabs >> text=没有查到参保")
    sound()
    page.click("text=都已离职，一起删去 1 人")
    sound()
    page.click("main nav.tabs >> text=没有列入花名册")
    sound()
    page.goto(page.url.split("/employer/")[0] + "/employer/declare/")
    page.click("text=开始申报")
    sound()
