"""失业保险金 (unemployment benefit): 《社会保险法》 arts. 45, 46 and 51, 《失业保险条例》, 《江苏省失业保险规定》."""

from yuntai.rules import (
    FAR,
    Choice,
    Date,
    Money,
    Policy,
    Relation,
    Whole,
    YesNo,
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
PROVINCE = "《江苏省失业保险规定》（条号待核实）"
RETIREMENT = "《国务院关于渐进式延迟法定退休年龄的办法》"
NEVER = "没有"
REASONS = Choice(
    {"expired": "合同期满", "dismissed": "单位解除", "redundancy": "裁员", "quit": "本人辞职", "other": "其他"}
)
BANDS = Choice({"short": "满一年不足五年", "middle": "满五年不足十年", "long": "十年以上"})
RATE_BANDS = Choice({"under_10": "不足十年", "from_10": "满十年不足二十年", "from_20": "二十年以上"})

policy = Policy(
    title="失业保险金",
    subject="spells",
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
        columns={"month": Date(), "base": Money(), "paid_on": Date()},
    )
)
policy.fact("lost_on", Date(), ask="哪一天离开单位的？", registry="spells.lost_on")
policy.fact("insured_months", Whole(0, 720), ask="失业保险一共缴了多少个月？", registry="spells.insured_months")
policy.fact("reason", REASONS, ask="为什么离开单位？", registry="spells.reason")
policy.fact(
    "registered_on", Date(none=NEVER), ask="哪一天办的失业登记？（还没有办就答“没有”）", registry="spells.registered_on"
)
policy.fact("seeks_work", YesNo(), ask="想找工作吗？", registry="spells.seeks_work")
policy.fact(
    "reemployed_on", Date(none=NEVER), ask="哪一天又上班了？（还没有就答“没有”）", registry="spells.reemployed_on"
)
policy.fact("months_left_over", Whole(0, 24), ask="上次失业时，还有几个月没有领完？（没有就答 0）")


def _mean_base(contributions, lost_on, mean_months, as_of):
    def counted(paid):
        return (paid.month >= months_after(lost_on, -mean_months)) & (paid.month < lost_on) & (paid.paid_on <= as_of)

    return half_up(divide(contributions.sum("base", counted), contributions.count(counted)))


policy.fact("mean_base", Money(), ask="离开单位前12个月，平均每月的缴费基数是多少元？", registry=_mean_base)
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


@policy.step("最长期限的档次", source=f"{LAW}第四十六条；{REGULATIONS}第十七条", kind=BANDS)
def band(insured_months, middle_from, long_from):
    return when(insured_months < middle_from, "short", when(insured_months < long_from, "middle", "long"))


@policy.step("满几年（十年以上按十年）", source=PROVINCE, verify=True)
def full_years(insured_months, long_from):
    return whole(divide(at_most(insured_months, long_from), 12))


@policy.aside("最长可以领（上次没领完的另算）", Whole(unit="个月"), source=f"{LAW}第四十六条；{REGULATIONS}第十七条")
def months_max(entitled, max_months, band):
    return when(entitled, max_months[band], 0)


@policy.result("可以领（连同上次没领完的）", Whole(unit="个月"), source=f"{LAW}第四十六条；{PROVINCE}", verify=True)
def months(entitled, months_by_years, full_years, months_max, months_left_over, carry_max):
    granted = at_most(months_by_years[full_years], months_max)
    return when(entitled, at_most(granted + months_left_over, carry_max), 0)


@policy.aside("距法定退休年龄不足一年，延长领取到", Date(none="不延长"), source=f"{RETIREMENT}第七条")
def extended_to(entitled, as_of, retires_on, near_retirement):
    return when(entitled & (as_of > months_after(retires_on, -near_retirement)), retires_on, FAR)


@policy.step("比例的档次", source=PROVINCE, kind=RATE_BANDS, verify=True)
def rate_band(insured_months, rate_from_10, rate_from_20):
    return when(insured_months < rate_from_10, "under_10", when(insured_months < rate_from_20, "from_10", "from_20"))


@policy.result("每月金额", Money(), source=PROVINCE, verify=True)
def monthly_amount(entitled, mean_base, benefit_rate, rate_band, benefit_floor, benefit_cap):
    return half_up(when(entitled, clip(mean_base * benefit_rate[rate_band], benefit_floor, benefit_cap), 0))


@policy.result("合计", Money(), source=f"{LAW}第四十六条；{PROVINCE}", verify=True)
def total(months, monthly_amount):
    return half_up(months * monthly_amount)
