"""工伤伤残待遇 (benefits for a disability after a work injury): 《工伤保险条例》 arts. 34–37."""

from yuntai.packs.national.injuries import REGULATIONS, add_own_wage, disability_grade, recognised
from yuntai.rules import Choice, Money, Policy, Whole, YesNo, at_least, half_up, when

CARE = Choice({"none": "能自理", "part": "部分不能自理", "most": "大部分不能自理", "full": "完全不能自理"})
PAYER = Choice({"fund": "工伤保险基金", "employer": "用人单位", "none": "没有伤残津贴"})

policy = Policy(
    title="工伤伤残待遇",
    subject="persons",
    theme="injury",
    gives="person",
    source=f"{REGULATIONS}第三十四条至第三十七条",
    begins="2011-01-01",
    published="2010-12-20",
)

policy.include(recognised, disability_grade)
add_own_wage(policy)
policy.fact("hard_to_place", YesNo(), ask="单位难以安排适当的工作吗？（五级、六级要看；安排了就答“否”）")
policy.fact("care", CARE, ask="劳动能力鉴定的生活自理障碍是哪一等？")


@policy.condition("已认定为工伤", source=f"{REGULATIONS}第三十五条至第三十七条")
def is_recognised(recognised):
    return recognised


@policy.result("一次性伤残补助金的月数", Whole(unit="个月"), source=f"{REGULATIONS}第三十五条至第三十七条")
def grant_months(entitled, disability_grade, grant_months_by_grade):
    return when(entitled, grant_months_by_grade[disability_grade], 0)


@policy.result("一次性伤残补助金（基金支付）", Money(), source=f"{REGULATIONS}第三十五条至第三十七条")
def grant(grant_months, own_wage):
    return half_up(when(grant_months == 0, 0, own_wage * grant_months))


@policy.aside("一次性伤残补助金，缴费工资不用调整时", Money(), source=f"{REGULATIONS}第三十五条至第三十七条")
def grant_by_insured_wage(grant_months, insured_wage):
    return half_up(insured_wage * grant_months)


@policy.step("按月领伤残津贴", source=f"{REGULATIONS}第三十五条、第三十六条")
def draws_allowance(entitled, disability_grade, hard_to_place):
    return entitled & ((disability_grade <= 4) | ((disability_grade <= 6) & hard_to_place))


@policy.result("伤残津贴（每月，不低于最低工资）", Money(), source=f"{REGULATIONS}第三十五条、第三十六条")
def allowance(draws_allowance, own_wage, allowance_rate, disability_grade, minimum_wage, wage_area):
    by_rate = at_least(own_wage * allowance_rate[disability_grade], minimum_wage[wage_area])
    return half_up(when(draws_allowance, by_rate, 0))


@policy.result("伤残津贴由谁付", PAYER, source=f"{REGULATIONS}第三十五条、第三十六条")
def allowance_payer(draws_allowance, disability_grade):
    return when(draws_allowance, when(disability_grade <= 4, "fund", "employer"), "none")


@policy.result("生活护理费（每月，基金支付）", Money(), source=f"{REGULATIONS}第三十四条")
def nursing(entitled, care, area_average_wage, nursing_rate):
    return half_up(when(entitled & (care != "none"), area_average_wage * nursing_rate[care], 0))


policy.says(
    "一次性伤残补助金^为{grant_months}的本人工资[，共{grant}]"
    "[draws_allowance?，伤残津贴每月{allowance}，由{allowance_payer}支付][，生活护理费每月{nursing}]。"
)
