"""停工留薪期 (paid leave after a work injury): 《工伤保险条例》 art. 33, R13 and R14."""

from yuntai.packs.national import facts
from yuntai.packs.national.injuries import REGULATIONS, recognised
from yuntai.rules import (
    FAR,
    Date,
    Money,
    Number,
    Policy,
    Whole,
    YesNo,
    at_least,
    at_most,
    days_after,
    days_between,
    divide,
    half_up,
    months_after,
    months_between,
    when,
)

ARTICLE = f"{REGULATIONS}第三十三条"

policy = Policy(
    title="停工留薪期待遇",
    subject="persons",
    theme="injury",
    gives="person",
    source=ARTICLE,
    begins="2004-01-01",
    published="2003-04-27",
)

policy.include(recognised)
policy.fact("leave_begins", Date(), ask="哪一天开始停工治疗的？")
policy.fact("months_claimed", Whole(0, 120), ask="按医疗机构的证明要停工几个月？（连同申请延长的）")
policy.fact(
    "extension_confirmed", YesNo(), ask="延长的部分，设区的市劳动能力鉴定委员会确认了吗？（没有申请延长就答“否”）"
)
policy.fact(
    "graded_on", Date(none="没有评"), ask="哪一天评定伤残等级的？（还没有评就答“没有评”）", after="leave_begins"
)
policy.fact("original_wage", facts.WAGE, ask="受伤前每月工资多少元？（原工资福利待遇）")
policy.fact("wage_paid", Money(), ask="停工留薪期里，单位一共付了多少工资？")
policy.fact("needs_nursing", YesNo(), ask="停工治疗期间生活不能自理、需要护理吗？")
policy.fact("still_in_treatment", YesNo(), ask="停工留薪期满后还要继续治疗吗？")


@policy.condition("已认定为工伤", source=ARTICLE)
def is_recognised(recognised):
    return recognised


@policy.step("最长几个月（经确认可以延长）", source=ARTICLE)
def longest(extension_confirmed, leave_base, leave_extension):
    return when(extension_confirmed, leave_base + leave_extension, leave_base)


@policy.result("停工留薪期", Whole(unit="个月"), source=ARTICLE)
def leave_months(entitled, months_claimed, leave_base, longest):
    return when(entitled, when(months_claimed <= leave_base, months_claimed, at_most(months_claimed, longest)), 0)


@policy.step("评定伤残等级以前的整月数", source=ARTICLE)
def months_until_graded(leave_begins, graded_on):
    return at_least(months_between(leave_begins, graded_on), 0)


@policy.result("照发原工资的整月数（评定伤残等级后停发）", Whole(unit="个月"), source=ARTICLE)
def months_owed(leave_months, graded_on, months_until_graded):
    return when(graded_on < FAR, at_most(leave_months, months_until_graded), leave_months)


@policy.result("单位应付的工资（按整月）", Money(), source=ARTICLE)
def owed_wage(original_wage, months_owed):
    return half_up(original_wage * months_owed)


@policy.aside("停工留薪期到哪天（评定伤残等级的，到评定那天）", Date(), source=ARTICLE)
def leave_ends(leave_begins, leave_months, graded_on):
    return at_most(days_after(months_after(leave_begins, leave_months), -1), graded_on)


@policy.aside("整月以外另有几天（照发，怎样折算没有规定）", Whole(unit="天"), source=ARTICLE)
def odd_days(leave_begins, months_owed, graded_on, leave_months):
    first_odd = months_after(leave_begins, months_owed)
    return when(months_owed < leave_months, at_least(days_between(first_odd, graded_on), 0), 0)


@policy.aside("已付的工资相当于几个月", Number(), source=ARTICLE)
def months_paid(wage_paid, original_wage):
    return divide(wage_paid, original_wage)


@policy.aside("护理由单位负责", YesNo(), source=ARTICLE)
def nursed_by_employer(entitled, needs_nursing):
    return entitled & needs_nursing


@policy.aside("留薪期满还要治疗，继续享受工伤医疗待遇", YesNo(), source=ARTICLE)
def treatment_goes_on(entitled, still_in_treatment):
    return entitled & still_in_treatment


policy.says("停工留薪期{leave_months}[，{leave_ends}期满]，单位^照发原工资{months_owed}，一共{owed_wage}。")
