"""The yearly declaration of wages: who is listed, what each row comes to, what is wrong cell by cell, who hands it in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.cases.declared import FILLER, handed_in, line
from tests.city import People, rewrite
from yuntai.cases.actions import act
from yuntai.cases.declarations import Declaration, Window, rows_of
from yuntai.cases.declared import differences, exceptions, totals
from yuntai.cases.declaring import begin_declaration, keep, unready
from yuntai.cases.models import Case, Draft
from yuntai.cases.submission import NotReady, submit
from yuntai.errors import YuntaiError
from yuntai.people.acting import Acting
from yuntai.people.models import Employer
from yuntai.rolls.spreadsheets import read, write


@pytest.fixture
def declaration(people: People) -> Declaration:
    return Declaration(people.handler.operations.get().employer)


def test_the_rules_are_those_of_the_last_year_that_has_any(declaration: Declaration) -> None:
    assert (declaration.day, declaration.current) == (date(2023, 12, 31), False)
    assert declaration.window == Window(date(2023, 1, 11), date(2023, 3, 6), open=False)


@pytest.mark.parametrize(
    ("day", "is_open"), [((2023, 1, 10), False), ((2023, 1, 11), True), ((2023, 3, 6), True), ((2023, 3, 7), False)]
)
def test_from_11_january_to_6_march(people: People, day: tuple[int, int, int], is_open: bool) -> None:
    firm = people.handler.operations.get().employer
    assert Declaration(firm, date(*day)).window == Window(date(2023, 1, 11), date(2023, 3, 6), is_open)


def test_staff_of_december_without_early_leavers(declaration: Declaration, staff: list[str]) -> None:
    rows = declaration.prefilled()
    assert len(rows) == len(staff) > 20
    assert [row.line for row in rows] == list(range(2, len(staff) + 2))
    assert all(row.cells["left_on"] == "至今" or row.cells["left_on"] >= "2023-01-06" for row in rows)
    assert all(row.cells["joined_on"] < "2023-01-01" for row in rows)


def test_ten_months_of_85000_are_102000_a_year(declaration: Declaration, staff: list[str]) -> None:
    (row,) = declaration.check([line(2, staff[0])])
    assert (row.annual_wage, row.monthly_wage, row.base) == (
        Decimal("102000.00"),
        Decimal("8500.00"),
        Decimal("8500.00"),
    )
    steps = {step.name: step.shown for step in declaration.answer(row).trace}
    assert (steps["annual_wage"], steps["base"]) == ("102,000.00 元", "8,500.00 元")


@pytest.mark.parametrize(
    ("cells", "base", "reason"),
    [
        # limits of Jiangsu 2023 in the pack: 4,494 and 24,042 yuan
        ({"gross_wage": "30000"}, "4494", "月平均 3,000.00 元，按下限 4,494.00 元"),
        ({"gross_wage": "300000"}, "24042", "月平均 30,000.00 元，按上限 24,042.00 元"),
        (
            {"draws_allowance": "是", "disability_grade": "3", "allowance": "5200"},
            "5200",
            "按月领取伤残津贴，以津贴为申报工资",
        ),
        ({"draws_allowance": "是", "disability_grade": "5", "allowance": "5200"}, "8500", None),
    ],
)
def test_limits_and_the_disabled(
    declaration: Declaration, staff: list[str], cells: dict[str, str], base: str, reason: str | None
) -> None:
    (row,) = declaration.check([line(2, staff[0], **cells)])
    assert row.base == Decimal(base)
    said = [text for _, text in exceptions([row]) if "一半" not in text]
    assert said == ([reason] if reason else [])


FAULTY = [
    ("formula", {"gross_wage": "=B2*12"}, "gross_wage", "这一格是公式，请复制后“选择性粘贴”为数值再传"),
    ("no wage", {"gross_wage": ""}, "gross_wage", "没有填应发工资合计，请补上"),
    ("wage is text", {"gross_wage": "八万五"}, "gross_wage", "“八万五”不是金额，请只写数字"),
    ("three decimals", {"gross_wage": "85000.125"}, "gross_wage", "85000.125 最多 2 位小数，请改正"),
    ("no month", {"months": "0"}, "months", "0 须在 1 到 12 之间，请改正"),
    ("thirteen months", {"months": "13"}, "months", "13 须在 1 到 12 之间，请改正"),
    ("no such day", {"joined_on": "2022-02-30"}, "joined_on", "“2022-02-30”这一天不存在，请改正"),
    ("grade 11", {"disability_grade": "11"}, "disability_grade", "11 须在 0 到 10 之间，请改正"),
    ("allowance without a grade", {"draws_allowance": "是"}, "disability_grade", "没有这一项算不出基数，请填写"),
    (
        "left on 5 January",
        {"left_on": "2023-01-05"},
        "left_on",
        "不用申报：“不是规定日期以前离职的”这一条不成立。没有填错的，请删掉这一行",
    ),
    ("no id", {"employee_id": ""}, "employee_id", "没有填公民身份号码，请补上"),
    ("check digit", {"employee_id": "110105194912310021"}, "employee_id", "公民身份号码校验位不对，请改正"),
    (
        "id as a number",
        {"employee_id": "1.10105194912310e+17"},
        "employee_id",
        "号码被表格当成数字，后几位丢了，请把这一列设成“文本”格式后重填",
    ),
    (
        "a stranger",  # the example of GB 11643-1999
        {"employee_id": "11010519491231002X"},
        "employee_id",
        "没有查到这个人2022年12月在本单位参保：号码填错的请改，确实在职的请先办参保登记",
    ),
]


@pytest.mark.parametrize(("cells", "name", "said"), [case[1:] for case in FAULTY], ids=[case[0] for case in FAULTY])
def test_faults_by_cell(
    declaration: Declaration, staff: list[str], cells: dict[str, str], name: str, said: str
) -> None:
    good, bad = declaration.check([line(2, staff[1]), line(3, staff[0], **cells)])
    assert good.good
    assert bad.faults == {name: said}
    assert bad.cells[name] == cells.get(name, "")


def test_twice_the_same_person(declaration: Declaration, staff: list[str]) -> None:
    _, again = declaration.check([line(2, staff[0]), line(5, staff[0])])
    assert again.faults == {"employee_id": "和第 2 行是同一个人，请删掉一行"}


def test_the_number_of_somebody_else(declaration: Declaration, staff: list[str]) -> None:
    second = declaration.prefilled()[1].cells["enrolment"]
    (row,) = declaration.check([line(2, staff[0], enrolment=second)])
    assert row.faults == {"employee_id": f"和这一行的参保登记号 {second} 不是同一个人，请核对号码"}


def sheet(*rows: Any, declaration: Declaration, titles: list[str] | None = None) -> SimpleUploadedFile:
    book = Workbook()
    book.active.append(titles or [column.label for column in declaration.columns])
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("申报表.xlsx", stream.getvalue())


def test_cells_of_every_kind_are_read_as_typed(declaration: Declaration, staff: list[str]) -> None:
    file = sheet(
        [staff[0], "某某", date(2022, 3, 1), "至今", True, 10, 85000.1, None, "否"],
        [],
        [int(staff[1].replace("X", "0")), "'=某某", "2022年3月", "至今", "是", "=5+5", "-3"],
        declaration=declaration,
    )
    first, third = read(file, declaration.columns).lines
    assert (first.number, third.number) == (2, 4)
    assert first.cells["joined_on"] == "2022-03-01"
    assert (first.cells["employed_in_december"], first.cells["gross_wage"]) == ("是", "85000.1")
    assert third.cells["employee_id"].endswith("000（数字格）")
    assert (third.cells["employee_name"], third.cells["months"], third.cells["gross_wage"]) == ("=某某", "=5+5", "-3")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "“申报表.xlsx”是空文件，请重新选择"),
        (b"PK\x03\x04 no", "“申报表.xlsx”已损坏（只传了一半，或没有保存完），请用原来的程序打开、重新保存后再传"),
        (b"x" * (10 * 2**20 + 1), "“申报表.xlsx”有 10.0 MB，超过 10 MB，请压缩后再传"),
    ],
)
def test_no_spreadsheet(declaration: Declaration, content: bytes, said: str) -> None:
    with pytest.raises(YuntaiError) as error:
        read(SimpleUploadedFile("申报表.xlsx", content), declaration.columns)
    assert str(error.value) == said


def test_other_headings(declaration: Declaration) -> None:
    with pytest.raises(YuntaiError, match="单元格 A1 是“身份证”，应该是“公民身份号码”"):
        read(sheet(declaration=declaration, titles=["身份证"]), declaration.columns)


def test_at_most_20000_rows(declaration: Declaration) -> None:
    file = sheet(*[["1"]] * 20_001, declaration=declaration)
    with pytest.raises(YuntaiError, match="表里超过 20,000 行"):
        read(file, declaration.columns)


def test_the_template_comes_back_as_it_was(declaration: Declaration) -> None:
    rows = declaration.prefilled()
    content = write(declaration.columns, [row.as_line() for row in rows], ["说明"])
    again = declaration.check(read(SimpleUploadedFile("申报表.xlsx", content), declaration.columns).lines)
    assert again == rows


def test_a_download_holds_no_formula(declaration: Declaration, staff: list[str]) -> None:
    typed = line(7, staff[0], employee_name='=HYPERLINK("http://example.com")', gross_wage="@SUM(1)")
    (row,) = declaration.check([typed])
    content = write(declaration.columns, [row.as_line()], [], with_faults=True)
    written = load_workbook(BytesIO(content)).worksheets[0]
    assert written["B7"].value == '\'=HYPERLINK("http://example.com")'
    assert written["G7"].value == "'@SUM(1)"
    assert written["N1"].value == "问题"
    assert written["N7"].value.endswith("G7：“@SUM(1)”不是金额，请只写数字")
    assert written["G7"].comment.text == "“@SUM(1)”不是金额，请只写数字"
    assert (written["G7"].fill.fgColor.rgb, written["F7"].fill.fill_type, written["F7"].comment) == (
        "FFF4B6B6",
        None,
        None,
    )
    assert not any(cell.data_type == "f" for cells in written.iter_rows() for cell in cells)
    (again,) = read(SimpleUploadedFile("申报表.xlsx", content), declaration.columns).lines
    assert again.cells["employee_name"] == typed.cells["employee_name"]


def test_up_down_new_left_out(declaration: Declaration, staff: list[str]) -> None:
    rows = declaration.check([line(2, staff[0], gross_wage="240000"), line(3, staff[1], gross_wage="45000")])
    found = {name: [row.line for row in group] for name, group in differences(rows).items()}
    assert found == {"up": [2], "down": [3], "same": [], "new": []}
    assert len(declaration.left_out(rows)) == len(staff) - 2
    summed = totals(rows)
    assert (summed.good, summed.bad, summed.gross_wage) == (2, 0, Decimal("285000.00"))
    # 24,000 a month is under the upper limit; 4,500 over the lower
    assert (summed.annual_wage, summed.base) == (Decimal("342000.00"), Decimal("28500.00"))


@pytest.fixture
def draft(people: People, declaration: Declaration, staff: list[str]) -> Draft:
    """A draft with two good rows, filled in by the handler."""
    draft = begin_declaration(declaration, Acting(people.handler, declaration.employer, "operator"))
    draft.answers |= FILLER
    return keep(declaration, draft, declaration.check([line(2, staff[0]), line(3, staff[1])]))


class TestHandingIn:
    def test_a_handler_prepares(self, people: People, draft: Draft) -> None:
        with pytest.raises(YuntaiError, match="由审批人提交：审批人"):
            submit(draft, Acting(people.handler, draft.employer, "operator"))
        assert len(rows_of(Draft.objects.get().answers)) == 2

    def test_an_approver_submits_one_case(self, people: People, draft: Draft) -> None:
        acting = Acting(people.approver, draft.employer, "operator")
        case = submit(draft, acting)
        assert submit(draft, acting) == case
        assert Case.objects.filter(employer=draft.employer).count() == 1
        assert [row.annual_wage for row in rows_of(case.facts)] == [Decimal("102000.00")] * 2
        assert case.facts["registered_online"] == "是"

    def test_not_any_more(self, people: People, draft: Draft) -> None:
        people.approver.operations.get().revoke()
        with pytest.raises(YuntaiError, match="还没有审批人"):
            submit(draft, Acting(people.approver, draft.employer, "operator"))

    def test_an_unregistered_employer_registers_first(self, people: People, draft: Draft) -> None:
        Employer.objects.update(registered_on=None)
        draft.refresh_from_db()
        with pytest.raises(YuntaiError, match="单位还没有实名注册，请先注册再提交；填好的表都存着"):
            submit(draft, Acting(people.approver, draft.employer, "operator"))
        assert Draft.objects.count() == 1

    def test_not_with_a_bad_row(self, people: People, draft: Draft, declaration: Declaration) -> None:
        rows = [*rows_of(draft.answers), *declaration.check([line(4, "")])]
        keep(declaration, draft, rows)
        with pytest.raises(NotReady) as error:
            submit(draft, Acting(people.approver, draft.employer, "operator"))
        assert error.value.errors == {"rows": "表里还有 1 行有错误，请改正"}

    def test_not_without_a_row(self) -> None:
        assert unready({"rows": []}) == {"rows": "表里还没有职工，请填表"}


class TestAgain:
    """A declaration is changed by taking it back and handing it in anew."""

    def test_no_second_one_beside_one_in_hand(self, people: People, staff: list[str]) -> None:
        case = handed_in(people, staff)
        with pytest.raises(YuntaiError, match=f"已提交的申报（{case.number}）还在办"):
            handed_in(people, staff)
        assert Case.objects.filter(employer=case.employer).count() == 1

    def test_begun_with_what_was_handed_in(self, people: People, staff: list[str]) -> None:
        case = handed_in(people, staff)
        acting = Acting(people.approver, case.employer, "operator")
        act(case, "withdraw", people.approver, acting=acting)
        draft = begin_declaration(Declaration(case.employer), acting)
        names = [row.cells["employee_name"] for row in rows_of(draft.answers)]
        assert names == ["丁一", "王小二", "张三", "李四"]
        assert [row.base for row in rows_of(draft.answers)][:2] == [Decimal("8500.00"), Decimal("4494.00")]

    def test_another_year_begins_with_the_staff_of_december(self, people: People, staff: list[str]) -> None:
        case = handed_in(people, staff)
        acting = Acting(people.approver, case.employer, "operator")
        act(case, "withdraw", people.approver, acting=acting)
        rewrite(case, facts=case.facts | {"year": "2022"})
        assert len(rows_of(begin_declaration(Declaration(case.employer), acting).answers)) == len(staff)
