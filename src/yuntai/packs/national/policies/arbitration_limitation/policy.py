"""劳动争议仲裁时效 (limitation of labour arbitration), R30."""

from yuntai.packs.national import facts
from yuntai.rules import (
    FAR,
    Choice,
    Date,
    Policy,
    Whole,
    YesNo,
    days_after,
    when,
    workdays_after,
    workdays_between,
    years_after,
)

LAW = "《劳动争议调解仲裁法》"
CODE = "《民法典》"

policy = Policy(
    title="劳动争议仲裁时效",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第二十七条",
    begins="2008-05-01",
    published="2007-12-29",
)

policy.fact(
    "claim_kind",
    Choice(
        {"pay": "拖欠的劳动报酬（工资、加班费、奖金等）", "other": "其他（辞退、补偿、赔偿、二倍工资差额、休假等）"}
    ),
    ask="要主张的是什么？",
)
policy.include(facts.ended_on)
policy.fact("knew_on", Date(), ask="哪天知道，或者应当知道权利受到侵害？（被辞退的，是收到通知那天）")
policy.fact(
    "interrupted_on",
    Date(none="没有"),
    ask="最近一次向单位要求、向有关部门请求，或者单位答应履行，是哪天？（都没有就答“没有”；要有凭据）",
)
policy.fact(
    "suspended_days",
    Whole(0, 3660, unit="天"),
    ask="此后因不可抗力或者其他正当理由不能申请仲裁的，一共几天？（没有就答 0）",
)


@policy.step("从哪天起算", source=f"{LAW}第二十七条第一款、第四款")
def begins_on(claim_kind, ended_on, knew_on):
    return when(claim_kind == "pay", ended_on, knew_on)


@policy.step("没有中断、中止时的最后一天", source=f"{LAW}第二十七条第一款、第四款")
def first_deadline(begins_on, limitation):
    return when(begins_on < FAR, years_after(begins_on, limitation), FAR)


@policy.step("在时效内中断过（时效已过的，不再中断）", source=f"{LAW}第二十七条第二款")
def interrupted(interrupted_on, begins_on, first_deadline):
    return (interrupted_on >= begins_on) & (interrupted_on <= first_deadline)


@policy.step("中断后重新起算的日子", source=f"{LAW}第二十七条第二款")
def counted_from(interrupted, interrupted_on, begins_on):
    return when(interrupted, interrupted_on, begins_on)


@policy.result(
    "申请仲裁的最后一天（还在单位、追讨劳动报酬的，没有期限）",
    Date(none="没有期限"),
    source=f"{LAW}第二十七条",
)
def last_day(counted_from, limitation, suspended_days):
    return when(counted_from < FAR, days_after(years_after(counted_from, limitation), suspended_days), FAR)


@policy.result("今天还在时效内", YesNo(), source=f"{LAW}第二十七条；{CODE}第二百零三条")
def in_time(as_of, last_day):
    only_rest_since = workdays_between(last_day, days_after(as_of, -1)) == 0
    return (as_of <= last_day) | only_rest_since


@policy.aside(
    "最后一天是休息日的，顺延到哪天",
    Date(none="没有期限"),
    source=f"{CODE}第二百零三条",
    ours="只写“法定休假日”，没有写周六周日和调休怎样算；都顺延到工作日",
)
def extended_to(last_day):
    on_workday = workdays_between(last_day, last_day) == 1
    return when(last_day < FAR, when(on_workday, last_day, workdays_after(last_day, 1)), FAR)


policy.says(
    "[申请仲裁的最后一天是{last_day}][!last_day?您还在单位，追讨劳动报酬没有期限]"
    "[in_time?，今天还来得及][!in_time?，今天已经过了时效]。"
)
