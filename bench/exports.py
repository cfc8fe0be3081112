"""How fast exports are checked, beside the same command at an earlier commit on the same files, turn by turn."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench.files import write_book, write_csv
from bench.measure import EARLIER, ROOT, Measured, child, earlier, middle

REFUSED = {"none refused": 0.0, "a tenth refused": 0.1, "nine tenths refused": 0.9}
FASTER = {"CSV": 1, "xlsx": 3}
"""How many times as fast as then a file is checked, by the processor's time, with no more memory."""

TIMES, LEAST_ROWS, MOST_MEMORY = 2, 1_000_000, 2048
REJECTED = 4
"""The exit code of a check that rejected rows, as it is now."""


def report(working: Path, quick: bool) -> str:
    """Each file at both commits, the median runs, and how they compare."""
    persons, in_book, times = (50_000, 20_000, 1) if quick else (10_000_000, 1_000_000, TIMES)
    sources = {earlier(working / EARLIER): EARLIER, ROOT / "src": "now"}
    lines = [
        "| file | rows | refused | commit | seconds | of the processor | peak memory | times as fast | memory |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    goals = []
    book = working / "book" / "persons.xlsx"
    for what, share in REFUSED.items():
        source = working / "csv" / "persons.csv"
        write_csv(source, persons, share)
        if not share:
            write_book(source, book, in_book)
        lines += _rows("CSV", what, _beside(source, sources, working, times), goals)
        source.unlink()
        source.parent.rmdir()
    lines += _rows("xlsx", "none refused", _beside(book, sources, working, times), goals)
    return "\n".join([*lines, "", *goals])


def _beside(source: Path, sources: dict[Path, str], working: Path, times: int) -> dict[str, Measured]:
    """The median run of each commit on the folder of ``source``, in turn."""
    runs: dict[str, list[Measured]] = {name: [] for name in sources.values()}
    for _ in range(times):
        for code, name in sources.items():
            command = (sys.executable, "-m", "yuntai", "registry", "check", source.parent)
            runs[name].append(
                child(
                    *("env", f"PYTHONPATH={code}", *command, "--rejects", working / "rejects", "--json"),
                    sound=(0, REJECTED),
                )
            )
    return {name: middle(of_one, lambda run: run.cpu) for name, of_one in runs.items()}


def _rows(form: str, what: str, runs: dict[str, Measured], goals: list[str]) -> list[str]:
    """The rows of the table; what was to be reached is added to ``goals``."""
    before, now = runs[EARLIER], runs["now"]
    faster, memory, least = before.cpu / now.cpu, now.memory / before.memory, FASTER[form]
    goals.append(
        f"- {form}, {what}: {faster:.2f} times as fast (goal {least}: {_met(faster >= least)}), "
        f"memory {memory:.0%} (goal 100 % at most: {_met(memory <= 1)})"
    )
    counts = _persons(now)
    if form == "CSV":
        rate = counts["rows"] / now.seconds
        few = f" (goal {LEAST_ROWS:,}: {_met(rate >= LEAST_ROWS)})" if not counts["rejected"] else ""
        goals.append(
            f"  - {rate:,.0f} rows a second{few}, memory under {MOST_MEMORY:,} MiB: {_met(now.memory < MOST_MEMORY)}"
        )
    if any(
        _persons(run)[count] != counts[count] for run in runs.values() for count in ("rows", "accepted", "rejected")
    ):
        goals.append("  - the commits do not accept the same rows")
    return [
        f"| {form}, {what} | {counts['rows']:,} | {counts['rejected']:,} | {name} | {run.seconds:.1f} | {run.cpu:.1f} | "
        f"{run.memory:,.0f} MiB | " + (f"{faster:.2f} | {memory:.0%} |" if name == "now" else "| |")
        for name, run in runs.items()
    ]


def _persons(run: Measured) -> Any:
    return json.loads(run.said[run.said.index("{") :])["tables"]["persons"]


def _met(met: bool) -> str:
    return "met" if met else "NOT MET"
