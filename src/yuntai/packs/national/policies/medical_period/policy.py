"""医疗期 (the period in which a sick worker may not be dismissed), 劳部发〔1994〕479号."""

from yuntai.packs.national import facts
from yuntai.packs.national.age import SOURCE as AGE_SOURCE
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.rules import (
    FAR,
    Date,
    Policy,
    Whole,
    YesNo,
    at_least,
    days_after,
    months_after,
    when,
    years_between,
)

RULE = "劳部发〔1994〕479号"
NOTICE = "劳部发〔1995〕236号第二条"
LAW = "《劳动合同法》第四十二条第三项"

policy = Policy(
    title="医疗期",
    subject="enrolments",
    theme="rights",
    source=f"{RULE}第三条",
    begins="1995-01-01",
    published="1994-12-01",
)

policy.fact("sick_from", Date(), ask="从哪天开始病休？")
policy.fact("work_injury", YesNo(), ask="是工伤吗？（工伤是停工留薪期，不按医疗期）")
policy.include(facts.hired_on)
policy.fact("total_years", Whole(0, 60, unit="年"), ask="参加工作以来，一共工作满几年？（所有单位加起来）")
policy.fact(
    "special_disease",
    YesNo(),
    ask="是癌症、精神病、瘫痪等特殊疾病吗？",
)


@policy.step("开始病休的那天", source=AGE_SOURCE)
def last_worked(sick_from):
    return sick_from


add_age(policy)


@policy.scope("患病或者非因工负伤", source=f"{RULE}第二条")
def not_work_injury(work_injury):
    return ~work_injury


@policy.scope("病休开始时已经入职", source=f"{RULE}第二条")
def employed_then(sick_from, hired_on):
    return sick_from >= hired_on


@policy.step("在本单位工作满几年", source=f"{RULE}第三条")
def years_here(hired_on, sick_from):
    return years_between(hired_on, sick_from)


@policy.step("一共工作满几年（不少于在本单位的年数）", source=f"{RULE}第三条")
def years_in_all(total_years, years_here):
    return at_least(total_years, years_here)


@policy.step("按年限的医疗期（月）", source=f"{RULE}第三条")
def months_by_years(years_in_all, total_from, period_months, years_here):
    band = when(years_in_all >= total_from, "一共工作年限长的", "一共工作年限短的")
    return period_months.at(band, years_here)


@policy.result("医疗期", Whole(unit="个月"), source=f"{RULE}第三条；{NOTICE}")
def months(months_by_years, special_disease, special_months):
    return when(special_disease & (months_by_years < special_months), special_months, months_by_years)


@policy.result("累计病休在多少个月内计算", Whole(unit="个月"), source=f"{RULE}第四条")
def window_months(months_by_years, windowed, period_window):
    return when(windowed, period_window[months_by_years], 0)


@policy.result("累计到哪天", Date(none="不分周期，累计计算"), source=f"{RULE}第四条")
def window_until(windowed, sick_from, window_months):
    return when(windowed, days_after(months_after(sick_from, window_months), -1), FAR)


@policy.aside("一直连续病休的，医疗期到哪天", Date(), source=f"{RULE}第三条")
def ends_on(sick_from, months):
    return days_after(months_after(sick_from, months), -1)


@policy.aside("连续病休的，今天还在医疗期内（单位不得以第四十条、第四十一条解除）", YesNo(), source=LAW)
def protected(as_of, sick_from, ends_on):
    return (as_of >= sick_from) & (as_of <= ends_on)


policy.says(f"医疗期{{months}}[，在{{window_months}}内累计计算][；一直连续病休的，{{ends_on}}期满]{UNSETTLED}。")
