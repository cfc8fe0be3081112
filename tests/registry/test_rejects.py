"""A file of refused rows is opened in a spreadsheet, mended, saved and handed in again."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

import duckdb
import pytest

from tests.cities import OPTIONS
from tests.registry.test_check import GOOD, persons, rejected
from tests.tables.books import book, number, rows
from yuntai.registry.check import check as check_exports
from yuntai.registry.rejects import sql_whole
from yuntai.tables.leaving import whole

check = partial(check_exports, words=OPTIONS)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("张三", "张三"),
        ("", ""),
        ("5000.00", "5000.00"),
        ("-12.5", "-12.5"),
        ("110105194912310021", "110105194912310021\t"),
        ("11010519491231002X", "11010519491231002X"),
        ("26113073842", "26113073842"),
        ("261130738427", "261130738427\t"),
        ("0123", "0123\t"),
        ("0.5", "0.5"),
        ("12E5", "12E5\t"),
        ("2020-05", "2020-05\t"),
        ("2020.10", "2020.10\t"),
        ("2020-05-01", "2020-05-01"),
        ("3/7", "3/7\t"),
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("＝1＋1", "'＝1＋1"),
        ("-张三", "'-张三"),
        ("\t=1+1", "'\t=1+1"),
        ("\r\n=1+1", "'\r\n=1+1"),
    ],
)
def test_what_leaves_is_shown_whole_and_does_nothing(text: str, written: str) -> None:
    assert whole(text) == written
    assert duckdb.execute(f"SELECT {sql_whole('t')} FROM (SELECT ? AS t)", [text]).fetchall() == [(written,)]


def test_a_mended_file_of_refused_rows_reads_back(tmp_path: Path) -> None:
    """The id is wrong in its last place, the name begins like a formula; both are written so that they come back."""
    bad = GOOD.replace("2X", "21").replace("张三", "=某")
    check(persons(tmp_path, bad), tmp_path / "rejects")
    path = tmp_path / "rejects" / "persons.csv"
    [row] = rejected(tmp_path / "rejects")
    assert (row["公民身份号码"], row["姓名"]) == ("110105194912310021\t", "'=某")
    path.write_text(path.read_text(encoding="utf-8-sig").replace("0021\t", "002X"), encoding="utf-8-sig")
    table = check(path, tmp_path / "again").tables["persons"]
    assert (table.rows, table.accepted) == (1, 1)
    assert table.notes == ["多出的列没有读：行号、原因"]


def test_headings_and_sheets_are_no_formula(tmp_path: Path) -> None:
    head = [
        *GOOD.split(",")[:0],
        "公民身份号码",
        "姓名",
        "性别",
        "出生日期",
        "区",
        "户籍",
        "岗位性质",
        "就业困难人员",
        "毕业日期",
        "=1+1",
    ]
    line = [*GOOD.replace("玄武", "江北").split(","), "x"]
    check(book(tmp_path / "人员.xlsx", ("=1", rows(head, line)), ("=2", rows(head, line))), tmp_path / "rejects")
    with (tmp_path / "rejects" / "persons.csv").open(encoding="utf-8-sig", newline="") as file:
        top, *lines = csv.reader(file)
    assert (top[0], top[-2]) == ("工作表", "'=1+1")
    assert [line[0] for line in lines] == ["'=1", "'=2"]


def test_what_a_spreadsheet_lost_is_not_good_when_it_comes_back(tmp_path: Path) -> None:
    """Both would pass for numbers, in a file of text that tells no more what the cells were."""
    head = ["参保登记号", "公民身份号码", "缴费月份", "应发工资", "缴费基数", "到账日期"]
    line = [number("A2", "320100012345678902"), "11010519491231002X", "2023-05", "5000", "5000", ""]
    check(book(tmp_path / "缴费记录.xlsx", ("表", rows(head, line))), tmp_path / "rejects")
    [row] = rejected(tmp_path / "rejects", "contributions.csv")
    assert row["参保登记号"] == "320100012345679000（数字格）"
    again = check(tmp_path / "rejects" / "contributions.csv", tmp_path / "again").tables["contributions"]
    assert (again.accepted, again.reasons) == (0, {"参保登记号不是整数": 1})
