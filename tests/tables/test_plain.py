"""Sheets as programs write them are read by a pattern; whatever else stands in one, the tree reads the same rows from there on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tables.books import MAIN, book, number, rows, text
from yuntai.errors import YuntaiError
from yuntai.tables import xlsx
from yuntai.tables.plain import Plain
from yuntai.tables.sheets import open_sheets


def read(path: Path) -> list[tuple[int, list[str], str, bool]]:
    with open_sheets(path) as sheets:
        return [(row.number, row.cells, row.marks, row.hidden) for row in sheets[0].rows()]


def _row(place: int, cells: str) -> str:
    return f'<row r="{place}">{cells}</row>'


@pytest.mark.parametrize(
    ("cell", "shown", "mark"),
    [
        ('<c r="A2" t="str"><v>乙</v></c>', "乙", "t"),  # plain, to show what the others are held to
        ('<c r="A2" t="str"><v>乙</v></c><!-- <row r="9"> -->', "乙", "t"),
        ('<c r="A2" t="str"><v><![CDATA[乙</row>]]></v></c>', "乙</row>", "t"),
        ('<c r="A2" t="str"><v>&#20057;</v></c>', "乙", "t"),
        ('<c t="str" r="A2"><v>乙</v></c>', "乙", "t"),
        ("<c r='A2' t='str'><v>乙</v></c>", "乙", "t"),
        ('<c r="A2" t="str"><?made by?><v>乙</v></c>', "乙", "t"),
        ('<c t="str"><v>乙</v></c>', "乙", "t"),
        ('<c r="A2" t="inlineStr"><is><r><t>乙</t></r></is></c>', "乙", "t"),
        ('<c r="A2" t="str" cm="1"><v>乙</v></c>', "乙", "t"),
        ('<c r="A2" t="str"><f t="shared" si="0"/><v>乙&amp;&lt;丙&gt;</v></c>', "乙&<丙>", "t"),
        ('<c r="A2"><f>B2&lt;1</f></c>', "=B2<1", "f"),
        ('<c r="A2"><f t="shared" si="0"/></c>', "=…", "f"),
        ('<c r="A2" t="s"><v>1</v></c>', "乙", "t"),
        ('\n  <c r="A2" t="s"><v> 1</v></c>\n', "乙", "t"),
    ],
)
def test_what_is_not_plain_is_read_all_the_same(cell: str, shown: str, mark: str, tmp_path: Path) -> None:
    """Nothing before, in or behind it is lost or read twice."""
    shared = '<c r="A{0}" t="s"><v>0</v></c>'.format
    content = (
        f'{_row(1, shared(1))}{_row(2, cell)}<row r="5" spans="1:2" hidden="1">{shared(5)}{number("C5", "3")}</row>'
        f'<row r="6" ht="15"/>{_row(7, shared(7))}'
    )
    path = book(tmp_path / "a.xlsx", ("表", content), strings=["<si><t>甲</t></si>", "<si><t>乙</t></si>"])
    assert read(path) == [
        (1, ["甲"], "t", False),
        (2, [shown], mark, False),
        (5, ["甲", "", "3"], "t n", True),
        (7, ["甲"], "t", False),
    ]


@pytest.mark.parametrize(
    ("string", "shown"),
    [
        ('<si><t xml:space="preserve"> 乙 </t><phoneticPr fontId="1" type="noConversion"/></si>', " 乙 "),
        ("<si><r><t>乙</t></r><r><rPr><b/></rPr><t>二</t></r></si>", "乙二"),
        ("<si><t>&#20057;</t></si>", "乙"),
        ("<si><t>乙&amp;amp;</t></si>", "乙&amp;"),
        ("<si><t>乙_x000A_</t></si>", "乙\n"),
        ("<si/>", ""),
        ("<si><t/></si>", ""),
    ],
)
def test_strings_keep_their_places(string: str, shown: str, tmp_path: Path) -> None:
    """A string that is not plain moves none of those behind it."""
    cells = "".join(f'<c r="{letter}1" t="s"><v>{place}</v></c>' for place, letter in enumerate("ABC"))
    strings = ["<si><t>甲</t></si>", string, "<si><t>丙</t></si>"]
    path = book(tmp_path / "a.xlsx", ("表", _row(1, cells)), strings=strings)
    assert read(path) == [(1, ["甲", shown, "丙"], "ttt" if shown else "t t", False)]


@pytest.mark.parametrize("block", [1, 40, 200, 333, 1000])
def test_blocks_may_end_anywhere(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_BLOCK", block)
    lines = [[f"甲{n}", "乙", str(n)] for n in range(1, 60)]
    assert read(book(tmp_path / "a.xlsx", ("表", rows(*lines)))) == [
        (n, line, "ttt", False) for n, line in enumerate(lines, 1)
    ]


@pytest.mark.parametrize(
    "content",
    [
        '<row r="1"><c r="A1" t="str"><v>甲</v></c><row r="2"></row></row>',
        '<row r="1"><c r="A1" t="str"><v>甲</v></c></row><c r="A2"><v>1</v></c><row r="3"></row>',
        '<row r="1"><c r="A1" t="str"><v>甲</v></c></row></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>甲</c></row>',
    ],
)
def test_elements_out_of_their_order_are_damage(content: str, tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match="已损坏，读不完整"):
        read(book(tmp_path / "a.xlsx", ("表", content)))


@pytest.mark.parametrize(
    "sheet",
    [
        # Excel and WPS
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="{MAIN}" xmlns:r="r"><dimension ref="A1:B2"/>'
        '<cols><col min="1" max="1" width="20"/></cols><sheetData><row r="1" spans="1:2" ht="15" x14ac:dyDescent="0.25">'
        '<c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"/></row><row r="2" spans="1:2"><c r="A2"><v>5</v></c>'
        '<c r="B2"><f>A2*2</f><v>10</v></c></row></sheetData><pageMargins left="0.7"/></worksheet>',
        # Java
        f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData>\n<row r="1">\n'
        '<c r="A1" t="inlineStr"><is><t>甲&amp;乙</t></is></c><c r="B1" t="n"><v>5.0</v></c></row>\n'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>丙</t></is></c></row></sheetData></worksheet>',
        # Python
        f'<?xml version=\'1.0\' encoding=\'utf-8\'?><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
        '<c r="B1" t="b"><v>1</v></c></row><row r="2"><c r="A2" s="1" t="d"><v>2025-10-01T00:00:00</v></c></row></sheetData>'
        "</worksheet>",
    ],
)
def test_what_the_usual_programs_write_is_plain(sheet: str) -> None:
    """Else such a sheet takes three times as long, which nobody would see."""
    plain = Plain(iter([sheet.encode()]), "row")
    assert [piece[0] for pieces in plain for piece in pieces if piece[0]] in (list("ABAB"), list("ABA"))
    assert plain.left == b""


def test_a_text_of_another_width_is_a_row_all_the_same(tmp_path: Path) -> None:
    """Beyond the standard planes, and next to what XML forbids."""
    assert read(book(tmp_path / "a.xlsx", ("表", _row(1, text("A1", "𠮷\ufffd"))))) == [(1, ["𠮷\ufffd"], "?", False)]
