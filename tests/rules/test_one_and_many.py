"""The same result for one and for many: every policy of every pack, random people with unknown facts, row by row."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import ibis
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.rules.one_and_many import PACK, one_by_one, random_people, rule_with_amounts, together
from tests.rules.packs import rule_of
from yuntai.rules.language.kinds import FAR


@pytest.mark.parametrize("policy", PACK.policy_ids)
@settings(
    max_examples=settings.default.max_examples // 100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    seed=st.integers(0, 2**32),
    days=st.integers(0, 6000),
    known_on=st.just(FAR) | st.dates(date(2008, 1, 1), date(2026, 12, 31)),
    in_force=st.just(True) | st.booleans(),
)
def test_one_and_many_agree(policy: str, seed: int, days: int, known_on: date, in_force: bool) -> None:
    rule = rule_with_amounts(policy)
    as_of = date(2026, 12, 31) - timedelta(days)
    if in_force:
        as_of = min(max(as_of, rule.policy.begins), rule.policy.ends)
    people = random_people(rule, 100, seed, as_of)
    for one, many, person in zip(
        one_by_one(rule, people, as_of, known_on),
        together(rule, people, as_of, known_on, ibis.duckdb.connect()),
        people,
        strict=True,
    ):
        asked = one.pop("open")
        assert one == {name: many[name] for name in one}, person
        if one["status"] == "unknown":
            opened = {n.removeprefix("open:") for n, is_open in many.items() if n.startswith("open:") and is_open}
            assert asked <= opened, person  # one person's questions are pruned further, by trying out
            assert bool(asked) == bool(opened & {*rule.facts, *rule.relations}), person


@pytest.mark.parametrize("policy", PACK.policy_ids)
@settings(max_examples=settings.default.max_examples // 50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


LANGUAGE = """
scale:
  title: 税率
  unit: '%'
  by: wage
  values:
    - {effective: 2000-01-01, published: 2000-01-01, source: 甲, value: {0: 3, 360: 10, 1440: 20.5}}
    - {effective: 2020-01-01, published: 2021-01-01, source: 乙, value: {0: 4, 1000: 12}}
bands:
  title: 天数
  unit: 天
  by: [kind, years]
  values:
    - {effective: 2000-01-01, until: 2022-12-31, published: 2000-01-01, source: 甲, value: {a: {1: 5, 10: 10}, b: {0: 1}}}
"""
EVERY_WORD = """
policy.fact("wage", Money(), ask="？")
policy.fact("years", Whole(0, 60), ask="？")
policy.fact("kind", Choice({"a": "甲", "b": "乙", "c": "丙"}), ask="？")
policy.fact("day", Date(none="无"), ask="？")
policy.include(Relation("paid", table="paid", by="person", on="claimed_on", key="payment", ask="？",
                        columns={"amount": Money(), "kind": Choice({"a": "甲", "b": "乙"}), "day": Date()}))

@policy.result("税", Money(), source="办法")
def amount(wage, scale):
    return half_up(scale.marginal(wage))

@policy.result("天", Whole(), source="办法")
def number(kind, years, bands):
    return bands.at(kind, years)

@policy.result("当天的税", Money(), source="办法")
def then(wage, scale, day):
    return up(on(day, scale.marginal(wage)), to=JIAO)

@policy.result("最近一笔", Money(), source="办法")
def last(paid, kind):
    return paid.latest("amount", lambda row: row.kind == kind, by="day", none=0)

@policy.result("最早一笔", Money(), source="办法")
def first(paid):
    return paid.earliest("amount", by="day", none=0)

@policy.result("合计", Money(), source="办法")
def total(paid, wage):
    return paid.sum("amount", lambda row: row.amount < wage)

@policy.result("逐笔的税", Money(), source="办法")
def taxes(paid, scale):
    return half_up(paid.sum(lambda row: scale.marginal(row.amount)))

@policy.result("每笔以工资为限", Money(), source="办法")
def capped(paid, wage):
    return paid.sum(lambda row: at_most(row.amount, wage), lambda row: row.kind == "a")

@policy.result("笔数", Whole(), source="办法")
def many(paid, day):
    return paid.count(lambda row: when(row.kind == "a", row.day < day, row.day <= months_after(day, -1)))

@policy.result("日子", Date(), source="办法")
def later(day, years, kind):
    return when(kind.isin(["a", "b"]), workdays_after(day, 3), years_after(day, years))

@policy.result("月", Whole(), source="办法")
def months(day, as_of):
    return months_between(day, as_of)
"""


@settings(
    max_examples=settings.default.max_examples // 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), known_on=st.just(FAR) | st.dates(date(2019, 1, 1), date(2023, 12, 31)))
@example(seed=0, known_on=date(2019, 1, 1))  # a sum of scales that was rounded before its time
def test_every_word_of_the_language_agrees(tmp_path: Path, seed: int, known_on: date) -> None:
    rule = rule_of(tmp_path, EVERY_WORD, LANGUAGE)
    as_of = date(2023, 6, 15)
    people = random_people(rule, 100, seed, as_of)
    many = together(rule, people, as_of, known_on, ibis.duckdb.connect())
    for one, other, person in zip(one_by_one(rule, people, as_of, known_on), many, people, strict=True):
        one.pop("open")
        assert one == {name: other[name] for name in one}, person


@pytest.mark.parametrize(
    "policy", ["skill_upgrading", "unemployment_benefit", "retirement_age", "sick_pay", "double_wage", "pension_place"]
)
@settings(max_examples=settings.default.max_examples // 50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), known_on=st.just(FAR) | st.dates(date(2012, 1, 1), date(2026, 12, 31)))
def test_a_day_by_row_gives_what_a_day_for_all_gives(policy: str, seed: int, known_on: date) -> None:
    rule, as_of = PACK.rule(policy), date(2023, 6, 15)
    people, con = random_people(rule, 50, seed, as_of), ibis.duckdb.connect()
    for_all = together(rule, people, as_of, known_on, con)
    assert together(rule, people, as_of, known_on, con, by_row=True) == for_all


def test_a_negated_fact_is_asked_of_one_and_of_many(tmp_path: Path) -> None:
    """SQL reads ``NOT x IS NULL`` as ``NOT (x IS NULL)``."""
    code = """
policy.fact("yes", YesNo(), ask="？")
policy.fact("no", YesNo(), ask="？")

@policy.result("金额", Money(), source="办法")
def amount(yes, no):
    return when(yes & ~no, 1, 2)
"""
    rule = rule_of(tmp_path, code)
    (row,) = together(rule, [{"yes": True, "no": None}], date(2023, 1, 1), FAR, ibis.duckdb.connect())
    assert (row["open:no"], row["open:yes"]) == (True, False)


NEGATED = """
policy.fact("yes", YesNo(), ask="？")
policy.fact("no", YesNo(), ask="？")
policy.fact("day", Date(), ask="？")

@policy.condition("甲", source="办法")
def first(yes, no):
    return ~yes | no

@policy.step("乙", source="办法")
def told(day, as_of, no):
    return when(day <= as_of, no, False)

@policy.condition("丙", source="办法")
def second(told):
    return ~told

@policy.result("金额", Money(), source="办法")
def amount(entitled):
    return half_up(when(entitled, 1, 0))
"""


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_negated_steps_agree(tmp_path: Path, seed: int) -> None:
    rule = rule_of(tmp_path, NEGATED)
    people = random_people(rule, 100, seed, date(2023, 6, 1))
    many = together(rule, people, date(2023, 6, 1), FAR, ibis.duckdb.connect())
    for one, other, person in zip(one_by_one(rule, people, date(2023, 6, 1), FAR), many, people, strict=True):
        assert one["open"] <= {n.removeprefix("open:") for n, opened in other.items() if opened and n[:5] == "open:"}
        one.pop("open")
        assert one == {name: other[name] for name in one}, person
