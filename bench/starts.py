"""How soon ``yuntai answer`` has answered, and ``yuntai serve`` shows its first page when it starts again, beside an earlier commit."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench import homes
from bench.builds import Build
from bench.measure import EARLIER, met
from bench.one_person import START

NOW = "now"
MOST_OF_ANSWER, MOST_OF_SERVE = 0.35, 3.0
"""Seconds."""


def lines(sources: Mapping[str, Path], working: Path, quick: bool) -> Iterator[str]:
    """Both commands, the builds in turn; the first run of each, which writes the compiled modules, is not counted."""
    city = homes.city(20_000)
    builds = {name: Build(code, working / f"start-{name}") for name, code in sources.items()}
    for build in builds.values():
        build.home.mkdir()
    yield "| median s (of the processor) | then | now | |"
    yield "|---|---|---|---|"
    answers: dict[str, list[tuple[float, float]]] = {name: [] for name in builds}
    for turn in range(2 if quick else 10):
        for name, build in builds.items():
            took = _answer(build)
            answers[name] += [took] * bool(turn)
    yield _line("`yuntai answer` from start to end", answers, MOST_OF_ANSWER)
    served: dict[str, list[tuple[float, float]]] = {name: [] for name in builds}
    for turn in range(2 if quick else 6):
        for name, build in builds.items():
            with build.serve(*(() if turn else ("--city", str(city)))) as server:
                served[name] += [(server.start, server.seconds())] * bool(turn)
    yield _line("`yuntai serve` until the first page of a second start", served, MOST_OF_SERVE)


def _answer(build: Build) -> tuple[float, float]:
    """Seconds of one run, and seconds of the processor."""
    begun, used = time.perf_counter(), _used_by_children()
    subprocess.run(
        [sys.executable, "-m", "yuntai", *START],
        env={**os.environ, **build.settings},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun, _used_by_children() - used


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _line(what: str, found: Mapping[str, list[tuple[float, float]]], most: float) -> str:
    medians = {name: [statistics.median(one) for one in zip(*found[name], strict=True)] for name in (EARLIER, NOW)}
    cells = " | ".join(f"{took:.2f} ({used:.2f})" for took, used in medians.values())
    return f"| {what} | {cells} | goal {most} s: {met(medians[NOW][0] <= most)} |"
