"""The questions come as a person would ask them: what the matter is about first, the amounts and the tables last."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.rules.packs import rule_of
from yuntai.packs import FOLDER
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack

DAY = date(2026, 11, 30)

FIRST_THREE = [
    ("retirement_age", {"born_on": "1975-06-15", "sex": "女", "post": "工人岗位"}),
    ("unemployment_benefit", {"reason": "合同期满", "insured_months": "60", "registered_on": "2026-11-01"}),
    ("severance", {"hired_on": "2020-03-01", "ended_on": "2026-10-31", "contract_kind": "劳动关系"}),
    ("double_wage", {"enrolment_kind": "单位职工", "hired_on": "2026-01-05", "ended_on": "至今"}),
    ("arbitration_limitation", {"claim_kind": "other", "knew_on": "2026-05-01", "interrupted_on": "没有"}),
    ("medical_period", {"sick_from": "2026-09-01", "work_injury": "否", "hired_on": "2020-03-01"}),
    ("annual_leave", {"hired_on": "2020-03-01", "ended_on": "至今", "leave_year": "2026"}),
    ("non_compete", {"bound_as": "manager", "knows_secrets": "是", "kept_duty": "是"}),
    ("death_benefit", {"injured_on": "2026-05-01", "death": "at_work", "recognised": "是"}),
    ("disability_benefit", {"recognised": "是", "disability_grade": "7", "insured_wage": "8000"}),
    ("maternity_allowance", {"event": "birth", "difficult_birth": "否", "babies": "1"}),
    ("overtime", {"work_system": "standard", "overtime_base": "8000", "workday_hours": "10"}),
    ("pension_transfer", {"drawing": "否", "same_province": "否", "born_on": "1980-01-01"}),
    ("pension_estimate", {"contribution_years": "30", "mean_index": "1.2", "account_balance": "100000"}),
    ("service_period_penalty", {"special_training": "是", "service_from": "2024-01-01", "service_months": "60"}),
    ("skill_upgrading", {"insured_employee": "是", "issued_on": "2023-04-20", "level": "3"}),
    ("hard_to_employ", {"born_on": "1970-01-01", "sex": "男", "registered_unemployed": "是"}),
    ("flexible_subsidy", {"flexible": "是", "registered_flexible": "是", "hard_to_employ": "是"}),
    ("opening_subsidy", {"opened_on": "2025-08-01", "form": "small_firm", "first_time": "是"}),
    ("graduate_rent_subsidy", {"graduated_on": "2026-06-20", "degree": "master", "full_time": "是"}),
    ("training_subsidy", {"claimant": "enterprise", "trainee": "own_staff", "certificate_kind": "skill"}),
]


@pytest.mark.parametrize(("policy", "said"), FIRST_THREE, ids=[policy for policy, _ in FIRST_THREE])
def test_the_first_three_questions(policy: str, said: dict[str, str]) -> None:
    rule = load_pack(FOLDER / "nanjing").rule(policy)
    asked, known = [], dict[str, str]()
    for _ in said:
        first = answer(rule, known, DAY).questions[0].name
        asked.append(first)
        known[first] = said[first]
    assert asked == list(said)


RICH = """
@policy.condition("不富", source="办法")
def poor(rich, houses):
    return ~rich & (houses.count() < 2)

@policy.result("金额", Money(), source="办法")
def amount(entitled, wage):
    return when(entitled, wage, 0)
"""
WAGE, IS_RICH = "Fact('wage', Money(), ask='工资？')", "Fact('rich', YesNo(), ask='富？')"
HOUSES = "Relation('houses', table='houses', by='person', columns={'size': Whole()}, ask='房子？')"


@pytest.mark.parametrize(
    ("declared", "asked"),
    [
        (f"policy.include({WAGE})\npolicy.include({IS_RICH})\npolicy.include({HOUSES})", ["wage", "rich", "houses"]),
        (f"policy.include({WAGE}, {IS_RICH})\npolicy.include({HOUSES})", ["rich", "wage", "houses"]),
        (f"policy.include({HOUSES})\npolicy.include({WAGE}, {IS_RICH})", ["rich", "wage", "houses"]),
    ],
    ids=["as declared", "of equals what settles most", "tables last"],
)
def test_the_order_of_questions(tmp_path: Path, declared: str, asked: list[str]) -> None:
    rule = rule_of(tmp_path, f"from yuntai.rules.language.policy import Fact\n{declared}\n{RICH}")
    assert [question.name for question in answer(rule, {}, DAY).questions] == asked
