"""What a cell of a workbook says, by what stands in the file: a table a policy officer can read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.tables.books import book, number, rows, text
from yuntai.errors import YuntaiError
from yuntai.tables.sheets import open_sheets


def cells(path: Path, sheet: int = 0) -> list[tuple[list[str], str]]:
    """The cells and marks of each row of a sheet."""
    with open_sheets(path) as sheets:
        return [(row.cells, row.marks) for row in sheets[sheet].rows()]


@pytest.mark.parametrize(
    ("value", "shown", "mark"),
    [
        ("4753.210000000001", "4753.21", "n"),
        ("0.57999999999999996", "0.58", "n"),
        ("3269.7999999999997", "3269.8", "n"),
        ("0.125", "0.125", "n"),
        ("2020.1", "2020.1", "n"),
        ("-12", "-12", "n"),
        ("1E-7", "0.0000001", "n"),
        ("1.5E+3", "1500", "n"),
        ("320102850307001", "320102850307001", "n"),  # an old id of 15 digits survives
        ("3.20102198503070019E17", "320102198503070000", "x"),  # Excel shows 15 digits; the last are lost
        ("6222020200012345678", "6222020200012350000", "x"),
        ("999999999999999", "999999999999999", "n"),
        ("1000000000000000", "1000000000000000", "x"),
    ],
)
def test_a_number_in_a_plain_cell(value: str, shown: str, mark: str, tmp_path: Path) -> None:
    assert cells(book(tmp_path / "a.xlsx", ("表", f'<row r="1">{number("A1", value)}</row>'))) == [([shown], mark)]


@pytest.mark.parametrize(
    ("value", "code", "shown", "mark"),
    [
        # the serial 45931 is 1 October 2025 in the system that begins with 1900
        ("45931", 14, "2025-10-01", "d"),
        ("45931", 31, "2025-10-01", "d"),  # yyyy年m月d日 of Chinese Excel and WPS
        ("45931", 58, "2025-10-01", "d"),  # m月d日
        ("45931", 57, "2025-10", "d"),  # yyyy年m月: what is shown is a month
        ("45945", 57, "2025-10-15", "d"),  # a day is in it all the same
        ("45931", 'yyyy"年"m"月"d"日";@', "2025-10-01", "d"),
        ("45931", "[$-804]yyyy/m/d", "2025-10-01", "d"),
        ("45931", "[DBNum1]e年m月d日", "2025-10-01", "d"),
        ("45931.5", "yyyy-mm-dd hh:mm", "2025-10-01 12:00:00", "d"),
        ("45930.99999999", "yyyy-mm-dd hh:mm:ss", "2025-10-01", "d"),  # a second is the least that is told apart
        ("1", 14, "1900-01-01", "d"),
        ("59", 14, "1900-02-28", "d"),
        ("60", 14, "1900-02-29", "s"),  # a day that only spreadsheets have
        ("61", 14, "1900-03-01", "d"),
        ("0", 14, "0", "s"),  # an empty lookup is no day of 1899
        ("20211201", 14, "20211201", "s"),  # shown as ###### there
        ("-5", 14, "-5", "s"),
        ("0.354166666666667", 20, "08:30:00", "d"),
        ("1.25", "[h]:mm", "1.25", "n"),  # thirty hours are no day
        ("45931", "0.00", "45931", "n"),
        ("45931", '#,##0"日"', "45931", "n"),
        ("45931", "0.00E+00", "45931", "n"),
        ("45931", "General", "45931", "n"),
        ("45931", "G/通用格式", "45931", "n"),
        ("123", "000000", "000123", "t"),  # a code whose zeros only the format shows
    ],
)
def test_a_number_under_a_format(value: str, code: str | int, shown: str, mark: str, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("表", f'<row r="1">{number("A1", value, 1)}</row>'), formats=[code])
    assert cells(path) == [([shown], mark)]


@pytest.mark.parametrize(("value", "shown"), [("44469", "2025-10-01"), ("0", "1904-01-01"), ("60", "1904-03-01")])
def test_days_of_the_system_that_begins_with_1904(value: str, shown: str, tmp_path: Path) -> None:
    content = f'<row r="1">{number("A1", value, 1)}</row>'
    assert cells(book(tmp_path / "a.xlsx", ("表", content), formats=[14], since_1904=True)) == [([shown], "d")]


@pytest.mark.parametrize(
    ("cell", "shown", "mark"),
    [
        ('<c r="A1"><f>DATE(2023,6,30)</f></c>', "=DATE(2023,6,30)", "f"),
        ('<c r="A1"><f>SUM(B1:B9)</f><v></v></c>', "=SUM(B1:B9)", "f"),
        ('<c r="A1"><f>SUM(B1:B9)</f><v>12</v></c>', "12", "n"),
        ('<c r="A1" t="str"><f>B1&amp;""</f><v></v></c>', "", " "),  # worked out, and empty
        ('<c r="A1" t="str"><f>B1</f><v>玄武</v></c>', "玄武", "t"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A", "e"),
        ('<c r="A1" t="e"><f>B1</f><v>#REF!</v></c>', "#REF!", "e"),
        ('<c r="A1" t="b"><v>1</v></c>', "是", "b"),
        ('<c r="A1" t="b"><v>0</v></c>', "否", "b"),
        ('<c r="A1" t="d"><v>2025-10-01T00:00:00</v></c>', "2025-10-01", "d"),
        ('<c r="A1" t="d"><v>2025-10-01T08:30:00</v></c>', "2025-10-01 08:30:00", "d"),
        ('<c r="A1" t="d"><v>2025-10-01T00:00:00Z</v></c>', "2025-10-01", "d"),
        ('<c r="A1" t="d"><v>2025-10-01</v></c>', "2025-10-01", "d"),
        ('<c r="A1"><v>某某</v></c>', "某某", "e"),  # a text where a number should be
        ('<c r="A1"><v>NaN</v></c>', "NaN", "e"),
        ('<c r="A1" t="str"><v>_xD842__xDFB7_</v></c>', "𠮷", "t"),
        ('<c r="A1" t="str"><v>_xD842_</v></c>', "�", "?"),  # half a character
        ('<c r="A1" t="str"><v>_x005F_x000D_</v></c>', "_x000D_", "t"),
        ('<c r="A1" t="inlineStr"><is><t>王</t><rPh sb="0" eb="1"><t>wáng</t></rPh></is></c>', "王", "t"),
        ('<c r="A1" t="inlineStr"><is><r><t>王</t></r><r><t>五</t></r><rPh><t>wu</t></rPh></is></c>', "王五", "t"),
        ('<c r="A1" t="str"><v>一_x000D_二</v></c>', "一\r二", "t"),
        ('<c r="A1" t="inlineStr"><is><t>𠮷䶮㛃</t></is></c>', "𠮷䶮㛃", "t"),
    ],
)
def test_other_cells(cell: str, shown: str, mark: str, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("表", f'<row r="1">{cell}{text("B1", "后")}</row>'))
    assert cells(path) == [([shown, "后"], f"{mark}t")]


def test_shared_strings_with_their_runs_and_without_their_sounds(tmp_path: Path) -> None:
    strings = ["<si><t>张三</t></si>", "<si><r><t>李</t></r><r><t>四</t></r><rPh sb='0' eb='1'><t>lǐ</t></rPh></si>"]
    content = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    assert cells(book(tmp_path / "a.xlsx", ("表", content), strings=strings)) == [(["李四", "张三"], "tt")]


def test_places_are_those_of_the_references(tmp_path: Path) -> None:
    content = f'<row r="3">{text("B3", "二")}{text("D3", "四")}</row><row r="9"><c r="A9" s="0"/></row>'
    content += f'<row r="12">{text("A12", "一")}</row>'
    path = book(tmp_path / "a.xlsx", ("表", content))
    with open_sheets(path) as sheets:
        found = [(row.number, row.cells, row.marks) for row in sheets[0].rows()]
    assert found == [(3, ["", "二", "", "四"], " t t"), (12, ["一"], "t")]


def test_cells_and_rows_without_references(tmp_path: Path) -> None:
    content = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert cells(book(tmp_path / "a.xlsx", ("表", content))) == [(["1", "2"], "nn"), (["3"], "n")]


@pytest.mark.parametrize("dimension", ["A1", "A1:B1", "A1:XFD1048576"])
def test_the_declared_dimension_does_not_matter(dimension: str, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("表", rows("一二三", "四五六")), dimension=dimension)
    assert cells(path) == [(["一", "二", "三"], "ttt"), (["四", "五", "六"], "ttt")]


def test_a_strict_workbook(tmp_path: Path) -> None:
    assert cells(book(tmp_path / "a.xlsx", ("表", rows("一二")), strict=True)) == [(["一", "二"], "tt")]


def test_sheets_in_their_order_some_hidden_some_rows_filtered(tmp_path: Path) -> None:
    filtered = f'<row r="1">{text("A1", "一")}</row><row r="2" hidden="1">{text("A2", "二")}</row>'
    path = book(tmp_path / "a.xlsx", ("名单", filtered), ("旧名单", rows("三")), hidden=["旧名单"])
    with open_sheets(path) as sheets:
        assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("名单", False), ("旧名单", True)]
        assert [row.hidden for row in sheets[0].rows()] == [False, True]


@pytest.mark.parametrize(
    "content",
    [
        "<row r='1'><c r='A1'><v>1</v>",
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
    ],
)
def test_a_damaged_sheet_is_said(content: str, tmp_path: Path) -> None:
    path = book(tmp_path / "名单.xlsx", ("表", content))
    with pytest.raises(YuntaiError, match=r"文件 名单\.xlsx 已损坏，读不完整"):
        cells(path)


def test_half_a_workbook_is_said(tmp_path: Path) -> None:
    path = book(tmp_path / "名单.xlsx", ("表", rows(*["一二三"] * 500)))
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(YuntaiError, match=r"文件 名单\.xlsx 已损坏"):
        cells(path)


def test_a_part_that_is_missing_is_said(tmp_path: Path) -> None:
    whole, path = book(tmp_path / "whole.xlsx", ("表", rows("一"))), tmp_path / "名单.xlsx"
    with ZipFile(whole) as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            if "sheet1" not in name:
                target.writestr(name, source.read(name))
    with pytest.raises(YuntaiError, match=r"文件 名单\.xlsx 已损坏，读不完整"):
        cells(path)


def rewritten(path: Path, change: Callable[[str, bytes], tuple[str, bytes]]) -> Path:
    """The workbook with each part under the name and with the content that ``change`` gives it."""
    with ZipFile(path) as archive:
        parts = dict(change(name, archive.read(name)) for name in archive.namelist())
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _prefixed(name: str, content: bytes) -> tuple[str, bytes]:
    if not name.startswith("xl/work"):
        return name, content
    return name, re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", content).replace(b"xmlns=", b"xmlns:x=")


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: (name, content.replace(b'"worksheets/', b'"/xl/worksheets/')),
        lambda name, content: (name.replace("worksheets/", ""), content.replace(b'"worksheets/', b'"')),
        lambda name, content: (name.replace("sheet1", "SHEET1"), content),
        lambda name, content: (name.replace("/", "\\") if "sheet1" in name else name, content),
        _prefixed,
    ],
    ids=["absolute", "beside", "capitals", "backslashes", "prefixes"],
)
def test_parts_under_other_names(change: Callable[[str, bytes], tuple[str, bytes]], tmp_path: Path) -> None:
    path = rewritten(book(tmp_path / "a.xlsx", ("表", rows("一二", "三四"))), change)
    assert cells(path) == [(["一", "二"], "tt"), (["三", "四"], "tt")]


def test_a_formula_that_a_program_wrote_has_no_value_yet(tmp_path: Path) -> None:
    """Such programs write 0 in place of what only a spreadsheet works out, and ask it to do so when the file is opened."""
    content = '<row r="1"><c r="A1"><f>1+1</f><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><v>0</v></c></row>'
    path = book(tmp_path / "a.xlsx", ("表", content))
    assert cells(path) == [(["0", "2", "0"], "nnn")]
    asked = b'<calcPr fullCalcOnLoad="1"/></workbook>'
    path = rewritten(path, lambda name, content: (name, content.replace(b"</workbook>", asked)))
    assert cells(path) == [(["=1+1", "2", "0"], "fnn")]
    java = f'<row r="1"><c r="A1"><f>1+1</f><v>0.0</v></c>{number("B1", "0.0")}</row>'
    assert cells(book(tmp_path / "b.xlsx", ("表", java))) == [(["=1+1", "0"], "fn")]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        (9, "0.5", "50%"),
        (10, "0.105", "10.5%"),
        ("0.00%", "1", "100%"),
        (9, "0.07000000000000001", "7%"),
        ('0.00"万"', "3.27", "3.27万"),
        ('#,##0.00"万元"', "3.27", "3.27万元"),
        ('0!.0,"万"', "32700", "32700"),  # such formats divide what they show
        ('#,##0,"千元"', "32700", "32700"),
        ('"第"0"号"', "3", "3"),
        ("¥#,##0.00;[Red]¥-#,##0.00", "3269.8", "3269.8"),
        ("0.00_);(0.00%)", "3269.8", "3269.8"),
    ],
)
def test_a_format_that_makes_another_number_of_it(code: int | str, value: str, shown: str, tmp_path: Path) -> None:
    """A sheet shows 50% and 3.27万; half a yuan and three are what nobody has written."""
    path = book(tmp_path / "a.xlsx", ("表", f'<row r="1">{number("A1", value, 1)}</row>'), formats=[code])
    assert cells(path) == [([shown], "n")]


def test_cells_out_of_their_order_stand_in_their_places(tmp_path: Path) -> None:
    content = f'<row r="1">{text("C1", "丙")}{text("A1", "甲")}{number("B1", "2")}{text("B1", "")}</row>'
    assert cells(book(tmp_path / "a.xlsx", ("表", content))) == [(["甲", "2", "丙"], "tnt")]


def test_a_cell_that_is_written_twice_is_named(tmp_path: Path) -> None:
    same = f'<row r="1">{text("A1", "甲")}{text("B1", "乙")}{text("A1", "甲")}</row>'
    assert cells(book(tmp_path / "a.xlsx", ("表", same))) == [(["甲", "乙"], "tt")]
    path = book(tmp_path / "b.xlsx", ("工资", same.replace("甲", "5000", 1)))
    with pytest.raises(YuntaiError) as said:
        cells(path)
    assert str(said.value) == (
        "文件 b.xlsx 的工作表“工资”里，A1 这一格写了两次（“5000”和“甲”），分不清是哪一个："
        "请用 Excel 或 WPS 打开它，核对后保存一次再交"
    )


@pytest.mark.parametrize("number", ["0", "-1", "1048577", "9" * 30])
def test_a_row_beyond_the_longest_sheet_is_damage(number: str, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("表", f'<row r="{number}">{text("A1", "甲")}</row>'))
    with pytest.raises(YuntaiError, match="已损坏"):
        cells(path)
