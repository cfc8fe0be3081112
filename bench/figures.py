"""The figures of a board over ten million case events, beside SQL by hand on the same engine and files.

The copy in columns that figures are measured over is written as the platform writes it; its rows are made here, so that the part takes
minutes and not a day.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ibis

from yuntai.figures.measure import Asked, measure
from yuntai.figures.targets import figures_of
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import load_pack
from yuntai.selections.followed import Followed
from yuntai.selections.own import OWN

ACTS, CASES = 10_000_000, 1_400_000
TODAY = date(2026, 12, 1)
YEAR = Asked(date(2026, 1, 1), TODAY)
TIMES = 7
BOARD, AT_MOST, RATIO = ("cases", "quality"), 2.0, 1.3

_CASES = """
SELECT n + 1 AS change, n + 1 AS "case", printf('26%012d', n) AS number, 'matter' || (n % 21) AS "procedure",
    'unit' || (n % 97) AS unit,
    'district' || (n % 12) AS district,
    ['online', 'online', 'online', 'counter', 'outlet', 'phone'][n % 6 + 1] AS channel,
    'unit' || (n % 97) AS "window", n % 900000 AS person, NULL::VARCHAR AS employer,
    ['closed', 'closed', 'closed', 'handling'][n % 4 + 1] AS state, ['granted', 'refused'][n % 2 + 1] AS outcome,
    DATE '2025-01-01' + (n * 700 // {cases})::INT AS came_on, DATE '2025-01-02' + (n * 700 // {cases})::INT AS accepted_on,
    DATE '2025-01-20' + (n * 700 // {cases})::INT AS due_on,
    CASE WHEN n % 4 = 3 THEN DATE '9999-12-31' ELSE DATE '2025-01-05' + (n * 700 // {cases} + n % 20)::INT END AS closed_on,
    (n % 20)::BIGINT AS worked, n % 50 = 0 AS paused, CASE WHEN n % 3 = 0 THEN n % 5 + 1 END AS rating,
    (n % 5000)::DECIMAL(18, 2) AS amount
FROM range({first}, {last}) t(n)"""
_ACTS = """
SELECT n + 1 AS change, n + 1 AS act, n % {cases} + 1 AS "case",
    ['submit', 'accept', 'propose', 'confirm', 'pay', 'rate', 'note'][n % 7 + 1] AS kind,
    DATE '2025-01-01' + (n * 700 // {acts})::INT AS "on", ['本人', '受托人', '受理岗'][n % 3 + 1] AS capacity,
    CASE WHEN n % 7 = 5 THEN n // 7 % 5 + 1 END AS score, NULL::VARCHAR AS result, n % 70 = 2 AS overridden
FROM range({first}, {last}) t(n)"""

_SPAN = "BETWEEN DATE '2026-01-01' AND DATE '2026-12-01'"
BY_HAND = {
    "received": f"""SELECT date_trunc('month', came_on), unit, count(*) FROM {{cases}} WHERE came_on {_SPAN} GROUP BY ALL""",
    "closed_in_time": f"""SELECT date_trunc('month', closed_on), unit, count(*) FILTER (closed_on <= due_on), count(*) FROM {{cases}}
        WHERE closed_on {_SPAN} AND accepted_on < DATE '9999-12-31' AND due_on < DATE '9999-12-31' GROUP BY ALL""",
    "granted_money": f"""SELECT date_trunc('month', closed_on), unit, sum(amount) FROM {{cases}} WHERE closed_on {_SPAN}
        AND outcome = 'granted' AND state IN ('closed', 'revisiting') AND amount > 0 GROUP BY ALL""",
    "satisfied": f"""SELECT date_trunc('month', a."on"), c.unit, count(*) FILTER (a.score >= 4), count(*)
        FROM {{acts}} a JOIN {{cases}} c USING ("case") WHERE a.kind = 'rate' AND a."on" {_SPAN} GROUP BY ALL""",
    "acts_done": f"""SELECT date_trunc('month', "on"), kind, count(*) FROM {{acts}} WHERE "on" {_SPAN} GROUP BY ALL""",
}
"""The same as the figure of the name by month and unit (of acts by kind)."""


class Copy:
    """The tables of a folder, as the platform reads them."""

    def __init__(self, connection: Any, folder: Path) -> None:
        self._tables = {}
        for name in ("cases", "acts"):
            one = followed(folder, name)
            self._tables[name] = one.read(connection, one.state, one.schema.empty_table())

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def table(self, name: str) -> ibis.Table:
        return self._tables[name]


def report(folder: Path, quick: bool) -> str:
    """Make the copy, then measure."""
    acts, cases = (ACTS // 50, CASES // 50) if quick else (ACTS, CASES)
    started = time.perf_counter()
    for name, statement, rows in (("cases", _CASES, cases), ("acts", _ACTS, acts)):
        fill(followed(folder, name), statement, rows, acts, cases)
    made = time.perf_counter() - started
    connection = ibis.duckdb.connect()
    here = figures_of(load_pack(FOLDER / "nanjing"))
    source = Copy(connection, folder)
    board = [one for one in here.figures.values() if one.topic in BOARD]
    whole, busy = median(lambda: [measure(one, one.rows(source, here.thresholds, TODAY), YEAR) for one in board])
    lines = [
        f"{acts:,} events of {cases:,} cases, kept as Parquet ({made:.0f} s to write). The board of {len(board)} figures of "
        f"{' and '.join(BOARD)}, each over a year: **{whole:.2f} s** (goal {AT_MOST} s: {'met' if whole < AT_MOST else 'missed'}), "
        f"of the processors {busy:.2f} s, while {os.getloadavg()[1]:.0f} processes wanted the {os.cpu_count()} there are.",
        "",
        "Beside SQL by hand, in milliseconds of the processors, which tell the same on a machine that does other things too:",
        "",
        "| by month and unit | figure | SQL by hand | ratio |",
        "|---|---|---|---|",
    ]
    files = {name: _files(folder, name) for name in ("cases", "acts")}
    totals = [0.0, 0.0]
    for name, statement in BY_HAND.items():
        one, by = here.figures[name], ("month", "kind" if name == "acts_done" else "unit")
        _, mine = median(lambda one=one, by=by: measure(one, one.rows(source, here.thresholds, TODAY), YEAR, *by))
        _, theirs = median(lambda statement=statement: connection.raw_sql(statement.format(**files)).fetchall())
        totals = [totals[0] + mine, totals[1] + theirs]
        lines.append(f"| {name} | {1000 * mine:.0f} | {1000 * theirs:.0f} | {mine / theirs:.2f} |")
    ratio = totals[0] / totals[1]
    said = f"**{ratio:.2f}** (goal {RATIO}: {'met' if ratio <= RATIO else 'missed'})"
    lines += [f"| together | {1000 * totals[0]:.0f} | {1000 * totals[1]:.0f} | {said} |"]
    connection.disconnect()
    return "\n".join(lines)


def followed(folder: Path, name: str) -> Followed:
    """The copy of a table, as the platform keeps it."""
    return Followed(folder, OWN[name], final=name == "acts", sorted_by="kind" if name == "acts" else "")


def fill(one: Followed, statement: str, rows: int, acts: int, cases: int) -> None:
    """Write so many rows, as the worker does from the database."""
    connection = ibis.duckdb.connect()
    with one.alone():
        state = one.state
        for first in range(0, rows, 1_000_000):
            last = min(first + 1_000_000, rows)
            part = connection.con.sql(statement.format(first=first, last=last, acts=acts, cases=cases)).to_arrow_table()
            state = one.add(state, part.select(one.schema.names).cast(one.schema), last, "bench")
        one.make_one(state)
    connection.disconnect()


def median(work: Callable[[], Any]) -> tuple[float, float]:
    """The medians of the seconds of several runs, after one that warms up, and of those of the processors."""
    work()
    found = []
    for _ in range(TIMES):
        started, busy = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - started, time.process_time() - busy))
    whole, busy = (statistics.median(values) for values in zip(*found, strict=True))
    return whole, busy


def _files(folder: Path, name: str) -> str:
    one = followed(folder, name)
    return f"read_parquet({[str(one.folder / part) for part, _ in one.state.parts]})"
