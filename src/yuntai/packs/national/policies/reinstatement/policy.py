"""违法解除后继续履行 (going on after an unlawful dismissal): 《劳动合同法》 art. 48, 法释〔2025〕12号 arts. 16–18."""

from yuntai.packs.national import facts
from yuntai.packs.national.age import SOURCE as AGE_SOURCE
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.rules import (
    Choice,
    Date,
    Money,
    Number,
    Policy,
    YesNo,
    at_most,
    clip,
    days_after,
    divide,
    half_up,
    months_after,
    months_between,
    when,
    workdays_between,
)

LAW = "《劳动合同法》第四十八条"
INTERPRETATION = "法释〔2025〕12号"
READ = ("2026-11-30", "最高人民法院公报网站的全文（公开转录）")

policy = Policy(
    title="违法解除后继续履行",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}；{INTERPRETATION}第十六条至第十八条",
    begins="2025-09-01",
    published="2025-07-31",
)

policy.fact("dismissed_on", Date(), ask="单位哪天作出解除或者终止的决定？")
policy.fact("unlawful", YesNo(), ask="认定是违法解除或者终止的吗？")
policy.fact(
    "exam_missed",
    YesNo(),
    ask="做接触职业病危害的工作，离岗前单位没有组织职业健康检查吗？",
)
policy.fact(
    "exam_later",
    Choice(
        {
            "none": "一审辩论终结前一直没有查",
            "healthy": "后来查了，没有患职业病",
            "ill": "后来查了，患职业病",
            "declined": "后来单位组织了，本人没有正当理由不查",
        }
    ),
    ask="职业健康检查后来查了吗？",
)
policy.fact("wants_on", YesNo(), ask="要求继续履行劳动合同吗？（不要求的，可以要求赔偿金）")
policy.fact(
    "obstacle",
    Choice(
        {
            "expired": "仲裁或者诉讼中合同期满，又没有应当续订、续延的情形",
            "pension": "开始领基本养老金",
            "bankrupt": "单位被宣告破产",
            "dissolved": "单位解散（因合并或者分立解散的不算）",
            "other_job": "和别的单位建立了劳动关系，严重影响工作，或者单位提出后不解除",
            "other": "其他客观上不能履行的情形",
            "none": "都没有",
        }
    ),
    ask="有下面哪一种情形吗？",
)
policy.fact("both_at_fault", YesNo(), ask="对解除或者终止，双方都有过错吗？")
policy.fact("employer_share", Number(most=100), ask="认定单位负百分之几的责任？（没有认定的跳过）")
policy.fact("resumed_on", Date(none="还没有恢复"), ask="哪天恢复上班的？", after="dismissed_on")
policy.fact("normal_wage", facts.WAGE, ask="正常上班，每月工资多少？")


@policy.step("决定解除、终止的那天", source=AGE_SOURCE)
def last_worked(dismissed_on):
    return dismissed_on


add_age(policy)


@policy.step("离岗前没有做职业健康检查，又没有补查的", source=f"{INTERPRETATION}第十七条", checked=READ)
def unexamined(exam_missed, exam_later):
    return exam_missed & exam_later.isin(["none", "ill"])


@policy.condition(
    "违法解除、终止，或者离岗前没有做职业健康检查", source=f"{LAW}；{INTERPRETATION}第十七条", checked=READ
)
def may_ask(unlawful, unexamined):
    return unlawful | unexamined


@policy.condition("劳动者要求继续履行", source=LAW)
def asks_on(wants_on):
    return wants_on


@policy.condition("劳动合同还能继续履行", source=f"{INTERPRETATION}第十六条", checked=READ)
def can_go_on(obstacle):
    return obstacle == "none"


@policy.result("可以要求继续履行", YesNo(), source=f"{LAW}；{INTERPRETATION}第十六条、第十七条", checked=READ)
def goes_on(entitled):
    return entitled


@policy.step("工资算到哪天（恢复上班的前一天）", source=f"{INTERPRETATION}第十八条第一款", checked=READ)
def owed_until(resumed_on, as_of):
    return at_most(days_after(resumed_on, -1), as_of)


@policy.step("停工期间的整月数", source=f"{INTERPRETATION}第十八条第一款")
def months(dismissed_on, owed_until):
    return months_between(days_after(dismissed_on, 1), days_after(owed_until, 1))


@policy.step("不满一个月的部分（按月计薪天数折算）", source="人社部发〔2025〕2号第二条")
def part_pay(dismissed_on, months, owed_until, normal_wage, paid_days):
    first = months_after(days_after(dismissed_on, 1), months)
    part = divide(normal_wage * workdays_between(first, owed_until), paid_days)
    return half_up(when(first > owed_until, 0, clip(part, 0, normal_wage)))


@policy.step("单位负责的部分（百分之几）", source=f"{INTERPRETATION}第十八条第二款", checked=READ)
def borne(both_at_fault, employer_share):
    return when(both_at_fault, employer_share, 100)


@policy.result("从决定到恢复前的工资", Money(), source=f"{INTERPRETATION}第十八条", checked=READ)
def back_pay(entitled, unlawful, dismissed_on, owed_until, normal_wage, months, part_pay, borne):
    due = entitled & unlawful & (dismissed_on < owed_until)
    return half_up(when(due, divide((normal_wage * months + part_pay) * borne, 100), 0))


@policy.aside("不能继续履行或者不要求的，单位按经济补偿标准的二倍付赔偿金", YesNo(), source=f"{LAW}、第八十七条")
def damages_instead(unlawful, wants_on, obstacle):
    return unlawful & (~wants_on | (obstacle != "none"))


policy.says(f"可以要求继续履行劳动合同[back_pay?，单位^还要付从决定到恢复上班前的工资{{back_pay}}]{UNSETTLED}。")
policy.says(
    "不能要求继续履行，没有满足{because}；可以要求单位按经济补偿标准的二倍付赔偿金。",
    when="damages_instead",
    status="not_entitled",
)
policy.says("不能要求继续履行，没有满足{because}。", status="not_entitled")
