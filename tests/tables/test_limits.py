"""No file takes more time or memory than its reader has said, however small it is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tables.books import book, rows
from tests.tables.old_books import blank, number, old_book
from yuntai.errors import YuntaiError
from yuntai.tables.limits import COMMAND, WAITING, Limits
from yuntai.tables.sheets import open_sheets

SIX = Limits(seconds=60, cells=6)
FIVE = Limits(seconds=60, cells=5)
LATE = Limits(seconds=-1, cells=6)
"""Time was up before reading began."""


def cells(path: Path, limits: Limits) -> int:
    """How many cells the rows of all sheets have."""
    with open_sheets(path, limits) as sheets:
        return sum(len(row.cells) for sheet in sheets for row in sheet.rows())


def two_rows_of_three(folder: Path, form: str) -> Path:
    path = folder / f"表.{form}"
    match form:
        case "xlsx":
            return book(path, ("一", rows("一二三")), ("二", rows("四五六")))
        case "xls":
            one, two = (b"".join(number(0, place, value) for place in range(3)) for value in (1, 2))
            return old_book(path, ("一", one), ("二", two))
        case "csv":
            path.write_text("一,二,三\n四,五,六\n", encoding="utf-8")
        case _:
            pq.write_table(pa.table({"一": [1, 2], "二": [3, 4], "三": [5, 6]}), path)
    return path


@pytest.mark.parametrize("form", ["xlsx", "xls", "csv"])
def test_cells_of_all_sheets_count(form: str, tmp_path: Path) -> None:
    path = two_rows_of_three(tmp_path, form)
    assert cells(path, SIX) == 6
    with pytest.raises(YuntaiError) as raised:
        cells(path, FIVE)
    assert str(raised.value) == (
        f"文件 表.{form} 展开后超过 5 格，一次读不完：请只留要交的工作表，删去后面空着的行和列，或者分成几个文件再交"
    )


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_time_is_up(form: str, tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match=r"还没有读完：请只留要交的工作表，删去后面空着的行和列，或者分成几个文件"):
        cells(two_rows_of_three(tmp_path, form), LATE)


def test_time_is_up_where_no_quotation_mark_is_ever_closed(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text('一,二\n"三,四\n五,六\n', encoding="utf-8")
    with pytest.raises(YuntaiError, match=r"文件 表[.]csv 读了 -1 秒还没有读完"):
        cells(path, LATE)


def test_gaps_count(tmp_path: Path) -> None:
    """Forty rows with one cell in the last column, XFD: 655,360 cells in some kilobytes."""
    far = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 41))
    with pytest.raises(YuntaiError, match="展开后超过 600,000 格"):
        cells(book(tmp_path / "表.xlsx", ("表", far)), WAITING)


def test_gaps_and_formatted_cells_of_an_older_workbook_count_before_they_take_memory(tmp_path: Path) -> None:
    """2,400 rows with a formatted cell in the last column, IV: 614,400 cells in 24,000 bytes."""
    path = old_book(tmp_path / "表.xls", ("表", b"".join(blank(row, 255) for row in range(2400))))
    with pytest.raises(YuntaiError, match="展开后超过 600,000 格"):
        cells(path, WAITING)
    assert cells(path, COMMAND) == 0


def test_strings_that_no_cell_uses_count(tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", ("表", rows("一")), strings=["<si><t>一</t></si>"] * 7)
    with pytest.raises(YuntaiError, match="展开后超过 5 格"):
        cells(path, FIVE)


@pytest.mark.parametrize(
    "content", ["<row>" + "<c/>" * 17_000 + "</row>", f'<row r="1"><c>{" " * 11_000_000}</c></row>']
)
def test_a_row_without_an_end_is_no_row(content: str, tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match="已损坏，读不完整"):
        cells(book(tmp_path / "表.xlsx", ("表", content)), COMMAND)


def test_what_stands_behind_the_rows_is_no_row_however_long(tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", ("表", rows("一二") + "</sheetData><x>" + "<y/>" * 3_000_000 + "</x><sheetData>"))
    assert cells(path, COMMAND) == 2
