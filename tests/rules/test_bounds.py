"""What an answer says while something is missing: bounds, and what no answer can settle."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.rules.packs import rule_of
from yuntai.packs import FOLDER
from yuntai.rules.one.answer import answer
from yuntai.rules.one.ranges import Bound
from yuntai.rules.rule.packs import load_pack

PACK = load_pack(FOLDER / "nanjing")
# the province leaves months and floor to its cities
PROVINCE = load_pack(FOLDER / "jiangsu").rule("unemployment_benefit").assuming({"benefit_cap": 2660})
DAY = date(2026, 6, 1)
LACKING = (
    "平台没有查到这一天的“失业保险金最低标准”",
    "平台没有查到这一天的“江苏按累计缴费年数核定的领取月数”",
)
ENTITLED: dict[str, Any] = {
    "insured_months": 70,
    "months_left_over": 0,
    "reason": "expired",
    "registered_on": date(2026, 5, 1),
    "seeks_work": True,
    "reemployed_on": date(9999, 12, 31),
    "lost_on": date(2026, 4, 30),
    "sex": "male",
    "post": "worker",
    "born_on": date(1985, 6, 15),
}


@pytest.mark.parametrize(
    ("facts", "months", "monthly", "total"),
    [
        ({}, (0, 24), (0, 2660), (0, 63840)),
        ({"insured_months": 70, "months_left_over": 0}, (0, 18), (0, 2660), (0, 47880)),
        (ENTITLED, (0, 18), (0, 2660), (0, 47880)),
        # 45 % of 4,000 is 1,800: a floor that is missing could only raise it, up to the cap
        (ENTITLED | {"mean_base": Decimal(4000)}, (0, 18), (1800, 2660), (0, 47880)),
        # 45 % of 8,000 is above the cap, which holds whatever the floor is
        (ENTITLED | {"mean_base": Decimal(8000)}, (0, 18), (2660, 2660), (0, 47880)),
    ],
)
def test_unemployment_benefit_without_its_floor(facts: dict[str, Any], months: Any, monthly: Any, total: Any) -> None:
    got = answer(PROVINCE, facts, DAY)
    assert got.status == "unknown"
    assert {name: got.bounds[name] for name in ("months", "monthly_amount", "total")} == {
        "months": months,
        "monthly_amount": monthly,
        "total": total,
    }
    assert set(got.lasting) == set(LACKING)
    assert set(LACKING) <= set(got.gaps)


def test_in_json_only_the_ends_that_are_known() -> None:
    got = answer(PROVINCE, ENTITLED, DAY).to_dict()
    assert got["bounds"]["monthly_amount"] == {"at_least": "0.00", "at_most": "2660.00"}
    assert got["bounds"]["months"] == {"at_least": 0, "at_most": 18}


def test_what_is_settled_has_no_bounds() -> None:
    got = answer(PACK.rule("retirement_age"), {"sex": "male", "born_on": date(1965, 3, 10), "paid_months": 300}, DAY)
    assert (got.status, got.bounds, got.lasting) == ("entitled", {}, ())


def test_two_posts_are_not_mixed() -> None:
    """Born 10 March 1975: a worker at 50 years 2 months, a cadre at 55 and 16 months; none at 57 years 8 months."""
    facts = {"sex": "female", "born_on": date(1975, 3, 10), "paid_months": 240}
    assert answer(PACK.rule("retirement_age"), facts, DAY).bounds["retires_on"] == Bound(
        date(2025, 5, 10), date(2031, 7, 10)
    )


@pytest.mark.parametrize("policy", PACK.policy_ids)
def test_no_code_name_reaches_a_person(policy: str) -> None:
    got = answer(PACK.rule(policy), {}, DAY, ask=False)
    assert not [said for said in (*got.gaps, *got.lasting) if re.search(r"[a-z]+_[a-z]+|parameter|calendar", said)]


TWO_WAYS = """
policy.fact("old", YesNo(), ask="？")
policy.fact("n", Whole(), ask="？")

@policy.result("金额", Money(), source="办法")
def amount(entitled, old, n, lacking):
    return half_up(when(entitled, when(old, lacking, 500), 0))

@policy.condition("够", source="办法")
def enough(n):
    return n >= 12
"""
LACKING_PARAMETER = "lacking: {title: 标准, unit: 元, values: []}"


@pytest.mark.parametrize(("old", "lasting"), [(None, ()), (True, ("平台没有查到这一天的“标准”",)), (False, ())])
def test_what_an_answer_may_get_around_is_not_lasting(tmp_path: Path, old: Any, lasting: Any) -> None:
    got = answer(rule_of(tmp_path, TWO_WAYS, LACKING_PARAMETER), {"old": old}, DAY)
    assert got.lasting == lasting
