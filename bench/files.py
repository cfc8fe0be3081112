"""Exports to be checked, by code and the same each time: persons as CSV, a share of them to be refused, and as a workbook."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb

from yuntai.packs import FOLDER
from yuntai.registry.city import make_people
from yuntai.registry.draw import Draw
from yuntai.registry.makeup import load_makeup
from yuntai.rules.rule.packs import load_pack

SEED, UNTIL = 20261125, date(2023, 12, 31)
NANJING = load_pack(FOLDER / "nanjing")

_COLUMNS = ["resident_id", "name", "sex", "born_on", "district", "household", "post", "hard_to_employ", "graduated_on"]
_FAULTS = {
    "resident_id": (
        "left(resident_id, 17) || '123456789X0'[instr('0123456789X', right(resident_id, 1))]",
        "left(resident_id, 10) || '0230' || right(resident_id, 4)",
        "left(resident_id, 17)",
    ),
    "name": ("NULL",),
    "sex": ("'待核'",),
    "born_on": ("left(born_on::VARCHAR, 4) || '-02-30'", "left(born_on::VARCHAR, 7)"),
    "district": ("'江北新区'",),
}
"""What is refused at either commit: SQL of the cell."""


def write_csv(target: Path, rows: int, refused: float) -> None:
    """``rows`` persons; the share ``refused`` of them, anywhere in the file, has one of the faults."""
    number, kinds, changed = count(), sum(map(len, _FAULTS.values())), []
    for column, faults in _FAULTS.items():
        cases = " ".join(f"WHEN {next(number)} THEN {fault}" for fault in faults)
        changed.append(f"CASE fault {cases} ELSE {column}::VARCHAR END AS {column}")
    target.parent.mkdir(parents=True)
    working = target.with_suffix(".duckdb")
    with duckdb.connect(str(working)) as connection:
        draw = Draw(SEED)
        make_people(connection, draw, load_makeup(NANJING.folders, NANJING.words(UNTIL)), rows, 0, UNTIL)
        fault = f"CASE WHEN {draw.chance('i', 'refused', refused)} THEN {draw.whole('i', 'fault', 0, kinds - 1)} END"
        connection.execute(
            f"COPY (SELECT {', '.join(_COLUMNS)} FROM (SELECT * REPLACE ({', '.join(changed)}) "
            f"FROM (SELECT *, {fault} AS fault FROM people)) ORDER BY i) TO '{target}' (HEADER)"
        )
    working.unlink()


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_book(source: Path, target: Path, count: int) -> None:
    """The first ``count`` rows of a CSV as a workbook, with shared strings, as Excel writes them."""
    rows = duckdb.execute(f"FROM read_csv('{source}', all_varchar = true) LIMIT {count}")
    headings = [column[0] for column in rows.description or ()]
    places: dict[str, int] = {}
    target.parent.mkdir()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.open'
            f'xmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main'
            f'+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>',
        )
        archive.writestr("_rels/.rels", _related(("officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {_MAIN} xmlns:r="{_LINKS}"><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        parts = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", _related(*parts))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f"<worksheet {_MAIN}><sheetData>{_row(1, headings, places)}".encode())
            number = 1
            while batch := rows.fetchmany(10_000):
                made = [_row(number + n, cells, places) for n, cells in enumerate(batch, 1)]
                sheet.write("".join(made).encode())
                number += len(batch)
            sheet.write(b"</sheetData></worksheet>")
        items = "".join(f"<si><t>{escape(one)}</t></si>" for one in places)
        archive.writestr("xl/sharedStrings.xml", f"<sst {_MAIN}>{items}</sst>")


def _related(*parts: tuple[str, str]) -> str:
    links = (f'<Relationship Id="r{n}" Type="{_LINKS}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(parts, 1))
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


def _row(number: int, cells: list[str | None] | list[str], places: dict[str, int]) -> str:
    made = (
        f'<c r="{chr(65 + place)}{number}" t="s"><v>{places.setdefault(cell, len(places))}</v></c>'
        for place, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{"".join(made)}</row>'
