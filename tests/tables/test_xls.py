"""What a cell of an older workbook says: the same as in a newer one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tables.old_books import blank, error, formula, number, old_book, record, text
from yuntai.errors import YuntaiError
from yuntai.tables.sheets import open_sheets


def cells(path: Path, place: int = 0) -> list[tuple[int, list[str], str]]:
    with open_sheets(path) as sheets:
        return [(row.number, row.cells, row.marks) for row in sheets[place].rows()]


@pytest.mark.parametrize(
    ("value", "code", "shown", "mark"),
    [
        # the serial 45931 is 1 October 2025
        (45931, 14, "2025-10-01", "d"),
        (45931, 31, "2025-10-01", "d"),  # the built-in formats of the Chinese editions
        (45931, 58, "2025-10-01", "d"),
        (45931, 57, "2025-10", "d"),
        (0, 14, "0", "s"),
        (45931, 2, "45931", "n"),
        (4753.210000000001, 0, "4753.21", "n"),
        (320102198503070019, 0, "320102198503070000", "x"),
        (320102850307001, 0, "320102850307001", "n"),
    ],
)
def test_a_number_under_a_format(value: float, code: int, shown: str, mark: str, tmp_path: Path) -> None:
    path = old_book(tmp_path / "a.xls", ("表", number(0, 0, value, 1)), formats=[code])
    assert cells(path) == [(1, [shown], mark)]


def test_other_cells_and_gaps(tmp_path: Path) -> None:
    content = text(0, 1, "测·某") + error(2, 0, 0x2A) + text(2, 2, "后")
    assert cells(old_book(tmp_path / "a.xls", ("表", content))) == [
        (1, ["", "测·某"], " t"),
        (3, ["#N/A", "", "后"], "e t"),
    ]


def test_days_of_the_system_that_begins_with_1904(tmp_path: Path) -> None:
    path = old_book(tmp_path / "a.xls", ("表", number(0, 0, 44469, 1)), formats=[14], since_1904=True)
    assert cells(path) == [(1, ["2025-10-01"], "d")]


def test_a_formula_that_a_program_wrote_has_no_value_yet(tmp_path: Path) -> None:
    """Such programs write 0, and that the value is to be worked out when the workbook is opened."""
    first = formula(0, 0, 0, 2) + formula(0, 1, 0, 3) + formula(0, 2, 0) + formula(0, 3, 5000, 3) + number(0, 4, 0)
    path = old_book(tmp_path / "a.xls", ("表", number(0, 0, 1)), ("又", first))
    assert cells(path, 0) == [(1, ["1"], "n")]
    assert cells(path, 1) == [(1, ["=…", "=…", "0", "5000", "0"], "ffnnn")]


def test_a_share_is_shown_as_one(tmp_path: Path) -> None:
    path = old_book(tmp_path / "a.xls", ("表", number(0, 0, 0.5, 1)), formats=[9])
    assert cells(path) == [(1, ["50%"], "n")]


def test_records_that_are_shorter_than_they_say(tmp_path: Path) -> None:
    """What a disk kept of a workbook ends in a sentence wherever it breaks off."""
    whole = old_book(tmp_path / "a.xls", ("表", text(0, 0, "测") + number(1, 0, 5000) + blank(2, 3))).read_bytes()
    assert cells(tmp_path / "a.xls") == [(1, ["测"], "t"), (2, ["5000"], "n")]
    end = whole.rindex(record(0x0A, b""))
    for kind in (0x204, 0x203, 0x201):
        place = whole.index(kind.to_bytes(2, "little"), 600)
        for size in (0, 1, 3, 5, 0x7FFF):
            path = tmp_path / "b.xls"
            path.write_bytes(whole[: place + 2] + size.to_bytes(2, "little") + whole[place + 4 :])
            with pytest.raises(YuntaiError, match="已损坏"):
                cells(path)
    for size in (600, 1000, end):
        path = tmp_path / "c.xls"
        path.write_bytes(whole[:size])
        with pytest.raises(YuntaiError, match="已损坏"):
            cells(path)
