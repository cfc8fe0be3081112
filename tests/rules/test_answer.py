"""One person's answer: its status, its reasons, its questions, and time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.rules.packs import HEAD, rule_of, write_pack
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack

DAY = date(2023, 6, 1)
NANJING = load_pack(FOLDER / "nanjing")
UPGRADING = NANJING.rule("skill_upgrading")
OFF_LIST: dict[str, Any] = {
    "insured_employee": True,
    "issued_on": date(2023, 4, 20),
    "occupation": "电工",
    "level": 3,
    "listed": False,
    "assessed_in_nanjing": True,
    "found_in_osta": True,
    "payments": [],
}


def asked(facts: dict[str, Any], **options: Any) -> list[str]:
    return [question.name for question in answer(UPGRADING, facts, DAY, **options).questions]


def test_the_answer_carries_every_step_with_its_article_and_parameter() -> None:
    got = answer(UPGRADING, OFF_LIST, DAY)
    assert (got.status, got.results) == ("entitled", {"entitled": True, "amount": Decimal("500.00")})
    standard = next(step for step in got.trace if step.name == "standard")
    assert (standard.value, standard.shown) == (Decimal("500.00"), "500.00 元")
    assert standard.source == "宁人社规〔2022〕9号 四（二）1、2"
    (reading,) = standard.readings
    assert (reading.name, reading.value, reading.effective) == ("offlist_amount", "500.00 元/人", date(2023, 1, 1))
    assert reading.source == "宁人社规〔2022〕9号 四（二）1"
    assert not reading.verify


def test_the_trace_leaves_out_the_branch_not_taken() -> None:
    read = {reading.name for step in answer(UPGRADING, OFF_LIST, DAY).trace for reading in step.readings}
    assert "offlist_amount" in read
    assert not read & {"post_amount", "listed_amount", "star_rate"}


def test_what_is_not_checked_or_the_platforms_own_reading_is_shown_as_such() -> None:
    """Of the leave in Jiangsu of 2021 no text was found; of what the notice of 2022 leaves open the platform has its reading."""
    born = {"event": "birth", "difficult_birth": False, "babies": 1, "insured": True, "unit_wage": 9000}
    leave = answer(NANJING.rule("maternity_allowance"), born, date(2021, 10, 1))
    readings = [r for step in leave.trace for r in step.readings]
    assert "extended_days" in {r.name for r in readings if r.verify and not r.ours}
    readings = [r for step in answer(UPGRADING, OFF_LIST, DAY).trace for r in step.readings]
    assert {"offlist_assessed_here", "uplift_offlist"} <= {r.name for r in readings if r.ours and not r.verify}


def test_the_deciding_step_is_named() -> None:
    got = answer(UPGRADING, {**OFF_LIST, "found_in_osta": False, "found_in_jshrss": False}, DAY)
    assert got.status == "not_entitled"
    assert [step.name for step in got.because] == ["findable"]
    assert got.results["amount"] == 0


def test_one_fact_can_settle_all() -> None:
    """A level-2 certificate that is not listed: not entitled, 0 yuan, with nothing more asked."""
    got = answer(UPGRADING, {"issued_on": date(2023, 4, 20), "level": 2, "listed": False}, DAY)
    assert (got.status, got.results["amount"], got.questions) == ("not_entitled", 0, ())


def test_only_what_can_change_the_result_is_asked() -> None:
    # off the list: neither the star nor the shortage list can matter; found in one register, the other cannot
    assert asked({**OFF_LIST, "found_in_osta": None}) == ["found_in_osta", "found_in_jshrss"]
    assert asked({**OFF_LIST, "level": None}) == ["level"]
    assert asked({**OFF_LIST, "payments": None}) == ["payments"]
    # whether it was assessed in Nanjing does not matter off the list
    assert asked({**OFF_LIST, "assessed_in_nanjing": None}) == []


def test_not_applicable_is_neither_no_nor_unknown() -> None:
    before = answer(UPGRADING, {"issued_on": date(2022, 12, 31), "level": 3}, DAY)
    assert (before.status, before.results, before.questions) == ("not_applicable", {}, ())
    assert [step.name for step in before.because] == ["in_force"]


def test_a_certificate_is_judged_by_its_own_day_when_claimed_later() -> None:
    got = answer(UPGRADING, OFF_LIST, date(2024, 2, 1))
    assert (got.status, got.results["amount"]) == ("entitled", Decimal("500.00"))


def test_what_was_not_yet_published_does_not_count() -> None:
    got = answer(UPGRADING, OFF_LIST, DAY, known_on=date(2022, 12, 11))
    assert got.status == "not_applicable"
    assert answer(UPGRADING, OFF_LIST, DAY, known_on=date(2022, 12, 12)).status == "entitled"


def test_a_policy_whose_publication_was_not_found_counts_as_known_from_its_day_of_force(tmp_path: Path) -> None:
    head = HEAD.replace('paid="amount"', 'begins="2021-09-01", published={"unknown": "印发日没有印出"}')
    code = BY_DAY.replace("wage, rate", "wage").replace("wage + rate", "wage")
    rule = write_pack(tmp_path, {"trial": head + code}).rule("trial")
    early = answer(rule, {"wage": 1}, date(2021, 9, 1), known_on=date(2021, 8, 31))
    assert early.sentence == "这项政策是不是2021年9月1日以前公布的没有查到，2021年8月31日还不能适用。"
    assert answer(rule, {"wage": 1}, date(2021, 9, 1), known_on=date(2021, 9, 1)).status == "entitled"


DATED = """rate:
  title: 标准
  unit: 元/月
  values:
    - {effective: 2023-01-01, published: 2022-12-01, source: 甲, value: 100}
    - {effective: 2023-07-01, published: 2023-09-15, source: 乙, value: 120}
    - {effective: 2024-01-01, until: 2024-06-30, published: 2023-12-20, source: 丙, value: 150}
    - {effective: 2025-01-01, published: {unknown: 通知没有见到}, source: 丁, value: 160}
    - {effective: 2026-01-01, published: {unknown: 通知没有见到, by: 2026-12-10}, source: 戊, value: 170}
"""
BY_DAY = """
policy.fact("wage", Money(), ask="工资？")

@policy.result("金额", Money(), source="办法")
def amount(wage, rate):
    return wage + rate
"""


@pytest.mark.parametrize(
    ("as_of", "known_on", "amount"),
    [
        ("2022-12-31", None, None),  # before the first record
        ("2023-01-01", None, 100),
        ("2023-06-30", None, 100),
        ("2023-07-01", None, 120),  # by the law as it is known today
        ("2023-08-01", "2023-08-01", 100),  # by what had been published when it was decided
        ("2023-08-01", "2023-09-15", 120),
        ("2024-06-30", None, 150),
        ("2024-07-01", None, None),  # ended without a successor
        ("2024-01-01", "2023-12-19", 120),
        ("2025-01-01", "2025-01-01", 160),  # publication not found: known from the day of force
        ("2026-02-01", "2026-12-09", 160),  # told of on 10 December
        ("2026-02-01", "2026-12-10", 170),
    ],
)
def test_a_parameter_by_its_day_and_by_what_was_published(
    tmp_path: Path, as_of: str, known_on: str | None, amount: int | None
) -> None:
    rule = rule_of(tmp_path, BY_DAY, DATED)
    known = date.fromisoformat(known_on) if known_on else date.max
    got = answer(rule, {"wage": 0}, date.fromisoformat(as_of), known_on=known)
    assert got.results["amount"] == amount
    assert got.gaps == (() if amount is not None else ("平台没有查到这一天的“标准”",))


def test_a_parameter_read_on_the_day_of_a_row(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, BY_DAY.replace("wage + rate", "wage + on(day_of(2023, 1, 1), rate)"), DATED)
    assert answer(rule, {"wage": 0}, date(2024, 1, 1)).results["amount"] == 100


def test_nothing_known_is_not_zero() -> None:
    got = answer(UPGRADING, {}, DAY)
    assert (got.status, got.results) == ("unknown", {"entitled": None, "amount": None})


def test_the_order_of_facts_does_not_matter() -> None:
    backwards = dict(reversed(OFF_LIST.items()))
    assert answer(UPGRADING, backwards, DAY) == answer(UPGRADING, OFF_LIST, DAY)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"leve": 3}, "是不是“level”？"),
        ({"level": 6}, "level：6 须在 1 到 5 之间"),
        ({"level": "三"}, "level：“三”不是整数"),
        ({"level": True}, "level：“True”不是整数"),
        ({"listed": "也许"}, "listed：“也许”不是“是”或“否”"),
        ({"issued_on": "2023-02-30"}, "issued_on：“2023-02-30”这一天不存在"),
        ({"issued_on": "1023-02-03"}, "须在 1900年1月1日 到 2199年12月31日 之间"),
        ({"amount": 500}, "是算出来的"),
        ({"payments": "无数"}, "若干条记录"),
        ({"payments": [{"levl": 3}]}, "没有“levl”这一列"),
        ({"payments": [{"level": 9}]}, "payments.level：9 须在 1 到 5 之间"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(facts: dict[str, Any], says: str) -> None:
    with pytest.raises(YuntaiError, match=says):
        answer(UPGRADING, facts, DAY)


def test_history_counts_up_to_the_day_of_the_question() -> None:
    paid = {"policy": "skill_upgrading", "occupation": "焊工", "level": 4, "claimed_on": date(2023, 7, 1)}
    assert answer(UPGRADING, {**OFF_LIST, "payments": [paid]}, date(2023, 6, 30)).status == "entitled"
    later = answer(UPGRADING, {**OFF_LIST, "payments": [paid]}, date(2023, 7, 1))
    assert [step.name for step in later.because] == ["once_a_year"]


def test_rows_with_an_unknown_cell_are_asked_for_again_where_it_matters(tmp_path: Path) -> None:
    code = """
policy.fact("floor", Money(), ask="？")
policy.include(Relation("paid", table="paid", by="person", ask="？", columns={"amount": Money(), "kind": Text()}))

@policy.result("金额", Money(), source="办法")
def amount(paid, floor):
    return paid.sum(lambda row: at_least(row.amount, floor), lambda row: row.kind == "甲")
"""
    rule = rule_of(tmp_path, code)

    def asks(**facts: Any) -> list[str]:
        return sorted(question.name for question in answer(rule, facts, DAY).questions)

    half: list[dict[str, Any]] = [{"amount": None, "kind": "甲"}]
    assert asks() == ["paid"]
    assert asks(paid=half) == ["floor"]
    assert asks(paid=half, floor=10) == ["paid"]
    assert asks(paid=[{"amount": "", "kind": "甲"}], floor=10) == ["paid"]
    assert asks(paid=[{"amount": None, "kind": "乙"}], floor=10) == []


def test_an_aside_is_said_where_it_is_known_but_not_asked_for() -> None:
    rule = load_pack(FOLDER / "nanjing").rule("retirement_age")
    facts = {"sex": "male", "born_on": date(1970, 1, 1)}
    plain = answer(rule, facts, date(2026, 1, 1))
    assert plain.status == "entitled"
    assert "months_short" not in plain.results
    assert answer(rule, {**facts, "paid_months": 120}, date(2026, 1, 1)).results["months_short"] == 72
    wanted = answer(rule, facts, date(2026, 1, 1), wanted=["months_short"])
    assert [question.name for question in wanted.questions] == ["paid_months"]


SCALE = """tax:
  title: 综合所得税率
  unit: '%'
  by: income
  values:
    - effective: 2019-01-01
      published: 2018-08-31
      source: 《个人所得税法》附表一
      value: {0: 3, 36000: 10, 144000: 20}
days:
  title: 年休假天数
  unit: 天
  by: years
  values:
    - {effective: 2008-01-01, published: 2007-12-14, source: 《职工带薪年休假条例》第三条, value: {1: 5, 10: 10, 20: 15}}
"""


@pytest.mark.parametrize(
    ("income", "tax"),
    # 36 000 × 3 % = 1 080; (144 000 − 36 000) × 10 % = 10 800; 6 000 × 20 % = 1 200
    [("0", "0.00"), ("36000", "1080.00"), ("36000.01", "1080.00"), ("144000", "11880.00"), ("150000", "13080.00")],
)
def test_a_progressive_scale(tmp_path: Path, income: str, tax: str) -> None:
    code = BY_DAY.replace("wage + rate", "half_up(tax.marginal(wage))").replace("wage, rate", "wage, tax")
    got = answer(rule_of(tmp_path, code, SCALE), {"wage": income}, DAY)
    assert got.results["amount"] == Decimal(tax)


@pytest.mark.parametrize(("years", "days"), [(0, None), (1, 5), (9, 5), (10, 10), (19, 10), (20, 15), (40, 15)])
def test_a_table_of_bands(tmp_path: Path, years: int, days: int | None) -> None:
    code = """
policy.fact("years", Whole(0, 60), ask="工龄？")

@policy.result("天数", Whole(), source="办法")
def amount(years, days):
    return days.at(years)
"""
    assert answer(rule_of(tmp_path, code, SCALE), {"years": years}, DAY).results["amount"] == days


def test_what_is_not_said_beside_an_answer_for_want_of_a_standard_is_named() -> None:
    got = answer(load_pack(FOLDER / "beijing").rule("minimum_wage"), {}, date(2017, 6, 1))
    assert (got.status, got.results["monthly"]) == ("entitled", Decimal("1890"))
    assert "hourly" not in got.results
    assert got.gaps == ("平台没有查到这一天的“非全日制用工小时最低工资标准”",)
    assert got.sentence == "月最低工资标准是 1,890.00 元；平台没有查到“非全日制用工小时最低工资标准”。"


def test_an_aside_that_only_waits_for_a_fact_is_no_gap() -> None:
    got = answer(load_pack(FOLDER / "nanjing").rule("minimum_wage"), {}, date(2025, 6, 1))
    assert "below" not in got.results
    assert got.gaps == ()
