"""A declaration that was handed in: four rows whose figures can be worked out by hand."""

from __future__ import annotations

from typing import Any

from tests.city import People
from yuntai.cases.declarations import Declaration
from yuntai.cases.declaring import begin_declaration, keep
from yuntai.cases.models import Case
from yuntai.cases.submission import submit
from yuntai.people.acting import Acting
from yuntai.rolls.spreadsheets import Line

FILLER = {"filler_name": "某某", "filler_phone": "13800000000", "staff_confirmed": "是"}


def line(number: int, resident_id: str, **cells: str) -> Line:
    """A row that is good: ten months, 85 000 yuan, and why that may be less than half of last year's base."""
    good = {
        "employee_id": resident_id,
        "employee_name": "某某",
        "joined_on": "2022-03-01",
        "left_on": "至今",
        "employed_in_december": "是",
        "months": "10",
        "gross_wage": "85000",
        "draws_allowance": "否",
        "reason": "轮岗",
    }
    return Line(number, good | cells, {})


def handed_in(people: People, staff: list[str]) -> Case:
    """8,500 yuan a month; 3,000, raised to the floor 4,494; 30,000, cut to the ceiling 24,042; an allowance of 5,200."""
    employer = people.handler.operations.get().employer
    declaration = Declaration(employer)
    draft = begin_declaration(declaration, Acting(people.handler, employer, "operator"))
    draft.answers |= FILLER
    wages: list[dict[str, Any]] = [
        {"employee_name": "丁一", "gross_wage": "85000"},
        {"employee_name": "王小二", "gross_wage": "30000"},
        {"employee_name": "张三", "gross_wage": "300000"},
        {"employee_name": "李四", "draws_allowance": "是", "disability_grade": "3", "allowance": "5200"},
    ]
    rows = [line(number, staff[number - 2], **cells) for number, cells in enumerate(wages, 2)]
    keep(declaration, draft, declaration.check(rows))
    return submit(draft, Acting(people.approver, employer, "operator"))
