"""What people write, read as facts: quantities, values under a label, whole sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yuntai.packs import FOLDER
from yuntai.rules.language.kinds import FAR
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.words.finding import quantities
from yuntai.rules.words.lexicon import read_lexicon
from yuntai.rules.words.quantities import (
    MOST_MONTHS,
    Length,
    day_of_range,
    number,
    read_age,
    read_date,
    read_days,
    read_hours,
    read_length,
    read_money,
    read_share,
)
from yuntai.rules.words.reader import Reader
from yuntai.rules.words.readings import LIKELY, SAID
from yuntai.rules.words.spans import Span, plainly
from yuntai.rules.words.values import begun

PACK = load_pack(FOLDER / "nanjing")
WORDS = read_lexicon(FOLDER / "national" / "words.yaml")


def reader(policy: str) -> Reader:
    return Reader(WORDS, policy, PACK.rule(policy).kinds)


def d(text: str) -> date:
    return date.fromisoformat(text)


def months(low: Any, high: Any = None) -> tuple[Length, Length]:
    return Length(Decimal(low)), Length(Decimal(low if high is None else high))


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200.5", "1200.5"), ("十二", 12), ("两百零五", 205), ("六千五", 6500), ("一万二", 12000), ("二〇二四", 2024)],
)
def test_numbers(text: str, value: Any) -> None:
    assert number(text) == Decimal(value)


READ: list[tuple[Callable[[str], Span], str, tuple[Any, Any]]] = [
    (read_date, "2024-07-10", (d("2024-07-10"), d("2024-07-10"))),
    (read_date, "2024年7月10日", (d("2024-07-10"), d("2024-07-10"))),
    (read_date, "2024.7.10", (d("2024-07-10"), d("2024-07-10"))),
    (read_date, "20240710", (d("2024-07-10"), d("2024-07-10"))),
    (read_date, "24年7月1号", (d("2024-07-01"), d("2024-07-01"))),
    (read_date, "2024-02", (d("2024-02-01"), d("2024-02-29"))),
    (read_date, "2024-06末", (d("2024-06-30"), d("2024-06-30"))),
    (read_date, "2024年6月初", (d("2024-06-01"), d("2024-06-01"))),
    (read_date, "2024年6月下旬", (d("2024-06-21"), d("2024-06-30"))),
    (read_date, "2023年底", (d("2023-12-31"), d("2023-12-31"))),
    (read_date, "2023上半年", (d("2023-01-01"), d("2023-06-30"))),
    (read_date, "2033", (d("2033-01-01"), d("2033-12-31"))),
    (read_money, "1,778.50元", (Decimal("1778.50"), Decimal("1778.50"))),
    (read_money, "6万", (Decimal(60000), Decimal(60000))),
    (read_money, "20k", (Decimal(20000), Decimal(20000))),
    (read_money, "1万2", (Decimal(12000), Decimal(12000))),
    (read_money, "每月8千元", (Decimal(8000), Decimal(8000))),
    (read_money, "6000至7000", (Decimal(6000), Decimal(7000))),
    (read_length, "1年8个月", months(20)),
    (read_length, "恰满1年", months(12)),
    (read_length, "两年零三个月", months(27)),
    (read_length, "1年半", months(18)),
    (read_length, "半年", months(6)),
    (read_length, "满10年不满20年", months(120, 239)),
    (read_length, "不满1年", months(0, 11)),
    (read_length, "20年以上", months(240, MOST_MONTHS)),
    (read_length, "5年以下", months(0, 60)),
    (read_length, "十几年", months(132, 239)),
    (read_length, "二十多年", months(252, 359)),
    (read_length, "三四年", months(36, 48)),
    (read_length, "三年多", months(36, 47)),
    (read_length, "两个多月", months(2, 3)),
    (read_money, "四五千", (Decimal(4000), Decimal(5000))),
    (read_money, "8000多", (Decimal(8000), Decimal(8999))),
    (read_money, "一万多", (Decimal(10000), Decimal(19999))),
    (read_age, "61岁5个月", (737, 737)),
    (read_age, "六十周岁", (720, 720)),
    (read_share, "70%", (Decimal(70), Decimal(70))),
    (read_share, "七成", (Decimal(70), Decimal(70))),
    (read_share, "0.7", (Decimal(70), Decimal(70))),
    (read_hours, "25天", (Decimal(200), Decimal(200))),
    (read_hours, "8h", (Decimal(8), Decimal(8))),
    (read_hours, "每天2小时，共20天".replace("，", ","), (Decimal(40), Decimal(40))),
    (read_hours, "每月32小时×15个月", (Decimal(480), Decimal(480))),
    (read_days, "-1", (-1, -1)),
    (read_days, "5个工作日", (5, 5)),
]


@pytest.mark.parametrize(("read", "text", "ends"), READ)
def test_quantities(read: Callable[[str], Span], text: str, ends: tuple[Any, Any]) -> None:
    assert (read(text).low, read(text).high) == ends


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_date, "2024-02-30"),
        (read_date, "2024-13"),
        (read_date, "去年"),
        (read_date, "11年"),
        (read_length, "2026年4月"),
        (read_money, "一些"),
        (read_length, "很久"),
        (read_age, "老"),
        (read_hours, "10"),
        (read_hours, "每月32小时×15周"),
        (read_hours, "每月32小时"),
        (read_hours, "2天×22天"),
    ],
)
def test_what_is_no_quantity(read: Callable[[str], Span], text: str) -> None:
    with pytest.raises(ValueError, match=r"[“不]"):
        read(text)


def test_the_ends_of_a_period() -> None:
    assert day_of_range("2025-04-01至2026-02-28", 0).low == d("2025-04-01")
    assert day_of_range("2025-04-01至2026-02-28", 1).low == d("2026-02-28")
    assert [day_of_range("2018.4.1-2026.3.31", end).low for end in (0, 1)] == [d("2018-04-01"), d("2026-03-31")]
    assert [day_of_range("2018-04-01-2026-03-31", end).low for end in (0, 1)] == [d("2018-04-01"), d("2026-03-31")]


@pytest.mark.parametrize(
    ("length", "first", "last"),
    [
        ("4年5个月", "2022-01-01", "2022-01-01"),
        ("4年6个月1天", "2021-11-30", "2021-11-30"),
        ("不满6个月", "2026-01-01", "2026-05-31"),
        ("满1年不满2年", "2024-07-01", "2025-06-01"),
    ],
)
def test_how_long_one_worked_says_since_when(length: str, first: str, last: str) -> None:
    """Up to 2026-05-31, that day counted."""
    span = begun(read_length(length), d("2026-05-31"))
    assert (span.low, span.high) == (d(first), d(last))


def test_the_quantities_in_a_sentence() -> None:
    text = plainly("依第40条，2023年3月1日起每月8000元左右，干了两年零三个月").text
    assert [(q.sort, q.text) for q in sorted(quantities(text), key=lambda q: q.start)] == [
        ("article", "第40条"),
        ("date", "2023年3月1日"),
        ("money", "8000元左右"),
        ("length", "两年零三个月"),
    ]


# ---------------------------------------------------------------- a label and its value

LABELLED: list[tuple[str, str, Any, dict[str, Any]]] = [
    ("severance", "到岗日期", "2019年3月1日", {"hired_on": d("2019-03-01")}),
    ("severance", "离职", "至今", {"ended_on": FAR}),
    ("severance", "月工资(万元)", "1.2", {"mean_wage": Decimal(12000)}),
    ("severance", "上个月工资", "9千", {"last_month_wage": Decimal(9000)}),
    ("severance", "提前30日通知", "否", {"notice_given": False}),
    ("severance", "已提前通知", "是", {"notice_given": True}),
    ("severance", "情形", "第40条第3项，未提前30日通知", {"end_ground": "changed", "notice_given": False}),
    ("severance", "情形", "违法解除", {"end_ground": "unlawful"}),
    ("severance", "解除方式", "双方协商一致，单位提出", {"end_ground": "agreed_by_employer"}),
    ("severance", "解除方式", "本人提出，双方协商一致", {"end_ground": "agreed_by_worker"}),
    ("severance", "情形", "公司以严重违纪为由违法解除", {"end_ground": "unlawful"}),
    ("double_wage", "始终未签", "是", {"contract_signed_on": "没有签"}),
    ("double_wage", "是否签订书面劳动合同", "否", {"contract_signed_on": "没有签"}),
    ("annual_leave", "社会工龄", "满10年", {"total_years": 10}),
    ("annual_leave", "病假", "两个月", {"sick_months": Decimal(2)}),
    ("overtime", "工时", "综合计算工时制（已批准）", {"work_system": "comprehensive", "system_approved": True}),
    ("overtime", "休息日", "8h", {"rest_day_hours": Decimal(8)}),
    ("probation", "合同期限", "三年", {"term_months": 36}),
    ("probation", "合同期限(年)", 3, {"term_months": 36}),
    ("unemployment_benefit", "累计缴费", "4年2个月", {"insured_months": 50}),
    ("disability_benefit", "工伤等级", "十级", {"disability_grade": 10}),
    ("maternity_allowance", "情形", "双胞胎", {"event": "birth", "babies": 2}),
    ("service_period_penalty", "培训费用", "6万", {"training_cost": Decimal(60000)}),
    ("retirement_age", "人员类别", "原55周岁女职工", {"sex": "female", "post": "cadre"}),
    # an English key is put together from its pieces
    ("severance", "avg_monthly_salary", 8000, {"mean_wage": Decimal(8000)}),
    ("severance", "hireDate", "2019-03-01", {"hired_on": d("2019-03-01")}),
    ("overtime", "restDayOvertimeHours", 8, {"rest_day_hours": Decimal(8)}),
    ("severance", "termination_type", "illegal", {"end_ground": "unlawful"}),
    # one word for many, and words that may be left out
    ("severance", "劳动者离职前十二个月平均应得薪酬", "7千", {"mean_wage": Decimal(7000)}),
    ("annual_leave", "剩余带薪年假天数", 3, {"untaken_days": Decimal(3)}),
    # what the label says is said again
    ("disability_benefit", "伤残等级", "十级伤残", {"disability_grade": 10}),
    ("probation", "试用期", "试用期为6个月", {"agreed_months": Decimal(6)}),
    # the exact one in brackets goes before the rough one
    ("double_wage", "月工资", "约8000元（7,860元）", {"monthly_wage": Decimal(7860)}),
    ("overtime", "法定休假日加班天数", 3, {"holiday_hours": Decimal(24)}),
    ("severance", "解除依据", "《劳动合同法》第四十条第一款第（二）项", {"end_ground": "unfit"}),
    ("severance", "解除事由", "依据第38条第1款第3项被迫解除", {"end_ground": "uninsured"}),
    ("severance", "情形", "医疗期内公司以部门撤销为由裁员", {"end_ground": "unlawful"}),
    ("severance", "在职期间", "2021-09-01至2024-03-15", {"hired_on": d("2021-09-01"), "ended_on": d("2024-03-15")}),
    # what other policies ask is understood and beside the point
    ("severance", "情形", "公司裁员，已经办了失业登记", {"end_ground": "layoff"}),
    ("severance", "情形", "公司提出解除", {"end_ground": "agreed_by_employer"}),
    ("unemployment_benefit", "离职原因", "自己递交辞职信离职", {"reason": "quit"}),
    # "or more" is no more than a year has months
    ("annual_leave", "请病假累计", "2个月以上", {"sick_months": Decimal(2)}),
]


@pytest.mark.parametrize(("policy", "label", "given", "facts"), LABELLED)
def test_a_value_under_its_label(policy: str, label: str, given: Any, facts: dict[str, Any]) -> None:
    reading = reader(policy).labelled(label, given)
    assert {c.name: c.span.low for c in reading.candidates} == facts
    assert not [unread for unread in reading.unread if unread.serious]


@pytest.mark.parametrize(
    ("policy", "label", "given"),
    [
        ("severance", "平均工资", 9000),  # one's own, not that of the place
        ("probation", "合同期限", "无固定期限"),  # no term of nought months
        ("severance", "入职", "11年"),
    ],
)
def test_what_might_be_read_wrongly_is_not(policy: str, label: str, given: Any) -> None:
    names = {c.name for c in reader(policy).labelled(label, given).candidates}
    assert not names & {"employee_average_wage", "term_months", "hired_on"}


def test_about_right_is_likely_and_says_so() -> None:
    [wage] = reader("severance").labelled("月工资", "每月8000左右").candidates
    assert (wage.span.low, wage.sure) == (Decimal(8000), LIKELY)
    assert wage.assumed.startswith("“每月8000左右”按")


def test_what_is_not_understood_is_named_with_its_place() -> None:
    reading = reader("severance").labelled("月工资", "看心情")
    assert (reading.candidates, reading.problem) == ((), "“看心情”读不成金额")
    free = reader("severance").free("公司裁员，外面下着 3 场雨")
    assert [(u.text, u.start, u.end, u.serious) for u in free.unread] == [("外面下着3场雨", 5, 14, True)]
    spelt = reader("severance").free("公司裁员，外面下着一天雨，一次性说清")
    assert [(u.text, u.serious) for u in spelt.unread] == [("外面下着一天雨", True), ("一次性说清", False)]


# ---------------------------------------------------------------- a sentence


def test_a_sentence() -> None:
    sentence = "我 2023年3月1日进的厂，一直没签劳动合同，每月工资八千五，2024年2月28日离职。"
    reading = reader("double_wage").free(sentence)
    found = {c.name: (c.span.low, sentence[c.start : c.end], c.sure) for c in reading.candidates}
    assert found == {
        "hired_on": (d("2023-03-01"), "2023年3月1日", LIKELY),
        "contract_signed_on": ("没有签", "一直没签劳动合同", SAID),
        "monthly_wage": (Decimal(8500), "八千五", LIKELY),
        "ended_on": (d("2024-02-28"), "2024年2月28日", LIKELY),
    }


def test_a_sentence_says_how_long_and_about_how_much() -> None:
    reading = reader("severance").free("在公司干了三年零两个月，月薪1万左右，公司无故辞退我")
    found = {c.name: c for c in reading.candidates}
    assert found["served"].span.low == Length(Decimal(38))
    assert (found["mean_wage"].span.low, found["mean_wage"].assumed) == (Decimal(10000), "“1万左右”按1万算")
    assert found["end_ground"].span.low == "unlawful"


def test_a_wage_by_the_day_is_not_one_by_the_month() -> None:
    assert not reader("severance").free("日工资300元").candidates
    assert not reader("severance").labelled("日工资", 300).candidates


def test_what_is_denied_is_not_said() -> None:
    assert not reader("severance").free("公司没有裁员").candidates


def test_the_place_of_a_labelled_value_is_that_in_what_was_written() -> None:
    written = "综合计算工时制 （已批准）"
    found = {c.name: written[c.start : c.end] for c in reader("overtime").labelled("工时", written).candidates}
    assert found == {"work_system": "综合计算工时制", "system_approved": "已批准"}
    [plain_yes] = reader("severance").labelled("已提前通知", "是").candidates
    assert (plain_yes.start, plain_yes.end) == (0, 1)
