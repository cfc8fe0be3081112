"""The country template over millions of persons, Parquet in and Parquet out: by our engine, by hand-written SQL, and the rivals.

``python -m bench.persons ours|hand SOURCE TARGET`` runs one of them and prints its seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis

from bench.environments import interpreter
from bench.measure import Measured, child, middle, ours
from yuntai.rules.language.kinds import FAR
from yuntai.rules.many.population import Population
from yuntai.rules.many.sql import constants
from yuntai.rules.rule.packs import load_pack

DAY = date(2017, 1, 1)
COLUMNS = ("age", "basic_income", "income_tax", "social_security_contribution")
SETTINGS = "SET threads = 2; SET preserve_insertion_order = false; SET enable_progress_bar = false"
ENGINES = ("ours", "hand", "openfisca", "policyengine")


@dataclass(frozen=True)
class Persons:
    """A Parquet file of persons as a source of rows."""

    backend: Any
    path: Path

    def table(self, name: str) -> ibis.Table:
        return self.backend.read_parquet(self.path, table_name=name)

    def key(self, name: str) -> tuple[str, ...]:
        return ("person",)

    def __contains__(self, name: str) -> bool:
        return name == "persons"


def by_our_engine(source: Path, target: Path) -> dict[str, float]:
    """The pack's policy for persons."""
    rule = load_pack(Path(__file__).parent / "country").rule("person")
    backend = ibis.duckdb.connect()
    backend.raw_sql(SETTINGS)
    started = time.perf_counter()
    population = Population(rule, Persons(backend, source))
    judged = population.judged(population.rows(), constants(DAY, FAR, ()), rule.nodes, COLUMNS)
    query = backend.compile(judged.select("person", *COLUMNS))
    planned = time.perf_counter()
    backend.raw_sql(f"COPY ({query}) TO '{target}' (FORMAT parquet)")
    return {"plan": planned - started, "run": time.perf_counter() - planned}


def by_hand(source: Path, target: Path) -> dict[str, float]:
    """The same as one would write it for DuckDB, in exact decimals, unknown where a fact is."""
    connection = duckdb.connect()
    connection.execute(SETTINGS)
    started = time.perf_counter()
    connection.execute(f"""COPY (
        SELECT person, age,
            CASE WHEN age >= 18 THEN 600.00::DECIMAL(18, 2) WHEN age < 18 THEN 0 END AS basic_income,
            round((salary + capital_returns + CASE WHEN age >= 62 THEN 1 WHEN age < 62 THEN 0 END) * 0.15, 2)
                ::DECIMAL(18, 2) AS income_tax,
            round(CASE WHEN salary < 6000 THEN 0.02 * salary WHEN salary < 12400 THEN 120 + 0.06 * (salary - 6000)
                WHEN salary >= 12400 THEN 504 + 0.12 * (salary - 12400) END, 2)
                ::DECIMAL(18, 2) AS social_security_contribution
        FROM (SELECT *, 2017 - year(birth) - CASE WHEN month(birth) * 100 + day(birth) > 101 THEN 1 ELSE 0 END AS age
            FROM '{source}')) TO '{target}' (FORMAT parquet)""")
    return {"plan": 0.0, "run": time.perf_counter() - started}


def generate(count: int, folder: Path) -> None:
    """Persons with exact decimals for us, and with the rivals' own 32-bit numbers for them."""
    connection = duckdb.connect()
    connection.execute(SETTINGS)
    connection.execute(f"""COPY (
        SELECT i AS person, DATE '1925-01-01' + (hash(i * 4) % 33603)::INT AS birth,
            ((hash(i * 4 + 1) % 2000000) / 100 * (hash(i * 4 + 2) % 4 > 0)::INT)::DECIMAL(18, 2) AS salary,
            ((hash(i * 4 + 3) % 10 = 0)::INT * (hash(i * 4 + 2) % 300000) / 100)::DECIMAL(18, 2) AS capital_returns
        FROM range(1, {count + 1}) t(i)) TO '{folder}/exact.parquet'""")
    connection.execute(
        f"COPY (SELECT person, birth, salary::FLOAT AS salary, capital_returns::FLOAT AS capital_returns "
        f"FROM '{folder}/exact.parquet') TO '{folder}/floats.parquet'"
    )


def run(engine: str, folder: Path) -> Measured:
    """One engine in a process of its own over the persons in ``folder``."""
    target = folder / f"{engine}.parquet"
    if engine in ("ours", "hand"):
        return ours("persons", engine, folder / "exact.parquet", target)
    script = Path(__file__).parent / "rivals" / "persons.py"
    return child(interpreter(engine), script, engine, folder / "floats.parquet", target)


def differences(folder: Path, engine: str) -> Mapping[str, int]:
    """How many of our figures an engine's differ from by a fen or more; PolicyEngine's tax is another tax."""
    columns = [name for name in COLUMNS if (engine, name) != ("policyengine", "income_tax")]
    counts = ", ".join(f"count(*) FILTER (abs(o.{name} - r.{name}::DECIMAL(18, 4)) >= 0.01)" for name in columns)
    query = f"SELECT {counts} FROM '{folder}/ours.parquet' o JOIN '{folder}/{engine}.parquet' r USING (person)"
    row = duckdb.connect().execute(query).fetchone()
    assert row is not None
    return dict(zip(columns, row, strict=True))


def total(measured: Measured) -> float:
    """From the first byte read to the last one written."""
    return sum(measured.said.values())


def report(counts: tuple[int, ...], repeats: int, working: Path) -> str:
    """The table, and whether the goals are met at the largest count."""
    lines = ["| persons | | seconds | peak memory | figures that differ from ours |", "|---|---|---|---|---|"]
    for count in counts:
        folder = working / f"persons-{count}"
        folder.mkdir()
        generate(count, folder)
        runs: dict[str, list[Measured]] = {engine: [] for engine in ENGINES}
        for _ in range(repeats):
            for engine in ENGINES:
                runs[engine].append(run(engine, folder))
        best = {engine: middle(measured, total) for engine, measured in runs.items()}
        for engine, measured in best.items():
            parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in measured.said.items() if seconds)
            differ = (
                "" if engine == "ours" else ", ".join(f"{n} {c:,}" for n, c in differences(folder, engine).items() if c)
            )
            lines.append(
                f"| {count:,} | {NAMES[engine]} | {total(measured):.2f} ({parts}) | {measured.memory:,.0f} MiB | "
                f"{differ or ('–' if engine == 'ours' else 'none')} |"
            )
        for file in folder.iterdir():
            file.unlink()
    us, hand = best["ours"], best["hand"]
    lines += ["", f"At {counts[-1]:,} persons:", ""]
    for engine, faster in (("openfisca", 5), ("policyengine", 2)):
        ratio, memory = total(best[engine]) / total(us), best[engine].memory / us.memory
        lines.append(
            f"- {NAMES[engine]}: {ratio:.1f}× as long ({_met(ratio >= faster, f'at least {faster}×')}), "
            f"{memory:.1f}× the memory ({_met(memory >= 10, 'at least 10×')})"
        )
    ratio = total(us) / total(hand)
    lines.append(f"- hand-written SQL: we take {ratio:.2f}× its time ({_met(ratio <= 1.15, 'at most 1.15×')})")
    return "\n".join(lines)


NAMES = {
    "ours": "Yuntai",
    "hand": "SQL written by hand for DuckDB",
    "openfisca": "OpenFisca-Core 46.0.1",
    "policyengine": "PolicyEngine-Core 3.33.12",
}


def _met(good: bool, goal: str) -> str:
    return f"goal {goal}: {'met' if good else 'NOT MET'}"


if __name__ == "__main__":
    function = {"ours": by_our_engine, "hand": by_hand}[sys.argv[1]]
    print(json.dumps(function(Path(sys.argv[2]), Path(sys.argv[3]))))
