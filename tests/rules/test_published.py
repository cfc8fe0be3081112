"""Published cases: how strict their reading is, some of every category, and as many again in other words."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.rules.packs import write_pack
from yuntai.cli.cases import CHECKS
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.published.asked import read_asked
from yuntai.rules.published.published import (
    DISPUTED,
    NOT_COVERED,
    PUBLISHED_WRONG,
    RIGHT,
    WRONG,
    Outcome,
    Published,
    read_published,
)
from yuntai.rules.published.runner import Runner
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.words.lexicon import read_lexicon

NATIONAL = FOLDER / "national"
WORDS = read_lexicon(NATIONAL / "words.yaml")
RUNNER = Runner(read_asked(NATIONAL / "published.yaml"), WORDS, load_pack(FOLDER / "nanjing"), CHECKS)


def run(category: str, inputs: dict[str, Any], expected: dict[str, Any], grounds: str = "") -> Outcome:
    # as a file says it: numbers with a point are decimals
    inputs, expected = (json.loads(json.dumps(part), parse_float=Decimal) for part in (inputs, expected))
    return RUNNER.run(Published("a", category, inputs, expected, grounds))


RIGHT_CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "retirement_age",
        {"出生年月": "1965-12", "人员类别": "男职工"},
        {"改革后法定退休年龄": "60岁3个月", "延迟月数": 3, "改革后退休时间": "2026-03"},
    ),
    (
        "retirement_age",
        {"出生日期": "1974-10-08", "人员类别": "原55周岁女职工"},
        {"达到日": "2031-01-08", "延迟月数": 15},
    ),
    (
        "retirement_age",
        {"出生年月": "1984-12", "人员类别": "原法定退休年龄50周岁女职工"},
        {"改革后法定退休年龄": "55岁", "改革后退休时间": "2039-12"},
    ),
    (
        "retirement_flexible",
        {"法定退休年龄": "61岁5个月", "原法定退休年龄": "60岁", "申请": "弹性提前"},
        {"最早可退": "60岁0个月", "原因": "不得低于60岁"},
    ),
    (
        "retirement_flexible",
        {"法定退休年龄": "63岁", "原法定退休年龄": "60岁", "申请": "弹性延迟"},
        {"最晚可退": "66岁"},
    ),
    ("pension_min_years", {"达到法定退休年龄年份": 2033}, {"按月领取最低缴费年限(年)": 17, "月数": 204}),
    ("pension_min_years", {"达到法定退休年龄年份": 2040}, {"按月领取最低缴费年限(年)": 20}),
    ("pension_min_years", {"退休年份": 2031, "已缴月数": 120}, {"差额月数": 72}),
    ("pension_months", {"退休年龄": "60岁"}, {"计发月数": 139}),
    ("pension_months", {"退休年龄": "50岁6个月"}, {"计发月数": 192.5}),
    ("pension_months", {"退休年龄": "55岁1个月"}, {"计发月数": 169.5}),
    (
        "pension_amount",
        {
            "城市": "苏州",
            "性别": "女(50岁工人)",
            "退休年月": "2024-04",
            "计发基数": 8613,
            "平均缴费指数": 0.8566,
            "缴费年限": 27.33,
            "个人账户": 156346.02,
            "计发月数": 195,
        },
        {"基础养老金": 2185.16, "个人账户养老金": 801.77, "合计": 2986.93},
    ),
    ("contribution_base", {"地区": "江苏", "年度": 2022, "在岗/全口径年均": 89880}, {"上限": 22470}),
    (
        "contribution_base",
        {"地区": "北京市", "年度": 2025, "月平均工资(口径值)": 11937},
        {"下限(60%)": 7162, "上限(300%)": 35811},
    ),
    ("contribution_base", {"地区": "上海", "年度": 2026, "月平均工资（口径值）": 12577}, {"下限（60%）": 7546}),
    ("unemployment", {"累计缴费": "11个月", "离职原因": "裁员"}, {"可领": False}),
    ("unemployment", {"累计缴费": "3年", "离职原因": "合同到期不续签"}, {"可领": True, "最长月数": 12}),
    ("unemployment", {"累计缴费": "6年", "离职原因": "主动辞职"}, {"可领": False}),
    ("severance_N", {"工龄": "4年5个月"}, {"N": 4.5}),
    (
        "severance_N",
        {"地区": "北京", "月工资": 47103.25, "三倍封顶": 47103.25, "工龄": "15年3个月"},
        {"年限": 15.5, "经济补偿": 730100.38},
    ),
    ("severance_N", {"地区": "北京", "月工资": 2000, "最低工资": 2540, "工龄": "3年"}, {"经济补偿": 7620}),
    (
        "severance_N",
        {"入职": "2007-06-01", "离职": "2024-06-01", "月均": 8000},
        {"2008前分段": 1, "2008后分段": 16.5, "经济补偿": 140000},
    ),
    ("severance_N", {"入职": "2024-06-01", "离职": "2024-01-01"}, {"error": "离职日期早于入职日期"}),
    (
        "severance_N1",
        {"入职": "2019-07-10", "离职": "2024-10-31", "月均": 8000, "情形": "客观情况变化，已提前30日书面通知"},
        {"经济补偿": 44000, "代通知金": 0, "合计": 44000},
    ),
    (
        "severance_N1",
        {"前12月平均": 11000, "N": 3.5, "情形": "疫情经营困难，第40条第3项解除未提前通知"},
        {"支持": "经济补偿+1个月工资", "不支持2N": 77000},
    ),
    (
        "severance_N1",
        {"工龄": "2年", "月工资": 9000, "情形": "不能胜任工作，未提前30日通知"},
        {"代通知金": 9000, "合计": 27000},
    ),
    (
        "severance_2N",
        {"入职": "2023-03", "离职": "2024-11", "月工资": 12000, "情形": "违法解除"},
        {"N": 2, "赔偿金": 48000, "代通知金": 0},
    ),
    ("severance_2N", {"工龄": "3年3个月", "月工资": 18000}, {"N": 3.5, "赔偿金": 126000}),
    (
        "severance_2N",
        {"单位": "事业单位", "月工资": 7000, "年限": 10, "合同约定违约金": "上年月均2倍"},
        {"支持": 14000, "不支持2N": 140000},
    ),
    ("severance_tax", {"一次性补偿": 800000, "三倍免税额": 565239}, {"个税": 30032.2}),
    ("severance_tax", {"一次性补偿": 565240, "三倍免税额": 565239}, {"个税": 0.03}),
    ("severance_tax", {"一次性补偿": 500000, "三倍免税额": 565239}, {"个税": 0}),
    (
        "payroll",
        {"月薪": 20000, "每月专项扣除": 1000, "月份": 8},
        {"累计应纳税所得额": 112000, "8月应预扣个税": 1400, "前7月累计已扣": 7280},
    ),
    ("payroll", {"月薪": 20000, "每月专项扣除": 1000, "月份": 1}, {"1月应预扣个税": 420}),
    ("payroll", {"月薪": 5000, "月份": 3}, {"累计应纳税所得额": 0, "3月应预扣个税": 0}),
    (
        "overtime",
        {"月工资": 10875, "平时": "10小时", "休息日": "2天", "法定节假日": "1天"},
        {"合计": 4437.5, "误用20.92天": 4613.56},
    ),
    ("overtime", {"月工资": 16000, "休息日加班": "25天", "已按单倍支付": True}, {"差额": 18390, "精确值": 18390.8}),
    ("overtime", {"月工资": 10000, "休息日加班": "每月32小时×15个月"}, {"加班费": 55172.41}),
    (
        "annual_leave",
        {"入职": "2026-09-01", "累计工龄": "满1年不满10年", "年度": 2026},
        {"剩余日历天数": 122, "应休": 1},
    ),
    ("annual_leave", {"累计工龄": 12, "未休": 6, "月工资": 8700}, {"日工资": 400, "应另付(200%)": 4800}),
    ("annual_leave", {"累计工龄": "满10年不满20年", "上年病假": "2个月", "当年应休": 10}, {"能否享受": True}),
    ("probation", {"合同期限(月)": 12}, {"试用期上限(月)": 2}),
    ("probation", {"合同期限": "3年"}, {"试用期上限(月)": 6}),
    (
        "probation",
        {"合同期限(月)": 36, "约定试用期": 7, "已履行": 7, "转正工资": 8000},
        {"超期月数": 1, "赔偿金": 8000},
    ),
    (
        "double_wage",
        {"入职": "2025-03-01", "始终未签": True, "月工资": 12000, "主张日": "2026-03-01"},
        {"窗口": "2025-04-01至2026-02-28", "月数": 11, "二倍工资差额": 132000},
    ),
    (
        "double_wage",
        {"入职": "2024-06-01", "始终未签": True, "月工资": 12000, "主张日": "2026-08-19"},
        {"时效内": 0, "超时效": 132000},
    ),
    (
        "double_wage",
        {"入职": "2023-06", "离职": "2024-07", "月工资": 8000, "未签": True},
        {"月数": 11, "二倍工资差额": 88000},
    ),
    ("non_compete", {"月工资": 20000, "月数": 3, "约定补偿": "无（在职每月500保密费）"}, {"补偿": 18000}),
    (
        "non_compete",
        {"前12月平均": 17434.48, "约定期限(月)": 36},
        {"月补偿": 5230.34, "有效期限": 24, "总额": 125528.26},
    ),
    ("non_compete", {"月均": 10000, "月数": 12}, {"月补偿": 3000, "总额": 36000}),
    ("arbitration_limit", {"知道权利被侵害之日": "2024-08-15"}, {"时效届满": "2025-08-15"}),
    ("arbitration_limit", {"知道权利被侵害之日": "2024-02-29"}, {"时效届满": "2025-02-28"}),
    ("arbitration_limit", {"知道权利被侵害之日": "2024-08-15", "中断日": "2025-03-01"}, {"时效届满": "2026-03-01"}),
    ("work_injury", {"伤残等级": 1}, {"一次性伤残补助金(月数)": 27}),
    ("work_injury", {"工亡年份": 2023, "上年全国城镇居民人均可支配收入": 49283}, {"一次性工亡补助金": 985660}),
    ("work_injury", {"月工资": 4088, "停工留薪期工资": 16352}, {"反推月数": 4}),
    ("calendar", {"日期": "2024-02-04"}, {"工作日": True}),
    ("calendar", {"日期": "2026-09-25"}, {"工作日": False}),
    ("calendar", {"日期": "2020-02-01"}, {"工作日": False}),
    ("calendar", {"日期": "2020-02-01", "已知到": "2020-01-20"}, {"工作日": True}),
    ("calendar", {"年": 2026, "问": "按国办通知逐日数的实际工作日"}, {"工作日": 248}),
    ("calendar", {"年": 2024, "问": "制度工作日"}, {"工作日": 250}),
    ("deadline_workday", {"起算日": "2023-12-29", "加工作日": 1}, {"结果": "2024-01-02"}),
    ("deadline_workday", {"起算日": "2024-05-13", "加工作日": -1}, {"结果": "2024-05-11"}),
    ("deadline_workday", {"起算日": "2024-05-04", "加工作日": 2}, {"结果": "2024-05-07"}),
    ("deadline_workday", {"起算日": "2024-09-16", "加自然日": 15}, {"结果": "2024-10-08"}),
    ("id_check", {"号码": "11010519491231002x"}, {"有效": True}),
    ("id_check", {"号码": "110105194912310021"}, {"有效": False}),
    ("id_check", {"统一社会信用代码": "91350100M000100Y4O"}, {"有效": False}),
]


OTHER_WORDS = [
    case
    for name in ("other_words.jsonl", "new_matters.jsonl")
    for case in read_published(Path(__file__).with_name(name))
]
"""Matters as other people would write them; what is to come out was worked out by hand."""


@pytest.mark.parametrize("case", OTHER_WORDS, ids=lambda case: str(case.id))
def test_right_in_other_words(case: Published) -> None:
    outcome = RUNNER.run(case)
    assert (outcome.verdict, outcome.reason, [f for f in outcome.figures if not f.right]) == (RIGHT, "", [])


@pytest.mark.parametrize(("category", "inputs", "expected"), RIGHT_CASES)
def test_right(category: str, inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    outcome = run(category, inputs, expected)
    assert (outcome.verdict, outcome.reason, [f for f in outcome.figures if not f.right]) == (RIGHT, "", [])


@pytest.mark.parametrize(("category", "inputs", "expected"), RIGHT_CASES)
def test_anything_unknown_is_not_covered(category: str, inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    assert run(category, inputs | {"别的": "甲"}, expected).verdict == NOT_COVERED
    assert run(category, inputs, expected | {"别的": 1}).verdict == NOT_COVERED
    for key in inputs:
        if category != "id_check" and key not in ("城市", "性别"):  # what a policy does not ask is beside the point
            assert run(category, inputs | {key: "说不清"}, expected).verdict == NOT_COVERED


@pytest.mark.parametrize(
    ("category", "inputs", "expected"), [case for case in RIGHT_CASES if type(next(iter(case[2].values()))) is not str]
)
def test_another_figure_is_wrong(category: str, inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    key, value = next(iter(expected.items()))
    other = not value if isinstance(value, bool) else value + 2  # one more may be a sum rounded to whole yuan
    outcome = run(category, inputs, expected | {key: other})
    assert outcome.verdict == WRONG
    assert [figure.key for figure in outcome.figures if not figure.right] == [key]


def test_what_is_assumed_and_not_understood_is_said() -> None:
    about = run("severance_N", {"工作年限": "1年8个月", "月工资": "8000左右", "性别": "女"}, {"经济补偿": 16000})
    assert (about.verdict, about.assumed) == (RIGHT, ("月工资：“8000左右”按8000算", "“性别”与这项政策无关"))
    odd = run("severance_N", {"工龄": "2年", "月工资": 8000, "情形": "周末聚餐之后公司裁员"}, {"经济补偿": 16000})
    assert (odd.verdict, odd.unread) == (RIGHT, ("情形：周末聚餐之后",))
    sums = run("severance_N", {"工龄": "2年", "月工资": 8000, "情形": "裁员，已领5000元"}, {"经济补偿": 16000})
    assert (sums.verdict, "没有读懂“已领5000元”" in sums.reason) == (NOT_COVERED, True)


def test_a_place_without_a_pack_is_as_none_where_the_law_is_the_countrys() -> None:
    leave = {"地区": "成都", "累计工龄": 12, "未休": 6, "月工资": 8700}
    outcome = run("annual_leave", leave, {"应另付(200%)": 4800})  # 8,700 ÷ 21.75 × 6 × 200 %
    assert (outcome.verdict, outcome.assumed) == (
        RIGHT,
        ("地区：“成都”没有资料包，或者不是一个地方，按没有写地区的算",),
    )
    assert run("maternity", {"地区": "成都", "情形": "单胎顺产"}, {"天数": 98}).verdict == NOT_COVERED


def test_years_served_are_full_on_the_first_day_of_illness() -> None:
    """《企业职工患病或非因工负伤医疗期规定》第三条: under ten years in all, five or more in the unit: six months."""
    assert run("sick_pay", {"累计工龄": "9年", "本单位工龄": "5年"}, {"医疗期": "6个月"}).verdict == RIGHT


def test_labels_within_labels_and_words_in_a_list(tmp_path: Path) -> None:
    row = {
        "id": "one",
        "category": "severance_N1",
        "input": {
            "劳动者": {"入职": "2021-05-01", "离职": "2026-04-30"},
            "工资": {"前12个月平均": 9000, "上月": 9500},
            "情形": ["不能胜任工作", "未提前三十日通知"],
        },
        "expected": {"结果": {"N": 5, "代通知金": 9500}},
    }
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    [nested] = read_published(path)
    assert RUNNER.run(nested).verdict == RIGHT


def test_nothing_is_what_comes_out_where_a_policy_does_not_apply() -> None:
    service = {"关系": "劳务关系", "工龄": "2年", "月工资": 4000}
    assert run("severance_N", service, {"经济补偿": 0}).verdict == RIGHT
    assert run("severance_N", service, {"经济补偿": 8000}).verdict == NOT_COVERED


def test_a_share_is_not_compared_with_an_amount() -> None:
    care = {"护理依赖程度": "大部分不能自理", "统筹地区职工月平均工资": 8000}
    assert run("work_injury", care, {"生活护理费": 3200}).verdict == RIGHT
    assert run("work_injury", {"护理依赖程度": "大部分不能自理"}, {"护理费(%)": 40}).verdict == RIGHT
    assert run("work_injury", {"护理依赖程度": "大部分不能自理"}, {"生活护理费": 3200}).verdict == NOT_COVERED


def test_a_last_month_below_every_minimum_wage_of_the_place_is_not_normal() -> None:
    low = {"前12月平均": 8000, "上月工资": 1500, "工龄": "3年", "情形": "第40条第3项解除未提前通知"}
    assert run("severance_N1", low | {"地区": "南京"}, {"代通知金": 8000, "合计": 32000}).verdict == RIGHT
    assert run("severance_N1", low | {"地区": "南京", "上月工资": 2100}, {"代通知金": 8000}).verdict == NOT_COVERED


def test_a_category_of_no_known_name_is_put_to_the_only_policy_that_reads_it() -> None:
    penalty = {"培训费用": "6万", "服务期": "5年", "已履行": "3年"}
    outcome = run("bond", penalty, {"违约金": 24000})  # 60,000 × 2/5
    assert (outcome.verdict, outcome.assumed[0]) == (RIGHT, "“bond”按“服务期违约金”一类")
    several = run("leaving", {"工龄": "3年", "月工资": 5000}, {"经济补偿": 15000})
    assert (several.verdict, several.reason) == (NOT_COVERED, "没有“leaving”这一类")


def test_two_statements_that_contradict_each_other_are_not_covered() -> None:
    said = {"入职": "2020-01-01", "到岗": "2021-01-01", "离职": "2023-12-31", "月工资": 5000}
    assert "有两种说法" in run("severance_N", said, {"经济补偿": 20000}).reason
    unsigned = {"入职": "2021-03-15", "合同签订": "2021-04-15", "始终未签": "是", "月工资": 6500}
    assert "有两种说法" in run("double_wage", unsigned, {"二倍工资差额": 71500}).reason


def test_where_law_leaves_two_readings_one_is_taken_and_the_other_disputed() -> None:
    """From 2021-01-01 to 2024-01-01 is three years, and where the last day counts a day more (《劳动合同法》47)."""
    said = {"入职": "2021-01-01", "离职": "2024-01-01", "月工资": 6000}
    outcomes = {n: run("severance_N", said, {"N": n}) for n in (3, 3.5)}
    assert sorted(outcome.verdict for outcome in outcomes.values()) == [DISPUTED, RIGHT]
    [other] = [outcome.reason for outcome in outcomes.values() if outcome.verdict == DISPUTED]
    assert "《劳动合同法》第四十七条没有写明起止日怎样计算" in other
    assert run("severance_N", said, {"N": 4}).verdict == WRONG


def test_a_place_is_named_or_pointed_to_or_supposed() -> None:
    manager = {"岗位": "公司法意义上的高管", "工时": "不定时（未审批）"}
    assert run("overtime", manager, {"加班费": 0}, "京劳社资发〔2003〕157号第16条").verdict == RIGHT
    assert run("overtime", manager | {"地区": "北京"}, {"加班费": 0}).verdict == RIGHT
    assert run("overtime", manager, {"加班费": 0}).verdict == NOT_COVERED
    assert "没有“深圳”的资料包" in run("overtime", manager | {"地区": "深圳"}, {"加班费": 0}).reason


def test_a_month_that_leaves_the_figure_open_is_not_covered() -> None:
    open_end = {"入职": "2023-03", "离职": "2024-08", "月工资": 12000}
    assert "写得不够细" in run("severance_2N", open_end, {"N": 1.5}).reason
    assert "写得不够细" in run("severance_2N", open_end, {"N": 2}).reason
    assert run("severance_2N", open_end, {"N": 3}).verdict == WRONG


def test_a_figure_between_what_may_be_is_not_wrong() -> None:
    low_wage = {"地区": "北京", "工龄": "3年", "月工资": 2000}
    assert "“月最低工资标准”写得不够细" in run("severance_N", low_wage, {"经济补偿": 7620}).reason
    assert run("severance_N", low_wage, {"经济补偿": 9000}).verdict == WRONG
    assert run("severance_N", low_wage | {"最低工资": 2540}, {"经济补偿": 7620}).verdict == RIGHT
    assert run("severance_N", low_wage | {"月工资": 3000}, {"经济补偿": 9000}).verdict == RIGHT


def test_a_fact_that_is_missing_is_asked_for() -> None:
    assert (
        "每月应发工资多少"
        in run("double_wage", {"入职": "2023-06-01", "始终未签": True}, {"二倍工资差额": 88000}).reason
    )
    assert "没有写" in run("severance_N", {"月工资": 5000}, {"经济补偿": 5000}).reason


def test_what_is_missing_is_called_as_people_call_it() -> None:
    unsure = run("retirement_dispute", {"领取养老金": "是"}, {"关系": "超龄用工"})
    assert unsure.reason == "没有写“争议的工作是哪一天的？（还在做的，填今天；已经不做的，填最后一天）”"


def test_every_name_is_one_of_its_policy() -> None:
    RUNNER.check_names()


# ---------------------------------------------------------------- files

POLICY = """from yuntai.rules import *

policy = Policy(title="试验", subject="persons", source="试验办法")
policy.fact("days", Whole(), ask="几天？")


@policy.result("金额", Money(), source="试验办法一")
def amount(days, daily):
    return half_up(daily * days)
"""
PARAMETERS = """daily:
  title: 每天
  unit: 元/天
  values:
    - {effective: 2020-01-01, published: 2020-01-01, source: 试验办法二, value: 10}
"""
ASKED = """trial:
  policy: trial
  suppose: {as_of: 2024-01-01}
"""
NAMES = """names: {days: 天数}
results:
  trial: {amount: 金额}
"""


def small(tmp_path: Path, asked: str = ASKED, words: str = NAMES) -> Runner:
    pack = write_pack(tmp_path / "packs", {"trial": POLICY}, PARAMETERS)
    (tmp_path / "published.yaml").write_text(asked, encoding="utf-8")
    (tmp_path / "words.yaml").write_text(words, encoding="utf-8")
    return Runner(read_asked(tmp_path / "published.yaml"), read_lexicon(tmp_path / "words.yaml"), pack)


def case(days: Any, amount: Any) -> Published:
    return Published("one", "trial", {"天数": days}, {"金额": amount}, "")


def test_a_published_answer_that_is_wrong(tmp_path: Path) -> None:
    runner = small(tmp_path, ASKED + "  known_errors: {one: 试验办法二：每天10元，公布的按12元}\n")
    outcome = runner.run(case(3, 36))
    assert (outcome.verdict, outcome.reason) == (PUBLISHED_WRONG, "试验办法二：每天10元，公布的按12元")
    assert [(figure.published, figure.ours) for figure in outcome.figures] == [(36, "30.00 元")]
    assert runner.run(case(3, 30)).verdict == RIGHT


def test_wrong_with_its_trace(tmp_path: Path) -> None:
    outcome = small(tmp_path).run(case("3天", 31))
    assert outcome.verdict == WRONG
    assert outcome.answer
    assert [step.name for step in outcome.answer.trace] == ["amount"]


def test_a_parameter_may_be_supposed(tmp_path: Path) -> None:
    runner = small(tmp_path, words=NAMES.replace("{days: 天数}", "{days: 天数, daily: 每天}"))
    row = Published("one", "trial", {"天数": 3, "每天": 12}, {"金额": 36}, "")
    assert runner.run(row).verdict == RIGHT


def test_the_other_reading_of_a_law_is_disputed(tmp_path: Path) -> None:
    other = "  readings: [{title: 每天12元, why: 试验办法三, with: {daily: 12}}]\n"
    runner = small(tmp_path, ASKED + other)
    outcome = runner.run(case(3, 36))
    assert (outcome.verdict, outcome.reason) == (DISPUTED, "公布的按另一种读法：每天12元（试验办法三）")
    assert [figure.ours for figure in outcome.figures] == ["30.00 元"]
    assert runner.run(case(3, 33)).verdict == WRONG


@pytest.mark.parametrize(
    ("asked", "words", "says"),
    [
        (ASKED + "  extra: 1\n", NAMES, r"published\.yaml:2：不认识“extra”，可写的是 "),
        (ASKED.replace("  policy: trial\n", ""), NAMES, r"published\.yaml:\d：要写 policy 或 check 中的一个"),
        (ASKED + "  also: '('\n", NAMES, r"published\.yaml：“\(”不是正则式"),
        (ASKED + "  forms: [{policies: trial}]\n", NAMES, r"published\.yaml:\d：不认识“policies”"),
        ("[]", NAMES, r"published\.yaml：要写成“名称: …”的样子"),
        (ASKED, "[]", r"words\.yaml：要写成“名称: …”的样子"),
        (ASKED, NAMES + "extra: 1\n", r"words\.yaml:4：不认识“extra”"),
        (ASKED, NAMES.replace("天数", "'('"), r"words\.yaml：“.*”不是正则式"),
    ],
)
def test_what_is_written_wrongly(tmp_path: Path, asked: str, words: str, says: str) -> None:
    with pytest.raises(YuntaiError, match=says):
        small(tmp_path, asked, words)


@pytest.mark.parametrize(
    ("asked", "words", "says"),
    [
        (ASKED + "  needs: [day]\n", NAMES, r"published\.yaml:2：政策 trial 没有“day”"),
        (
            ASKED + "  readings: [{title: a, why: b, with: {weekly: 1}}]\n",
            NAMES,
            r"published\.yaml:2：政策 trial 没有“weekly”",
        ),
        (ASKED, NAMES.replace("amount", "sum"), r"published\.yaml:2：政策 trial 没有“sum”"),
        (ASKED.replace("policy: trial", "check: other"), NAMES, r"published\.yaml:2：没有“other”这项核对"),
    ],
)
def test_a_name_that_is_not_there(tmp_path: Path, asked: str, words: str, says: str) -> None:
    runner = small(tmp_path, asked, words)
    with pytest.raises(YuntaiError, match=says):
        runner.check_names()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", r"cases\.jsonl:2：不是 JSON"),
        ("[]", r"cases\.jsonl:2：要有 id、category"),
        ('{"id": "a", "category": "b", "input": {}, "expected": {"c": 1}}', r"cases\.jsonl:2：要有 id、category"),
        ('{"id": 1, "category": "b", "input": {"a": 1}, "expected": {"c": 1}}', r"cases\.jsonl:2：要有 id、category"),
    ],
)
def test_a_file_of_cases_that_is_wrong(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(YuntaiError, match=says):
        read_published(path)
