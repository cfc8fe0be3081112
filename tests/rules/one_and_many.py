"""Random people for any rule, judged one by one and all together."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from yuntai.packs import FOLDER
from yuntai.rules.language.kinds import FAR, Choice, Date, Kind, Money, Number, Text, Whole, YesNo
from yuntai.rules.language.workdays import workdays
from yuntai.rules.many.engines import ENGINES
from yuntai.rules.many.population import verdict
from yuntai.rules.many.sql import Composer, constants
from yuntai.rules.one.answer import answer
from yuntai.rules.one.openings import leaves, openings
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.rule.rule import Rule

PACK = load_pack(FOLDER / "nanjing")
SUPPOSED = {
    "skill_upgrading": {"listed_amount": {5: 1000, 4: 1500, 3: 2000}},
    "training_subsidy": {"class_c_amount": {5: 1000, 4: 1500, 3: 2000, 2: 2500, 1: 3000}},
    "unemployment_benefit": {
        "months_by_years": {year: min(24, 2 * year + 1) for year in range(11)},
        "benefit_floor": 1000,
    },
}
"""Values that no source gives, so that the amounts behind them are computed too."""

UNKNOWN_SHARE = 0.25


def rule_with_amounts(policy: str) -> Rule:
    """The rule of ``policy``, with the amounts that are supposed."""
    rule = PACK.rule(policy)
    return rule.assuming(SUPPOSED[policy]) if policy in SUPPOSED else rule


def random_value(kind: Kind, draw: random.Random, as_of: date) -> Any:
    """A value of ``kind``, most often one near those that rules compare with."""
    match kind:
        case YesNo():
            return draw.random() < 0.5
        case Whole():
            top = min(kind.most, kind.least + draw.choice((3, 20, 60, 600)))
            return draw.randint(kind.least, top)
        case Money():
            return Decimal(draw.choice((0, draw.randint(0, 999_999), draw.randint(0, 9_999_999)))) / 100
        case Number():
            number = Decimal(draw.randint(0, 40_000_000)) / 10 ** draw.randint(0, 8)
            return min(max(number, kind.least), kind.most)
        case Date():
            if kind.none and draw.random() < 0.3:
                return FAR
            day = as_of + timedelta(
                draw.choice((0, 1, -1, -30, -31, -365, draw.randint(-900, 200), -draw.randint(0, 29000)))
            )
            if draw.random() < 0.2:  # the last of a month
                day = (day.replace(day=1) + timedelta(31)).replace(day=1) - timedelta(1)
            return min(max(day, kind.least), kind.most)
        case Choice():
            return draw.choice(list(kind.options))
        case Text():
            return draw.choice(("甲", "乙", "丙"))
    raise NotImplementedError(kind)


def random_people(rule: Rule, count: int, seed: int, as_of: date) -> list[dict[str, Any]]:
    """People with random facts, a quarter of them unknown, and up to four related rows of each relation."""
    draw = random.Random(seed)
    people = []
    for _ in range(count):
        facts: dict[str, Any] = {
            name: None if draw.random() < UNKNOWN_SHARE else random_value(fact.kind, draw, as_of)
            for name, fact in rule.facts.items()
        }
        for name, relation in rule.relations.items():
            kinds = {**relation.columns, **({relation.on: Date()} if relation.on else {})}
            facts[name] = [
                {
                    column: rule.id if column == "policy" else random_value(kind, draw, as_of)
                    for column, kind in kinds.items()
                    if column == "policy" or draw.random() > 0.05
                }
                for _ in range(draw.choice((0, 0, 1, 2, 4)))
            ]
        people.append(facts)
    return people


def in_memory(rows: list[dict[str, Any]], columns: Mapping[str, dt.DataType]) -> ibis.Table:
    """The rows as an Ibis table."""
    return ibis.memtable(pa.Table.from_pylist(rows, schema=ibis.schema(columns).to_pyarrow()))


def together(
    rule: Rule, people: list[Mapping[str, Any]], as_of: date, known_on: date, con: Any, *, by_row: bool = False
) -> list[dict[str, Any]]:
    """What a population run says of the same people: status, because, results and what is open.

    The days are the same for all, or ``by_row`` columns, as in an audit.
    """
    facts = {"row": dt.string, "person": dt.int64, **{n: dt.dtype(f.kind.dtype) for n, f in rule.facts.items()}}
    rows = in_memory(
        [{"row": str(i), "person": i, **{n: person[n] for n in rule.facts}} for i, person in enumerate(people)], facts
    )
    relations = {}
    for name, relation in rule.relations.items():
        kinds = {**{c: dt.dtype(k.dtype) for c, k in relation.columns.items()}}
        if relation.on:
            kinds[relation.on] = dt.date
        if relation.key:
            kinds[relation.key] = dt.string
        related = [
            {"key": i, **{column: row.get(column) for column in kinds}}
            for i, person in enumerate(people)
            for row in person[name]
        ]
        table = in_memory(related, {"key": dt.int64, **kinds})
        rows = rows.mutate(**{relation.by: rows["person"]})
        relations[name] = (relation.by, table.rename({relation.by: "key"}))
    opened = openings(rule, rule.results)
    nodes = {**rule.nodes, **verdict(rule), **opened}
    names = leaves(rule, opened)
    wanted = ["status", "because", *rule.results, *(f"open:{name}" for name in names)]
    fixed = constants(as_of, known_on, rule.relations)
    if by_row:
        rows, fixed = rows.mutate(**{name: ibis.literal(value) for name, value in fixed.items()}), {}
    composer = Composer(
        rows,
        fixed,
        rule.parameters,
        relations,
        workdays(rule.arrangements, known_on),
        ENGINES[con.name],
    )
    result = composer.add(nodes, wanted).select("row", *wanted)
    table = con.to_pyarrow(result)
    return sorted(table.to_pylist(), key=lambda r: int(r["row"]))


def one_by_one(rule: Rule, people: list[Mapping[str, Any]], as_of: date, known_on: date) -> list[dict[str, Any]]:
    """The same columns from :func:`yuntai.rules.one.answer.answer`."""
    said = []
    for i, person in enumerate(people):
        got = answer(rule, person, as_of, known_on=known_on)
        values = rule.values(person, as_of, known_on)
        because = got.because[0].name if got.because else ""
        row = {"row": str(i), "status": got.status, "because": because}
        said.append(row | {name: values[name] for name in rule.results} | {"open": {q.name for q in got.questions}})
    return said
