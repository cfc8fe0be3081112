"""灵活就业人员社会保险补贴 (social-insurance subsidy of flexible workers), 财社〔2023〕181号, before it 财社〔2017〕164号.

How much is Nanjing's to say (宁人社〔2016〕78号): two thirds of what is paid on the lowest base and half of what is paid above it.
Only the pension's share depends on the base; for the medical insurance flexible workers all pay alike.
"""

from yuntai.packs.national import facts
from yuntai.rules import (
    FAR,
    Date,
    Money,
    Once,
    Policy,
    Relation,
    Whole,
    YesNo,
    at_least,
    at_most,
    day_of,
    divide,
    down,
    months_after,
    months_between,
    when,
)

MEASURES = "《就业补助资金管理办法》（财社〔2023〕181号）第十条"
READ = ("2026-11-30", "财社〔2023〕181号全文（公开代码库收录的文件转录）")
NANJING = "宁人社〔2016〕78号"
GUIDE = ("2026-11-30", "南京市鼓楼区政府网站2025年5月16日的申领指南（公开转录）；社保网2023年5月6日的公开转载")

policy = Policy(
    title="灵活就业人员社会保险补贴",
    subject="enrolments",
    theme="employment",
    gives="person",
    source=MEASURES,
    begins="2017-10-13",
    published={"unknown": "通知的全文没有找到，凭记忆是2017年10月13日印发"},
    paid="amount",
    once=Once(per=("person",), best="amount"),
)


def _flexible(enrolment_kind, began_on, ended_on, as_of):
    return (enrolment_kind == "flexible") & as_of.between(began_on, ended_on)


def _months_received(payments):
    return payments.count(lambda paid: paid.policy == policy.id)


def _first_received_on(payments):
    return payments.earliest("claimed_on", lambda paid: paid.policy == policy.id, by="claimed_on", none=FAR)


def _registered(registered_on, as_of):
    return registered_on <= as_of


def _paid_last(contributions, as_of):
    return contributions.latest("own_paid", lambda paid: paid.paid_on <= as_of, by="month", none=0)


def _base_last(contributions, as_of):
    return contributions.latest("base", lambda paid: paid.paid_on <= as_of, by="month", none=0)


policy.include(facts.enrolment_kind, facts.payments)
policy.include(
    Relation(
        "contributions",
        table="contributions",
        by="enrolment",
        columns={"month": Date(), "base": Money(), "own_paid": Money(), "paid_on": Date(none="未缴")},
    )
)
policy.fact("registered_on", Date(none="没有登记"), registry="enrolments.registered_on")
policy.fact("began_on", Date(), registry="enrolments.began_on")
policy.fact("ended_on", Date(none="至今"), registry="enrolments.ended_on")
policy.fact("flexible", YesNo(), ask="现在是灵活就业，自己缴纳社会保险费吗？", registry=_flexible)
policy.fact("registered_flexible", YesNo(), ask="办理灵活就业登记了吗？", registry=_registered)
policy.fact("hard_to_employ", YesNo(), ask="认定为就业困难人员了吗？", registry="persons.hard_to_employ")
policy.fact(
    "graduated_on",
    Date(none="没有"),
    ask="哪一天从高校毕业的？（没有就答“没有”）",
    registry="persons.graduated_on",
    after="born_on",
)
policy.fact("months_received", Whole(0, 720), ask="这项补贴已经领过几个月？（没有就答 0）", registry=_months_received)
policy.fact(
    "first_received_on", Date(none="没有"), ask="第一次是哪一天申领的？（没有就答“没有”）", registry=_first_received_on
)
policy.fact("paid_amount", Money(), ask="这个月自己实际缴了多少元社会保险费？", registry=_paid_last)
policy.fact("paid_base", Money(), ask="这个月养老保险按多少元的缴费基数缴的？", registry=_base_last)
policy.use("retirement_age", "retires_on")


@policy.step("第一次享受补贴的日子", source=MEASURES)
def first_on(months_received, as_of, first_received_on):
    return when(months_received == 0, as_of, first_received_on)


@policy.step("第一次享受时离校不超过规定期限的高校毕业生", source=MEASURES, checked=READ)
def recent_graduate(graduated_on, as_of, first_on, graduate_within):
    return (graduated_on <= as_of) & (first_on <= months_after(graduated_on, graduate_within))


@policy.step("第一次享受时距法定退休年龄不足规定期限", source=MEASURES, checked=READ)
def near_retiring(first_on, retires_on, near_retirement):
    return first_on > months_after(retires_on, -near_retirement)


@policy.step("到法定退休年龄还有几个月", source=MEASURES, checked=READ)
def months_to_retirement(as_of, retires_on):
    return months_between(day_of(as_of.year(), as_of.month(), 1), retires_on)


@policy.step("按人员类别还可以补几个月", source=MEASURES, checked=READ)
def months_open(
    hard_to_employ, near_retiring, months_to_retirement, recent_graduate, hard_months, graduate_months, months_received
):
    hard = when(near_retiring, months_to_retirement, hard_months - months_received)
    graduate = when(recent_graduate, graduate_months - months_received, 0)
    return at_least(when(hard_to_employ, hard, graduate), 0)


@policy.condition("是就业困难人员或离校不久的高校毕业生", source=MEASURES)
def in_group(hard_to_employ, recent_graduate):
    return hard_to_employ | recent_graduate


@policy.condition("灵活就业并自己缴纳社会保险费", source=MEASURES)
def works_flexibly(flexible):
    return flexible


@policy.condition("办理了灵活就业登记", source=NANJING, checked=GUIDE)
def is_registered(registered_flexible):
    return registered_flexible


@policy.condition("还没有到法定退休年龄", source=MEASURES)
def below_retirement(as_of, retires_on):
    return as_of < retires_on


@policy.condition("补贴期限还没有用完", source=MEASURES)
def months_remain(months_open, as_of, retires_on):
    # who has reached the age is refused for that alone, not for months that were never drawn
    return (months_open > 0) | (as_of >= retires_on)


@policy.result("还可以领", Whole(unit="个月"), source=MEASURES, checked=READ)
def months_left(entitled, months_open):
    return when(entitled, months_open, 0)


@policy.step("超出最低缴费基数的部分所缴的", source=NANJING, checked=GUIDE)
def paid_above(paid_base, base_lower, rate_above, paid_amount):
    return at_most(at_least(paid_base - base_lower, 0) * rate_above, paid_amount)


@policy.result("每月补贴", Money(), source=f"{MEASURES}；{NANJING}", checked=GUIDE)
def amount(entitled, paid_amount, paid_above, share_over, share_under, above_over, above_under):
    on_lowest = divide((paid_amount - paid_above) * share_over, share_under)
    return down(when(entitled, on_lowest + divide(paid_above * above_over, above_under), 0))


policy.says("每月补贴{amount}，^还可以领{months_left}。")
