"""Which steps and parameters an answer rests on: those alone are named as not checked, or as the platform's own reading."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.rules.packs import rule_of
from yuntai.packs import FOLDER
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack

DAY = date(2024, 6, 1)
RATES = """sure:
  title: 核对过的
  unit: 元
  values: [{effective: 2024-01-01, published: 2024-01-01, source: 甲, value: 10}]
unsure:
  title: 没有核对的
  unit: 元
  values: [{effective: 2024-01-01, published: 2024-01-01, source: 乙, value: 10, verify: true}]
limit:
  title: 没有核对的界限
  unit: 元
  values: [{effective: 2024-01-01, published: 2024-01-01, source: 丙, value: 100, verify: true}]
"""
RULE = """
policy.fact("wage", Money(), ask="工资？")
policy.fact("other", YesNo(), ask="另一种？")

{extra}

@policy.result("另一种", YesNo(), source="办法")
def told(other, wage):
    return other & (wage > 0)


@policy.result("金额", Money(), source="办法")
def amount({arguments}):
    return {formula}
"""


def unchecked(tmp_path: Path, formula: str, arguments: str, extra: str = "", **facts: Any) -> tuple[str, ...]:
    rule = rule_of(tmp_path, RULE.format(formula=formula, arguments=arguments, extra=extra), RATES)
    return answer(rule, {"wage": 50, "other": False, **facts}, DAY).unchecked


@pytest.mark.parametrize(
    ("formula", "arguments", "named"),
    [
        ("wage + unsure", "wage, unsure", ("没有核对的",)),
        ("when(other, unsure, wage)", "wage, other, unsure", ()),  # the branch not taken
        ("when(wage < limit, wage, 0)", "wage, limit", ("没有核对的界限",)),
        ("when(wage < limit, sure, sure + 0)", "wage, limit, sure", ()),  # whichever way, ten yuan
        ("when(other & (wage < limit), wage + 1, wage)", "wage, other, limit", ()),  # the other part is false already
        ("when(~other | (wage > limit), wage + 1, wage)", "wage, other, limit", ()),  # one part is true already
        ("when(~other & (wage < limit), wage + 1, wage)", "wage, other, limit", ("没有核对的界限",)),
    ],
)
def test_what_decides_nothing_is_not_named(
    tmp_path: Path, formula: str, arguments: str, named: tuple[str, ...]
) -> None:
    assert unchecked(tmp_path, formula, arguments) == named


def test_an_aside_that_says_nothing_names_nothing(tmp_path: Path) -> None:
    aside = """
@policy.aside("另一种算法", Money(), source="办法")
def otherwise(wage, unsure):
    return when(wage > 60, unsure, 0)
"""
    assert unchecked(tmp_path, "wage + 0", "wage", aside) == ()
    assert unchecked(tmp_path / "more", "wage + 0", "wage", aside, wage=70) == ("没有核对的",)


def test_what_is_not_known_yet_rests_on_both_branches(tmp_path: Path) -> None:
    assert unchecked(tmp_path, "when(other, unsure, wage)", "wage, other, unsure", other=None) == ("没有核对的",)


WORK = {
    "age_standing": "under",
    "enrolment_kind": "employee",
    "contract_signed_on": date(9999, 12, 31),
    "previous_contract_end": date(9999, 12, 31),
    "employer_fault": True,
    "monthly_wage": 6000,
    "hired_on": date(2024, 1, 10),
}


@pytest.mark.parametrize(
    ("ended_on", "named"),
    [
        (date(2024, 5, 9), ()),  # three whole months: no part of a month, and Jiangsu counts no limitation back by days
        (date(2024, 5, 19), ("不满一个月的怎样计算",)),
    ],
)
def test_how_a_part_of_a_month_counts_is_said_where_there_is_one(ended_on: date, named: tuple[str, ...]) -> None:
    rule = load_pack(FOLDER / "nanjing").rule("double_wage")
    assert answer(rule, {**WORK, "ended_on": ended_on}, DAY).ours == named
