"""Of which cells nobody can be sure: a year and a month that were a number, at every door alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.registry.cells import read_cell
from tests.tables.books import book, number, rows
from yuntai.registry.check import check
from yuntai.registry.columns import Column, Month
from yuntai.registry.marks import unsure
from yuntai.rules.language.kinds import Date

SAID = "分不清 1 月还是 10 月（数字 2020.10 会存成 2020.1）：请把这一列设成文本，写成 2020-01 或 2020-10"
SERIAL = "是数字，像日期的序号：请把这一列设成日期格式再交"


@pytest.mark.parametrize(
    ("text", "mark", "month"),
    [
        ("2020.1", "n", SAID),
        ("2020.1", "t", SAID),
        (" '2020.1 ", "t", SAID),
        ('="2020.1"', "t", SAID),
        ("２０２０．１", "t", SAID),
        ("2020.1\t", "t", SAID),
        # what a number cannot have been another month
        ("2020.01", "t", date(2020, 1, 1)),
        ("2020.01", "n", date(2020, 1, 1)),
        ("2020.10", "t", date(2020, 10, 1)),
        ("2020.11", "n", date(2020, 11, 1)),
        ("2020.12", "t", date(2020, 12, 1)),
        ("2020.2", "n", date(2020, 2, 1)),
        ("2020.9", "t", date(2020, 9, 1)),
        ("202001", "n", date(2020, 1, 1)),
        # what somebody wrote as a month, and no number is written so
        ("2020-1", "t", date(2020, 1, 1)),
        ("2020年1月", "t", date(2020, 1, 1)),
        ("2020.1月", "t", date(2020, 1, 1)),
        ("2020.1.1", "t", date(2020, 1, 1)),
        # numbers that are no month
        ("43831", "n", SERIAL),
        ("43831.5", "n", SERIAL),
        ("2020", "n", "是数字，像是只写了年：请写到月或者日，如 2021-03、2021-03-05"),
        ("1899", "n", SERIAL),
        ("2020.13", "n", SERIAL),
        ("2020.125", "n", SERIAL),
    ],
)
def test_a_month_that_may_have_been_a_number(text: str, mark: str, month: date | str) -> None:
    column = Column("month", Month(), "缴费月份")
    said = (None, f"缴费月份{month}") if isinstance(month, str) else (month, None)
    assert read_cell(column, text, mark) == said
    assert unsure(Date(), text, mark) == (month if isinstance(month, str) else "")
    if mark == "t":
        assert read_cell(column, text) == said


PAID = ["参保登记号", "公民身份号码", "缴费月份", "应发工资", "缴费基数", "到账日期", "个人实缴金额"]
LINE = ["1", "11010519491231002X", "", "5000", "5000", "", ""]


def months(*said: str) -> list[list[str]]:
    return [[one if one else month for one in LINE[:-2]] + ["", ""] for month in said]


@pytest.mark.parametrize("form", ["csv", "gb18030", "xlsx", "number"])
def test_a_column_of_months_is_accepted_but_for_the_one_that_may_be_two(form: str, tmp_path: Path) -> None:
    """2020.2 and 2020.12 are sure in every form; the line of 2020.1 is refused with a sentence, never read as January."""
    lines = months("2020.2", "2020.1", "2020.12")
    path = tmp_path / ("缴费记录.csv" if form in ("csv", "gb18030") else "缴费记录.xlsx")
    if form in ("csv", "gb18030"):
        content = "\n".join(",".join(line) for line in (PAID, *lines))
        path.write_bytes(content.encode("utf-8" if form == "csv" else "gb18030"))
    else:
        made = [
            [number(f"C{n}", line[2]) if place == 2 and form == "number" else cell for place, cell in enumerate(line)]
            for n, line in enumerate(lines, 2)
        ]
        book(path, ("表", rows(PAID, *made)))
    table = check(path, tmp_path / "rejects").tables["contributions"]
    assert (table.accepted, table.rejected) == (2, 1)
    assert table.reasons == {f"缴费月份{SAID}": 1}
