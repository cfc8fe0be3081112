"""超龄劳动者的基本权益 (those who work past the retirement age): 人社部等五部门令第56号, in force since 2026-07-01."""

from yuntai.packs.national import facts
from yuntai.rules import Money, Policy, YesNo, at_least

RULE = "《超龄劳动者基本权益保障暂行规定》"
READ = ("2026-11-30", "人社部网站规章库的全文（公开转录）")

policy = Policy(
    title="超龄劳动者的基本权益",
    subject="enrolments",
    theme="rights",
    source=f"{RULE}（人力资源社会保障部等五部门令第56号）",
    begins="2026-07-01",
    published="2026-05-10",
)

policy.fact("over_age", YesNo(), ask="已经超过法定退休年龄了吗？（按规定提前退休后又去工作的，也答“是”）")
policy.fact("delaying", YesNo(), ask="是办了弹性延迟退休、还在延迟期间吗？")
policy.fact("managed", YesNo(), ask="受单位管理，做单位安排的有报酬的工作吗？")
policy.fact("pension_drawn", YesNo(), ask="已经领基本养老金了吗？")
policy.fact("monthly_pay", facts.WAGE, ask="正常上班，一个月报酬多少？（加班费，夜班、高温等津贴不算）")


@policy.scope("超过法定退休年龄", source=f"{RULE}第二条", checked=READ)
def past_the_age(over_age):
    return over_age


@policy.scope("不在弹性延迟退休期间", source=f"{RULE}第二十三条", checked=READ)
def not_delaying(delaying):
    return ~delaying


@policy.condition("受单位管理、做单位安排的有报酬的工作", source=f"{RULE}第二条第一款", checked=READ)
def works_for_unit(managed):
    return managed


@policy.result("每月报酬不低于（提供了正常劳动的）", Money(), source=f"{RULE}第十一条", checked=READ)
def least_pay(minimum_wage, wage_area):
    return minimum_wage[wage_area]


@policy.result("可以继续缴职工养老保险", YesNo(), source=f"{RULE}第十六条", checked=READ)
def may_contribute(entitled, pension_drawn):
    return entitled & ~pension_drawn


@policy.aside("每月要补的差额", Money(), source=f"{RULE}第十一条、第二十条")
def shortfall(least_pay, monthly_pay):
    return at_least(least_pay - monthly_pay, 0)


policy.says(
    "单位要与您订立书面用工协议，为您缴工伤保险（您个人不缴），每月报酬不低于{least_pay}[，还要补{shortfall}]"
    "；一般不安排加班，加班的按《劳动法》付加班费"
    "[may_contribute?；您没有领养老金，可以继续缴职工养老保险][!may_contribute?；您照样领养老金]。"
)
