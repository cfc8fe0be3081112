"""服务期违约金 (penalty for leaving before the end of an agreed service period), 《劳动合同法》第二十二条."""

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
    days_after,
    days_between,
    divide,
    half_up,
    months_after,
    months_between,
    when,
)

LAW = "《劳动合同法》"
REGULATION = "《劳动合同法实施条例》"

policy = Policy(
    title="服务期违约金",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第二十二条",
    begins="2008-01-01",
    published="2007-06-29",
)

policy.fact(
    "special_training",
    YesNo(),
    ask="单位出了专项培训费用，做的是专业技术培训吗？（入职培训、安全培训、买房落户等不算）",
)
policy.fact("service_from", Date(), ask="服务期从哪天开始？")
policy.fact("service_months", Whole(1, 600, unit="个月"), ask="服务期一共几个月？")
policy.include(facts.ended_on)
policy.fact(
    "leave_reason",
    Choice(
        {
            "resigned": "本人辞职",
            "forced": "单位欠薪、不缴社会保险等，本人因此解除（第三十八条）",
            "worker_fault": "本人有严重过错，单位解除",
            "employer": "单位没有过错地提出、裁员等，不是本人的原因",
            "agreed": "双方协商一致",
        }
    ),
    ask="是怎样离职的？",
)
policy.fact("training_cost", Money(), ask="培训花了多少？（有凭证的培训费、培训期间的差旅费、其他直接费用）")
policy.fact("agreed_penalty", Money(), ask="约定的违约金是多少？")


add_age(policy)


@policy.step("最后工作的一天（还在职的，按今天算）", source=f"{LAW}第二十二条")
def last_day(ended_on, as_of):
    return when(ended_on < FAR, ended_on, as_of)


@policy.step("服务期满后的第一天", source=f"{LAW}第二十二条")
def free_from(service_from, service_months):
    return months_after(service_from, service_months)


@policy.step("离职后的第一天（不早于服务期开始）", source=f"{LAW}第二十二条")
def left_from(last_day, service_from):
    return at_least(days_after(last_day, 1), service_from)


@policy.condition("单位出钱做了专项培训（没有的，不能约定违约金）", source=f"{LAW}第二十二条第一款、第二十五条")
def trained(special_training):
    return special_training


@policy.condition("服务期没有满", source=f"{LAW}第二十二条第二款")
def left_early(left_from, free_from):
    return left_from < free_from


@policy.condition("这样离职的，要付违约金", source=f"{LAW}第二十二条第二款；{REGULATION}第二十六条")
def reason_pays(penalty_due, leave_reason):
    return penalty_due[leave_reason]


@policy.step("已经服务满几个月", source=f"{LAW}第二十二条第二款")
def full_months(service_from, left_from):
    return months_between(service_from, left_from)


@policy.step("离职那个月有几天", source=f"{LAW}第二十二条第二款")
def days_of_month(service_from, full_months):
    return days_between(months_after(service_from, full_months), months_after(service_from, full_months + 1))


@policy.step("零头几天", source=f"{LAW}第二十二条第二款")
def odd_days(service_from, full_months, left_from):
    return days_between(months_after(service_from, full_months), left_from)


@policy.step(
    "没有履行的服务期（按天，或者按月再乘当月天数）",
    source=f"{LAW}第二十二条第二款",
    ours="按月还是按天分摊，条文没有写，见参数",
)
def unserved(shared_by, left_from, free_from, service_months, full_months, days_of_month, odd_days):
    by_month = (service_months - full_months) * days_of_month - odd_days
    return at_least(when(shared_by == "day", days_between(left_from, free_from), by_month), 0)


@policy.step("整个服务期（按同样的单位）", source=f"{LAW}第二十二条第二款", ours="按月还是按天分摊，条文没有写，见参数")
def whole_period(shared_by, service_from, free_from, service_months, days_of_month):
    return when(shared_by == "day", days_between(service_from, free_from), service_months * days_of_month)


@policy.result("没有履行部分分摊的培训费用（违约金最高数）", Money(), source=f"{LAW}第二十二条第二款")
def most(entitled, training_cost, unserved, whole_period):
    return half_up(when(entitled, divide(training_cost * unserved, whole_period), 0))


@policy.result("要付的违约金", Money(), source=f"{LAW}第二十二条第二款")
def penalty(most, agreed_penalty):
    return at_most(agreed_penalty, most)


@policy.aside("约定的违约金超过培训费用，超过部分无效", Money(), source=f"{LAW}第二十二条第二款")
def void_part(agreed_penalty, training_cost):
    return at_least(agreed_penalty - training_cost, 0)


@policy.aside("服务期到哪天（劳动合同先到期的，续延到这一天）", Date(), source=f"{REGULATION}第十七条")
def service_until(free_from):
    return days_after(free_from, -1)


policy.says(f"[penalty?^要付违约金{{penalty}}][!penalty?不用付违约金][most?，最高不能超过{{most}}]{UNSETTLED}。")
policy.says("不用付违约金，因为{because}不成立。", status="not_entitled")
