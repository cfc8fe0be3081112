"""Faults by kind with one remedy for all alike; amounts asked back; rows that are sums; differences by size."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

import pytest

from tests.cases.declared import line
from tests.city import People
from yuntai.cases.declarations import Declaration, Row
from yuntai.cases.declared import by_size, unexplained
from yuntai.cases.declaring import unready
from yuntai.cases.remedies import Group, fault_groups, mend
from yuntai.cases.sums import without_sums
from yuntai.people.models import Employee, Employer
from yuntai.procedures.cells import understood
from yuntai.rolls.spreadsheets import Line

STRANGER = "11010519491231002X"  # the example of GB 11643-1999


@pytest.fixture
def declaration(people: People) -> Declaration:
    return Declaration(people.handler.operations.get().employer)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("6万", None),  # read without asking
        ("8.5w", "85000"),
        ("20k", "20000"),
        ("２０Ｋ", "20000"),
        ("¥8.5w", "85000"),
        ("85,000", None),
        ("¥1,200.50", None),
        ("85000元整", None),
        ("3千元", None),
        ("85000", None),
        ("85000.00", None),
        ("-3", None),
        ("6万5", None),
        ("八万五", None),
        ("0.123456w", "1234.56"),
        ("0.1234567w", None),  # of a tenth of a fen
        ("", None),
    ],
)
def test_what_an_amount_probably_means(text: str, yuan: str | None) -> None:
    assert understood(text) == (None if yuan is None else Decimal(yuan))


def the_group(declaration: Declaration, rows: list[Row]) -> Group:
    (group,) = fault_groups(declaration, rows)
    return group


def test_6w_is_asked_back_and_confirmed_for_all_alike(declaration: Declaration, staff: list[str]) -> None:
    wages = ("6w", "85k", "8.5万")
    rows = declaration.check([line(n, staff[n - 2], gross_wage=wage) for n, wage in enumerate(wages, 2)])
    assert rows[0].faults == {"gross_wage": "您写的是“6w”，是 60,000 元吗？是的请确认，不是的请只写数字"}
    assert rows[0].cells["gross_wage"] == "6w"
    group = the_group(declaration, rows)
    assert (group.title, group.about.section, group.mendable) == ("应发工资合计用字母代千、万", "ask", 2)
    assert group.examples == ["第 2 行 “6w”→ 60,000 元", "第 3 行 “85k”→ 85,000 元"]
    assert [row.cells["gross_wage"] for row in mend(declaration, rows, group)] == ["60000.00", "85000.00", "85000.00"]


def test_who_was_not_found_stands_apart_from_slips(declaration: Declaration, staff: list[str]) -> None:
    lines = [line(2, staff[0]), line(3, STRANGER), line(4, staff[1], months="13"), line(5, staff[2], months="0")]
    rows = declaration.check(lines)
    found = [(one.about.section, one.title, [row.line for row in one.rows]) for one in fault_groups(declaration, rows)]
    assert found == [
        ("unknown", "没有查到在本单位参保", [3]),
        ("mistake", "参保月数写法不对", [4, 5]),
    ]


@pytest.mark.parametrize(
    ("bad", "kind", "left"),
    [
        ({"employee_id": STRANGER}, "unknown", [2]),
        ({"left_on": "2023-01-05"}, "not_due", [2]),
        ({"employee_id": "the first"}, "twice", [2]),
    ],
)
def test_rows_that_are_left_out_together(
    declaration: Declaration, staff: list[str], bad: dict[str, str], kind: str, left: list[int]
) -> None:
    bad = {name: staff[0] if text == "the first" else text for name, text in bad.items()}
    rows = declaration.check([line(2, staff[0]), line(3, staff[1], **bad)])
    group = the_group(declaration, rows)
    assert group.kind == kind
    assert [row.line for row in mend(declaration, rows, group)] == left


def test_the_registrys_wages_for_those_that_were_not_filled_in(declaration: Declaration, staff: list[str]) -> None:
    rows = declaration.check([line(2, staff[0], gross_wage=""), line(3, staff[1])])
    held = declaration.by_enrolment[rows[0].cells["enrolment"]].cells["gross_wage"]
    mended = mend(declaration, rows, the_group(declaration, rows))
    assert [row.cells["gross_wage"] for row in mended] == [held, "85000.00"]
    assert mended[0].known_wage == Decimal(held)


def test_numbers_go_before_enrolments_that_slipped(declaration: Declaration, staff: list[str]) -> None:
    first, second = (row.cells["enrolment"] for row in declaration.prefilled()[:2])
    rows = declaration.check([line(2, staff[0], enrolment=second), line(3, staff[1], enrolment=first)])
    mended = mend(declaration, rows, the_group(declaration, rows))
    assert [row.cells["enrolment"] for row in mended] == [first, second]
    assert all(row.good for row in mended)


def test_lost_digits_come_back_from_the_roster(declaration: Declaration, staff: list[str]) -> None:
    first, second = (row.cells["enrolment"] for row in declaration.prefilled()[:2])
    held = declaration.by_enrolment[first]
    Employee.objects.create(employer=Employer.objects.get(), pseudonym=held.person, resident_id=staff[0], name="丁一")
    declaration = Declaration(declaration.employer)
    lost = {"employee_id": "4.20106199008277e+17"}
    rows = declaration.check([line(2, "", **lost, enrolment=first), line(3, "", **lost, enrolment=second)])
    group = the_group(declaration, rows)
    assert (len(group.rows), group.mendable) == (2, 1)
    assert [row.good for row in mend(declaration, rows, group)] == [True, False]


class TestSums:
    def said(self, *lines: Line) -> tuple[list[int], list[str]]:
        persons, said = without_sums(lines)
        return [one.number for one in persons], said

    def test_a_last_row_is_left_out_and_said(self) -> None:
        last = Line(4, {"employee_id": "合 计：", "gross_wage": "170,000"}, {})
        assert self.said(line(2, "1"), line(3, "2"), last) == ([2, 3], ["第 4 行是合计，没有当作职工"])

    def test_one_that_does_not_agree(self) -> None:
        last = Line(4, {"employee_name": "总计", "gross_wage": "180000"}, {})
        said = "第 4 行是合计，没有当作职工；它写的应发工资是 180,000 元，各行加起来是 170,000 元，请核对"
        assert self.said(line(2, "1"), line(3, "2"), last) == ([2, 3], [said])

    def test_parts_and_the_whole(self) -> None:
        part = Line(3, {"employee_name": "小计", "gross_wage": "85000"}, {})
        second = Line(5, {"employee_name": "小计", "gross_wage": "85000"}, {})
        whole = Line(6, {"employee_name": "合计", "gross_wage": "17万"}, {})
        found, said = self.said(line(2, "1"), part, line(4, "2"), second, whole)
        assert found == [2, 4]
        assert said == [f"第 {number} 行是合计，没有当作职工" for number in (3, 5, 6)]

    def test_one_without_a_word_is_known_by_its_sum(self) -> None:
        nobody = {"employee_id": "", "employee_name": "", "enrolment": ""}
        last = Line(4, nobody | {"gross_wage": "170000"}, {})
        other = Line(4, nobody | {"gross_wage": "170001"}, {})
        first, second = (line(number, "1", enrolment="") for number in (2, 3))
        assert self.said(first, second, last) == ([2, 3], ["第 4 行是合计，没有当作职工"])
        assert self.said(first, second, other) == ([2, 3, 4], [])

    def test_what_stands_at_the_foot_is_nobody(self) -> None:
        """Whoever has a number is somebody, whatever her name is."""
        foot = (
            Line(4, {"employee_id": "总人数 2"}, {}),
            Line(5, {"employee_name": "制表人：王"}, {}),
            Line(6, {"employee_id": "填表日期", "employee_name": "2026-11-30"}, {}),
        )
        found, said = self.said(line(2, "1"), line(3, "2"), *foot)
        assert found == [2, 3]
        assert said == [
            "第 4 行是合计，没有当作职工",
            "第 5 行是表尾的“制表人:王”，没有当作职工",
            "第 6 行是表尾的“填表日期”，没有当作职工",
        ]
        assert self.said(line(2, "320105196203030023", employee_name="备注")) == ([2], [])

    def test_nobody_is_a_sum_by_her_name(self) -> None:
        assert self.said(line(2, "1", employee_name="何计")) == ([2], [])


def row(line: int, last_base: str, base: str, known: str = "85000", reason: str = "") -> Row:
    cells = {"last_base": last_base, "gross_wage": "85000", "draws_allowance": "否", "reason": reason}
    return Row(line, cells, results={"base": base, "monthly_wage": base, "annual_wage": "0", "known_wage": known})


def test_the_largest_change_first_and_no_smaller_than_wanted() -> None:
    """+1,000 of 5,000 (20 %), -3,000 of 10,000 (30 %), +900 of 9,000 (10 %), nothing; one with nothing before."""
    rows = [
        row(2, "5000", "6000"),
        row(3, "10000", "7000"),
        row(4, "9000", "9900"),
        row(5, "8000", "8000"),
        row(6, "", "8000"),
    ]
    found, smaller = by_size(rows, "base")
    assert [(one.row.line, one.change, one.share) for one in found] == [(3, -3000, -30), (2, 1000, 20), (4, 900, 10)]
    assert smaller == 0
    found, smaller = by_size(rows, "base", Decimal(20))
    assert ([one.row.line for one in found], smaller) == ([3, 2], 1)


def test_against_the_registrys_wages() -> None:
    found, _ = by_size([row(2, "", "1", known="80000"), row(3, "", "1", known="")], "wage")
    assert [(one.row.line, one.before, one.now, one.change) for one in found] == [(2, 80000, 85000, 5000)]


def test_less_than_half_of_last_year_needs_a_reason() -> None:
    """4,999 is less than half of 10,000; 5,000 is not."""
    rows = [row(2, "10000", "4999"), row(3, "10000", "5000"), row(4, "10000", "4999", reason="病假")]
    assert [one.line for one in unexplained(rows)] == [2]
    answers = {"rows": [asdict(one) for one in rows]}
    assert unready(answers) == {"reasons": "有 1 人不到上年缴费基数的一半，请逐人写明原因"}
