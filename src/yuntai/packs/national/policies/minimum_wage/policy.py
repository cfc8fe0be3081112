"""最低工资 (minimum wage of the place on a day)."""

from yuntai.packs.national import facts
from yuntai.rules import Money, Policy, YesNo, at_least

RULE = "《最低工资规定》"

policy = Policy(
    title="最低工资标准",
    subject="enrolments",
    theme="rights",
    source=f"{RULE}第五条",
    begins="2004-03-01",
    published="2004-01-20",
)

policy.fact(
    "wage_counted",
    facts.WAGE,
    ask="这个月实际工资多少？（全月正常上班；加班费，夜班、高温等津贴，福利都不算）",
)
policy.fact("hourly_wage", facts.HOURLY_WAGE, ask="非全日制，每小时多少钱？")


@policy.result("月最低工资标准（全日制）", Money(), source=f"{RULE}第五条")
def monthly(minimum_wage, wage_area):
    return minimum_wage[wage_area]


@policy.aside("小时最低工资标准（非全日制）", Money(), source=f"{RULE}第五条")
def hourly(hourly_minimum_wage, wage_area):
    return hourly_minimum_wage[wage_area]


@policy.aside("工资低于最低工资标准", YesNo(), source=f"{RULE}第十二条")
def below(wage_counted, monthly):
    return wage_counted < monthly


@policy.aside("每月要补的差额", Money(), source=f"{RULE}第十二条、第十三条")
def shortfall(monthly, wage_counted):
    return at_least(monthly - wage_counted, 0)


@policy.aside("每小时要补的差额", Money(), source=f"{RULE}第十二条、第十三条")
def hourly_shortfall(hourly, hourly_wage):
    return at_least(hourly - hourly_wage, 0)


policy.says("月最低工资标准是{monthly}[，小时最低工资标准是{hourly}][，单位每月^要补{shortfall}]。")
