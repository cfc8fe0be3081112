"""失业保险金 (unemployment benefit): 《社会保险法》 arts. 45–47 and 51, 《失业保险条例》.

For how many months and how much is for each province to say: a table by years, a share of the base or fixed amounts.
"""

from yuntai.packs.national import facts
from yuntai.rules import (
    FAR,
    Choice,
    Date,
    Money,
    Policy,
    Relation,
    Whole,
    YesNo,
    at_least,
    at_most,
    clip,
    divide,
    half_up,
    months_after,
    when,
    whole,
)

LAW = "《社会保险法》"
REGULATIONS = "《失业保险条例》（国务院令第258号）"
PLACE = "《社会保险法》第四十六条、第四十七条；当地的失业保险规定"
RETIREMENT = "《国务院关于渐进式延迟法定退休年龄的办法》"
NEVER = "没有"
REASONS = Choice(
    {"expired": "合同期满", "dismissed": "单位解除", "redundancy": "裁员", "quit": "本人辞职", "other": "其他"}
)

policy = Policy(
    title="失业保险金",
    subject="spells",
    theme="employment",
    gives="person",
    source=f"{LAW}第四十五条、第四十六条",
    begins="2011-07-01",
    published="2010-10-28",
    paid="total",
)

policy.include(
    Relation(
        "contributions",
        table="contributions",
        by="person",
        columns={"month": Date(), "base": Money(), "paid_on": Date(none="未缴")},
    )
)
policy.fact("lost_on", Date(usual=(0, 40)), ask="哪一天离开单位的？", registry="spells.lost_on")
policy.fact("reason", REASONS, ask="为什么离开单位？", registry="spells.reason")
policy.fact(
    "insured_months", Whole(0, 720, usual=(0, 480)), ask="失业保险一共缴了多少个月？", registry="spells.insured_months"
)
policy.fact(
    "registered_on",
    Date(none=NEVER),
    ask="哪一天办的失业登记？（还没有办就答“没有”）",
    registry="spells.registered_on",
    after="lost_on",
)
policy.fact("seeks_work", YesNo(), ask="想找工作吗？", registry="spells.seeks_work")
policy.fact(
    "reemployed_on",
    Date(none=NEVER),
    ask="哪一天又上班了？（还没有就答“没有”）",
    registry="spells.reemployed_on",
    after="lost_on",
)
policy.fact("months_left_over", Whole(0, 24), ask="上次失业时，还有几个月没有领完？（没有就答 0）")


def _mean_base(contributions, lost_on, mean_months, as_of):
    def counted(paid):
        return (paid.month >= months_after(lost_on, -mean_months)) & (paid.month < lost_on) & (paid.paid_on <= as_of)

    return half_up(divide(contributions.sum("base", counted), contributions.count(counted)))


policy.fact("mean_base", facts.WAGE, ask="离开单位前12个月，平均每月的缴费基数是多少元？", registry=_mean_base)
policy.use("retirement_age", "retires_on")


@policy.condition("缴费满一年", source=f"{LAW}第四十五条第（一）项")
def paid_a_year(insured_months, paid_at_least):
    return insured_months >= paid_at_least


@policy.condition(
    "不是因为本人意愿中断就业", source=f"{LAW}第四十五条第（二）项；《实施〈社会保险法〉若干规定》第十三条"
)
def not_by_choice(involuntary, reason):
    return involuntary[reason]


@policy.condition("已经办理失业登记", source=f"{LAW}第四十五条第（三）项")
def is_registered(registered_on, as_of):
    return registered_on <= as_of


@policy.condition("有求职要求", source=f"{LAW}第四十五条第（三）项")
def wants_work(seeks_work):
    return seeks_work


@policy.condition("还没有重新就业", source=f"{LAW}第五十一条第（一）项")
def still_unemployed(reemployed_on, as_of):
    return reemployed_on > as_of


@policy.condition("还没有到法定退休年龄", source=f"{LAW}第五十一条第（四）项；{RETIREMENT}第七条", verify=True)
def below_retirement(as_of, retires_on):
    return as_of < retires_on


@policy.step("满几年", source=PLACE)
def full_years(insured_months):
    return whole(divide(insured_months, 12))


@policy.aside("最长可以领（上次没领完的另算）", Whole(unit="个月"), source=f"{LAW}第四十六条；{REGULATIONS}第十七条")
def months_max(entitled, max_months, insured_months):
    return when(entitled, max_months.at(insured_months), 0)


@policy.result("可以领（连同上次没领完的）", Whole(unit="个月"), source=f"{LAW}第四十六条；当地的失业保险规定")
def months(entitled, months_by_years, full_years, months_max, months_left_over, carry_max):
    granted = at_most(months_by_years.at(full_years), months_max)
    return when(entitled, at_most(granted + months_left_over, carry_max), 0)


@policy.aside("距法定退休年龄不足一年，延长领取到", Date(none="不延长"), source=f"{RETIREMENT}第七条")
def extended_to(entitled, as_of, retires_on, near_retirement):
    return when(entitled & (as_of > months_after(retires_on, -near_retirement)), retires_on, FAR)


@policy.step("按缴费年限定额", source=PLACE)
def fixed(amount_by):
    return amount_by == "years"


@policy.step("月平均缴费基数的比例，不低于最低、不高于最高标准", source=PLACE)
def share_of_base(mean_base, benefit_rate, insured_months, benefit_floor, benefit_cap):
    return clip(mean_base * benefit_rate.at(insured_months), benefit_floor, benefit_cap)


@policy.result("每月金额", Money(), source=PLACE)
def monthly_amount(entitled, fixed, amount_by_years, full_years, share_of_base):
    return half_up(when(entitled, when(fixed, amount_by_years.at(full_years), share_of_base), 0))


@policy.step("按后期标准领的月数", source=PLACE, kind=Whole(unit="个月"))
def later_months(fixed, months, later_after):
    return when(fixed, at_least(months - later_after, 0), 0)


@policy.aside("其中按后期标准领的，每月", Money(), source=PLACE)
def later_monthly_amount(entitled, fixed, later_amount, monthly_amount):
    return half_up(when(entitled & fixed, later_amount, monthly_amount))


@policy.result("合计", Money(), source=PLACE)
def total(months, monthly_amount, later_months, later_monthly_amount):
    both = (months - later_months) * monthly_amount + later_months * later_monthly_amount
    # what it never exceeds is written out, for the bounds of who has not answered yet
    return half_up(at_most(both, months * at_least(monthly_amount, later_monthly_amount)))


policy.says(
    "失业保险金每月{monthly_amount}[later_months?，最后{later_months}每月{later_monthly_amount}]，领取期限{months}，一共{total}"
    "[；距退休不到一年，延长领到{extended_to}]。"
)
