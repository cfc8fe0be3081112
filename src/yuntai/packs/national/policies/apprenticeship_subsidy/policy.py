"""学徒培训补贴的条件 (when an apprentice's training may be subsidised), R50 and the amount behind R51."""

from yuntai.packs.national.apprenticeship import OPINION, PLAN
from yuntai.rules import Date, Money, Policy, YesNo, when

policy = Policy(
    title="企业新型学徒制：培训补贴",
    subject="employers",
    theme="skills",
    gives="employer",
    source=f"{PLAN}九",
)

policy.fact("filed_on", Date(none="没有备案"), ask="哪天向当地人社部门备案的？（没有就答“没有备案”）")
policy.fact("class_starts_on", Date(future=True), ask="哪天开班（开始培训）？")
policy.fact("registered_by_name", YesNo(), ask="学徒办理实名登记了吗？")
policy.fact("opening_review_passed", YesNo(), ask="开班审核通过了吗？（看材料真不真、全不全）")
policy.fact("misconduct", YesNo(), ask="查出过虚假培训、骗取补贴等违规行为吗？")


@policy.condition("开班以前已经备案", source=f"{PLAN}九")
def filed_first(filed_on, class_starts_on, opening_day_counts):
    return (filed_on < class_starts_on) | (opening_day_counts & (filed_on == class_starts_on))


@policy.condition("学徒已经实名登记", source=f"{PLAN}九")
def named(registered_by_name):
    return registered_by_name


@policy.condition("开班审核通过", source=f"{PLAN}九")
def reviewed(opening_review_passed):
    return opening_review_passed


@policy.condition("没有虚假培训、骗取补贴", source=f"{PLAN}九")
def clean(misconduct):
    return ~misconduct


@policy.result("可以申请补贴", YesNo(), source=f"{PLAN}八、九")
def may_claim(entitled):
    return entitled


@policy.result("要依法处理", YesNo(), source=f"{PLAN}九")
def to_be_dealt_with(misconduct):
    return misconduct


@policy.aside("国家指导意见：每名学徒每年原则上不低于（具体标准由市里定）", Money(), source=OPINION)
def yearly_guidance(may_claim, yearly_floor):
    return when(may_claim, yearly_floor, 0)


@policy.aside("本地标准：每名学徒每年", Money(), source=f"{PLAN}八")
def yearly_here(may_claim, yearly_amount):
    return when(may_claim, yearly_amount, 0)


policy.says(
    "[may_claim?可以申请培训补贴][，本地标准是每名学徒每年{yearly_here}]"
    "[，国家指导意见是每名学徒每年原则上不低于{yearly_guidance}]。"
)
policy.says(
    "不能申请培训补贴，因为没有做到{because}[to_be_dealt_with?；查实的虚假培训、骗取补贴要依法处理]。",
    status="not_entitled",
)
