"""How fast an export is checked: a CSV of ten million persons, with the faults that a demonstration city has.

``python -m bench.exports SOURCE REJECTS`` checks it and prints the counts as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

from bench.measure import middle, ours
from yuntai.registry import check, generate

SEED, LEAST_ROWS, MOST_MEMORY = 20261125, 1_000_000, 2048


def measure(source: Path, rejects: Path) -> dict[str, float]:
    """One check."""
    started = time.perf_counter()
    report = check(source, rejects).tables["persons"]
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "rows": report.rows, "accepted": report.accepted, "rejected": report.rejected}


def report(working: Path, quick: bool) -> str:
    """The rows a second and the memory of the median run."""
    persons = 50_000 if quick else 10_000_000
    generate(working / "city", persons, SEED, working / "truth", date(2023, 12, 31))
    source = working / "persons.csv"
    duckdb.execute(f"COPY (FROM '{working}/city/persons.parquet') TO '{source}' (HEADER)")
    shutil.rmtree(working / "city")
    runs = [ours("exports", source, working / "rejects") for _ in range(1 if quick else 3)]
    one = middle(runs, lambda run: run.said["seconds"])
    rate = one.said["rows"] / one.said["seconds"]
    return "\n".join(
        [
            f"- {one.said['rows']:,} rows, {source.stat().st_size / 2**20:,.0f} MiB: {one.said['accepted']:,} accepted, "
            f"{one.said['rejected']:,} refused",
            f"- {one.said['seconds']:.1f} s, {rate:,.0f} rows a second (goal {LEAST_ROWS:,}: "
            f"{'met' if rate >= LEAST_ROWS else 'NOT MET'})",
            f"- peak memory {one.memory:,.0f} MiB (goal under {MOST_MEMORY:,}: "
            f"{'met' if one.memory < MOST_MEMORY else 'NOT MET'})",
        ]
    )


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
