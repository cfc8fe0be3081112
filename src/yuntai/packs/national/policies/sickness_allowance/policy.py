"""病残津贴 (allowance for who can no longer work at all, before the retirement age): 人社部发〔2024〕72号, in force 2025-01-01."""

from yuntai.packs.national import facts
from yuntai.packs.national.pensions import minimum_months
from yuntai.rules import (
    FAR,
    Date,
    Money,
    Policy,
    Whole,
    YesNo,
    at_least,
    at_most,
    divide,
    half_up,
    months_after,
    when,
    whole,
    years_after,
)

MEASURES = "《企业职工基本养老保险病残津贴暂行办法》（人社部发〔2024〕72号）"
TEXT = (
    "2026-11-30",
    "人社部发〔2024〕72号第三条至第五条的条文（六盘水市人社局网站的政策解读、西宁本地宝2025年6月4日）",
)
REPORT = ("2026-11-30", "新华社2024年10月18日发布办法的报道（湛江云媒、新华网转载）")

policy = Policy(
    title="病残津贴",
    subject="persons",
    theme="retirement",
    gives="person",
    source=MEASURES,
    begins="2025-01-01",
    published="2024-10-18",
)

policy.fact("insured", YesNo(), ask="参加的是企业职工基本养老保险吗？（灵活就业人员参加的也算）")
policy.fact("cause_is_work", YesNo(), ask="是工伤、职业病造成的吗？")
policy.fact("unable", YesNo(), ask="设区市以上的劳动能力鉴定机构，鉴定为完全丧失劳动能力了吗？")
policy.fact("paying", YesNo(), ask="申领以后还在就业、缴养老保险费吗？")
policy.include(facts.paid_months)
policy.use("retirement_age", "retires_on")
policy.use("pension_estimate", "basic_pension", "monthly_pension")


@policy.scope("参加企业职工基本养老保险", source=MEASURES, checked=REPORT)
def is_insured(insured):
    return insured


@policy.condition("因病或者非因工致残（工伤的看工伤待遇）", source=f"{MEASURES}第二条", checked=REPORT)
def not_of_work(cause_is_work):
    return ~cause_is_work


@policy.condition("鉴定为完全丧失劳动能力", source=f"{MEASURES}第二条", checked=REPORT)
def is_unable(unable):
    return unable


@policy.condition("还没有到法定退休年龄", source=f"{MEASURES}第二条", checked=REPORT)
def before_age(as_of, retires_on):
    return as_of < retires_on


@policy.condition("领的期间不再缴养老保险费", source=MEASURES, checked=REPORT)
def has_stopped(paying):
    return ~paying


@policy.step(
    "按月领养老金最少要缴几个月（按申领那一年）", source=MEASURES, ours="没有写按哪一年的最低缴费年限；按申领那一年"
)
def min_months(as_of, min_months_base, min_months_first_year, min_months_step, min_months_max):
    return minimum_months(as_of.year(), min_months_base, min_months_first_year, min_months_step, min_months_max)


@policy.step("缴够了最低缴费年限", source=MEASURES, checked=TEXT)
def is_full(paid_months, min_months):
    return paid_months >= min_months


@policy.step("离法定退休年龄不超过五年", source=f"{MEASURES}第三条", checked=TEXT)
def is_near(as_of, retires_on, near_years):
    return as_of >= years_after(retires_on, -near_years)


@policy.result(
    "按基本养老金的算法发全额（不是，则只按基础养老金的算法）",
    YesNo(),
    source=f"{MEASURES}第三条、第四条",
    checked=TEXT,
)
def as_pension(entitled, is_full, is_near):
    return entitled & is_full & is_near


@policy.aside("每月", Money(), source=f"{MEASURES}第三条至第五条", checked=TEXT)
def allowance(entitled, as_pension, monthly_pension, basic_pension):
    return half_up(when(entitled, when(as_pension, monthly_pension, basic_pension), 0))


@policy.result("最多领", Whole(unit="个月"), source=f"{MEASURES}第五条", checked=TEXT)
def months_granted(entitled, is_full, paid_months, short_months, short_limit, more_months):
    years_beyond = whole(divide(at_least(paid_months - short_limit, 0) + 11, 12))  # a begun year counts whole
    return when(entitled & ~is_full, short_months + years_beyond * more_months, 0)


@policy.result("领到", Date(), source=MEASURES, checked=TEXT)
def until(entitled, is_full, as_of, months_granted, retires_on):
    return when(entitled, when(is_full, retires_on, at_most(months_after(as_of, months_granted), retires_on)), FAR)


@policy.aside(
    "到五年以内，从这一天起按基本养老金的算法重算", Date(none="不用重算"), source=f"{MEASURES}第四条", checked=TEXT
)
def raised_on(entitled, is_full, is_near, retires_on, near_years):
    return when(entitled & is_full & ~is_near, years_after(retires_on, -near_years), FAR)


policy.says(
    "您可以按月领病残津贴，按基本养老金的算法算，领到{until}（那天到法定退休年龄）[，每月约{allowance}]。",
    when="as_pension",
)
policy.says(
    "您可以按月领病残津贴，按基础养老金的算法算，领到{until}[，最多领{months_granted}][，{raised_on}起按基本养老金重算]"
    "[，每月约{allowance}]。"
)
