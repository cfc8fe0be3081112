"""The same result for one and for many: every policy of every pack, random people with unknown facts, row by row."""

from __future__ import annotations

from datetime import date

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.one_and_many import one_by_one, random_people, together
from yuntai.packs import FOLDER
from yuntai.rules.kinds import FAR
from yuntai.rules.packs import load_pack

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


@pytest.mark.parametrize("policy", PACK.policy_ids)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32),
    as_of=st.dates(date(2008, 1, 1), date(2026, 12, 31)),
    known_on=st.none() | st.dates(date(2008, 1, 1), date(2026, 12, 31)),
)
def test_one_and_many_agree(policy: str, seed: int, as_of: date, known_on: date | None) -> None:
    rule = PACK.rule(policy)
    if policy in SUPPOSED and seed % 2:
        rule = rule.assuming(SUPPOSED[policy])
    if seed % 3:  # a day on which the policy is in force, so that not all is "not applicable"
        as_of = min(max(as_of, rule.policy.begins), rule.policy.ends)
    people = random_people(rule, 100, seed, as_of)
    known = known_on or FAR
    for one, many, person in zip(
        one_by_one(rule, people, as_of, known),
        together(rule, people, as_of, known, ibis.duckdb.connect()),
        people,
        strict=True,
    ):
        asked = one.pop("open")
        assert one == {name: many[name] for name in one}, person
        if one["status"] == "unknown":
            opened = {n.removeprefix("open:") for n, is_open in many.items() if n.startswith("open:") and is_open}
            assert asked == opened & {*rule.facts, *rule.relations}, person


@pytest.mark.parametrize("policy", PACK.policy_ids)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_what_is_not_asked_cannot_change_the_result(policy: str, seed: int) -> None:
    """Fill the facts that are not open in any way: the result stays as it is, known or not."""
    rule = PACK.rule(policy)
    as_of = max(date(2023, 6, 15), rule.policy.begins)
    before, filled = random_people(rule, 20, seed, as_of), random_people(rule, 20, seed + 1, as_of)
    for person, other, got in zip(before, filled, one_by_one(rule, before, as_of, FAR), strict=True):
        more = {
            name: other[name] if value is None and name not in got["open"] else value for name, value in person.items()
        }
        again = one_by_one(rule, [more], as_of, FAR)[0]
        assert again["status"] == got["status"], (person, more)
        if got["status"] != "unknown":
            assert {n: again[n] for n in rule.results if got[n] is not None} == {
                n: got[n] for n in rule.results if got[n] is not None
            }
