"""病假工资 (sick pay within the medical period)."""

from yuntai.packs.national import facts
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.rules import Money, Policy, Whole, YesNo, at_least, at_most, divide, half_up, when

OPINION = "劳部发〔1995〕309号第五十九条"
LOCAL = f"{OPINION}；地方工资支付规定"

policy = Policy(
    title="病假工资",
    subject="enrolments",
    theme="rights",
    gives="person",
    source=OPINION,
    begins="1995-08-04",
    published="1995-08-04",
)

policy.fact("work_injury", YesNo(), ask="是工伤吗？（工伤的停工留薪期，工资照发，不按病假）")
policy.fact("in_medical_period", YesNo(), ask="还在医疗期内吗？（医疗期多长，见“医疗期”）")
policy.fact(
    "agreed_sick_pay",
    facts.WAGE,
    ask="劳动合同、集体合同或者规章制度约定的病假工资，一个月多少？（没有约定就答 0）",
)
policy.fact("sick_months", Whole(0, 60, unit="个月"), ask="病假满几个月？（不满一个月就答 0）")
policy.fact("sick_days", Whole(0, 31, unit="天"), ask="不满一个月的零头，有几个计薪日？（没有就答 0）")
policy.fact("paid_for_sickness", Money(), ask="病假期间，单位一共付了多少？")


add_age(policy)


@policy.scope("患病或者非因工负伤", source=OPINION)
def not_work_injury(work_injury):
    return ~work_injury


@policy.condition("在医疗期内", source=OPINION)
def within_medical_period(in_medical_period):
    return in_medical_period


@policy.result("病假工资每月最低多少", Money(), source=LOCAL)
def floor(minimum_wage, wage_area, sick_pay_share):
    return half_up(minimum_wage[wage_area] * sick_pay_share)


@policy.result("病假工资每月多少（有约定按约定，不低于最低数）", Money(), source=LOCAL)
def monthly(entitled, agreed_sick_pay, floor):
    return when(entitled, at_least(agreed_sick_pay, floor), 0)


@policy.result("病假期间一共应付", Money(), source=LOCAL)
def total(monthly, sick_months, sick_days, paid_days):
    part = half_up(at_most(divide(monthly * sick_days, paid_days), monthly))
    return monthly * sick_months + part


@policy.aside("其中应由本人缴的社会保险费和住房公积金，由单位承担", YesNo(), source=f"{LOCAL}（江苏：第三十二条）")
def contributions_borne(entitled, monthly, floor, employer_bears_share):
    return entitled & employer_bears_share & (monthly <= floor)


@policy.aside("还差多少", Money(), source=LOCAL)
def shortfall(total, paid_for_sickness):
    return at_least(total - paid_for_sickness, 0)


policy.says(
    "病假工资每月{monthly}，病假期间一共^应付{total}[，还差{shortfall}]"
    "[contributions_borne?；应由您个人缴的社会保险费和住房公积金，这期间也由单位承担]"
    f"{UNSETTLED}。"
)
