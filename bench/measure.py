"""A child process each: how long it took, how long the processor, how much memory it had at most, and what it printed."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tarfile
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
EARLIER = "37eb781"
"""The commit that builds are measured beside: before files had one reader and logs were chains."""


@dataclass(frozen=True)
class Measured:
    """One run: its seconds from start to end and of the processor (its own children among them), its peak memory in MiB,
    and the JSON of its last line."""

    seconds: float
    cpu: float
    memory: float
    said: Any


_LAUNCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(process.pid, 0)
print(f"\\n{usage.ru_maxrss} {usage.ru_utime + usage.ru_stime}")
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Starts a command from a small process: what the starting process holds counts as the command's own peak."""


def child(*command: str | Path, sound: Collection[int] = (0,)) -> Measured:
    """Run ``command`` from the repository's root.

    Raises ``RuntimeError`` with its errors if it fails, which is each exit code that is not ``sound``.
    """
    started = time.perf_counter()
    process = subprocess.run(
        [sys.executable, "-ISc", _LAUNCHER, *map(str, command)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seconds = time.perf_counter() - started
    said, _, used = process.stdout.strip().rpartition("\n")
    if process.returncode not in sound:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{said[-3000:]}")
    last = said.strip().rpartition("\n")[2]
    memory, cpu = used.split()
    return Measured(seconds, float(cpu), int(memory) / 1024, json.loads(last) if last.startswith(("{", "[")) else said)


def earlier(folder: Path) -> Path:
    """The code of the earlier commit, in ``folder``, its bench beside it; it runs in this environment, which has all that it needed."""
    packed = subprocess.run(
        ["git", "archive", EARLIER, "src", "bench"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder / "src"


def ours(module: str, *arguments: str | Path) -> Measured:
    """Run a module of the bench with this interpreter."""
    return child(sys.executable, "-m", f"bench.{module}", *arguments)


def middle(runs: Sequence[Measured], seconds: Callable[[Measured], float]) -> Measured:
    """The run whose time is the median."""
    return sorted(runs, key=seconds)[(len(runs) - 1) // 2]


def high(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]


def told(part: Callable[..., Iterable[str]], *given: Any) -> Iterator[str]:
    """The lines of a part; where it fails those that there were, and how it failed: the other parts are told all the same."""
    try:
        yield from part(*given)
    except Exception as error:
        traceback.print_exc()
        yield f"- FAILED: {type(error).__name__}: {' '.join(str(error).split())[-300:]}"


def met(is_met: bool) -> str:
    """How the reports say it of a goal."""
    return "met" if is_met else "NOT MET"


def milliseconds(function: Callable[[], Any], times: int = 25) -> float:
    """The median of ``times`` calls in a warm process."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        function()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000
