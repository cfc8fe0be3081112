"""未签书面劳动合同的二倍工资差额 (double wage for a missing written contract), R16–R19."""

from yuntai.packs.national import facts
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.packs.national.second_wage import INTERPRETATION, LAW, add_difference, whole_months
from yuntai.rules import (
    FAR,
    Date,
    Policy,
    Whole,
    YesNo,
    at_least,
    at_most,
    days_after,
    divide,
    half_up,
    months_after,
    when,
    years_after,
)

REGULATION = "《劳动合同法实施条例》"
OPINION = "人社部发〔2022〕9号"
EXTENSION = f"{LAW}第四十五条；{REGULATION}第十七条；{INTERPRETATION}第八条"

policy = Policy(
    title="未签书面劳动合同的二倍工资差额",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第八十二条",
    begins="2008-01-01",
    published="2007-06-29",
)


def _mean_wage_of_first_year(contributions, hired_on):
    def in_first_year(paid):
        return paid.month < years_after(hired_on, 1)

    return half_up(divide(contributions.sum("wage", in_first_year), contributions.count(in_first_year)))


def _no_earlier_contract():
    """A registry holds one contract an enrolment: it knows of none before it."""
    return FAR


policy.include(facts.enrolment_kind, facts.contributions)
policy.include(facts.hired_on)
policy.include(facts.ended_on)
policy.fact(
    "previous_contract_end",
    Date(none="没有"),
    ask="以前签过合同、期满后继续工作的，合同哪天到期？（不是这种情况就答“没有”）",
    registry=_no_earlier_contract,
)
policy.fact(
    "extended_until",
    Date(none="没有", future=True),
    ask="合同到期时，有没有依法要延长到情形消失的？（医疗期内，孕期、产期、哺乳期，职业病或者工伤丧失劳动能力，"
    "连续工作满十五年且距退休不足五年，服务期没满，工会任期没满）延长到哪天？没有就答“没有”",
    registry=_no_earlier_contract,
)
policy.fact(
    "contract_signed_on",
    Date(none="没有签"),
    ask="书面劳动合同（期满后继续工作的，指续签的合同）是哪天签的？",
    registry="enrolments.contract_signed_on",
)
policy.fact(
    "employer_fault",
    YesNo(),
    ask="没签合同是单位的原因吗？（您本人故意或重大过失、不可抗力造成的，答“否”；由单位举证）",
)
policy.fact("monthly_wage", facts.WAGE, ask="每月应发工资多少？", registry=_mean_wage_of_first_year)


add_age(policy)


@policy.scope("与单位有劳动关系", source=f"{LAW}第二条")
def employee(enrolment_kind):
    return enrolment_kind == "employee"


@policy.step("合同期满后继续工作", source=f"{LAW}第十条")
def renewed(previous_contract_end):
    return previous_contract_end < FAR


@policy.step("以前的合同实际到哪天（依法延长的，到延长的最后一天）", source=EXTENSION)
def expired_on(previous_contract_end, extended_until):
    return when(extended_until < FAR, at_least(previous_contract_end, extended_until), previous_contract_end)


@policy.step("起算日", source=f"{LAW}第十条、第九十七条第二款")
def counted_from(renewed, expired_on, hired_on, law_begins):
    return at_least(when(renewed, days_after(expired_on, 1), hired_on), law_begins)


@policy.step("签合同的期限（月）", source=f"{LAW}第十条")
def months_to_sign(renewed, grace_after_expiry, sign_within):
    return when(renewed & ~grace_after_expiry, 0, sign_within)


@policy.condition("超过期限没有签书面合同", source=f"{LAW}第十条、第八十二条")
def overdue(contract_signed_on, ended_on, as_of, overdue_from):
    return (contract_signed_on > overdue_from) & (ended_on >= overdue_from) & (as_of > overdue_from)


@policy.condition("没签不是劳动者本人的原因", source=f"{INTERPRETATION}第七条")
def not_by_worker(employer_fault):
    return employer_fault


@policy.result("没有超过签订期限", YesNo(), source=f"{LAW}第十条")
def signed_in_time(overdue):
    return ~overdue


@policy.step("没有书面合同工作到哪天", source=f"{LAW}第八十二条；{REGULATION}第六条")
def unsigned_until(contract_signed_on, ended_on, as_of):
    return at_most(days_after(contract_signed_on, -1), ended_on, days_after(as_of, -1))


@policy.step("二倍工资最晚算到哪天", source=f"{REGULATION}第六条、第七条；{OPINION}第二十条")
def owed_until(unsigned_until, counted_from, months_to_sign, double_max_months):
    cap = months_after(counted_from, months_to_sign + double_max_months)
    return at_most(unsigned_until, days_after(cap, -1))


@policy.result("二倍工资从哪天算起", Date(none="没有"), source=f"{REGULATION}第六条")
def window_from(overdue, overdue_from):
    return when(overdue, overdue_from, FAR)


@policy.result("二倍工资算到哪天", Date(none="没有"), source=f"{REGULATION}第六条、第七条；{OPINION}第二十条")
def window_to(overdue, owed_until):
    return when(overdue, owed_until, FAR)


@policy.result("整月数", Whole(unit="个月"), source=f"{LAW}第八十二条；{OPINION}第二十条")
def months(overdue, counted_from, months_to_sign, owed_until, double_max_months):
    full = whole_months(counted_from, months_to_sign, owed_until)
    return when(overdue, at_most(full, double_max_months), 0)


@policy.step("应付二倍工资差额", source=f"{LAW}第八十二条")
def owed(entitled):
    return entitled


add_difference(policy, policy.result)


@policy.result(
    "视为已订立无固定期限合同的日子",
    Date(none="没有"),
    source=f"{LAW}第十四条第三款；{OPINION}第二十条；地方劳动合同规定",
)
def deemed_open_ended_on(
    renewed, deemed_after_renewal, counted_from, deemed_after, contract_signed_on, ended_on, as_of
):
    year_full_on = years_after(counted_from, deemed_after)
    unsigned_then = (contract_signed_on >= year_full_on) & (ended_on >= year_full_on) & (as_of >= year_full_on)
    return when(unsigned_then & (~renewed | deemed_after_renewal), year_full_on, FAR)


policy.says(
    "[difference?单位^应付二倍工资差额{difference}]"
    "[!difference?超过期限没有签合同的时间不满一个月，没有二倍工资差额]"
    "[difference?（从{window_from}算到{window_to}）]"
    "[beyond_limitation?，其中{beyond_limitation}已经超过时效，单位提出时效的就要不到]"
    "[，{deemed_open_ended_on}起视为已订立无固定期限劳动合同]"
    "[；也有从提出之日倒算一年的，那样时效内是{within_counted_back}]"
    "[；不满一个月的部分也有按21.75天折算的，那样是{difference_by_paid_days}]"
    f"{UNSETTLED}。"
)
policy.says("没有二倍工资差额，因为没有超过签书面劳动合同的期限。", when="signed_in_time", status="not_entitled")
