"""按月领取基本养老金的最低缴费年限 (years that must be paid for a monthly pension), by the year of reaching the age."""

from yuntai.packs.national import facts
from yuntai.packs.national.pensions import minimum_months
from yuntai.rules import Number, Policy, Whole, YesNo, at_least, divide

MEASURES = "《国务院关于渐进式延迟法定退休年龄的办法》"

policy = Policy(
    title="按月领取养老金的最低缴费年限",
    subject="persons",
    theme="insurance",
    source=f"{MEASURES}第二条、附件4",
    begins="2025-01-01",
    published="2024-09-13",
)

policy.fact(
    "reaching_year",
    Whole(1990, 2099),
    ask="哪一年到法定退休年龄？（提前退休的，写选定退休的那一年；延迟退休的，仍写到法定退休年龄的那一年）",
)
policy.include(facts.paid_months)


@policy.result("最少要缴", Whole(unit="个月"), source=f"{MEASURES}第二条、附件4")
def min_months(reaching_year, min_months_base, min_months_first_year, min_months_step, min_months_max):
    return minimum_months(reaching_year, min_months_base, min_months_first_year, min_months_step, min_months_max)


@policy.result("折合年数", Number(), source=f"{MEASURES}附件4")
def min_years(min_months):
    return divide(min_months, 12)


@policy.result("还差", Whole(unit="个月"), source=f"{MEASURES}第二条")
def months_short(min_months, paid_months):
    return at_least(min_months - paid_months, 0)


@policy.result("缴够了，到龄可以按月领", YesNo(), source=f"{MEASURES}第二条")
def enough(months_short):
    return months_short == 0


policy.says("按月领养老金最少要缴{min_months}（{min_years}年）[，还差{months_short}][enough?，已经缴够了]。")
