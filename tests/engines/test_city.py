"""A whole city: every screening, audit and check, row by row what DuckDB says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pytest

from tests.engines.conftest import Place
from tests.rules.one_and_many import PACK, rule_with_amounts
from tests.turns import in_turns
from yuntai.registry.store import Registry
from yuntai.rules.many.audit import audit
from yuntai.rules.many.population import Population
from yuntai.rules.many.screen import screen
from yuntai.selections.checks import load_checks
from yuntai.supervision.findings import find

DAY = date(2023, 12, 31)
CHECKS = load_checks(PACK)
KNOWN = [
    rule.id
    for rule in map(PACK.rule, PACK.policy_ids)
    if rule.relations or any(fact.registry for fact in rule.facts.values())
]
"""The policies of which a registry knows something."""


@pytest.fixture(scope="module")
def here(city: Path) -> Iterator[Registry]:
    with Registry.open(city) as registry:
        yield registry


@pytest.fixture(scope="module")
def there(place: Place) -> Iterator[Registry]:
    with place.open() as registry:
        yield registry


def rows(table: ibis.Table) -> list[dict[str, Any]]:
    """The rows, in an order that does not hang on where they lie."""
    return sorted(table.to_pyarrow().to_pylist(), key=lambda row: [str(value) for value in row.values()])


@pytest.mark.parametrize("policy", in_turns(3, KNOWN))
def test_screen(policy: str, here: Registry, there: Registry) -> None:
    rule = rule_with_amounts(policy)
    day = max(DAY, rule.policy.begins)
    found = rows(screen(Population(rule, here), day))
    assert found
    assert rows(screen(Population(rule, there), day)) == found


def test_audit(here: Registry, there: Registry) -> None:
    rule = rule_with_amounts("skill_upgrading")
    found = rows(audit(Population(rule, here)))
    assert {row["finding"] for row in found} >= {"none", "not_entitled", "amount"}
    assert rows(audit(Population(rule, there))) == found


@pytest.mark.parametrize("check", CHECKS.checks)
def test_check(check: str, here: Registry, there: Registry) -> None:
    found, said = (rows(CHECKS.checks[check].evidence(registry, CHECKS.thresholds)) for registry in (here, there))
    assert found
    assert said == found


def test_all_checks_together(here: Registry, there: Registry) -> None:
    with find(here, PACK) as found, find(there, PACK) as said:
        assert rows(said.cases) == rows(found.cases)
        assert rows(said.evidence) == rows(found.evidence)
        assert (said.ran, said.skipped) == (found.ran, {})
