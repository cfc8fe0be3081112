"""How fast an export is checked, beside the same check at an earlier commit on the same file.

A CSV of ten million persons with the faults that a demonstration city has, and a workbook of one million of them.
``python -m bench.exports SOURCE REJECTS`` checks one file and prints the counts as JSON.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb

from bench.measure import ROOT, Measured, child, middle, ours
from yuntai.registry import check, generate

SEED, LEAST_ROWS, MOST_MEMORY = 20261125, 1_000_000, 2048
EARLIER = "37eb781"
"""The commit before files were read by :mod:`yuntai.tables`."""

FASTER = 3
"""How many times as fast as then a workbook is checked, with no more memory."""


def measure(source: Path, rejects: Path) -> dict[str, float]:
    """One check: its seconds by the clock and of the processor."""
    started, worked = time.perf_counter(), time.process_time()
    report = check(source, rejects).tables["persons"]
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    counts = {"rows": report.rows, "accepted": report.accepted, "rejected": report.rejected}
    return {"seconds": seconds, "cpu": cpu, **counts}


def report(working: Path, quick: bool) -> str:
    """The rows a second and the memory of the median run, of both files at both commits."""
    persons, in_workbook, times = (50_000, 20_000, 1) if quick else (10_000_000, 1_000_000, 3)
    generate(working / "city", persons, SEED, working / "truth", date(2023, 12, 31))
    source, book = working / "persons.csv", working / "book" / "persons.xlsx"
    duckdb.execute(f"COPY (FROM '{working}/city/persons.parquet') TO '{source}' (HEADER)")
    shutil.rmtree(working / "city")
    _write_book(source, book, in_workbook)
    with _earlier(working / EARLIER) as then:
        lines = _beside("CSV", source, then, working / "rejects", times)
        lines += _beside("xlsx", book, then, working / "rejects", 1)
    return "\n".join(lines)


def _beside(what: str, source: Path, then: Path, rejects: Path, times: int) -> list[str]:
    """Both commits on one file, turn by turn, and how they compare."""
    now_runs, then_runs = [], []
    for _ in range(times):
        now_runs.append(ours("exports", source, rejects))
        then_runs.append(
            child("env", f"PYTHONPATH={then / 'src'}", sys.executable, "-m", "bench.exports", source, rejects)
        )
    now, before = (middle(runs, lambda run: run.said["seconds"]) for runs in (now_runs, then_runs))
    said, faster = now.said, before.said["cpu"] / now.said["cpu"]
    goal = FASTER if what == "xlsx" else 1
    lines = [
        f"- {what}: {said['rows']:,} rows, {source.stat().st_size / 2**20:,.0f} MiB: {said['accepted']:,} accepted, "
        f"{said['rejected']:,} refused",
        _line("now", now),
        _line(EARLIER, before),
        f"- {what}: {faster:.2f} times as fast by the processor's time (goal {goal}: {_met(faster >= goal)}), "
        f"memory {now.memory / before.memory:.0%} (goal 100% at most: {_met(now.memory <= before.memory)})",
    ]
    if what == "CSV":
        rate = said["rows"] / said["seconds"]
        lines.append(
            f"- CSV: {rate:,.0f} rows a second (goal {LEAST_ROWS:,}: {_met(rate >= LEAST_ROWS)}), "
            f"memory under {MOST_MEMORY:,} MiB: {_met(now.memory < MOST_MEMORY)}"
        )
    return lines


def _line(when: str, run: Measured) -> str:
    said = run.said
    return f"  - {when}: {said['seconds']:.1f} s, {said['cpu']:.1f} s of the processor, peak {run.memory:,.0f} MiB"


def _met(met: bool) -> str:
    return "met" if met else "NOT MET"


@contextmanager
def _earlier(folder: Path) -> Iterator[Path]:
    """A checkout of the earlier commit."""
    subprocess.run(["git", "worktree", "add", "--detach", "--quiet", folder, EARLIER], cwd=ROOT, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", folder], cwd=ROOT, check=True)


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _write_book(source: Path, target: Path, count: int) -> None:
    """The first ``count`` rows of a CSV as a workbook, with shared strings, as Excel writes them."""
    rows = duckdb.execute(f"FROM read_csv('{source}', all_varchar = true) LIMIT {count}")
    headings = [column[0] for column in rows.description or ()]
    places: dict[str, int] = {}
    target.parent.mkdir()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxml'
            f'formats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
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


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
