"""Rows that leave the platform: how many, for what, and that a spreadsheet does nothing with them."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.people.make import officer, units
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.ledger.verify import problems
from yuntai.people.exports import MOST_ROWS, Permit, _cell, export
from yuntai.people.models import Access, Role

pytestmark = pytest.mark.django_db
COLUMNS = ("姓名", "金额", "日期", "已办")
ROWS = [
    ("王*明", Decimal("1500.00"), date(2026, 3, 1), True),
    ('=HYPERLINK("http://x")', Decimal("-3.50"), None, False),
]


@pytest.fixture
def supervisor():
    return officer("supervisor", units()["city"], Role.SUPERVISE)


def test_csv(supervisor):
    file = export(supervisor, "办件", COLUMNS, ROWS, "月报")
    assert file.name == f"办件-{today():%Y%m%d}.csv"
    assert file.content_type == "text/csv; charset=utf-8"
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(file.content.decode("utf-8-sig")))) == [
        ["姓名", "金额", "日期", "已办"],
        ["王*明", "1500.00", "2026-03-01", "是"],
        ['\'=HYPERLINK("http://x")', "-3.50", "", "否"],
    ]


def test_xlsx(supervisor):
    file = export(supervisor, "办件", COLUMNS, ROWS, "月报", "xlsx")
    sheet = load_workbook(BytesIO(file.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_col=2)] == [
        ["姓名", "金额"],
        ["王*明", 1500],
        ['\'=HYPERLINK("http://x")', -3.5],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_what_a_spreadsheet_would_compute_is_kept_as_text(text):
    assert _cell(text).startswith("'")


@given(st.text())
def test_no_text_begins_like_a_formula(text):
    assert not _cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_each_export_is_written_down(supervisor):
    export(supervisor, "办件", COLUMNS, ROWS, " 月报 ")
    entry = Access.objects.get()
    assert (entry.user, entry.person, entry.what, entry.why) == (supervisor, None, "导出 2 行：办件", "月报")
    assert list(problems()) == []


@pytest.mark.parametrize(
    ("rows", "purpose", "form", "sentence"),
    [
        (ROWS, " ", "csv", "请写明导出来做什么用"),
        (ROWS, "月报", "pdf", "不能导出成“pdf”，请选 csv、xlsx、parquet"),
        ([("x",)] * (MOST_ROWS + 1), "月报", "csv", "一次最多导出 5,000 行，请缩小范围再导出"),
    ],
)
def test_what_is_refused_leaves_no_trace(supervisor, rows, purpose, form, sentence):
    with pytest.raises(YuntaiError) as refused:
        export(supervisor, "办件", ("列",), rows, purpose, form)
    assert str(refused.value) == sentence
    assert Access.objects.count() == 0


def test_as_many_as_are_allowed(supervisor):
    file = export(supervisor, "办件", ("列",), [("x",)] * MOST_ROWS, "月报", permit=Permit(MOST_ROWS, "安全郑"))
    assert file.content.count(b"\r\n") == 5001


BEYOND = "𠮷䶮㛃"
"""A character outside the standard plane, and two that older encodings lack."""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_long_numbers_and_rare_characters_are_shown_whole(supervisor, form):
    file = export(
        supervisor, "办件", ("姓名", "编号"), [(BEYOND, "261130738427310"), (BEYOND, 320100012345678902)], "月报", form
    )
    if form == "csv":
        rows = list(csv.reader(StringIO(file.content.decode("utf-8-sig"))))[1:]
        assert rows == [[BEYOND, "261130738427310\t"], [BEYOND, "320100012345678902\t"]]
    else:
        sheet = load_workbook(BytesIO(file.content)).active
        found = [
            [(cell.value, cell.data_type, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=2)
        ]
        assert found == [
            [(BEYOND, "s", "@"), ("261130738427310", "s", "@")],
            [(BEYOND, "s", "@"), ("320100012345678902", "s", "@")],
        ]
