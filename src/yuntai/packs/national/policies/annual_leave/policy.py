"""带薪年休假 (paid annual leave and pay for the days not taken), R23.

Days in a year with the employer ÷ 365 × the days of a full year; what is below a whole day is dropped. L7 (does 300 %
include the wage already paid) is the parameter ``wage_included``.
"""

from yuntai.packs.national import facts
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.rules import (
    Money,
    Number,
    Policy,
    Whole,
    YesNo,
    at_least,
    at_most,
    day_of,
    days_between,
    divide,
    half_up,
    when,
    whole,
    years_after,
)

REGULATIONS = "《职工带薪年休假条例》"
MEASURES = "《企业职工带薪年休假实施办法》"

policy = Policy(
    title="带薪年休假",
    subject="enrolments",
    theme="rights",
    gives="person",
    source=f"{REGULATIONS}第二条至第五条",
    begins="2008-01-01",
    published="2007-12-14",
)

policy.include(facts.hired_on, facts.ended_on)
policy.fact("leave_year", Whole(2008, 2100), ask="算哪一年的年休假？（填年份）")
policy.fact("total_years", Whole(0, 60, unit="年"), ask="到这一年，在所有单位累计工作满几年？（不满一年的答 0）")
policy.fact(
    "continuous_before", YesNo(), ask="进这个单位以前，已经连续工作满十二个月、中间没有间断吗？（在别的单位也算）"
)
policy.fact("long_vacation", YesNo(), ask="这一年依法享受寒暑假，并且寒暑假天数多于年休假天数吗？")
policy.fact(
    "paid_personal_days", Whole(0, 366, unit="天"), ask="这一年请过多少天事假，单位按规定没有扣工资的？（没有就答 0）"
)
policy.fact(
    "sick_months",
    Number(most=12),
    ask="这一年累计请了几个月病假？（已经休了当年年休假、后来又请长病假的，看下一年；没有就答 0）",
)
policy.fact("taken_days", Number(most=366), ask="这一年已经休了几天年休假？（单位统一安排的也算；没有就答 0）")
policy.fact("declined", YesNo(), ask="单位安排了年休假，是您因为本人原因书面提出不休的吗？")
policy.fact(
    "leave_wage", facts.WAGE, ask="前十二个月，剔除加班工资以后，平均每月工资多少？（不满十二个月的，按实际月数平均）"
)


add_age(policy)


@policy.step(
    "从哪天起算（连续工作满十二个月以后）",
    source=f"{REGULATIONS}第二条；{MEASURES}第三条、第五条",
    ours="当年才满十二个月的，条文没有写从哪天起；从满十二个月那天起",
)
def counted_from(leave_year, hired_on, continuous_before):
    year_begins = day_of(leave_year, 1, 1)
    return when(continuous_before, at_least(year_begins, hired_on), at_least(year_begins, years_after(hired_on, 1)))


@policy.step("算到哪天", source=f"{MEASURES}第五条、第十二条")
def counted_to(leave_year, ended_on):
    return at_most(day_of(leave_year, 12, 31), ended_on)


@policy.step("这一年在单位的日历天数", source=f"{MEASURES}第五条、第十二条")
def days_counted(counted_from, counted_to):
    return at_least(days_between(counted_from, counted_to) + 1, 0)


@policy.step("全年应当享受的天数", source=f"{REGULATIONS}第三条")
def full_year_days(total_years, leave_days):
    return leave_days.at(total_years)


@policy.condition("累计工作满一年", source=f"{REGULATIONS}第二条、第三条")
def a_year_in_all(full_year_days):
    return full_year_days > 0


@policy.condition("这一年在单位，并且连续工作满十二个月", source=f"{REGULATIONS}第二条；{MEASURES}第三条")
def a_year_running(days_counted):
    return days_counted > 0


@policy.condition("没有更长的寒暑假", source=f"{REGULATIONS}第四条第一项")
def no_long_vacation(long_vacation):
    return ~long_vacation


@policy.condition("不扣工资的事假没有到二十天", source=f"{REGULATIONS}第四条第二项")
def few_personal_days(paid_personal_days, personal_days_limit):
    return paid_personal_days < personal_days_limit


@policy.condition("病假没有到规定的月数", source=f"{REGULATIONS}第四条第三项至第五项")
def little_sick_leave(total_years, sick_months, sick_months_limit):
    return sick_months < sick_months_limit.at(total_years)


@policy.result("应休天数", Whole(unit="天"), source=f"{REGULATIONS}第三条；{MEASURES}第五条、第十二条")
def due_days(entitled, days_counted, full_year_days, days_of_year):
    prorated = whole(divide(days_counted * full_year_days, days_of_year))
    return when(entitled, at_most(prorated, full_year_days), 0)


@policy.result("应休未休天数", Number(), source=f"{REGULATIONS}第五条第三款；{MEASURES}第十条、第十二条")
def untaken_days(due_days, taken_days):
    return when(due_days == 0, 0, at_least(due_days - taken_days, 0))


@policy.result("日工资", Money(), source=f"{MEASURES}第十一条")
def daily_wage(leave_wage, paid_days):
    return half_up(divide(leave_wage, paid_days))


@policy.step("未休年休假工资的倍数", source=f"{REGULATIONS}第五条第三款；{MEASURES}第十条第二款")
def rate(declined, untaken_rate):
    return when(declined, 1, untaken_rate)


@policy.step("其中正常工资已经付过的倍数", source=f"{MEASURES}第十条")
def rate_paid(declined, wage_included):
    return when(declined | wage_included, 1, 0)


def _pay(leave_wage, untaken_days, rate, paid_days):
    return half_up(when(untaken_days == 0, 0, divide(leave_wage * untaken_days * rate, paid_days)))


@policy.result("未休年休假工资", Money(), source=f"{REGULATIONS}第五条第三款；{MEASURES}第十条、第十一条")
def untaken_pay(leave_wage, untaken_days, rate, paid_days):
    return _pay(leave_wage, untaken_days, rate, paid_days)


@policy.result("在正常工资以外还应另付", Money(), source=f"{MEASURES}第十条、第十一条")
def extra_pay(leave_wage, untaken_days, rate, rate_paid, paid_days):
    return _pay(leave_wage, untaken_days, rate - rate_paid, paid_days)


policy.says(
    "这一年您^应休{due_days}年休假[untaken_days?，^还有{untaken_days}天没有休][!untaken_days?，都休过了]"
    "[，单位在正常工资以外^还应付{extra_pay}]"
    f"{UNSETTLED}。"
)
