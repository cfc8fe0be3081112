"""竞业限制 (non-compete terms after leaving): whom they bind, how long, what the employer pays, R21.

Sums are rounded once, at the end; what comes out where each month is rounded first is said beside it.
"""

from yuntai.packs.national import facts
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.rules import (
    FAR,
    Choice,
    Date,
    Money,
    Policy,
    Whole,
    YesNo,
    at_least,
    at_most,
    clip,
    divide,
    half_up,
    months_after,
    months_between,
    when,
)

LAW = "《劳动合同法》"
INTERPRETATION = "法释〔2020〕26号"
INTERPRETATION_2 = "法释〔2025〕12号"
GUIDELINES = "人社厅发〔2025〕40号"

policy = Policy(
    title="竞业限制",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第二十三条、第二十四条",
    begins="2008-01-01",
    published="2007-06-29",
)

policy.fact(
    "bound_as",
    Choice(
        {
            "manager": "高级管理人员",
            "technician": "高级技术人员",
            "confidant": "其他负有保密义务的人员",
            "ordinary": "都不是（普通岗位）",
        }
    ),
    ask="在单位属于哪一类人员？",
)
policy.fact(
    "knows_secrets", YesNo(), ask="工作中接触过单位的商业秘密吗？（只会行业通用的知识技能、只看到一般经营信息，答“否”）"
)
policy.fact("kept_duty", YesNo(), ask="离职后遵守竞业限制了吗？（没有去做同类产品、同类业务的单位，也没有自己做）")
policy.fact("term_months", Whole(1, 600, unit="个月"), ask="约定的竞业限制期限是几个月？")
policy.fact(
    "agreed_monthly",
    facts.WAGE,
    ask="约定离职后每月补偿多少？（没有约定就答 0；在职时的保密费、写明已含在工资里的补偿，不算）",
)
policy.include(facts.contributions, facts.ended_on)
policy.include(facts.mean_wage)
policy.fact("fee_in_service", Money(), ask="在职时每月发多少保密费？（没有就答 0）")
policy.fact("compensation_paid", Money(), ask="离职以后，单位一共付了多少竞业限制补偿？（没付就答 0）")
policy.fact("unpaid_months", Whole(0, 600, unit="个月"), ask="单位有几个月没付竞业限制补偿？")
policy.fact("unpaid_by_employer", YesNo(), ask="没付是单位的原因吗？")
policy.fact("reminded", YesNo(), ask="催过单位吗？（书面、留有凭据的）")
policy.fact("agreed_penalty", Money(), ask="约定违反竞业限制付多少违约金？")


add_age(policy)


@policy.condition("属于可以约定竞业限制的人员", source=f"{LAW}第二十四条第一款")
def bindable(bound_as):
    return bound_as != "ordinary"


@policy.condition("接触过单位的商业秘密", source=f"{LAW}第二十三条、第二十四条；{INTERPRETATION_2}第十三条")
def secrets_known(secrets_needed, knows_secrets):
    return ~secrets_needed | knows_secrets


@policy.condition("遵守了竞业限制", source=f"{INTERPRETATION}第三十六条、第三十七条")
def duty_kept(kept_duty):
    return kept_duty


@policy.result("有效的竞业限制期限", Whole(unit="个月"), source=f"{LAW}第二十四条第二款")
def valid_months(term_months, max_months):
    return at_most(term_months, max_months)


@policy.aside("超过上限、没有约束力的月数", Whole(unit="个月"), source=f"{LAW}第二十四条第二款")
def void_months(term_months, valid_months):
    return term_months - valid_months


@policy.step("约定的每月补偿（在职时的保密费不能抵）", source=f"{GUIDELINES}第十六条")
def agreed_compensation(agreed_monthly, fee_counts, fee_in_service):
    return agreed_monthly + when(fee_counts, fee_in_service, 0)


@policy.result("没有约定离职后的补偿", YesNo(), source=f"{INTERPRETATION}第三十六条")
def compensation_missing(agreed_compensation):
    return agreed_compensation <= 0


@policy.step("当地每月补偿的下限（不低于最低工资）", source=f"{GUIDELINES}第十三条；地方规定")
def local_floor(mean_wage, floor_over, floor_under, minimum_wage, wage_area):
    return at_least(divide(mean_wage * floor_over, floor_under), minimum_wage[wage_area])


@policy.step("司法解释规定的没有约定时每月补偿（不低于最低工资）", source=f"{INTERPRETATION}第三十六条")
def by_interpretation(mean_wage, unagreed_share, minimum_wage, wage_area):
    return at_least(mean_wage * unagreed_share, minimum_wage[wage_area])


@policy.step(
    "没有约定时每月补偿",
    source=f"{INTERPRETATION}第三十六条；地方规定",
    ours="没有约定的与约定过低的怎样比，条文没有写；不比约定得低的还少",
)
def unagreed_compensation(by_interpretation, floor_when_unagreed, local_floor):
    return when(floor_when_unagreed, at_least(by_interpretation, local_floor), by_interpretation)


@policy.step(
    "有约定时每月补偿", source=f"{GUIDELINES}第十三条；地方规定", ours="约定过低的是否补足，条文没有写；补足到下限"
)
def agreed_at_least(agreed_compensation, floor_when_agreed, local_floor):
    return when(floor_when_agreed, at_least(agreed_compensation, local_floor), agreed_compensation)


@policy.step("每月补偿（取整以前）", source=f"{LAW}第二十三条第二款")
def monthly_exact(entitled, compensation_missing, unagreed_compensation, agreed_at_least):
    return when(entitled, when(compensation_missing, unagreed_compensation, agreed_at_least), 0)


@policy.result("每月补偿", Money(), source=f"{LAW}第二十三条第二款；{INTERPRETATION}第三十六条；{GUIDELINES}第十三条")
def monthly(monthly_exact):
    return half_up(monthly_exact)


def _sum(months, monthly_exact, monthly, rounded_monthly):
    return when(rounded_monthly, monthly * months, half_up(monthly_exact * months))


@policy.result(
    "有效期限内的补偿总额",
    Money(),
    source=f"{LAW}第二十三条第二款、第二十四条第二款",
    ours="怎样取整，条文没有写；只在最后取整一次",
)
def total(valid_months, monthly_exact, monthly, rounded_monthly):
    return _sum(valid_months, monthly_exact, monthly, rounded_monthly)


@policy.aside("另一种算法：每月先取整到分再相加", Money(), source=f"{LAW}第二十三条第二款（按月给予）")
def total_rounded_monthly(valid_months, monthly, total):
    return when(monthly * valid_months == total, 0, monthly * valid_months)


@policy.aside("另一种算法：没有约定补偿的，只按司法解释的比例，每月多少", Money(), source=f"{INTERPRETATION}第三十六条")
def monthly_by_interpretation(entitled, compensation_missing, by_interpretation, monthly):
    other = half_up(when(entitled & compensation_missing, by_interpretation, 0))
    return when(other == monthly, 0, other)


@policy.aside("竞业限制到哪天为止", Date(none="还没有离职"), source=f"{LAW}第二十四条第二款")
def bound_until(ended_on, valid_months):
    return when(ended_on < FAR, months_after(ended_on, valid_months), FAR)


@policy.aside("到今天应付而没付的补偿", Money(), source=f"{LAW}第二十三条第二款；{GUIDELINES}第十六条")
def owed_now(monthly_exact, monthly, rounded_monthly, ended_on, as_of, valid_months, compensation_paid):
    passed = clip(months_between(ended_on, as_of), 0, valid_months)
    return at_least(_sum(passed, monthly_exact, monthly, rounded_monthly) - compensation_paid, 0)


@policy.aside("可以请求解除竞业限制约定", YesNo(), source=f"{INTERPRETATION}第三十八条")
def may_be_released(unpaid_by_employer, unpaid_months, release_after):
    return unpaid_by_employer & (unpaid_months >= release_after)


@policy.aside("按指引可以不再履行（指引供参考，不是裁判依据）", YesNo(), source=f"{GUIDELINES}第十七条")
def may_stop(unpaid_months, stop_after, reminded, stop_after_reminder):
    return (unpaid_months > stop_after) | (reminded & (unpaid_months > stop_after_reminder))


@policy.aside("单位在期限内提前解除的，可以另要的补偿", Money(), source=f"{INTERPRETATION}第三十九条")
def early_release_pay(monthly_exact, monthly, rounded_monthly, early_release_months):
    return _sum(early_release_months, monthly_exact, monthly, rounded_monthly)


@policy.aside("期限长的，指引建议的每月补偿（供协商，不是裁判依据）", Money(), source=f"{GUIDELINES}第十三条第二款")
def suggested_monthly(valid_months, long_from, mean_wage, long_share, monthly):
    return at_least(when(valid_months > long_from, half_up(mean_wage * long_share), 0), monthly)


@policy.aside("违约金高于指引建议的上限（可以请求调低）", YesNo(), source=f"{GUIDELINES}第十四条")
def penalty_high(agreed_penalty, total, penalty_times):
    return agreed_penalty > total * penalty_times


policy.says(
    "离职后单位每月^付补偿{monthly}，有效期限{valid_months}，一共{total}[，到{bound_until}为止][；到今天^还欠{owed_now}]"
    "[；没有约定的，也有只按司法解释每月{monthly_by_interpretation}的][；每月先取整再相加的，一共{total_rounded_monthly}]"
    f"{UNSETTLED}。"
)
