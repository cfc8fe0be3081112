"""An amount is read alike at every door, however it is spelt: the command line, rows, a registry's table, what an employer brings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pyarrow import parquet

from tests.registry.cells import read_cell as registry_cell
from tests.tables.books import book, number, rows
from yuntai.cli.row_file import read_rows
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.procedures import Field
from yuntai.procedures.cells import read_cell
from yuntai.registry.columns import Column
from yuntai.rolls.spreadsheets import read
from yuntai.rules.language.kinds import Money, Text
from yuntai.rules.one.facts import check_facts
from yuntai.rules.rule.packs import load_pack

SPELT = {
    "3.27万": "32700.00",
    "3.27 万元": "32700.00",
    "4,753.21": "4753.21",
    "４，７５３．２１": "4753.21",
    "￥5000": "5000.00",
    "¥5,000.00元": "5000.00",
    "5000元": "5000.00",
    "5千": "5000.00",
    "5000元整": "5000.00",
    "人民币5000元": "5000.00",
    "5000RMB": "5000.00",
    "'5000": "5000.00",
    "3269.7999999999997": "3269.80",
    "4753.210000000001": "4753.21",
    " 5000 ": "5000.00",
}
REFUSED = ("0.125", "三千", "5000美元", "1.2.3", "5000-6000", "100,00", "1,00", "100，00元", "1.234,56", "0,125")
WAGE = Field("gross_wage", "应发工资", Money(), "应发工资")
SEVERANCE = load_pack(FOLDER / "nanjing").rule("severance")
NAME = Field("employee_name", "姓名", Text(), "姓名")


def by_registry(spelt: str, _folder: Path) -> str:
    return str(registry_cell(Column("wage", Money(), "应发工资"), spelt)[0])


def by_fact(spelt: str, _folder: Path) -> str:
    return str(check_facts(SEVERANCE, {"mean_wage": spelt})["mean_wage"])


def by_rows(spelt: str, folder: Path) -> str:
    made = book(folder / "表.xlsx", ("表", rows(["mean_wage"], [spelt])))
    good = folder / "good.parquet"
    read_rows(SEVERANCE, made, {}, date(2026, 11, 30), good, folder / "rejects.csv")
    return str([*parquet.read_table(good)["mean_wage"].to_pylist(), None][0])


def by_employer(spelt: str, folder: Path) -> str:
    made = book(folder / "表.xlsx", ("表", rows(["姓名", "应发工资"], ["某某", spelt])))
    (line,) = read(SimpleUploadedFile("表.xlsx", made.read_bytes()), [NAME, WAGE]).lines
    return str(read_cell(WAGE, line.cells["gross_wage"])[2])


@pytest.mark.parametrize("door", [by_registry, by_rows, by_employer])
@pytest.mark.parametrize(("spelt", "yuan"), [*SPELT.items(), *((spelt, "None") for spelt in REFUSED)])
def test_a_door(door: Callable[[str, Path], str], spelt: str, yuan: str, tmp_path: Path) -> None:
    assert door(spelt, tmp_path) == yuan


@pytest.mark.parametrize(("spelt", "yuan"), SPELT.items())
def test_a_fact(spelt: str, yuan: str, tmp_path: Path) -> None:
    assert by_fact(spelt, tmp_path) == yuan


@pytest.mark.parametrize("spelt", REFUSED)
def test_a_fact_that_is_no_amount(spelt: str, tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match="mean_wage"):
        by_fact(spelt, tmp_path)


def test_an_amount_that_the_sheet_shows_otherwise_than_it_holds_it(tmp_path: Path) -> None:
    """Of 50% and of a merged cell nobody can say how many yuan they are; each is shown with what to do."""
    content = rows(["姓名", "应发工资"], ["某某", number("B2", "0.5", 1)], ["某甲", number("B3", "3.27", 2)])
    made = book(tmp_path / "表.xlsx", ("表", content), formats=[9, '0.00"万"'])
    first, second = read(SimpleUploadedFile("表.xlsx", made.read_bytes()), [NAME, WAGE]).lines
    assert read_cell(WAGE, first.cells["gross_wage"]) == ("form", "“50%”不是金额，请只写数字", None)
    assert read_cell(WAGE, second.cells["gross_wage"]) == ("", "", Decimal("32700.00"))
    merged = openpyxl.Workbook()
    for line in (["姓名", "应发工资"], ["某某", 5000], ["某甲", None]):
        merged.active.append(line)
    merged.active.merge_cells("B2:B3")
    merged.save(tmp_path / "合并.xlsx")
    lines = read(SimpleUploadedFile("合并.xlsx", (tmp_path / "合并.xlsx").read_bytes()), [NAME, WAGE]).lines
    assert [read_cell(WAGE, line.cells["gross_wage"]) for line in lines] == [
        ("", "", Decimal("5000.00")),
        ("form", "这一格显示“5000”，是和上面合并的格，自己没有值：请取消合并，每一行都填上", None),
    ]
