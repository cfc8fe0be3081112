"""法定退休年龄 (statutory retirement age), the Decision of 2024-09-13 and the State Council's Measures, in force 2025-01-01."""

from yuntai.packs.national import facts
from yuntai.packs.national.pensions import minimum_months
from yuntai.rules import (
    Age,
    Choice,
    Date,
    Policy,
    Whole,
    at_least,
    at_most,
    divide,
    months_after,
    months_between,
    when,
    whole,
)

MEASURES = "《国务院关于渐进式延迟法定退休年龄的办法》"
FLEXIBLE = "《实施弹性退休制度暂行办法》（人社部发〔2024〕94号）"

GROUPS = Choice({"male": "男职工", "cadre": "女职工，管理技术岗位", "worker": "女职工，工人岗位"})

policy = Policy(
    title="法定退休年龄",
    subject="persons",
    theme="retirement",
    gives="person",
    due="retires_on",
    drawn="pension",
    source=f"2024年9月13日全国人大常委会决定；{MEASURES}",
    begins="2025-01-01",
    published="2024-09-13",
)

policy.include(facts.born_on, facts.sex, facts.post, facts.paid_months)


@policy.step("人员类别", source=f"{MEASURES}第一条", kind=GROUPS)
def group(sex, post):
    return when(sex == "male", "male", post)


@policy.result("原法定退休年龄", Age(), source=f"{MEASURES}第一条")
def original_age_months(original_age, group):
    return original_age[group]


@policy.step("到原法定退休年龄的日子", source=f"{MEASURES}第一条")
def original_on(born_on, original_age_months):
    return months_after(born_on, original_age_months)


@policy.step("开始延迟以前已到原法定退休年龄", source=f"{MEASURES}第一条")
def reached_before(original_on, delay_start):
    return original_on < delay_start


@policy.step("到原法定退休年龄时延迟已实施的月数", source=f"{MEASURES}附件1至附件3")
def months_into_delay(delay_start, original_on):
    return months_between(delay_start, original_on)


@policy.result("延迟", Whole(unit="个月"), source=f"{MEASURES}第一条、附件1至附件3")
def delay_months(reached_before, months_into_delay, group, delay_step, delay_max):
    return when(reached_before, 0, at_most(whole(divide(months_into_delay, delay_step[group])) + 1, delay_max[group]))


@policy.result("法定退休年龄", Age(), source=f"{MEASURES}第一条")
def age_months(original_age_months, delay_months):
    return original_age_months + delay_months


@policy.result("到法定退休年龄的日子", Date(), source=f"{MEASURES}第一条")
def retires_on(born_on, age_months):
    return months_after(born_on, age_months)


@policy.aside("自愿提前，最早可以在几岁", Age(), source=f"{MEASURES}第三条；{FLEXIBLE}第一条")
def earliest_age(age_months, early_max, original_age_months):
    return at_least(age_months - early_max, original_age_months)


@policy.result("自愿提前，最早可以在", Date(), source=f"{MEASURES}第三条；{FLEXIBLE}第一条")
def earliest_on(born_on, earliest_age):
    return months_after(born_on, earliest_age)


@policy.aside("与单位协商延迟，最晚可以到几岁", Age(), source=f"{MEASURES}第三条；{FLEXIBLE}")
def latest_age(age_months, original_age_months, late_max):
    return age_months + when(age_months > original_age_months, late_max, 0)


@policy.result("与单位协商延迟，最晚可以到", Date(), source=f"{MEASURES}第三条；{FLEXIBLE}")
def latest_on(born_on, latest_age):
    return months_after(born_on, latest_age)


@policy.result("按月领养老金最少要缴", Whole(unit="个月"), source=f"{MEASURES}第二条、附件4")
def min_months(retires_on, min_months_base, min_months_first_year, min_months_step, min_months_max):
    return minimum_months(retires_on.year(), min_months_base, min_months_first_year, min_months_step, min_months_max)


@policy.aside("还要缴", Whole(unit="个月"), source=f"{MEASURES}第二条")
def months_short(min_months, paid_months):
    return at_least(min_months - paid_months, 0)


policy.says("您{retires_on}到法定退休年龄（{age_months}）[，比原来推迟{delay_months}]。")
