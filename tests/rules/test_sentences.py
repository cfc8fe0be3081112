"""What each policy says in one sentence, and how a sentence is made of known, bounded and missing values."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.packs import HEAD, rule_of, write_pack
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.language.kinds import FAR
from yuntai.rules.one.answer import answer
from yuntai.rules.one.ranges import Bound
from yuntai.rules.one.sentence import caution, sentence, within
from yuntai.rules.published.cases import read_cases
from yuntai.rules.rule.packs import Pack, load_pack
from yuntai.rules.rule.rule import Rule

DAY = date(2024, 6, 1)
TABLE: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
PACKS = {name: load_pack(FOLDER / name) for name in ("national", "jiangsu", "nanjing", "beijing", "shanghai")}
TRIAL = """
policy.fact("worked", Whole(0, 600, unit="个月"), ask="工作了几个月？")
policy.fact("wage", Money(), ask="工资多少？")
policy.fact("ends_on", Date(none="还在职"), ask="哪天离职？")
policy.fact("moved", YesNo(), ask="搬家了吗？")


@policy.condition("工作满一年", source="办法 第一条")
def long_enough(worked):
    return worked >= 12


@policy.condition("没有搬走", source="办法 第一条")
def stayed(moved):
    return ~moved


@policy.result("补贴", Money(), source="办法 第二条")
def amount(entitled, wage, share):
    return half_up(when(entitled, wage * share, 0))


@policy.result("领到", Date(none="长期"), source="办法 第三条")
def until(ends_on):
    return ends_on


@policy.aside("比例", Number(), source="办法 第二条")
def rate(share):
    return share


@policy.aside("有工资", YesNo(), source="办法 第二条")
def has_wage(wage):
    return wage > 0


policy.says("您没有工资，补贴{amount}。", when="no_wage")
policy.says("您每月领{amount}补贴，领到{until}[，是工资的{rate:%}][has_wage?，按工资算][!has_wage?，没有工资]。")


@policy.step("没有工资", source="办法 第二条")
def no_wage(has_wage):
    return ~has_wage


@policy.aside("另外", YesNo(), source="办法 第二条")
def other(no_wage):
    return no_wage
"""
SHARE = """share:
  title: 补贴比例
  unit: '%'
  values:
    - {effective: 2024-01-01, published: 2023-12-01, source: 办法 第二条, value: 50, verify: true}
"""
ALL: dict[str, Any] = {"worked": 24, "wage": Decimal(5320), "ends_on": FAR, "moved": False}


@pytest.fixture
def trial(tmp_path: Path) -> Rule:
    return rule_of(tmp_path, TRIAL, SHARE)


def test_values_stand_in_the_sentence_as_a_person_reads_them(trial: Rule) -> None:
    got = answer(trial, ALL, DAY)
    assert got.sentence == "您每月领 2,660.00 元补贴，领到长期，是工资的 50%，按工资算。"
    assert got.to_dict()["sentence"] == got.sentence


def test_the_first_sentence_that_holds_is_said(trial: Rule) -> None:
    assert answer(trial, ALL | {"wage": 0}, DAY).sentence == "您没有工资，补贴 0.00 元。"


def test_what_is_not_known_is_left_out_and_what_is_missing_is_said(trial: Rule) -> None:
    known = {name: value for name, value in ALL.items() if name != "ends_on"}
    assert (
        answer(trial, known, DAY).sentence == "您每月领 2,660.00 元补贴，是工资的 50%，按工资算；其余的还要再问几件事。"
    )
    assert answer(trial, {}, DAY).sentence == "还要再问几件事才能回答。"


def test_a_claim_that_is_not_sure_says_so(trial: Rule) -> None:
    facts = {"worked": 24, "wage": Decimal(5320), "ends_on": date(2024, 12, 31)}
    assert answer(trial, facts, DAY).sentence == (
        "如果符合条件，您每月领最多 2,660.00 元补贴，领到2024年12月31日，是工资的 50%，按工资算；其余的还要再问几件事。"
    )


def test_a_standard_that_was_not_found_is_named_by_its_title(trial: Rule) -> None:
    before = date(2023, 6, 1)
    assert answer(trial, ALL, before).sentence == "领到长期，按工资算；平台没有查到“补贴比例”，可以打 12333 问当地。"


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (Bound(None, Decimal(2660)), "您每月领最多 2,660.00 元补贴"),
        (Bound(Decimal(0), Decimal(2660)), "您每月领最多 2,660.00 元补贴"),
        (Bound(Decimal(280), Decimal(500)), "您每月领 280.00 到 500.00 元补贴"),
        (Bound(Decimal(500), Decimal(500)), "您每月领 500.00 元补贴"),
        (Bound(Decimal(280), None), "您每月领最少 280.00 元补贴"),
        (Bound(None, None), "领到长期"),
    ],
)
def test_a_bounded_value_is_said_with_its_bounds(trial: Rule, bound: Bound, said: str) -> None:
    values = trial.values(ALL, date(2023, 6, 1))
    assert sentence(trial, values, "unknown", bounds={"amount": bound}).startswith(said)


LIMITS = """
policy.fact("wage", Money(), ask="工资多少？")


@policy.result("补贴", Money(), source="办法 第二条")
def amount(wage):
    return wage


policy.says("SENTENCE")
"""


@pytest.mark.parametrize(
    ("text", "bound", "said"),
    [
        ("您^可以领{amount}。", Bound(None, Decimal(500)), "您最多可以领 500.00 元。"),
        ("您^可以领{amount}。", Bound(Decimal(200), None), "您最少可以领 200.00 元。"),
        ("您^可以领{amount}。", Bound(Decimal(200), Decimal(500)), "您可以领 200.00 到 500.00 元。"),
        ("每月不超过{amount}。", Bound(None, Decimal(500)), "每月不超过 500.00 元。"),
        ("每月至少付{amount}。", Bound(Decimal(200), None), "每月至少付 200.00 元。"),
        ("每月至少付{amount}。", Bound(None, Decimal(500)), "补贴：最多 500.00 元。"),  # the sentence cannot hold it
        ("期限{amount}。", Bound(None, Decimal(500)), "期限最长 500.00 元。"),
        ("[amount?^还欠{amount}][!amount?不欠]。", Bound(Decimal(0), Decimal(500)), "最多还欠 500.00 元。"),
        ("[amount?^还欠{amount}][!amount?不欠]。", Bound(Decimal(0), Decimal(0)), "不欠。"),
    ],
)
def test_where_the_words_of_a_limit_stand(tmp_path: Path, text: str, bound: Bound, said: str) -> None:
    rule = rule_of(tmp_path, LIMITS.replace("SENTENCE", text), "")
    assert sentence(rule, rule.values({}, DAY), "unknown", bounds={"amount": bound}) == said


def test_two_bare_numbers_stand_off_from_the_words_beside_them() -> None:
    assert within(Decimal(15), Decimal(20), str) == "15 到 20"
    assert within(Decimal(15), Decimal(15), str) == "15"


def test_a_bounded_day_is_said_with_its_bounds(trial: Rule) -> None:
    values = trial.values({name: value for name, value in ALL.items() if name != "ends_on"}, DAY)
    for least, most, said in [
        (date(2024, 7, 1), None, "领到最早2024年7月1日"),
        (date(2024, 7, 1), FAR, "领到最早2024年7月1日"),
        (None, date(2024, 9, 30), "领到最晚2024年9月30日"),
        (date(2024, 7, 1), date(2024, 9, 30), "领到2024年7月1日到2024年9月30日之间"),
    ]:
        assert said in sentence(trial, values, "unknown", bounds={"until": Bound(least, most)})


def test_not_entitled_names_every_condition_that_failed(trial: Rule) -> None:
    assert answer(trial, ALL | {"worked": 3}, DAY).sentence == "不符合条件，因为“工作满一年”这条没有满足。"
    assert (
        answer(trial, ALL | {"worked": 3, "moved": True}, DAY).sentence
        == "不符合条件，因为“工作满一年”、“没有搬走”这 2 条没有满足。"
    )


def test_a_policy_may_have_its_own_words_for_a_status(tmp_path: Path) -> None:
    own = 'policy.says("您不能领：{because}没有做到。", status="not_entitled")\n'
    own += 'policy.says("还说不准。", status="unknown")\n'
    rule = rule_of(tmp_path, TRIAL + own, SHARE)
    assert answer(rule, ALL | {"worked": 3}, DAY).sentence == "您不能领：“工作满一年”没有做到。"
    assert answer(rule, {}, DAY).sentence == "还说不准。"


def test_a_policy_that_is_not_in_force_says_since_when_or_until_when(tmp_path: Path) -> None:
    period = (
        "policy.begins, policy.ends = date(2024, 1, 1), date(2024, 12, 31)\npolicy.followed_by = '后来的没有查到'\n"
    )
    rule = rule_of(tmp_path, "from datetime import date\n" + period + TRIAL, SHARE)
    early, late = answer(rule, ALL, date(2023, 6, 1)), answer(rule, ALL, date(2025, 6, 1))
    assert early.sentence == "这项政策2024年1月1日起施行，2023年6月1日还没有施行。"
    assert late.sentence == "这项政策施行到2024年12月31日为止，2025年6月1日已经不再适用，后来的没有查到。"


def test_what_nobody_checked_is_told(trial: Rule) -> None:
    got = answer(trial, ALL, DAY)
    assert got.unchecked == ("补贴比例",)
    assert caution(got.unchecked, got.ours) == "这个标准还没有同原文核对过：补贴比例。"
    assert caution(("甲", "乙"), ()) == "这 2 个标准还没有同原文核对过：甲、乙。"
    assert caution((), ()) == ""
    assert caution((), ("取整",)) == "原文没有写明，按平台的读法：取整。"
    assert (
        caution(("甲",), ("取整", "零头")) == "这个标准还没有同原文核对过：甲。原文没有写明，按平台的读法：取整、零头。"
    )


@pytest.mark.parametrize(
    ("sentences", "line", "wrong"),
    [
        ('policy.says("您领{amonut}。")', 1, "这句话里不认识“amonut”，是不是“amount”？"),
        ('policy.says("您领补贴，工资{wage}。")', 1, "回答的话里没有结果，要说出其中一个：amount"),
        ('policy.says("您领{amount}。", when="rich")', 1, "这句话里不认识“rich”"),
        ('policy.says("您领{amount}。", when="some")', 1, "最后一句不要写 when"),
        ('policy.says("您领{amount}。")\npolicy.says("您不领{amount}。")', 1, "没有写 when"),
        ('policy.says("您领{amount。")', 1, "括号不成对"),
        ('policy.says("您领{amount}。", status="maybe")', 1, "status 没有“maybe”"),
    ],
)
def test_a_sentence_that_is_wrong_is_refused_with_its_line(
    tmp_path: Path, sentences: str, line: int, wrong: str
) -> None:
    code = """policy.fact("wage", Money(), ask="工资？")

@policy.result("金额", Money(), source="办法")
def amount(wage):
    return wage

@policy.aside("有", YesNo(), source="办法")
def some(wage):
    return wage > 0
"""
    with pytest.raises(YuntaiError, match=r"policy.py:\d+") as error:
        rule_of(tmp_path, code + sentences)
    assert wrong in str(error.value)
    assert f"policy.py:{4 + code.count(chr(10)) + line}：" in str(error.value)


def _home(policy: str) -> Pack:
    return next(pack for pack in PACKS.values() if policy in pack.policy_ids)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['policy']}: {row['case']}")
def test_each_policy_says_of_its_case_what_a_policy_officer_wrote(row: dict[str, Any]) -> None:
    pack = PACKS[row["in"]] if "in" in row else _home(row["policy"])
    cases = read_cases(pack.folder(row["policy"]) / "cases.yaml")
    case = next(one for one in cases if one.title == row["case"])
    rule = pack.rule(row["policy"]).assuming({**case.assumed, **row.get("with", {})})
    without = case.facts if row.get("without") == "all" else row.get("without", ())
    facts = {name: value for name, value in case.facts.items() if name not in without} | row.get("facts", {})
    assert answer(rule, facts, case.as_of, known_on=case.known_on).sentence == row["sentence"]


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_every_policy_of_a_place_is_in_the_table(pack: Pack) -> None:
    assert set(pack.policy_ids) - {row["policy"] for row in TABLE} == set()


_WRONG = re.compile(
    r"[a-z_]{2,}|[{}\[\]^]|[，；。、]{2}|^[，；。、]|None|9999年|。."
    r"|(?<![\d,.])0\.00 元|(不超过|至少|最[多少高低长短早晚])[^，；。、]*最[多少长短早晚]"
)


@pytest.mark.parametrize("policy", PACKS["nanjing"].policy_ids)
def test_no_case_is_answered_in_broken_words(policy: str) -> None:
    """No code name, no bracket, no stop after another, no day that never comes, no zero yuan, no limit of a limit."""
    pack = PACKS["nanjing"]
    for case in read_cases(pack.folder(policy) / "cases.yaml"):
        if "refused" not in case.expect:
            rule = pack.rule(policy).assuming(case.assumed)
            got = answer(rule, case.facts, case.as_of, known_on=case.known_on, ask=False)
            assert not _WRONG.search(got.sentence), f"{case.title}：{got.sentence}"
            assert got.sentence.endswith("。"), case.title


def test_a_policy_that_has_ended_names_the_policy_after_it(tmp_path: Path) -> None:
    ended = HEAD.replace('paid="amount"', 'paid="amount", ends="2024-12-31", followed_by="later"') + TRIAL
    later = HEAD.replace("试验", "新试验") + TRIAL
    pack = write_pack(tmp_path, {"trial": ended, "later": later}, SHARE)
    assert answer(pack.rule("trial"), ALL, date(2025, 6, 1)).sentence == (
        "这项政策施行到2024年12月31日为止，2025年6月1日已经不再适用，现在看“新试验”。"
    )
    assert pack.rule("later").afterwards == ""


def test_a_policy_that_is_named_as_the_next_must_be_there(tmp_path: Path) -> None:
    ended = HEAD.replace('paid="amount"', 'paid="amount", ends="2024-12-31", followed_by="later"') + TRIAL
    with pytest.raises(YuntaiError, match="followed_by 没有“later”这项政策"):
        write_pack(tmp_path, {"trial": ended}, SHARE).rule("trial")
