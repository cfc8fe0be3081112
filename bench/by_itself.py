"""Each page by itself, in a warm process, nobody else at work: its queries, and the processor's time beside an earlier commit.

Two builds answer in turn, page by page, so that whatever else the machine does hits both alike.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import homes
from bench.builds import Build, Helper
from bench.measure import EARLIER, ROOT, met, told

NOW = "now"
GOALS = {
    **dict.fromkeys(("queue", "a case", "finder", "declaration of 300 rows"), 1 / 3),
    **dict.fromkeys(("home", "sign-in page", "sign in, without Argon2"), 1 / 2),
}
"""How much of the processor's time of then a page may take at most."""
MANY, MOST_MILLISECONDS, MOST_OF_A_QUERY, MOST_QUERIES = 1_000_000, 60, 30, 15
"""Cases, and what a page may take at most with so many: its median, its longest query, how many queries."""


def by_itself(builds: Mapping[str, Build], times: int) -> Iterator[str]:
    """Both builds, page by page."""
    found = ask(builds, times)
    yield "| page | queries then | now | of the processor then, ms | now, ms | now of then | goal |"
    yield "|---|---|---|---|---|---|---|"
    missed = []
    for page in found[NOW]:
        then, now = found[EARLIER].get(page), found[NOW][page]
        if then is None:
            continue
        part, goal = now["cost"] / then["cost"], GOALS.get(page)
        said = f"{goal:.2f}: {met(part <= goal)}" if goal else ""
        missed += [page] * bool(goal and part > goal)
        yield (
            f"| {page} | {then['queries']} | {now['queries']} | {then['cost']:.1f} | {now['cost']:.1f} | {part:.2f} | {said} |"
        )
    absent = [page for page in GOALS if page not in found[NOW] or page not in found[EARLIER]]
    parts = [found[NOW][page]["cost"] / found[EARLIER][page]["cost"] for page in found[NOW] if page in found[EARLIER]]
    yield ""
    yield (
        f"- pages with a goal: {met(not missed)}{' by ' + ', '.join(missed) if missed else ''}; of all pages the median is "
        f"{statistics.median(parts):.2f} of then"
    )
    if absent:
        yield f"- not measured: {', '.join(absent)}"


def report(_working: Path, quick: bool) -> str:
    """Today's pages with a million cases."""
    cases, persons = (2_000, 20_000) if quick else (MANY, 100_000)
    lines = [f"{cases:,} cases; a registry of {persons:,} persons.", ""]
    return "\n".join([*lines, *told(_many, persons, cases, 1 if quick else 9)])


def _many(persons: int, cases: int, times: int) -> Iterator[str]:
    with ExitStack() as stack:
        [home] = homes.make("SQLite", {NOW: ROOT / "src"}, persons, cases).values()
        found = ask({NOW: homes.DATABASES["SQLite"](stack, ROOT / "src", home)}, times)[NOW]
    yield "| page | queries | longest query, ms | of the processor, ms | all, ms |"
    yield "|---|---|---|---|---|"
    for page, one in found.items():
        yield f"| {page} | {one['queries']} | {one['slowest']:.0f} | {one['cost']:.1f} | {one['milliseconds']:.1f} |"
    yield ""
    for what, unit, most in (
        ("milliseconds", "ms", MOST_MILLISECONDS),
        ("slowest", "ms in a query", MOST_OF_A_QUERY),
        ("queries", "queries", MOST_QUERIES),
    ):
        over = [f"{page} {one[what]:.0f}" for page, one in found.items() if one[what] > most]
        yield f"- at most {most} {unit}: {'NOT MET by ' + ', '.join(over) if over else 'met'}"


def ask(builds: Mapping[str, Build], times: int) -> dict[str, dict[str, Any]]:
    """Each page of each build: its queries, the milliseconds of the longest, the medians of the processor's (``cost``, the
    database server's among them) and of the clock's."""
    with ExitStack() as stack:
        helpers = {name: stack.enter_context(Helper(build, "pages")) for name, build in builds.items()}
        pages = {name: helper.ask() for name, helper in helpers.items()}
        found: dict[str, dict[str, Any]] = {name: {} for name in builds}
        for page in dict.fromkeys(page for asked in pages.values() for page in asked):
            have = [name for name in builds if page in pages[name]]
            for name in have:
                found[name][page] = helpers[name].ask(page=page, queries=True)
            runs: dict[str, list[Any]] = {name: [] for name in have}
            used = dict.fromkeys(have, 0.0)
            for _ in range(times):
                for name in have:
                    used[name] -= builds[name].database_seconds()
                    runs[name].append(helpers[name].ask(page=page))
                    used[name] += builds[name].database_seconds()
            for name in have:
                medians = {what: statistics.median(run[what] for run in runs[name]) for what in ("cpu", "milliseconds")}
                found[name][page] |= medians | {"cost": medians["cpu"] + used[name] * 1000 / times}
        return found
