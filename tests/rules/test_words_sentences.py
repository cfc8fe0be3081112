"""What people say in their own words, read as candidate facts: which, how much at least and at most, and where it stands."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.words.lexicon import read_lexicon
from yuntai.rules.words.quantities import Length
from yuntai.rules.words.reader import Reader
from yuntai.rules.words.readings import LIKELY, SAID

PACK = load_pack(FOLDER / "nanjing")
WORDS = read_lexicon(FOLDER / "national" / "words.yaml")
TODAY = date(2026, 11, 30)


@cache
def reader(policy: str) -> Reader:
    return Reader(WORDS, policy, PACK.rule(policy).kinds, TODAY)


def plainly(value: Any) -> Any:
    """A day as it is written, a length in months."""
    if isinstance(value, Length):
        return int(value.months)
    return value.isoformat() if isinstance(value, date) else value


SENTENCES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "severance",
        "我2019年3月入职，月薪八千，上个月公司说效益不好把我辞了，没提前通知",
        {
            "hired_on": ("2019-03-01", "2019-03-31"),
            "mean_wage": 8000,
            "ended_on": ("2026-10-01", "2026-10-31"),
            "notice_given": False,
        },
    ),
    (
        "severance",
        "在厂里干了十几年，一个月四五千，老板说不干就不干了",
        {"served": (132, 239), "mean_wage": (4000, 5000)},
    ),
    (
        "severance",
        "公司裁员把我裁了，工作满5年半，平均工资一万二",
        {"end_ground": "layoff", "served": 66, "mean_wage": 12000},
    ),
    ("severance", "我自己辞职的，干了两年，能不能要补偿", {"end_ground": "resigned", "served": 24}),
    (
        "severance",
        "单位没给我交社保，我就不干了，做了三年零两个月，工资6千5",
        {"end_ground": "uninsured", "served": 38, "mean_wage": 6500},
    ),
    ("severance", "老板拖欠工资三个月，我被迫离职，每月工资5000块", {"end_ground": "unpaid", "mean_wage": 5000}),
    (
        "severance",
        "合同到期公司不续签了，我干了6年，月薪9k",
        {"end_ground": "expired", "served": 72, "mean_wage": 9000},
    ),
    ("severance", "怀孕期间被公司辞退，工资7000", {"end_ground": "unlawful", "mean_wage": 7000}),
    ("severance", "我不是自己辞职的，是公司把我开除的", {}),
    ("severance", "公司没有裁员，只是调岗", {}),
    ("severance", "没有拖欠工资，是我个人原因走的", {"end_ground": "resigned"}),
    (
        "severance",
        "公司倒闭了，我2008年5月进厂，干到2025年底",
        {"end_ground": "closed", "hired_on": ("2008-05-01", "2008-05-31"), "ended_on": "2025-12-31"},
    ),
    (
        "double_wage",
        "去年5月进的公司，到现在都没签合同，每月6000",
        {"hired_on": ("2025-05-01", "2025-05-31"), "contract_signed_on": "没有签", "monthly_wage": 6000},
    ),
    (
        "double_wage",
        "我2024年2月10号上班，一直没签劳动合同，工资3500左右，今年1月5号走的",
        {"hired_on": "2024-02-10", "contract_signed_on": "没有签", "monthly_wage": 3500, "ended_on": "2026-01-05"},
    ),
    ("double_wage", "签了合同的，2023年6月1日入职，当天就签了劳动合同", {"hired_on": "2023-06-01"}),
    (
        "unemployment_benefit",
        "我61年的，失业保险交了8年，被公司裁了",
        {"born_on": ("1961-01-01", "1961-12-31"), "insured_months": 96, "reason": "redundancy"},
    ),
    (
        "unemployment_benefit",
        "社保交了3年零4个月，合同到期没续，在南京",
        {"insured_months": 40, "reason": "expired", "place": "南京"},
    ),
    ("unemployment_benefit", "自己不想干了辞的职，交了十年失业保险", {"reason": "quit", "insured_months": 120}),
    (
        "retirement_age",
        "我是女的，1975年8月生，工厂操作工，什么时候退休",
        {"sex": "female", "born_on": ("1975-08-01", "1975-08-31"), "post": "worker"},
    ),
    ("retirement_age", "老公68年3月出生的，啥时候能退", {"sex": "male", "born_on": ("1968-03-01", "1968-03-31")}),
    (
        "retirement_age",
        "我妈是女干部，1971年11月生",
        {"sex": "female", "post": "cadre", "born_on": ("1971-11-01", "1971-11-30")},
    ),
    (
        "retirement_age",
        "男，66年9月出生，社保交了20年",
        {"sex": "male", "born_on": ("1966-09-01", "1966-09-30"), "paid_months": 240},
    ),
    (
        "annual_leave",
        "工作了12年，今年一天年假都没休，工资8700",
        {"total_years": 12, "taken_days": 0, "leave_wage": 8700},
    ),
    ("annual_leave", "去年休了2天年假，还有3天没休，工龄6年", {"taken_days": 2, "untaken_days": 3, "total_years": 6}),
    (
        "overtime",
        "每个周六都加班，一个月加班32小时，工资6000，没给过加班费",
        {"overtime_base": 6000, "paid_so_far": "none"},
    ),
    ("overtime", "国庆加班3天，平时每天多干2个小时，底薪4350", {"holiday_hours": 24, "overtime_base": 4350}),
    (
        "disability_benefit",
        "我在工地摔伤了，定了九级，一个月挣8000，工伤认定下来了",
        {"disability_grade": 9, "own_wage": 8000, "recognised": True},
    ),
    ("disability_benefit", "鉴定是七级伤残，受伤前平均工资6500", {"disability_grade": 7, "own_wage": 6500}),
    (
        "injury_leave",
        "停工留薪期6个月，受伤前工资7000，一分钱没发",
        {"months_claimed": 6, "original_wage": 7000, "wage_paid": 0},
    ),
    (
        "maternity_allowance",
        "我剖腹产生的双胞胎，单位平均工资9000",
        {"event": "birth", "difficult_birth": True, "babies": 2, "unit_wage": 9000},
    ),
    ("maternity_allowance", "怀孕两个月流产了", {"event": "early"}),
    (
        "stoppage_pay",
        "工厂停工三个月没发工资，我在南京，每月5000",
        {
            "unit_stopped": True,
            "worker_caused": False,
            "cycles_stopped": 3,
            "paid": 0,
            "place": "南京",
            "normal_wage": 5000,
        },
    ),
    (
        "sick_pay",
        "我住院请了两个月病假，单位一分钱没给",
        {"sick_months": 2, "paid_for_sickness": 0, "work_injury": False},
    ),
    (
        "medical_period",
        "参加工作20年了，在这个单位干了11年，得了癌症",
        {"total_years": 20, "served": 132, "special_disease": True},
    ),
    ("probation", "签了一年合同，试用期三个月", {"term_months": 12, "agreed_months": 3}),
    (
        "probation",
        "合同三年，试用期说好6个月，转正工资8000，试用期工资6000",
        {"term_months": 36, "agreed_months": 6, "regular_wage": 8000, "probation_wage": 6000},
    ),
    (
        "non_compete",
        "离职后公司要我两年不能去同行，没说给多少补偿，月薪3万",
        {"term_months": 24, "agreed_monthly": 0, "mean_wage": 30000},
    ),
    (
        "arbitration_limitation",
        "去年8月被辞退的，公司欠我两个月工资，现在还能仲裁吗",
        {"ended_on": ("2025-08-01", "2025-08-31"), "knew_on": ("2025-08-01", "2025-08-31"), "claim_kind": "pay"},
    ),
    (
        "service_period_penalty",
        "公司花了6万送我去培训，签了五年服务期，干了两年想走",
        {"training_cost": 60000, "special_training": True, "service_months": 60, "served": 24},
    ),
    ("minimum_wage", "我在南京上班，一个月到手2300，低于最低工资吗", {"place": "南京", "wage_counted": 2300}),
    ("severance_tax", "公司给了我30万补偿金，要交多少税", {"lump_sum": 300000}),
    (
        "wage_tax",
        "月薪两万五，三险一金扣3000，这是今年第三个月",
        {"monthly_income": 25000, "monthly_contributions": 3000, "months": 3},
    ),
    ("pension_months", "六十三岁退休，计发月数是多少", {"age_at_retirement": 756}),
    (
        "severance",
        "21年6月进厂，24年底合同到期，厂里不跟我续了，工资每月4800",
        {"hired_on": ("2021-06-01", "2021-06-30"), "end_ground": "expired", "mean_wage": 4800},
    ),
    ("severance", "公司让我签自愿离职，我没签，然后就把我开除了", {}),
    (
        "severance",
        "协商解除的，公司先提的，我在那儿待了7年多",
        {"end_ground": "agreed_by_employer", "served": (84, 95)},
    ),
    ("double_wage", "是我自己不愿意签合同的，不是公司不签", {"employer_fault": False}),
    (
        "unemployment_benefit",
        "公司把我裁了，失业保险断断续续交了六七年",
        {"reason": "redundancy", "insured_months": (72, 84)},
    ),
    ("overtime", "五一加了两天班，工资6000，公司只给调休", {"holiday_hours": 16, "overtime_base": 6000}),
    (
        "stoppage_pay",
        "厂里放假两个月，每月只给1000生活费，我正常工资5500",
        {"unit_stopped": True, "worker_caused": False, "cycles_stopped": 2, "normal_wage": 5500},
    ),
]


def test_what_is_only_wished_is_likely_and_says_so() -> None:
    found = {c.span.low: (c.sure, c.assumed) for c in reader("severance").free("老板拖欠工资，我想辞职").candidates}
    assert found == {"unpaid": (SAID, ""), "resigned": (LIKELY, "“想辞职”按已经辞职算")}


def test_a_day_from_today_says_which_was_taken() -> None:
    [day] = reader("severance").free("去年5月进的厂").candidates
    assert (day.name, day.start, day.end, day.sure, day.assumed) == (
        "hired_on",
        0,
        4,
        LIKELY,
        "“去年5月”按2025年5月算",
    )


@pytest.mark.parametrize(("policy", "sentence", "facts"), SENTENCES)
def test_a_sentence_in_the_words_of_people(policy: str, sentence: str, facts: dict[str, Any]) -> None:
    reading = reader(policy).free(sentence)
    found = {}
    for candidate in reading.candidates:
        low, high = plainly(candidate.span.low), plainly(candidate.span.high)
        found[candidate.name] = low if low == high else (low, high)
        assert sentence[candidate.start : candidate.end].strip()
    assert found == facts
