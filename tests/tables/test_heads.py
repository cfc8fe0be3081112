"""Where the headings are, and what is no data: kept with its place and the reason."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.tables.books import book, number, rows, text
from yuntai.tables.heads import Table, heading, table_of
from yuntai.tables.sheets import open_sheets

WORDS = {"姓名", "区", "金额"}


def table(path: Path) -> tuple[Table, list[list[str]]]:
    with open_sheets(path) as sheets:
        found = table_of(sheets[0], WORDS)
        return found, [row.cells for row in found.rows()]


def left_out(found: Table) -> list[tuple[int, str]]:
    return [(one.number, one.reason) for one in found.left_out]


def test_title_lines_above_the_headings(tmp_path: Path) -> None:
    lines = [["2026年发放名单"], ["制表日期：2026-10-08"], ["姓名", "区", "金额"], ["张三", "玄武", "280"]]
    found, data = table(book(tmp_path / "a.xlsx", ("表", rows(*lines))))
    assert (found.head and found.head.number, data) == (3, [["张三", "玄武", "280"]])
    assert left_out(found) == [(1, "表头上面的标题"), (2, "表头上面的标题")]


def test_headings_in_two_rows(tmp_path: Path) -> None:
    upper = f'<row r="1">{text("A1", "姓名")}{text("B1", "基本情况")}</row>'
    lower = f'<row r="2">{text("B2", "区")}{text("C2", "金额")}</row>'
    data = f'<row r="3">{text("A3", "张三")}{text("B3", "玄武")}{number("C3", "280")}</row>'
    found, rows_ = table(book(tmp_path / "a.xlsx", ("表", upper + lower + data)))
    assert found.head
    assert (found.head.number, found.head.headings, rows_) == (2, ("姓名", "区", "金额"), [["张三", "玄武", "280"]])


@pytest.mark.parametrize(
    "word",
    [
        "合计",
        "合 计",
        "总计：",
        "小计",
        "本页合计",
        "合计人数",
        "共计 1 人",
        "合计：1人，280元",
        "共1人",
        "总计 280.00",
    ],
)
def test_a_total_is_left_out_and_said(word: str, tmp_path: Path) -> None:
    lines = [["姓名", "区", "金额"], ["张三", "玄武", "280"], [word, "", "280"]]
    found, data = table(book(tmp_path / "a.xlsx", ("表", rows(*lines))))
    assert (data, left_out(found)) == ([["张三", "玄武", "280"]], [(3, "合计行")])


def test_somebody_whose_name_begins_like_a_total_is_data(tmp_path: Path) -> None:
    lines = [["姓名", "区", "金额"], ["计小", "玄武", "280"], ["合计", "玄武", "280"], ["共共", "", "1"]]
    found, data = table(book(tmp_path / "a.xlsx", ("表", rows(*lines))))
    assert (data, left_out(found)) == ([["计小", "玄武", "280"], ["合计", "玄武", "280"], ["共共", "", "1"]], [])


def test_headings_again_and_notes_at_the_end(tmp_path: Path) -> None:
    lines = [
        ["姓名", "区", "金额"],
        ["张三", "玄武", "1"],
        ["姓名", "区", "金额"],
        ["李四", "秦淮", "2"],
        ["制表人：王五"],
        ["填报单位（盖章）：某局", "", "联系人：某"],
        ["（以下空白）"],
        ["第1页，共1页"],
    ]
    found, data = table(book(tmp_path / "a.xlsx", ("表", rows(*lines))))
    assert data == [["张三", "玄武", "1"], ["李四", "秦淮", "2"]]
    assert left_out(found) == [(3, "重复的表头"), *((n, "表尾的说明") for n in (5, 6, 7, 8))]


def test_short_rows_of_a_workbook_are_whole_those_of_text_are_not(tmp_path: Path) -> None:
    _, data = table(book(tmp_path / "a.xlsx", ("表", rows(["姓名", "区", "金额"], ["张三"]))))
    assert data == [["张三", "", ""]]
    (tmp_path / "a.csv").write_text("姓名,区,金额\n张三\n", encoding="utf-8")
    with open_sheets(tmp_path / "a.csv") as sheets:
        assert [row.short for row in table_of(sheets[0], WORDS).rows()] == [2]


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("\ufeff\ufeff姓名", "姓名"),
        ("姓 名", "姓名"),
        ("姓\n名", "姓名"),
        ("*姓名", "姓名"),
        ("姓名（必填）", "姓名"),
        ("金额（元）", "金额"),
        ("金额（单位：元）（必填）", "金额"),
        ("金额(人民币元/月)", "金额"),
        ("'姓名'", "姓名"),
        ("公⺠⾝份号码", "公民身份号码"),  # as it is copied from a PDF: U+2EA0, U+2F9D
        ("ＩＤ", "ID"),
    ],
)
def test_headings_as_they_are_compared(written: str, compared: str) -> None:
    assert heading(written) == compared


def merged(path: Path, *ranges: str) -> Path:
    """The workbook with cells merged, as its parts say behind the rows of a sheet."""
    said = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    with ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace("</sheetData>", f"</sheetData><mergeCells>{said}</mergeCells>"))
    return path


def test_merged_cells_are_seen_with_the_text_of_the_first(tmp_path: Path) -> None:
    """A person sees 玄武 beside each of three names; a reader that takes two of them for blank has lost something."""
    lines = [["姓名", "区", "金额"], ["张三", "玄武", "280"], ["李四", "", "280"], ["王五"], ["赵六", "江宁", "90"]]
    path = merged(book(tmp_path / "a.xlsx", ("表", rows(*lines))), "B2:B4", "C3:C4", "E2:E5")
    with open_sheets(path) as sheets:
        found = [(row.number, row.cells, row.marks) for row in table_of(sheets[0], WORDS).rows()]
    assert found == [
        (2, ["张三", "玄武", "280"], "ttt"),
        (3, ["李四", "玄武", "280"], "tmt"),
        (4, ["王五", "玄武", "280"], "tmm"),
        (5, ["赵六", "江宁", "90"], "ttt"),
    ]


def test_a_note_in_merged_cells_beside_the_table_is_of_one_row(tmp_path: Path) -> None:
    first = f'<row r="1">{text("A1", "姓名")}{text("B1", "区")}</row>'
    noted = f'<row r="2">{text("A2", "张三")}{text("B2", "玄武")}{text("D2", "注意")}</row>'
    second = f'<row r="3">{text("A3", "李四")}{text("B3", "江宁")}{text("E3", "多")}</row>'
    _, data = table(merged(book(tmp_path / "a.xlsx", ("表", first + noted + second)), "D2:D3"))
    assert data == [["张三", "玄武", "", "注意"], ["李四", "江宁", "", "", "多"]]


def test_merged_headings_in_two_rows(tmp_path: Path) -> None:
    upper = f'<row r="1">{text("A1", "序号")}{text("B1", "姓名")}{text("C1", "基本情况")}</row>'
    lower = f'<row r="2">{text("C2", "区")}{text("D2", "金额")}</row>'
    data = f'<row r="3">{text("A3", "1")}{text("B3", "张三")}{text("C3", "玄武")}{number("D3", "280")}</row>'
    found, _ = table(merged(book(tmp_path / "a.xlsx", ("表", upper + lower + data)), "A1:A2", "B1:B2", "C1:D1"))
    assert found.head
    assert found.head.headings == ("序号", "姓名", "区", "金额")
