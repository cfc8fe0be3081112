"""All benchmarks, each with its rival beside it: ``python -m bench.run [PART …] [--quick]``.

What a part found goes into its section of ``bench/results.md``; the other sections stay as they are.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import tempfile
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench import (
    audit_checks,
    badday,
    big_policy,
    by_itself,
    city,
    exports,
    figures,
    ledger,
    one_person,
    openfisca_tests,
    persons,
    walk,
)
from bench.measure import told

RESULTS = Path(__file__).parent / "results.md"
HEAD = """# What the benchmarks found

Written by `make bench`. Times are medians; each run is a process of its own, and memory is its peak. Ratios are of times
within one run: on another machine the seconds differ, the ratios should not.
"""


def main() -> None:
    """Run the parts that are asked for, by default all."""
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="by default all")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs; writes no results")
    parser.add_argument("--working", type=Path, help="where the data are made (tens of GB for the city)")
    chosen = parser.parse_args()
    for name in chosen.parts or PARTS:
        title, part = PARTS[name]
        with tempfile.TemporaryDirectory(prefix="yuntai-bench-", dir=chosen.working) as folder:
            said = "\n".join(told(_lines, part, Path(folder), chosen.quick))
        print(f"## {title}\n\n{said}\n", flush=True)
        if not chosen.quick:
            write(title, said)


def _lines(part: Callable[[Path, bool], str], folder: Path, quick: bool) -> list[str]:
    return part(folder, quick).split("\n")


def write(title: str, said: str) -> None:
    """Put a section into the results, in the order of the parts."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    sections = dict(re.findall(r"^## (.+?)\n\n(.*?)(?=^## |\Z)", old, re.MULTILINE | re.DOTALL))
    sections[title] = f"{machine()}\n\n{said}\n\n"
    titles = [title for title, _ in PARTS.values()]
    body = "".join(f"## {title}\n\n{sections[title].strip()}\n\n" for title in titles if title in sections)
    RESULTS.write_text(f"{HEAD}\n{body.strip()}\n", encoding="utf-8")


def machine() -> str:
    """When and on what."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in ("django", "duckdb", "ibis-framework"))
    return (
        f"{date.today()} · {len(os.sched_getaffinity(0))} cores ({cpu[1] if cpu else platform.machine()}), {memory:.0f} GiB · "
        f"Python {platform.python_version()}, {versions}"
    )


def _persons(working: Path, quick: bool) -> str:
    return persons.report((100_000,) if quick else (1_000_000, 5_000_000, 20_000_000), 1 if quick else 3, working)


PARTS: dict[str, tuple[str, Callable[[Path, bool], str]]] = {
    "tests": ("A rival's own tests", openfisca_tests.report),
    "persons": ("Persons by the million", _persons),
    "steps": ("A policy of thousands of steps", big_policy.report),
    "one": ("One person", one_person.report),
    "city": ("A city out of core", city.report),
    "check": ("Checking an export", exports.report),
    "audit": ("How good the audit checks are", audit_checks.report),
    "figures": ("The figures of a board", figures.report),
    "ledger": ("What sealing costs", ledger.report),
    "walk": ("A hundred people at work", walk.report),
    "many": ("Pages with a million cases", by_itself.report),
    "badday": ("A bad day", badday.report),
}

if __name__ == "__main__":
    main()
