"""The employer's yearly declaration in the browser: down and up as a sheet, what is wrong cell by cell, handed in once."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.cases.declared import FILLER, handed_in, line
from tests.city import People, signed_in
from yuntai.cases.declarations import Declaration
from yuntai.cases.declaring import begin_declaration, keep
from yuntai.cases.models import Case, Draft
from yuntai.people.acting import Acting, choices
from yuntai.people.models import Employer, User


def acting_client(user: User) -> Client:
    """A client of ``user``, acting for her employer."""
    client = signed_in(user)
    client.post("/account/acting/", {"who": choices(user)[0].code})
    return client


@pytest.fixture
def handler(people: People) -> Client:
    return acting_client(people.handler)


@pytest.fixture
def approver(people: People) -> Client:
    return acting_client(people.approver)


def text(response: Any) -> str:
    assert response.status_code in (200, 400), response
    return "".join(BeautifulSoup(response.content, "html.parser").main.get_text().split())


def downloaded(response: Any) -> Any:
    """The book that was sent."""
    assert response["Content-Disposition"].startswith("attachment")
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def content_of(book: Any) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled_in(client: Client, exports: Path) -> Any:
    """The template with the resident id and a name in each row, as the employer knows them."""
    book = downloaded(client.get("/employer/declare/template/"))
    query = f"SELECT enrolment::VARCHAR, resident_id FROM '{exports}/exports/enrolments.parquet'"
    numbers = dict(duckdb.sql(query).fetchall())
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet[f"A{row}"], sheet[f"B{row}"] = numbers[sheet[f"K{row}"].value], "某某"
    return book


def upload(client: Client, book: Any) -> Any:
    file = SimpleUploadedFile("申报表.xlsx", content_of(book))
    return client.post("/employer/declare/upload/", {"sheet": file}, follow=True)


def test_what_is_missing_of_several_questions_is_named(handler: Client) -> None:
    handler.post("/employer/declare/")
    summary = BeautifulSoup(handler.post("/employer/declare/check/", {"save": "1"}).content, "html.parser")
    said = [one.get_text(strip=True) for one in summary.select(".error-summary li")]
    assert said == ["填报人：请填写这一项", "填报人电话：请填写这一项", "职工确认：请填写这一项"]


def test_whoever_has_not_chosen_an_employer_chooses(people: People) -> None:
    assert signed_in(people.worker).get("/employer/declare/").url == "/account/acting/"


def test_linked_from_the_employers_page(handler: Client) -> None:
    assert b'href="/employer/declare/"' in handler.get("/employer/").content


def test_looking_begins_nothing(handler: Client) -> None:
    said = text(handler.get("/employer/declare/"))
    assert "平台里最近的规定是2023年度的" in said
    assert "规定的申报时间：2023年1月11日到2023年3月6日。" in said
    assert Draft.objects.count() == 0
    assert handler.get("/employer/declare/check/").url == "/employer/declare/"


def test_template_has_instructions(handler: Client) -> None:
    book = downloaded(handler.get("/employer/declare/template/"))
    assert book.sheetnames == ["申报表", "填表说明"]
    assert [cell.value for cell in book.worksheets[0][1]] == [
        "公民身份号码",
        "姓名",
        "到岗日期",
        "离开日期",
        "上年12月在职",
        "参保月数",
        "应发工资合计",
        "伤残等级",
        "领伤残津贴",
        "每月伤残津贴",
        "参保登记号",
        "上年缴费基数",
        "变化原因",
    ]


def test_from_the_template_to_the_receipt(people: People, handler: Client, approver: Client, exports: Path) -> None:
    handler.post("/employer/declare/")
    book = filled_in(handler, exports)
    sheet = book.worksheets[0]
    rows = sheet.max_row - 1
    sheet["F2"], sheet["G2"], sheet["C2"], sheet["I2"] = 10, 85000, "2022-03-01", "否"
    sheet["M2"] = "轮岗"  # 8,500 is less than half of her last base
    sheet["G3"] = "=85000*2"
    said = text(upload(handler, book))
    assert f"1行还不能提交算好{rows - 1}行" in said
    assert "填错的1行：应发工资合计是公式第3行=85000*2请复制后“选择性粘贴”为数值再传。" in said
    said = text(handler.get("/employer/declare/?group=formula-gross_wage"))
    assert "G3某某=85000*2这一格是公式，请复制后“选择性粘贴”为数值再传改第3行" in said

    again = downloaded(handler.get("/employer/declare/marked/"))
    assert again.worksheets[0]["N3"].value == "G3：这一格是公式，请复制后“选择性粘贴”为数值再传"
    again.worksheets[0]["G3"] = 170000
    assert f"{rows}行都算好了" in text(upload(handler, again))

    working = text(handler.get("/employer/declare/rows/2/"))
    assert "月缴费基数8,500.00元，年缴费工资102,000.00元。" in working
    assert "年缴费工资（应发工资÷月数×12）102,000.00元" in working
    assert handler.get("/employer/declare/differences/?show=left_out").status_code == 200

    said = text(handler.post("/employer/declare/check/", {**FILLER, "submit": "1"}))
    assert "您可以填表、改表，由审批人提交：审批人" in said
    assert Case.objects.count() == 0
    sent = approver.post("/employer/declare/check/", {**FILLER, "submit": "1"})
    case = Case.objects.get()
    assert sent.url == f"/employer/declare/receipts/{case.number}/"
    said = text(approver.get(sent.url))
    assert f"职工{rows}人" in said
    assert "由审批人提交" in said
    assert "85,000.00102,000.008,500.00" in said
    assert signed_in(people.worker).get(sent.url).url == "/account/acting/"


def test_a_row_is_changed_on_its_page(handler: Client, exports: Path) -> None:
    handler.post("/employer/declare/")
    upload(handler, filled_in(handler, exports))
    before = Draft.objects.get().answers["rows"]
    handler.post("/employer/declare/rows/2/", before[0]["cells"] | {"months": "13"})
    said = text(handler.get("/employer/declare/rows/2/"))
    assert "13须在1到12之间，请改正" in said
    handler.post("/employer/declare/rows/2/", {"remove": "1"})
    after = Draft.objects.get().answers
    assert [row["line"] for row in after["rows"]] == list(range(3, len(before) + 2))
    assert [one["enrolment"] for one in after["left_out"]] == [before[0]["cells"]["enrolment"]]


class TestOneByOne:
    """A firm of three needs no sheet: rows are added and changed on the page, by the same checks."""

    @pytest.fixture(autouse=True)
    def _three(self, people: People, staff: list[str]) -> None:
        employer = people.handler.operations.get().employer
        declaration = Declaration(employer)
        draft = begin_declaration(declaration, Acting(people.handler, employer, "operator"))
        keep(declaration, draft, declaration.check([line(number, staff[number - 2]) for number in (2, 3)]))

    def test_what_the_registry_holds_need_not_be_typed(self, handler: Client, staff: list[str]) -> None:
        assert "添一位职工" in text(handler.get("/employer/declare/rows/add/"))
        typed = {"employee_id": staff[2], "employee_name": "王小二", "gross_wage": "60000"}
        response = handler.post("/employer/declare/rows/add/", typed, follow=True)
        assert "已保存第4行，全部3行都没有错误" in "".join(response.text.split())
        row = Draft.objects.get().answers["rows"][2]
        held = Declaration(Employer.objects.get()).due[2]
        assert (row["line"], row["cells"]["enrolment"]) == (4, held.enrolment)
        assert row["cells"]["joined_on"] == held.cells["joined_on"]
        assert row["cells"]["months"] == held.cells["months"]
        assert row["cells"]["gross_wage"] == "60000.00"

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ({"employee_id": "110105194912310021"}, "公民身份号码校验位不对，请改正"),
            ({"months": "13"}, "13须在1到12之间，请改正"),
            ({"gross_wage": ""}, "没有填应发工资合计，请补上"),
            ({"employee_id": "11010519491231002X"}, "没有查到这个人2022年12月在本单位参保"),
        ],
    )
    def test_what_is_wrong_is_said_as_of_a_sheet(
        self, handler: Client, staff: list[str], cells: dict[str, str], said: str
    ) -> None:
        typed = line(0, staff[2], **{"gross_wage": "85000.00"} | cells).cells
        response = handler.post("/employer/declare/rows/add/", typed)
        assert response.url == "/employer/declare/rows/4/"
        assert said in text(handler.get(response.url))
        kept = Draft.objects.get().answers["rows"][2]["cells"]
        assert {name: kept[name] for name in typed} == typed

    def test_twice_the_same(self, handler: Client, staff: list[str]) -> None:
        response = handler.post("/employer/declare/rows/add/", line(0, staff[0]).cells, follow=True)
        assert "和第2行是同一个人，请删掉一行" in text(response)

    def test_nothing_typed_adds_nothing(self, handler: Client) -> None:
        response = handler.post("/employer/declare/rows/add/", {"gross_wage": "60000"})
        assert "请填写公民身份号码和姓名" in text(response)
        assert b'value="60000"' in response.content
        assert len(Draft.objects.get().answers["rows"]) == 2

    def test_who_was_left_out_comes_filled_in(self, handler: Client, staff: list[str]) -> None:
        held = Declaration(Employer.objects.get()).due[2]
        address = f"/employer/declare/rows/add/?enrolment={held.enrolment}"
        assert address in handler.get("/employer/declare/differences/?show=left_out").text
        page = BeautifulSoup(handler.get(address).content, "html.parser")
        assert page.select_one("[name=gross_wage]")["value"] == held.cells["gross_wage"]
        typed = {"enrolment": held.enrolment, **line(0, staff[3], joined_on=held.cells["joined_on"]).cells}
        response = handler.post("/employer/declare/rows/add/", typed, follow=True)
        assert f"和这一行的参保登记号{held.enrolment}不是同一个人，请核对号码" in text(response)

    def test_from_one_wrong_row_to_the_next(self, handler: Client, staff: list[str]) -> None:
        for number in (2, 3):
            handler.post(f"/employer/declare/rows/{number}/", line(0, staff[number - 2], months="13").cells)
        response = handler.post("/employer/declare/rows/2/", line(0, staff[0]).cells)
        assert response.url == "/employer/declare/rows/3/"
        assert "已保存第2行，没有错误；还有1行要改" in "".join(handler.get(response.url).text.split())
        assert handler.post("/employer/declare/rows/3/", line(0, staff[1]).cells).url == "/employer/declare/"


def test_a_file_that_is_no_sheet_leaves_the_rows(handler: Client) -> None:
    handler.post("/employer/declare/")
    before = Draft.objects.get().answers
    file = SimpleUploadedFile("申报表.xlsx", b"not a sheet")
    response = handler.post("/employer/declare/upload/", {"sheet": file})
    assert "单元格A1是“" in text(response)
    assert Draft.objects.get().answers == before


def test_an_unregistered_employer_is_led_to_registration(approver: Client, exports: Path) -> None:
    approver.post("/employer/declare/")
    upload(approver, filled_in(approver, exports))
    Employer.objects.update(registered_on=None)
    response = approver.post("/employer/declare/check/", {**FILLER, "submit": "1"})
    assert "单位还没有实名注册，请先注册再提交；填好的表都存着" in text(response)
    assert b'href="/account/employers/"' in response.content
    assert (Case.objects.count(), Draft.objects.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_faulty_file_then_a_good_one(visit: Callable[..., Page], people: People, exports: Path, width: int) -> None:
    handler = acting_client(people.handler)
    good, bad = filled_in(handler, exports), filled_in(handler, exports)
    bad.worksheets[0]["A2"] = "11010519491231002X"
    name = settings.SESSION_COOKIE_NAME
    cookies = {name: acting_client(people.approver).cookies[name].value}
    page = visit("/employer/", width=width, cookies=cookies)

    def look(path: str = "") -> str:
        if path:
            page.goto(page.url.split("/employer/")[0] + path)
        assert barriers(page) == []
        assert sideways(page) == 0
        return page.inner_text("main")

    look()
    page.click("text=社会保险缴费工资基数申报")
    look()
    page.click("text=开始申报")
    look()
    for book in (bad, good):
        file = {"name": "申报表.xlsx", "mimeType": "application/octet-stream", "buffer": content_of(book)}
        page.set_input_files("input[type=file]", file)
        page.click("main form button:has-text('上传')")
        page.wait_for_load_state()
        if book is bad:
            assert "1 行：没有查到在本单位参保" in look()
            page.click("text=逐行看")
            assert "没有查到这个人2022年12月在本单位参保" in look()
            page.click("text=改第 2 行")
            look()
            page.goto(page.url.split("/rows/")[0] + "/")
    assert "行都算好了" in look()
    page.click("text=看或改 >> nth=0")
    look()
    page.click("details.trace > summary")
    assert page.locator("details.trace li").first.is_visible()
    look()
    look("/employer/declare/rows/add/")
    look("/employer/declare/differences/")
    look("/employer/declare/check/")
    for name, value in FILLER.items():
        field = page.locator(f"[name={name}]").first
        field.check() if value == "是" else field.fill(value)
    page.click("text=提交申报")
    page.wait_for_load_state()
    assert "缴费工资基数申报回执" in look()
    assert Case.objects.count() == 1


def test_begun_from_the_guide_it_leads_here(handler: Client, people: People) -> None:
    assert handler.get("/begin/contribution_base_declaration/").url == "/employer/declare/"
    assert handler.post("/begin/contribution_base_declaration/").url == "/employer/declare/"
    assert Draft.objects.count() == 0
    assert "由单位办理" in signed_in(people.worker).get("/begin/contribution_base_declaration/").text


def test_a_matter_of_both_is_begun_by_either(people: People, handler: Client) -> None:
    """《工伤保险条例》第十七条：单位，或者职工、近亲属、工会。"""
    home = BeautifulSoup(handler.get("/employer/").content, "html.parser")
    assert "工伤认定申请" in home.main.get_text()
    for client, side in ((handler, "employer"), (signed_in(people.worker), "person")):
        assert "工伤认定申请" in client.get(f"/matters/?for={side}").text
        assert client.post("/begin/work_injury_recognition/").status_code == 302
    (of_firm, of_worker) = Draft.objects.filter(procedure="work_injury_recognition").order_by("pk")
    assert (of_firm.employer, of_firm.person) == (Employer.objects.get(), None)
    assert (of_worker.employer, of_worker.person) == (None, people.worker_person)


@pytest.mark.parametrize(
    ("who", "procedure", "said"),
    [
        ("worker", "post_subsidy", "由单位办理，请先在“我的账户”选择代哪个单位办"),
        ("handler", "retirement", "由个人办理"),
    ],
)
def test_a_matter_of_the_other_side_is_not_begun(people: People, who: str, procedure: str, said: str) -> None:
    client = signed_in(people.worker) if who == "worker" else acting_client(people.handler)
    matter = BeautifulSoup(client.get(f"/matters/{procedure}/").content, "html.parser").main
    hrefs = [one["href"] for one in matter.select("a")]
    assert ("/account/acting/" in hrefs, f"/begin/{procedure}/" in hrefs) == (True, False)
    response = client.post(f"/begin/{procedure}/")
    assert (response.status_code, Draft.objects.count()) == (400, 0)
    assert said in response.text


def test_while_one_is_in_hand_no_other_is_begun(people: People, approver: Client, staff: list[str]) -> None:
    case = handed_in(people, staff)
    page = approver.get("/employer/declare/")
    assert "要改，请先撤回，再重新申报" in text(page)
    assert f'href="/cases/{case.number}/withdraw/"' in page.text
    assert "开始申报" not in page.text
    assert approver.post("/employer/declare/").status_code == 200
    assert Draft.objects.count() == 0
    approver.post(f"/cases/{case.number}/withdraw/")
    assert "用上次交的表重新申报" in text(approver.get("/employer/declare/"))
    assert "4行都算好了" in text(approver.post("/employer/declare/", follow=True))


def test_the_home_page_shows_what_a_firm_can_do(handler: Client) -> None:
    shown = BeautifulSoup(handler.get("/").content, "html.parser").main
    tiles = [one["href"] for one in shown.select(".tile")]
    assert tiles == [
        *("/matters/?for=employer", "/employer/declare/", "/cases/", "/letters/", "/account/employers/operators/"),
        *("/sessions/", "tel:12333"),
    ]
    assert "缴费基数" in text(handler.get("/matters/"))
    assert all(handler.get(one).status_code == 200 for one in tiles[:-1])


def test_matters_of_nobody_known_are_those_of_persons(handler: Client) -> None:
    assert text(handler.get("/matters/?for=zzz")) == text(handler.get("/matters/?for=person"))
    assert "参保职工技能提升补贴" in text(handler.get("/matters/?for=zzz"))
