"""An employer is served at the counter and by telephone as a person is: whose operator is there, what she may do, the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.cases.declared import FILLER
from tests.city import People, session_cookie, signed_in
from tests.people.make import person
from tests.web.account_pages import banner, errors
from tests.web.test_employer import acting_client, content_of, downloaded, filled_in, text, upload
from yuntai.cases.models import Case, Draft
from yuntai.notices.models import Notice
from yuntai.people.models import Access, Employer, Operator, Person, User


@pytest.fixture
def present(people: People) -> dict[str, Person]:
    """The firm's operators as persons with a resident id: by their user names."""
    found = {}
    assert people.handler.operations.exists()
    for number, (username, name) in enumerate((("handler", "钱多多"), ("approver", "周小舟")), 1):
        found[username] = person(number, name)
        User.objects.filter(username=username).update(person=found[username])
    return found


@pytest.fixture
def clerk(people: People) -> Client:
    return signed_in(people.clerk)


def here(client: Client, one: Person, way: str = "counter", **more: str) -> Any:
    form = {"uscc": Employer.objects.get().uscc, "resident_id": one.resident_id, "name": one.name, "seen": "是"}
    return client.post(f"/account/{way}/employer/", form | {"unit": "320115", "reason": "申报基数"} | more)


def test_the_operator_and_the_firm_are_written_down(people: People, clerk: Client, present: dict[str, Person]) -> None:
    firm = Employer.objects.get()
    assert here(clerk, present["approver"]).url == "/employer/"
    assert banner(clerk) == f"您正在窗口为 {firm} 办理（审批人 周*舟在场）"
    entry = Access.objects.get()
    assert (entry.user, entry.person, entry.what) == (people.clerk, present["approver"], "窗口代录")
    assert entry.why == f"{firm.uscc} 审批人：申报基数"
    assert clerk.post("/account/acting/", {"stop": "1"}).url == "/account/counter/"
    assert clerk.get("/employer/").url == "/account/acting/"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"uscc": "91320106MA1TE5T01X"}, "统一社会信用代码"),
        ({"seen": ""}, "请先核对本人和证件，再勾选"),
        (
            {"name": "周大舟"},
            "姓名与身份号码对不上：第 2 个字“大”（U+5927）和登记的不是同一个字，请对着证件核对；登记错了的，在“窗口纠错”里更正",
        ),
    ],
)
def test_who_is_not_made_sure_of(clerk: Client, present: dict[str, Person], change: dict[str, str], said: str) -> None:
    (found,) = errors(here(clerk, present["approver"], **change))
    assert said in found
    assert banner(clerk) is None
    assert Access.objects.count() == 0


def test_a_stranger_does_not_speak_for_the_firm(clerk: Client) -> None:
    (said,) = errors(here(clerk, person(9, "赵敏")))
    assert said.startswith("这一位不是这家单位登记的经办人或审批人")
    assert banner(clerk) is None


def test_the_right_ends_with_that_of_who_is_there(clerk: Client, present: dict[str, Person]) -> None:
    here(clerk, present["handler"])
    assert clerk.get("/employer/").status_code == 200
    Operator.objects.get(role="handler").revoke()
    assert clerk.get("/employer/").url == "/account/acting/"


def test_an_officer_does_not_serve_her_own_firm(people: People, clerk: Client, present: dict[str, Person]) -> None:
    Operator.objects.create(user=people.clerk, employer=Employer.objects.get())
    response = here(clerk, present["approver"])
    assert (response.status_code, "不能代自己的单位办理" in response.text) == (400, True)


def fill(client: Client, exports: Path) -> None:
    """The declaration with a sheet from a disk; whoever fell below half of last year gives the same reason."""
    client.post("/employer/declare/")
    book = filled_in(client, exports)
    for row in range(2, book.worksheets[0].max_row + 1):
        book.worksheets[0][f"M{row}"] = "轮岗"
    assert "没有错误" in upload(client, book).text


def test_a_file_from_a_disk_and_the_approver_who_is_there(
    people: People, clerk: Client, present: dict[str, Person], exports: Path
) -> None:
    here(clerk, present["approver"])
    fill(clerk, exports)
    draft = Draft.objects.get()
    assert draft.answers["online_impossible"] == "是"
    assert [(one.kind, one.name, one.uploaded_by) for one in draft.materials.all()] == [
        ("declaration_file", "申报表.xlsx", people.clerk)
    ]
    assert "在场的周*舟是审批人，请当面给本人核对以上内容" in text(clerk.get("/employer/declare/check/"))
    sent = clerk.post("/employer/declare/check/", {**FILLER, "submit": "1"})
    case = Case.objects.get()
    assert sent.url == f"/employer/declare/receipts/{case.number}/"
    assert (case.channel, case.employer, case.first_asked) == ("counter", Employer.objects.get(), people.clerk)
    submitted = case.events.get()
    assert (submitted.capacity, submitted.unit.code) == ("窗口代录（审批人在场）", "320115")
    assert case.number in text(clerk.get(sent.url))
    receipt = text(clerk.get(f"/cases/{case.number}/receipt/"))
    assert "窗口，南京市江宁区人力资源和社会保障局（窗口代录（审批人在场））" in receipt
    assert "申报表（U盘，网上确实不能办的）（申报表.xlsx）" in receipt
    clerk.post("/account/acting/", {"stop": "1"})
    assert clerk.get(f"/employer/declare/receipts/{case.number}/").url == "/account/acting/"


def test_a_handler_who_is_there_leaves_it_to_the_approver(
    people: People, clerk: Client, present: dict[str, Person], exports: Path
) -> None:
    here(clerk, present["handler"])
    fill(clerk, exports)
    said = text(clerk.post("/employer/declare/check/", {**FILLER, "submit": "1"}))
    assert "在场的是经办人，可以填表、改表；提交要审批人到场，或者审批人登录平台提交：审批人" in said
    assert Case.objects.count() == 0
    clerk.post("/employer/declare/check/", {**FILLER, "hand_over": "1"})
    assert Notice.objects.get(template="declaration_waits", channel="site").user == people.approver


def test_what_leaves_the_counter_is_written_down(
    clerk: Client, present: dict[str, Person], staff: list[str], settings: Any
) -> None:
    here(clerk, present["handler"])
    downloaded(clerk.get("/employer/declare/template/"))
    last = Access.objects.order_by("number").last()
    assert (last.person, last.what) == (
        present["handler"],
        f"导出 {len(staff)} 行：2023年度缴费工资基数申报表.xlsx",
    )
    settings.EXPORT_ROWS = 2 * len(staff) - 1
    refused = clerk.get("/employer/declare/template/")
    assert f"工作人员一天最多取走{2 * len(staff) - 1}行；请单位的经办人自己登录下载" in text(refused)


def test_other_matters_of_a_firm(clerk: Client, present: dict[str, Person]) -> None:
    here(clerk, present["handler"])
    assert clerk.post("/begin/work_injury_recognition/").status_code == 302
    assert Draft.objects.get().employer == Employer.objects.get()
    assert clerk.post("/begin/retirement/").status_code == 400


class TestByTelephone:
    def test_from_the_number_on_record(self, people: People, clerk: Client, present: dict[str, Person]) -> None:
        assert here(clerk, present["approver"], "phone", number="13812345678").url == "/employer/"
        assert banner(clerk) == f"您正在电话里为 {Employer.objects.get()} 办理（审批人 周*舟来电）"
        response = clerk.post("/employer/declare/")
        assert (response.status_code, Draft.objects.count()) == (400, 0)
        assert "不能在电话12333办，可以在网上、窗口办" in response.text

    def test_from_elsewhere_with_a_number_of_the_firms_case(
        self, people: People, clerk: Client, present: dict[str, Person], exports: Path
    ) -> None:
        approver = acting_client(people.approver)
        approver.post("/account/acting/", {"who": f"operator-{Employer.objects.get().pk}"})
        fill(approver, exports)
        approver.post("/employer/declare/check/", {**FILLER, "submit": "1"})
        number = Case.objects.get().number
        given = {"number": "025-83000000", "phone": "13812345678"}
        assert errors(here(clerk, present["approver"], "phone", **given)) == [
            "没有核实清楚，不能代办。请来电人从登记的手机打来，到窗口，或者在网上办"
        ]
        assert here(clerk, present["approver"], "phone", **given, case=number).url == "/employer/"


class TestTheApproverIsTold:
    def test_once_that_a_declaration_waits(self, people: People, exports: Path) -> None:
        handler, approver = acting_client(people.handler), acting_client(people.approver)
        fill(handler, exports)
        handler.post("/employer/declare/check/", {**FILLER, "hand_over": "1"})
        handler.post("/employer/declare/check/", {**FILLER, "hand_over": "1"})
        notice = Notice.objects.get(template="declaration_waits", channel="site")
        assert (notice.user, notice.url) == (people.approver, "/employer/declare/check/")
        assert notice.title == "有一份 2023 年度缴费基数申报等您提交"
        assert "等您提交：缴费工资基数申报" in text(approver.get("/employer/"))
        assert "缴费工资基数申报在等审批人提交" in text(handler.get("/employer/"))
        assert "经办人经办人，" in text(approver.get("/employer/declare/check/"))

    def test_not_of_what_is_not_ready(self, people: People) -> None:
        handler = acting_client(people.handler)
        handler.post("/employer/declare/")
        said = text(handler.post("/employer/declare/check/", {**FILLER, "hand_over": "1"}))
        assert "行有错误，请改正" in said
        assert Notice.objects.filter(template="declaration_waits").count() == 0

    def test_she_acts_as_what_she_is(self, people: People) -> None:
        page = BeautifulSoup(signed_in(people.approver).get("/account/acting/").content, "html.parser")
        assert "（单位审批人）" in page.main.get_text()
        page = BeautifulSoup(signed_in(people.handler).get("/account/acting/").content, "html.parser")
        assert "（单位经办人）" in page.main.get_text()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_disk_at_the_counter_in_a_browser(
    visit: Callable[..., Page], people: People, present: dict[str, Person], exports: Path, width: int
) -> None:
    handler = acting_client(people.handler)
    handler.post("/account/acting/", {"who": f"operator-{Employer.objects.get().pk}"})
    book = filled_in(handler, exports)
    for row in range(2, book.worksheets[0].max_row + 1):
        book.worksheets[0][f"M{row}"] = "轮岗"
    page = visit("/work/counter/", width=width, cookies=session_cookie(people.clerk))

    def go_on(words: str) -> None:
        page.click(f"main a:has-text('{words}'), main button:has-text('{words}')")
        page.wait_for_load_state()
        assert (barriers(page), sideways(page)) == ([], 0), page.url

    go_on("为单位办理")
    one = present["approver"]
    filled = {"uscc": Employer.objects.get().uscc, "resident_id": one.resident_id, "name": one.name, "reason": "U 盘"}
    for name, value in filled.items():
        page.fill(f"#f-{name}", value)
    page.check("#f-seen")
    if page.locator("select#f-unit").count():
        page.select_option("#f-unit", "320115")
    go_on("开始办理")
    go_on("缴费工资基数申报")
    go_on("开始申报")
    file = {"name": "U盘.xlsx", "mimeType": "application/octet-stream", "buffer": content_of(book)}
    page.set_input_files("input[type=file]", file)
    go_on("上传")
    go_on("下一步：核对变化")
    go_on("下一步：确认提交")
    for name, value in FILLER.items():
        field = page.locator(f"[name={name}]").first
        field.check() if value == "是" else field.fill(value)
    go_on("提交申报")
    assert "缴费工资基数申报回执" in page.inner_text("main")
    assert Case.objects.get().channel == "counter"
