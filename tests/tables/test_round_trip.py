"""Random tables in random dialects are read back whole; damaged bytes end in a sentence or in a table, never in a traceback."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables.books import book, number, text
from yuntai.errors import YuntaiError
from yuntai.registry.read import read_rows

HEADINGS = ["编号", "姓名", "日期", "金额"]
_NAMES = st.text(st.sampled_from("张王买提·䶮𠮷ab 1\"',;"), min_size=1, max_size=6).map(str.strip).filter(bool)
_DAYS = st.dates(date(1905, 1, 1), date(2099, 12, 31))
_SUMS = st.decimals(0, 99_999, places=2)
ROWS = st.lists(st.tuples(st.integers(1, 10**9).map(str), _NAMES, _DAYS, _SUMS), min_size=1, max_size=12)
_FORMATS = ("yyyy-mm-dd", 'yyyy"年"m"月"d"日"', 14, 31, "yyyy/m/d;@")

Line = tuple[str, str, date, Decimal]


def read(path: Path) -> list[list[str]]:
    headings, found = read_rows(path, set(HEADINGS))
    assert list(headings) == HEADINGS
    assert not any(row.flaw for row in found)
    return [row.cells for row in found]


def plain(lines: list[Line]) -> list[list[str]]:
    return [[key, name, day.isoformat(), f"{amount:.2f}"] for key, name, day, amount in lines]


@settings(deadline=None)
@given(
    ROWS,
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_text_in_any_dialect(lines: list[Line], encoding: str, sign: str, quoting: int, end: str) -> None:
    made = io.StringIO()
    csv.writer(made, delimiter=sign, quoting=quoting, lineterminator=end).writerows([HEADINGS, *plain(lines)])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "表.csv"
        path.write_bytes(made.getvalue().encode(encoding))
        assert read(path) == plain(lines)


def serial(day: date, since_1904: bool) -> int:
    return (day - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days


@settings(deadline=None)
@given(ROWS, st.sampled_from(_FORMATS), st.booleans(), st.booleans(), st.integers(1, 3), st.booleans())
def test_workbooks_in_any_dress(
    lines: list[Line], form: str | int, since_1904: bool, strict: bool, sheets: int, titled: bool
) -> None:
    def cells(row: int, line: Line) -> str:
        key, name, day, amount = line
        made = text(f"A{row}", key) + text(f"B{row}", name) + number(f"C{row}", str(serial(day, since_1904)), 1)
        return f'<row r="{row}">{made}{number(f"D{row}", repr(float(amount)))}</row>'

    def sheet(part: list[Line]) -> str:
        top = f'<row r="1">{text("A1", "某市某表")}</row>' if titled else ""
        row = 2 if titled else 1
        head = "".join(text(f"{letter}{row}", one) for letter, one in zip("ABCD", HEADINGS, strict=True))
        body = "".join(cells(row + n, line) for n, line in enumerate(part, 1))
        return f'{top}<row r="{row}">{head}</row>{body}'

    parts = [lines[start::sheets] for start in range(sheets)]
    with TemporaryDirectory() as folder:
        made = [(f"表{n}", sheet(part)) for n, part in enumerate(parts)]
        path = book(
            Path(folder) / "表.xlsx", *made, formats=[form], since_1904=since_1904, strict=strict, dimension="A1"
        )
        found = read(path)
    assert [row[:3] for row in found] == [row[:3] for part in parts for row in plain(part)]
    assert [Decimal(row[3]) for row in found] == [line[3] for part in parts for line in part]


@settings(max_examples=20, deadline=None)
@given(ROWS)
def test_parquet(lines: list[Line]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "表.parquet"
        pq.write_table(pa.table(dict(zip(HEADINGS, map(list, zip(*lines, strict=True)), strict=True))), path)
        assert read(path) == plain(lines)


def _samples(folder: Path) -> Iterator[Path]:
    lines = [["1", "张三", "2020-01-05", "3.50"]] * 40
    path = folder / "表.csv"
    path.write_text("\n".join(",".join(line) for line in [HEADINGS, *lines]), encoding="utf-8")
    yield path
    made = openpyxl.Workbook()
    for line in [HEADINGS, *lines]:
        made.active.append(line)
    made.save(folder / "表.xlsx")
    yield folder / "表.xlsx"
    pq.write_table(pa.table({"编号": [str(n) for n in range(40)], "姓名": ["张三"] * 40}), folder / "表.parquet")
    yield folder / "表.parquet"
    yield book(folder / "另.xlsx", ("一", f'<row r="1">{text("A1", "编号")}{text("B1", "姓名")}</row>'))


@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes_end_in_a_sentence_or_a_table(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for sample in _samples(tmp_path):
        whole = sample.read_bytes()
        for _ in range(40):
            damaged = bytearray(whole)
            for _ in range(chance.randint(1, 5)):
                place = chance.randrange(len(damaged))
                match chance.choice("fti"):
                    case "f":
                        damaged[place] ^= 1 << chance.randrange(8)
                    case "t":
                        del damaged[place + 1 :]
                    case _:
                        damaged[place:place] = chance.randbytes(chance.randint(1, 8))
            path = tmp_path / f"坏{sample.suffix}"
            path.write_bytes(damaged)
            with suppress(YuntaiError):
                read_rows(path, set(HEADINGS))


def test_the_sample_of_an_older_workbook_that_is_damaged(tmp_path: Path) -> None:
    """The outside of an older workbook, with nothing that holds together inside."""
    chance = random.Random(1)
    start = bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook".encode("utf-16-le")
    for size in (0, 100, 600, 5000):
        path = tmp_path / "坏.xls"
        path.write_bytes(start + chance.randbytes(size))
        with pytest.raises(YuntaiError, match=r"坏\.xls"):
            read_rows(path, set(HEADINGS))
