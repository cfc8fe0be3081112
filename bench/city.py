"""A city of ten million persons on disk, judged out of core: every policy that its registry can feed, and every exact check.

``python -m bench.city make PERSONS FOLDER``, ``screen FOLDER POLICY`` and ``check FOLDER CHECK`` do one thing each and print it
as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from bench.measure import Measured, ours
from yuntai.packs import FOLDER
from yuntai.registry.check import MEMORY
from yuntai.registry.generate import generate
from yuntai.registry.load import load
from yuntai.registry.makeup import load_makeup
from yuntai.registry.schema import TABLES
from yuntai.registry.store import Registry
from yuntai.rules.many.population import Population
from yuntai.rules.many.screen import screen, summarise
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.rule.rule import Rule
from yuntai.selections.checks import load_checks
from yuntai.supervision.measure import FUZZY

PACK = load_pack(FOLDER / "nanjing")
DAY, SEED = date(2023, 12, 31), 20261125
MOST_MEMORY = 16 * 1024
NEARLY_LINEAR = 1.3
"""Ten times the persons may take this much more than ten times as long."""


def can_be_fed(rule: Rule) -> bool:
    """Whether a registry has the policy's rows, and something to say of them."""
    held = any(fact.registry for fact in rule.facts.values()) or bool(rule.relations)
    return rule.policy.subject in TABLES and held


def make(persons: int, folder: Path) -> dict[str, Any]:
    """Generate the exports, load them, and take the exports away."""
    started = time.perf_counter()
    generate(folder / "exports", persons, SEED, folder / "truth", DAY, load_makeup(PACK.folders, PACK.words(DAY)))
    lengthen(folder / "exports")
    generated = time.perf_counter()
    exported = _size(folder / "exports")
    load(folder / "exports", folder / "registry", folder / "rejects", folder / "key", words=PACK.words(DAY))
    loaded = time.perf_counter()
    shutil.rmtree(folder / "exports")
    with Registry.open(folder / "registry") as registry:
        rows = {name: registry.table(name).count().to_pyarrow().as_py() for name in registry}
    return {
        "generate": generated - started,
        "load": loaded - generated,
        "exports": exported,
        "registry": _size(folder / "registry"),
        "rows": rows,
    }


def lengthen(exports: Path) -> None:
    """Give the city a longer past: each contribution again, three and six years earlier, if the enrolment had begun by then."""
    months, longer = exports / "contributions.parquet", exports / "longer.parquet"
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(exports / "spill")}) as connection:
        connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
        connection.execute(f"""COPY (
            FROM '{months}' UNION ALL
            SELECT c.* REPLACE ((month - back)::DATE AS month, (c.paid_on - back)::DATE AS paid_on)
            FROM '{months}' c JOIN '{exports}/enrolments.parquet' USING (enrolment),
                (SELECT to_years(unnest([3, 6])) AS back)
            WHERE month - back >= began_on) TO '{longer}' (COMPRESSION zstd)""")
    longer.replace(months)


def screen_one(folder: Path, policy: str) -> dict[str, Any]:
    """As ``yuntai screen`` does."""
    with (
        Registry.open(folder / "registry") as registry,
        screen(Population(PACK.rule(policy), registry), DAY).cache() as rows,
    ):
        return dict(summarise(PACK.rule(policy), rows).groups)


def check_one(folder: Path, name: str) -> dict[str, Any]:
    """As ``yuntai audit`` does for one check."""
    checks = load_checks(PACK)
    with Registry.open(folder / "registry") as registry:
        return {"findings": checks.checks[name].evidence(registry, checks.thresholds).to_pyarrow().num_rows}


def _size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*")) / 2**30


def report(working: Path, quick: bool) -> str:
    """Both cities, each policy and check in a process of its own; the growth from the one to the other."""
    sizes = (20_000, 50_000) if quick else (1_000_000, 10_000_000)
    policies = [name for name in PACK.policy_ids if can_be_fed(PACK.rule(name))]
    jobs = [("screen", name) for name in policies]
    jobs += [("check", name) for name in load_checks(PACK).checks if name not in FUZZY]
    made: list[Measured] = []
    found: list[Mapping[tuple[str, str], Measured]] = []
    for persons in sizes:
        folder = working / str(persons)
        folder.mkdir()
        made.append(ours("city", "make", str(persons), folder))
        measured = {}
        for what, name in jobs:
            measured[what, name] = ours("city", what, folder, name)
            print(persons, what, name, f"{measured[what, name].seconds:.1f} s", file=sys.stderr, flush=True)
        found.append(measured)
        shutil.rmtree(folder)
    return _table(sizes, made, found)


def _table(sizes: tuple[int, int], made: list[Measured], found: list[Mapping[tuple[str, str], Measured]]) -> str:
    small, large = sizes
    lines = []
    for persons, one in zip(sizes, made, strict=True):
        rows = one.said["rows"]
        lines.append(
            f"- {persons:,} persons, {rows['contributions']:,} contribution months, {sum(rows.values()):,} rows in all: "
            f"generated in {one.said['generate']:.0f} s ({one.said['exports']:.1f} GiB), loaded in {one.said['load']:.0f} s "
            f"({one.said['registry']:.1f} GiB), peak memory {one.memory:,.0f} MiB"
        )
    lines += [
        "",
        f"| | {small:,}: seconds, memory | {large:,}: seconds, memory | growth | what came out |",
        "|---|---|---|---|---|",
    ]
    for (what, name), one in found[1].items():
        before = found[0][what, name]
        said = ", ".join(f"{key} {count:,}" for key, count in one.said.items() if count)
        lines.append(
            f"| {what} {name} | {before.seconds:.1f} s, {before.memory:,.0f} MiB | {one.seconds:.1f} s, {one.memory:,.0f} MiB | "
            f"{one.seconds / before.seconds:.1f}× | {said or 'nothing'} |"
        )
    memory = max(one.memory for one in (*found[1].values(), made[1]))
    growths = {job: one.seconds / found[0][job].seconds for job, one in found[1].items()}
    most = max(growths, key=lambda job: growths[job])
    limit = large / small * NEARLY_LINEAR
    sums = [sum(one.seconds for one in measured.values()) for measured in found]
    return "\n".join(
        [
            *lines,
            "",
            f"- all {len(found[1])} together: {sums[0]:.0f} s and {sums[1]:.0f} s, {sums[1] / sums[0]:.1f}×",
            f"- peak memory {memory:,.0f} MiB (goal under {MOST_MEMORY:,}: {'met' if memory < MOST_MEMORY else 'NOT MET'})",
            f"- most growth {growths[most]:.1f}×, {' '.join(most)} (goal near linear, at most {limit:.0f}×: "
            f"{'met' if growths[most] <= limit else 'NOT MET'})",
        ]
    )


if __name__ == "__main__":
    job, *given = sys.argv[1:]
    match job:
        case "make":
            said = make(int(given[0]), Path(given[1]))
        case "screen":
            said = screen_one(Path(given[0]), given[1])
        case "check":
            said = check_one(Path(given[0]), given[1])
        case _:
            sys.exit(__doc__)
    print(json.dumps(said))
