"""A generated policy of a thousand steps and more: how long it takes to load, to answer one person and to judge a million rows.

``python -m bench.big_policy STEPS ROWS FOLDER`` measures one size and prints it as JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import ibis

from bench.environments import interpreter
from bench.measure import child, milliseconds, ours
from bench.persons import SETTINGS, Persons
from yuntai.rules.language.kinds import FAR
from yuntai.rules.many.population import Population
from yuntai.rules.many.sql import constants
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack

DAY = date(2023, 1, 1)
AMOUNTS, COUNTS, PARAMETERS = 20, 20, 50
FORMS = (
    "when({count} > {number}, {one} + {parameter}, at_least({other}, {parameter}))",
    "when(({one} >= {parameter}) & ({count} <= {number}), at_most({other}, {parameter}), {one})",
    "at_most({one}, {parameter}) + at_most({other}, {parameter})",
    "half_up(divide(at_most({one}, {parameter}) * {count}, {number}))",
    "half_up(at_most({one}, {parameter}) * {share})",
    "at_least({one} - {other}, 0)",
)


def write_policy(steps: int, folder: Path) -> None:
    """A pack with one policy: each step needs a fact, a parameter and two of the steps before it, the last joins all ends."""
    draw = random.Random(steps)
    lines, ends, facts = [], [], set()
    for step in range(steps):
        names = []
        for _ in range(2):
            if step == 0 or draw.random() < 0.2:
                names.append(f"amount_{draw.randrange(AMOUNTS)}")
            else:
                names.append(f"step_{draw.randrange(max(0, step - steps // 10), step)}")
        given = {
            "one": names[0],
            "other": names[1],
            "count": f"count_{draw.randrange(COUNTS)}",
            "parameter": f"parameter_{draw.randrange(PARAMETERS)}",
            "share": f"share_{draw.randrange(PARAMETERS)}",
        }
        form = draw.choice(FORMS)
        needs = dict.fromkeys(value for name, value in given.items() if f"{{{name}}}" in form)
        ends = [end for end in ends if end not in needs] + [f"step_{step}"]
        facts |= {need for need in needs if need.startswith(("amount", "count"))}
        lines.append(_step(f"step_{step}", needs, form.format(**given, number=draw.randint(2, 99))))
    joined = 0
    while len(ends) > 1:
        some, ends = ends[:8], [*ends[8:], f"sum_{joined}"]
        lines.append(_step(f"sum_{joined}", some, " + ".join(some)))
        joined += 1
    lines.append(
        _step("result", ends, ends[0]).replace("policy.step(", "policy.result(").replace('", so', '", Money(), so')
    )
    kinds = {"amount": "Money()", "count": "Whole(0, 100)"}
    head = ["from yuntai.rules import *", 'policy = Policy(title="生成的政策", subject="persons", source="生成")']
    head += [
        f'policy.fact("{fact}", {kinds[fact.partition("_")[0]]}, ask="{fact}？", registry="persons.{fact}")'
        for fact in sorted(facts)
    ]
    place = folder / "generated" / "policies" / "large"
    place.mkdir(parents=True)
    (folder / "generated" / "pack.yaml").write_text("id: generated\ntitle: 生成\n", encoding="utf-8")
    (place / "policy.py").write_text("\n".join([*head, *lines, 'policy.says("算出{result}。")']), encoding="utf-8")
    records = [
        f"{name}_{i}:\n  title: {name}{i}\n  unit: '{unit}'\n  values:\n"
        + "".join(
            f"    - {{effective: {year}-01-01, published: {year}-01-01, source: 生成, value: {draw.randint(1, most)}}}\n"
            for year in (2010, 2015, 2020)
        )
        for name, unit, most in (("parameter", "元", 5000), ("share", "%", 100))
        for i in range(PARAMETERS)
    ]
    (place / "parameters.yaml").write_text("".join(records), encoding="utf-8")


def _step(name: str, needs: Any, expression: str) -> str:
    return f'@policy.step("{name}", source="生成")\ndef {name}({", ".join(needs)}):\n    return {expression}'


def measure(steps: int, rows: int, folder: Path) -> dict[str, float]:
    """One size: loading, one person with everything known and with nothing known, and a table of rows."""
    write_policy(steps, folder)
    started = time.perf_counter()
    rule = load_pack(folder / "generated").rule("large")
    said: dict[str, float] = {"load": time.perf_counter() - started}
    known = {name: 1234 if name.startswith("amount") else 40 for name in rule.facts}
    for name, facts in (("known", known), ("unknown", {})):
        started = time.perf_counter()
        got = answer(rule, facts, DAY)
        said[f"{name}_first"] = (time.perf_counter() - started) * 1000
        said[f"{name}_warm"] = milliseconds(lambda facts=facts: answer(rule, facts, DAY), 15 if facts else 3)
        said[f"{name}_steps"] = len(got.trace)
    backend = ibis.duckdb.connect()
    backend.raw_sql(SETTINGS)
    columns = [
        f"(hash(i * 100 + {place}) % {100 if name.startswith('count') else 5000}){dtype} AS {name}"
        for place, name in enumerate(rule.facts)
        for dtype in ["::BIGINT" if name.startswith("count") else "::DECIMAL(18, 2)"]
    ]
    backend.raw_sql(
        f"COPY (SELECT i AS person, {', '.join(columns)} FROM range({rows}) t(i)) TO '{folder}/rows.parquet'"
    )
    started = time.perf_counter()
    population = Population(rule, Persons(backend, folder / "rows.parquet"))
    judged = population.judged(population.rows(), constants(DAY, FAR, ()), rule.nodes, ["result"])
    query = backend.compile(judged.select("person", "result"))
    said["plan"] = time.perf_counter() - started
    said["characters"] = len(query)
    started = time.perf_counter()
    backend.raw_sql(f"EXPLAIN {query}")
    said["prepare"] = time.perf_counter() - started
    started = time.perf_counter()
    backend.raw_sql(f"COPY ({query}) TO '{folder}/judged.parquet' (FORMAT parquet)")
    said["run"] = time.perf_counter() - started
    return said


def report(working: Path, quick: bool) -> str:
    """The table; OpenFisca's France model beside it."""
    rows = 10_000 if quick else 1_000_000
    lines = [
        "| steps | load | one person, all known: first, warm (steps in the trace) | nothing known: first, warm | "
        f"{rows:,} rows: plan, prepare, run | peak memory |",
        "|---|---|---|---|---|---|",
    ]
    for steps in (100, 300) if quick else (100, 1_000, 3_000):
        folder = working / str(steps)
        folder.mkdir()
        measured = ours("big_policy", str(steps), str(rows), folder)
        one = measured.said
        lines.append(
            f"| {steps:,} | {one['load']:.2f} s | {one['known_first']:.0f} ms, {one['known_warm']:.1f} ms "
            f"({one['known_steps']:,}) | {one['unknown_first']:.0f} ms, {one['unknown_warm']:.0f} ms | "
            f"{one['plan']:.1f} s, {one['prepare']:.1f} s, {one['run']:.1f} s | {measured.memory:,.0f} MiB |"
        )
    script = Path(__file__).parent / "rivals" / "france.py"
    lines += ["", "OpenFisca's France model (176.1.8), a year's disposable income:", ""]
    for count in (1,) if quick else (1, 10_000, 100_000):
        rival = child(interpreter("france"), script, str(count))
        lines.append(
            f"- {count:,} persons: load {rival.said['load']:.1f} s ({rival.said['variables']:,} variables), "
            f"compute {rival.said['compute']:.1f} s, peak memory {rival.memory:,.0f} MiB"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
