"""What a registry holds of one person is what it holds of her among all, fact by fact."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.cities import City
from tests.turns import in_turns
from yuntai.packs import FOLDER
from yuntai.registry.record import Records
from yuntai.registry.schema import TABLES
from yuntai.registry.store import Registry
from yuntai.rules.language.kinds import FAR
from yuntai.rules.many.population import Population
from yuntai.rules.many.sql import constants
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.rule.reading import Read, reading
from yuntai.rules.rule.rule import Rule

PACK = load_pack(FOLDER / "nanjing")
DAY = date(2023, 12, 31)
ROWS = 24


def persons_in(subject: str) -> bool:
    return any(column.name == "person" for column in TABLES[subject].columns)


KNOWN = [
    rule.id
    for rule in map(PACK.rule, PACK.policy_ids)
    if persons_in(rule.policy.subject) and (rule.relations or any(fact.registry for fact in rule.facts.values()))
]
"""The policies that judge rows of persons, of which a registry knows something."""


@pytest.fixture(scope="module")
def registry(city: City) -> Iterator[Registry]:
    with Registry.open(city.registry) as registry:
        yield registry


@pytest.fixture(scope="module")
def records(registry: Registry) -> Records:
    return Records(registry)


def of_many(rule: Rule, registry: Registry, day: date) -> dict[str, dict[str, Any]]:
    """Some rows of the subject, those that are drawn by the policy's name, with person and facts."""
    population = Population(rule, registry)
    rows = population.rows()
    keys = sorted(rows.select("row").to_pyarrow()["row"].to_pylist())
    rows = rows.filter(rows["row"].isin(random.Random(rule.id).sample(keys, min(ROWS, len(keys)))))
    wanted = list(rule.facts)
    judged = population.judged(rows, constants(day, FAR, rule.relations), {}, ["person", *wanted])
    found = {one.pop("row"): one for one in judged.select("row", "person", *wanted).to_pyarrow().to_pylist()}
    for name, (by, table) in population.relations().items():
        columns = list(rule.relations[name].columns)
        held = rows.select("row", key=rows[by]).inner_join(table.rename(key=by), "key").select("row", *columns)
        for one in found.values():
            one[name] = []
        for one in held.to_pyarrow().to_pylist():
            found[one["row"]][name].append(tuple(one[column] for column in columns))
    return found


@pytest.mark.parametrize("policy", in_turns(2, KNOWN))
def test_every_fact_of_every_policy(policy: str, registry: Registry, records: Records) -> None:
    rule = PACK.rule(policy)
    day = min(max(DAY, rule.policy.begins), rule.policy.ends)
    found = of_many(rule, registry, day)
    assert found
    for row, many in found.items():
        known = {one.row: one.facts for one in records.of(many["person"]).known(rule, day)}[row]
        one = {name: known.get(name) for name in rule.facts}
        for name, relation in rule.relations.items():
            if name in known:
                one[name] = sorted((tuple(held[c] for c in relation.columns) for held in known[name]), key=repr)
        assert one == {
            name: sorted(v, key=repr) if isinstance(v, list) else v for name, v in many.items() if name != "person"
        }


def test_the_employer_of_an_enrolment(registry: Registry, records: Records) -> None:
    """Whoever is enrolled by an employer is known to be insured where it is; by none, that is not known."""
    enrolments = registry.table("enrolments").to_pyarrow().to_pylist()
    insured = {
        one["employer"]: one["insured_in_province"] for one in registry.table("employers").to_pyarrow().to_pylist()
    }
    rule, told = PACK.rule("contribution_base"), set()
    for row in enrolments[:60]:
        known = {one.row: one.facts for one in records.of(row["person"]).known(rule, DAY)}[str(row["enrolment"])]
        assert known.get("employer_insured") == insured.get(row["employer"])
        told.add(known.get("employer_insured"))
    assert told >= {True, None}


def test_the_plan() -> None:
    keys = {"persons": ("person",), "employers": ("employer",), "contributions": ("enrolment", "month")}
    rule = PACK.rule("contribution_base")
    assert reading(rule, ["enrolment", "person", "employer", "began_on", "ended_on"], keys.get) == {
        "enrolment_kind": Read("enrolments", "kind"),
        "employer_insured": Read("employers", "insured_in_province", ("employer",)),
        "joined_on": Read("enrolments", "began_on"),
        "left_on": Read("enrolments", "ended_on"),
    }
    assert "employer_insured" not in reading(rule, ["enrolment", "person"], keys.get)


def test_what_nobody_could_have_said_is_not_known(registry: Registry, records: Records) -> None:
    """Of an enrolment of which nothing was paid last year, the months are none: the question takes 1 to 12."""
    rule = PACK.rule("contribution_base")
    paid = registry.table("contributions").to_pyarrow().to_pylist()
    months = {one["enrolment"] for one in paid if one["month"].year == 2022}
    ended = [one for one in registry.table("enrolments").to_pyarrow().to_pylist() if one["enrolment"] not in months]
    population = Population(rule, registry)
    rows = population.rows()
    judged = population.judged(
        rows.filter(rows["row"] == str(ended[0]["enrolment"])),
        constants(DAY, FAR, rule.relations),
        {},
        ["months", "gross_wage"],
    )
    [many] = judged.select("months", "gross_wage").to_pyarrow().to_pylist()
    assert many == {"months": None, "gross_wage": Decimal(0)}
    known = {one.row: one.facts for one in records.of(ended[0]["person"]).known(rule, DAY)}
    assert "months" not in known[str(ended[0]["enrolment"])]
