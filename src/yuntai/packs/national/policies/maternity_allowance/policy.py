"""生育津贴 (maternity allowance): 《女职工劳动保护特别规定》 arts. 7 and 8, 《社会保险法》 arts. 54 and 56."""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Money, Policy, Whole, YesNo, at_least, divide, half_up, when

RULES = "《女职工劳动保护特别规定》（国务院令第619号）"
LAW = "《社会保险法》"
EVENT = Choice({"birth": "生育", "early": "怀孕未满4个月流产", "late": "怀孕满4个月流产"})
PAYER = Choice({"fund": "生育保险基金", "employer": "用人单位"})

policy = Policy(
    title="生育津贴",
    subject="persons",
    theme="insurance",
    gives="person",
    source=f"{RULES}第七条、第八条；{LAW}第五十六条",
    begins="2012-04-28",
    published="2012-04-28",
)

policy.fact("event", EVENT, ask="是生育还是流产？")
policy.fact("difficult_birth", YesNo(), ask="是难产吗？（剖宫产等，以医院证明为准）")
policy.fact("babies", Whole(1, 9), ask="生了几个婴儿？")
policy.fact("insured", YesNo(), ask="单位给您参加生育保险（职工医疗保险）了吗？")
policy.fact("unit_wage", facts.WAGE, ask="单位上一年度职工月平均工资是多少元？（问单位；以经办机构核定的缴费工资为准）")
policy.fact("own_wage", facts.WAGE, ask="您休产假以前每月工资多少元？")
policy.fact(
    "holidays_within",
    Whole(0, 13, unit="天"),
    ask="延长的产假里，有几天是国家法定休假日？（春节、国庆节等，不算调休的休息日）",
)


@policy.step("国家规定的天数", source=f"{RULES}第七条")
def national_days(event, leave_days, difficult_birth, difficult_days, babies, more_baby_days):
    more = when(difficult_birth, difficult_days, 0) + (babies - 1) * more_baby_days
    return leave_days[event] + when(event == "birth", more, 0)


@policy.result("天数（连同当地延长的产假）", Whole(unit="天"), source=f"{RULES}第七条；当地的人口与计划生育条例")
def days(event, national_days, extended_days):
    return national_days + when(event == "birth", extended_days, 0)


@policy.aside("延长的产假遇国家法定休假日顺延", YesNo(), source="当地的人口与计划生育条例")
def longer_by_holidays(event, extended_days, holidays_not_counted):
    return (event == "birth") & (extended_days > 0) & holidays_not_counted


@policy.aside("连同顺延的法定休假日，一共休多少天", Whole(unit="天"), source="当地的人口与计划生育条例")
def days_off(days, longer_by_holidays, holidays_within):
    return days + when(longer_by_holidays, holidays_within, 0)


@policy.result("由谁支付", PAYER, source=f"{RULES}第八条第一款；{LAW}第五十四条")
def payer(insured):
    return when(insured, "fund", "employer")


@policy.step("按哪个月工资计算", source=f"{RULES}第八条第一款；{LAW}第五十六条")
def wage_counted(insured, unit_wage, own_wage):
    return when(insured, unit_wage, own_wage)


@policy.result("生育津贴（没有参保的，为单位应付的产假工资）", Money(), source=f"{RULES}第八条第一款；当地计发办法")
def allowance(wage_counted, days, days_a_month):
    return half_up(divide(wage_counted * days, days_a_month))


@policy.aside("津贴低于本人产假工资的，单位补足", Money(), source="当地计发办法")
def topped_up(insured, tops_up, own_wage, days, days_a_month, allowance):
    own = half_up(divide(own_wage * days, days_a_month))
    return half_up(when(insured & tops_up, at_least(own - allowance, 0), 0))


policy.says(
    "[insured?生育津贴][!insured?产假工资]一共{allowance}（由{payer}支付），产假{days}"
    "[；低于本人产假工资的部分，单位补足{topped_up}][longer_by_holidays?；延长的产假遇国家法定休假日往后顺延]。"
)
