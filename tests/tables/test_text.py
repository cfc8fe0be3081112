"""Lines of text as rows: every encoding and sign that bureaus use, every quotation mark, none of the rows lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from yuntai.errors import YuntaiError
from yuntai.tables.sheets import open_sheets


def read(path: Path, content: bytes) -> list[tuple[int, list[str]]]:
    path.write_bytes(content)
    with open_sheets(path) as sheets:
        return [(row.number, row.cells) for row in sheets[0].rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_encodings_and_signs(encoding: str, sign: str, tmp_path: Path) -> None:
    lines = [("姓名", "区"), ("测䶮𠮷", "玄武"), ("昇·买买提", "秦淮")]
    content = "\r\n".join(sign.join(line) for line in lines).encode(encoding)
    assert read(tmp_path / "a.csv", content) == [(n, list(line)) for n, line in enumerate(lines, 1)]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ('"姓名", "区"\n"张,三", "玄武"\n', [(1, ["姓名", "区"]), (2, ["张,三", "玄武"])]),
        # a lone mark is a character like others; no row is swallowed
        ('一,"二,三\n四,五,六\n', [(1, ["一", '"二', "三"]), (2, ["四", "五", "六"])]),
        (
            '一,"二,三\n四,五",六\n七,八,九\n',
            [(1, ["一", '"二', "三"]), (2, ["四", '五"', "六"]), (3, ["七", "八", "九"])],
        ),
        ('一,王"五,三\n四,五,六', [(1, ["一", '王"五', "三"]), (2, ["四", "五", "六"])]),
        ('一,"王"五,三\n', [(1, ["一", '"王"五', "三"])]),
        # quoted cells as they should be, also over two lines
        ('一,"二，""引""",三\n', [(1, ["一", '二，"引"', "三"])]),
        ('一,"上\n下",三\n四,五,六', [(1, ["一", "上\n下", "三"]), (2, ["四", "五", "六"])]),
        # blank lines count as a spreadsheet counts them; a line of signs is a row
        ("一,二\n\n三,四\n,\n", [(1, ["一", "二"]), (3, ["三", "四"]), (4, ["", ""])]),
        ("一,二\r三,四\r\n五,六", [(1, ["一", "二"]), (2, ["三", "四"]), (3, ["五", "六"])]),
    ],
)
def test_quotation_marks_and_lines(content: str, rows: list[tuple[int, list[str]]], tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", content.encode()) == rows


def test_a_character_that_was_cut_names_its_row(tmp_path: Path) -> None:
    content = "姓名,区\n测一,玄武\n".encode() + "测二".encode()[:-1] + ",秦淮\n测三,玄武\n".encode()
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with open_sheets(path) as sheets:
        assert [(row.number, row.cells[0], row.marks) for row in sheets[0].rows()] == [
            (1, "姓名", "tt"),
            (2, "测一", "tt"),
            (3, "测�", "?t"),
            (4, "测三", "tt"),
        ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "是空的"),
        ("a.xlsx", b"PK\x03\x04 no workbook", "已损坏"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "加了打开密码"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>", "其实是网页"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "是 XML"),
        ("a.csv", b"%PDF-1.7", "是PDF，不是表格"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "是图片，不是表格"),
        ("a.csv", bytes(range(256)) * 50, "不是文本文件"),
    ],
)
def test_what_is_no_table_is_said_with_what_to_do(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match=said):
        read(tmp_path / name, content)


def marks(path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    with open_sheets(path) as sheets:
        return [row.marks for row in sheets[0].rows()]


HEAD, UTF8, GB = "姓名,区\n", "张三,玄武\n", "李四,秦淮\n".encode("gb18030")


@pytest.mark.parametrize("count", [1, 50])
def test_a_line_of_another_encoding_is_named_whichever_is_the_rarer(count: int, tmp_path: Path) -> None:
    """Read as the other encoding, such a line is other names: 张三 would be 寮犱笁."""
    assert marks(tmp_path / "a.csv", (HEAD + UTF8 * count).encode() + GB)[1:-1] == (
        ["??"] if count == 1 else ["tt"] * 50
    )
    assert marks(tmp_path / "a.csv", (HEAD + UTF8 * 50).encode() + GB)[-1] == "??"
    assert marks(tmp_path / "a.csv", HEAD.encode("gb18030") + GB * count + UTF8.encode()) == ["tt"] * (count + 1) + [
        "??"
    ]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n\x1a", [(1, ["a", "b"]), (2, ["1", "2"])]),
        (b"a,b\n1,2\n" + bytes(40), [(1, ["a", "b"]), (2, ["1", "2"])]),
        (b"a,b\r1,2\r\r3,4\n5,6\r\n", [(1, ["a", "b"]), (2, ["1", "2"]), (4, ["3", "4"]), (5, ["5", "6"])]),
        ("姓名\t区\n".encode("utf-32"), [(1, ["姓名", "区"])]),
    ],
)
def test_ends_of_lines_and_of_files(content: bytes, rows: list[tuple[int, list[str]]], tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", content) == rows


def test_a_zero_within_a_text_is_a_broken_character(tmp_path: Path) -> None:
    assert marks(tmp_path / "a.csv", "姓名,区\n张\0三,玄武\n李四,秦淮\n".encode()) == ["tt", "?t", "tt"]


def test_traditional_characters_of_big5_are_said(tmp_path: Path) -> None:
    with pytest.raises(
        YuntaiError, match=r"文件 a[.]csv 像是繁体的 Big5 编码，请用 Excel 或 WPS 打开，另存为 xlsx 再交"
    ):
        read(tmp_path / "a.csv", "姓名,區\n張三,玄武\n".encode("big5"))


def test_a_lone_mark_at_any_place_loses_no_row(tmp_path: Path) -> None:
    """Three lines, a mark before each of their characters in turn: three rows, counted by the ends of lines."""
    text = "姓名,区,金额\n张三,玄武,1\n李四,秦淮,2\n"
    found = {
        place: len(read(tmp_path / "a.csv", f'{text[:place]}"{text[place:]}'.encode())) for place in range(len(text))
    }
    assert found == dict.fromkeys(range(len(text)), 3)
