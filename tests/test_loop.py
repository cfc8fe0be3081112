"""The whole loop on a generated city: what the generator planted is what the audit finds, and nothing else."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cities import Cities
from yuntai.packs import FOLDER
from yuntai.registry.store import Registry
from yuntai.rules.many.audit import audit
from yuntai.rules.many.population import Population
from yuntai.rules.many.screen import screen
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.rule.rule import Rule

DAY = date(2023, 12, 31)
PACK = load_pack(FOLDER / "nanjing")
UPGRADING, FLEXIBLE = PACK.rule("skill_upgrading"), PACK.rule("flexible_subsidy")
DECIDED_BY = {
    UPGRADING: {
        "paid_twice": "not_repeated",
        "lower_after_higher": "not_repeated",
        "second_in_year": "once_a_year",
        "level_not_covered": "level_covered",
        "not_in_register": "findable",
        "wrong_amount": "amount",
    },
    FLEXIBLE: {"not_in_group": "in_group", "after_leaving": "works_flexibly", "more_than_share": "amount"},
}
"""The planted kinds that a step of the policy finds, or the finding that the amount is another."""


@pytest.fixture(scope="module", params=[date(2023, 12, 31), date(2026, 10, 31)], ids=str)
def city(request: pytest.FixtureRequest, cities: Cities) -> Path:
    """A city of the notice's own year, and one of a later month in which its subsidies lie back."""
    return cities(20_000, 42, request.param).folder


def planted(city: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with (city / "truth" / "faults.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["kind"]].add(row["key"])
    return found


@pytest.mark.parametrize("rule", DECIDED_BY, ids=lambda rule: rule.id)
def test_the_audit_finds_what_was_planted_and_nothing_else(city: Path, rule: Rule) -> None:
    truth = planted(city)
    with Registry.open(city / "registry") as registry:
        audited = audit(Population(rule, registry)).to_pyarrow().to_pylist()
    found: dict[str, set[str]] = defaultdict(set)
    for row in audited:
        if row["finding"] == "not_entitled":
            found[row["because"]].add(row["payment"])
        elif row["finding"] != "none":
            found[row["finding"]].add(row["payment"])
    expected: dict[str, set[str]] = defaultdict(set)
    for kind, step in DECIDED_BY[rule].items():
        assert truth[kind], f"nothing planted of {kind}"
        expected[step] |= truth[kind]
    found.pop("not_applicable", None)  # paid under the rules of the year before
    assert found == expected
    assert len(audited) > 2 * sum(len(payments) for payments in found.values())


def test_whoever_may_have_the_subsidy_in_force_and_has_not_is_found(city: Path) -> None:
    with Registry.open(city / "registry") as registry:
        last = max(row["paid_on"] for row in registry.table("payments").select("paid_on").to_pyarrow().to_pylist())
        rows = screen(Population(FLEXIBLE, registry), last).to_pyarrow().to_pylist()
    due = [row for row in rows if row["status"] == "entitled" and row["paid"] is None]
    # 20 % of the year's lowest base are paid, of which two thirds, cut to the fen: 4,494 × 20 % = 898.80; 4,952 × 20 % = 990.40
    assert {row["amount"] for row in due} == {Decimal("599.20") if last.year == 2023 else Decimal("660.26")}
    assert len(due) > 20


def test_each_row_of_the_screening_is_the_answer_to_that_person(city: Path) -> None:
    with Registry.open(city / "registry") as registry:
        population = Population(UPGRADING, registry)
        screened = {row["row"]: row for row in screen(population, DAY).to_pyarrow().to_pylist()}
        facts = population.rows().to_pyarrow().to_pylist()
        paid = defaultdict(list)
        for row in registry.table("payments").to_pyarrow().to_pylist():
            paid[row["person"]].append({n: row[n] for n in ("policy", "occupation", "level", "amount", "claimed_on")})
        insured = {
            row["person"]
            for row in registry.table("enrolments").to_pyarrow().to_pylist()
            if row["kind"] == "employee" and row["began_on"] <= DAY <= row["ended_on"]
        }
    assert {row["status"] for row in screened.values()} == {"entitled", "not_entitled", "unknown", "not_applicable"}
    for row in facts:
        known = {name: row[name] for name in UPGRADING.facts if name in row}
        known |= {"payments": paid[row["person"]], "insured_employee": row["person"] in insured}
        got = answer(UPGRADING, known, DAY, ask=False)
        assert (got.status, got.results.get("amount")) == (
            screened[row["row"]]["status"],
            screened[row["row"]]["amount"],
        )
