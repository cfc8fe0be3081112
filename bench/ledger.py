"""What sealing costs: sixteen writers at once beside the same work at an earlier commit; holding a large log against its seals.

The two builds write in short rounds in turn, each to a server of its own, so that whatever else the machine does hits both alike.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.builds import Build
from bench.ledger_child import EVENTS
from bench.measure import EARLIER, ROOT, earlier, met

WRITERS, SECONDS, ROUNDS, CASES = 16, 10, 7, 800
GOALS = {"append": 5.0, "act": 2.0}
"""How many times as many as then, with sixteen writers on PostgreSQL."""
SIZES = (100_000, 1_000_000)
"""Events of the logs that are verified."""
LEAST_VERIFIED = 50_000
"""Events a second."""
MORE_MEMORY = 1.1
"""How much more memory the large log may take than the small one."""


def report(working: Path, quick: bool) -> str:
    """Tables, and what of them was to be reached."""
    sources = {EARLIER: earlier(working / EARLIER), "now": ROOT / "src"}
    lines = [f"{WRITERS} writers on PostgreSQL, {_load()}", ""]
    lines += [
        "| what | commit | a second | times as many | of the processor each | times as little |",
        "|---|---|---|---|---|---|",
    ]
    for what in GOALS:
        lines += _written(working, sources, what, 2 if quick else SECONDS, 1 if quick else ROUNDS)
    lines += ["", f"`yuntai cases verify`, {_load()}", ""]
    lines += [
        "| database | commit | events | seconds | events a second | of the processor | peak memory of a process |"
    ]
    lines += ["|---|---|---|---|---|---|---|"]
    sizes = (4_000, 8_000) if quick else SIZES
    return "\n".join([*lines, *_verified(working, sources, sizes)])


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} processes at work or waiting on {len(os.sched_getaffinity(0))} cores as it began"


def _written(working: Path, sources: Mapping[str, Path], what: str, seconds: int, rounds: int) -> list[str]:
    """What builds write in turn, the lines of a table."""
    found: dict[str, list[Any]] = {name: [] for name in sources}
    with ExitStack() as stack:
        builds = {name: Build.on_postgres(stack, code, working / f"{what}-{name}") for name, code in sources.items()}
        for build in builds.values():
            build.run("bench.ledger_child", "make", CASES, 1)
        for _ in range(rounds):
            for name, build in builds.items():
                found[name].append(build.run("bench.ledger_child", "write", what, seconds, WRITERS).said)
    rate, cpu = (
        {name: statistics.median(one[figure] for one in said) for name, said in found.items()}
        for figure in ("rate", "cpu")
    )
    ratio, goal = rate["now"] / rate[EARLIER], GOALS[what]
    return [
        f"| {what} | {EARLIER} | {rate[EARLIER]:,.0f} | | {cpu[EARLIER] * 1000:.2f} ms | |",
        f"| {what} | now | {rate['now']:,.0f} | {ratio:.1f} (goal {goal:.0f}: {met(ratio >= goal)}) "
        f"| {cpu['now'] * 1000:.2f} ms | {cpu[EARLIER] / cpu['now']:.1f} |",
    ]


def _verified(working: Path, sources: Mapping[str, Path], sizes: tuple[int, int]) -> list[str]:
    """How fast logs are verified and what memory that takes: the lines of a table, and what was to be reached."""
    lines, verdicts = [], []
    for database, begun in (("PostgreSQL", Build.on_postgres), ("SQLite", Build.on_sqlite)):
        runs = {}
        for name, size in ((EARLIER, sizes[0] // 10), *(("now", size) for size in sizes)):
            count = size // EVENTS
            with ExitStack() as stack:
                home = working / f"verify-{database}-{name}-{size}"
                build = begun(stack, sources[name], home)
                build.run("bench.ledger_child", *(("make", count, EVENTS) if name == EARLIER else ("grow", count)))
                run = runs[name, size] = build.run("yuntai", "cases", "verify")
            lines.append(
                f"| {database} | {name} | {count * EVENTS:,} | {run.seconds:.1f} | {count * EVENTS / run.seconds:,.0f} "
                f"| {run.cpu:.1f} s | {run.memory:,.0f} MiB |"
            )
        small, large = (runs["now", size] for size in sizes)
        rate, more = sizes[1] / large.seconds, large.memory / small.memory
        verdicts.append(
            f"- {database}: {rate:,.0f} events a second (goal {LEAST_VERIFIED:,}: {met(rate >= LEAST_VERIFIED)}), {more:.2f} "
            f"times the memory for {sizes[1] // sizes[0]} times the events (goal {MORE_MEMORY} at most: {met(more <= MORE_MEMORY)})"
        )
    return [*lines, "", *verdicts]
