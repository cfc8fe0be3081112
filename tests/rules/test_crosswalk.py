"""Published cases: how their values are read, how strict the mapping is, and some of every category."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.rules.packs import write_pack
from yuntai.cli.cases import CHECKS
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.published.published import (
    NOT_COVERED,
    PUBLISHED_WRONG,
    RIGHT,
    WRONG,
    Outcome,
    Published,
    Runner,
    read_published,
)
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.words.crosswalk import read_crosswalk
from yuntai.rules.words.phrases import MOST_MONTHS, phrase

RUNNER = Runner(read_crosswalk(FOLDER / "national" / "crosswalk"), load_pack(FOLDER / "nanjing"), CHECKS)


def run(category: str, inputs: dict[str, Any], expected: dict[str, Any], grounds: str = "") -> Outcome:
    # as a file says it: numbers with a point are decimals
    inputs, expected = (json.loads(json.dumps(part), parse_float=Decimal) for part in (inputs, expected))
    return RUNNER.run(Published("a", category, inputs, expected, grounds))


def d(text: str) -> date:
    return date.fromisoformat(text)


READ = [
    ("date", "2024-07-10", (d("2024-07-10"), d("2024-07-10"))),
    ("date", "2024年7月10日", (d("2024-07-10"), d("2024-07-10"))),
    ("date", "2024-02", (d("2024-02-01"), d("2024-02-29"))),
    ("date", 2033, (d("2033-01-01"), d("2033-12-31"))),
    ("first_day", "2025-04-01至2026-02-28", (d("2025-04-01"), d("2025-04-01"))),
    ("last_day", "2025-04-01至2026-02-28", (d("2026-02-28"), d("2026-02-28"))),
    ("end_of_year", 2025, (d("2025-12-31"), d("2025-12-31"))),
    ("year_of", "2026-06-30", (2026, 2026)),
    ("before 2026-06-01", "4年5个月", (d("2022-01-01"), d("2022-01-01"))),
    ("before 2026-06-01", "4年6个月1天", (d("2021-11-30"), d("2021-11-30"))),
    ("before 2026-06-01", "1天", (d("2026-05-31"), d("2026-05-31"))),
    ("before 2026-06-01", "不满6个月", (d("2026-01-01"), d("2026-05-31"))),
    ("before 2026-06-01", "满1年不满2年", (d("2024-07-01"), d("2025-06-01"))),
    ("money", 1778, (Decimal(1778), Decimal(1778))),
    ("money", "1,778.50元", (Decimal("1778.50"), Decimal("1778.50"))),
    ("money", "1.5万元", (Decimal(15000), Decimal(15000))),
    ("money * 4", Decimal("47103.25"), (Decimal(188413), Decimal(188413))),
    ("money_without_cents", 18390, (Decimal(18390), Decimal("18390.99"))),
    ("money_without_cents", Decimal("18390.8"), (Decimal("18390.8"), Decimal("18390.8"))),
    ("number", Decimal("0.8566"), (Decimal("0.8566"), Decimal("0.8566"))),
    ("rounded", Decimal("20.67"), (Decimal("20.665"), Decimal("20.675"))),
    ("whole", "3", (3, 3)),
    ("percent", "70%", (Decimal(70), Decimal(70))),
    ("percent", Decimal("0.7"), (Decimal(70), Decimal(70))),
    ("age", "61岁5个月", (737, 737)),
    ("age", "60周岁", (720, 720)),
    ("duration", "4年5个月", (53, 53)),
    ("duration", "3年整", (36, 36)),
    ("duration", "1年半", (18, 18)),
    ("duration", "半年", (6, 6)),
    ("duration", "满10年不满20年", (120, 239)),
    ("duration", "不满1年", (0, 11)),
    ("duration", "20年以上", (240, MOST_MONTHS)),
    ("months", 204, (204, 204)),
    ("years", Decimal("19.5"), (234, 234)),
    ("full_years", "满1年不满10年", (1, 9)),
    ("days", "10天", (10, 10)),
    ("days", -1, (-1, -1)),
    ("hours", "10小时", (Decimal(10), Decimal(10))),
    ("hours", "25天", (Decimal(200), Decimal(200))),
    ("hours", "2小时×22天", (Decimal(44), Decimal(44))),
    ("hours", "每月32小时×15个月", (Decimal(480), Decimal(480))),
    ("yes_no", True, (True, True)),
    ("yes_no", "否", (False, False)),
    ("text", "11010519491231002x", ("11010519491231002x", "11010519491231002x")),
]


@pytest.mark.parametrize(("name", "given", "ends"), READ)
def test_read(name: str, given: Any, ends: tuple[Any, Any]) -> None:
    read = phrase(name)
    assert read
    assert (read(given).low, read(given).high) == ends


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("date", "2024-02-30"),
        ("date", "2024-13"),
        ("date", "去年"),
        ("first_day", "2025-04-01"),
        ("money", "约一万"),
        ("number", "3.5个月"),
        ("whole", "3.5"),
        ("age", 61),
        ("duration", 4),
        ("duration", "5年3个月10天"),
        ("years", Decimal("27.33")),
        ("hours", 10),
        ("hours", "每月32小时×15周"),
        ("hours", "每月32小时"),
        ("hours", "2天×22天"),
        ("yes_no", "也许"),
        ("text", ["a"]),
        ("money", None),
    ],
)
def test_what_cannot_be_read(name: str, given: Any) -> None:
    read = phrase(name)
    assert read
    with pytest.raises(ValueError, match=r"[“不]"):
        read(given)


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


@pytest.mark.parametrize(("category", "inputs", "expected"), RIGHT_CASES)
def test_right(category: str, inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    outcome = run(category, inputs, expected)
    assert (outcome.verdict, outcome.reason, [f for f in outcome.figures if not f.right]) == (RIGHT, "", [])


@pytest.mark.parametrize(("category", "inputs", "expected"), RIGHT_CASES)
def test_anything_unknown_is_not_covered(category: str, inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    assert run(category, inputs | {"别的": "甲"}, expected).verdict == NOT_COVERED
    assert run(category, inputs, expected | {"别的": 1}).verdict == NOT_COVERED
    for key in inputs:
        if category != "id_check" and key != "城市":
            assert run(category, inputs | {key: "说不清"}, expected).verdict == NOT_COVERED


@pytest.mark.parametrize(
    ("category", "inputs", "expected"), [case for case in RIGHT_CASES if type(next(iter(case[2].values()))) is not str]
)
def test_another_figure_is_wrong(category: str, inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    key, value = next(iter(expected.items()))
    other = not value if isinstance(value, bool) else value + 1
    outcome = run(category, inputs, expected | {key: other})
    assert outcome.verdict == WRONG
    assert [figure.key for figure in outcome.figures if not figure.right] == [key]


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
    assert "minimum_wage 写得不够细" in run("severance_N", low_wage, {"经济补偿": 7620}).reason
    assert run("severance_N", low_wage, {"经济补偿": 9000}).verdict == WRONG
    assert run("severance_N", low_wage | {"最低工资": 2540}, {"经济补偿": 7620}).verdict == RIGHT
    assert run("severance_N", low_wage | {"月工资": 3000}, {"经济补偿": 9000}).verdict == RIGHT


def test_a_fact_that_is_missing_is_asked_for() -> None:
    assert (
        "每月应发工资多少"
        in run("double_wage", {"入职": "2023-06-01", "始终未签": True}, {"二倍工资差额": 88000}).reason
    )
    assert "没有写" in run("severance_N", {"月工资": 5000}, {"经济补偿": 5000}).reason


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
MAPPING = """policy: trial
suppose: {as_of: 2024-01-01}
inputs:
  天数: {days: days}
expected:
  金额: {amount: money}
"""


def small(tmp_path: Path, mapping: str, name: str = "trial") -> Runner:
    pack = write_pack(tmp_path / "packs", {"trial": POLICY}, PARAMETERS)
    folder = tmp_path / "crosswalk"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(mapping, encoding="utf-8")
    return Runner(read_crosswalk(folder), pack)


def case(days: Any, amount: Any) -> Published:
    return Published("one", "trial", {"天数": days}, {"金额": amount}, "")


def test_a_published_answer_that_is_wrong(tmp_path: Path) -> None:
    runner = small(tmp_path, MAPPING + "known_errors: {one: 试验办法二：每天10元，公布的按12元}\n")
    outcome = runner.run(case(3, 36))
    assert (outcome.verdict, outcome.reason) == (PUBLISHED_WRONG, "试验办法二：每天10元，公布的按12元")
    assert [(figure.published, figure.ours) for figure in outcome.figures] == [(36, "30.00 元")]
    assert runner.run(case(3, 30)).verdict == RIGHT


def test_wrong_with_its_trace(tmp_path: Path) -> None:
    outcome = small(tmp_path, MAPPING).run(case("3天", 31))
    assert outcome.verdict == WRONG
    assert outcome.answer
    assert [step.name for step in outcome.answer.trace] == ["amount"]


def test_a_parameter_may_be_supposed(tmp_path: Path) -> None:
    runner = small(tmp_path, MAPPING.replace("天数:", "每天: {daily: money}\n  天数:"))
    row = Published("one", "trial", {"天数": 3, "每天": 12}, {"金额": 36}, "")
    assert runner.run(row).verdict == RIGHT


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        (MAPPING.replace("money", "cash"), r"trial\.yaml:6：没有“cash”这种读法，有：date、"),
        (MAPPING.replace("{days: days}", "days"), r"trial\.yaml：要写成 \{名称: 读法\}"),
        (MAPPING.replace("{days: days}", "{'(': {days: 1}}"), r"trial\.yaml:4：“\(”不是正则式"),
        (MAPPING + "extra: 1\n", r"trial\.yaml:1：不认识“extra”，可写的是 "),
        (MAPPING.replace("policy: trial", ""), r"trial\.yaml:\d：要写 policy 或 check 中的一个"),
        (MAPPING.replace("expected:\n  金额: {amount: money}", ""), r"trial\.yaml:1：没有写 expected"),
        (MAPPING.replace("天数:", "天数|天数:"), r"trial\.yaml:4：“天数”写了两次"),
        (MAPPING + "forms: [{policies: trial}]\n", r"trial\.yaml:7：不认识“policies”"),
        ("[]", r"trial\.yaml：要写成“名称: …”的样子"),
    ],
)
def test_what_is_written_wrongly(tmp_path: Path, mapping: str, says: str) -> None:
    with pytest.raises(YuntaiError, match=says):
        small(tmp_path, mapping)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        (MAPPING.replace("{days: days}", "{day: days}"), r"trial\.yaml:1：政策 trial 没有“day”"),
        (MAPPING.replace("{amount: money}", "{sum: money}"), r"trial\.yaml:1：政策 trial 没有“sum”"),
        (MAPPING.replace("policy: trial", "check: other"), r"trial\.yaml:1：没有“other”这项核对"),
    ],
)
def test_a_name_that_is_not_there(tmp_path: Path, mapping: str, says: str) -> None:
    runner = small(tmp_path, mapping)
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
