"""企业新型学徒制的培养对象和期限 (whom an enterprise may train as an apprentice, and how long), R45 and R46."""

from yuntai.packs.national.apprenticeship import OPINION, PLAN
from yuntai.rules import Date, Policy, Whole, YesNo, at_least, days_after, months_after, when

policy = Policy(
    title="企业新型学徒制：培养对象和期限",
    subject="enrolments",
    theme="skills",
    source=f"{PLAN}三",
)

policy.fact("skilled_post", YesNo(), ask="在技能岗位工作吗？")
policy.fact(
    "contract_months", Whole(0, 600, unit="个月"), ask="劳动合同签了多少个月？（没有固定期限的，答到退休的月数）"
)
policy.fact("training_months", Whole(0, 600, unit="个月"), ask="打算培养几个月？")
policy.fact("special", YesNo(), ask="有需要延长培养期限的特殊情况吗？")
policy.fact("trains_from", Date(future=True), ask="哪天开始培养？")
policy.fact("contract_left", Whole(0, 600, unit="个月"), ask="开始培养时，劳动合同还剩几个月？")


@policy.condition("劳动合同期限够长", source=f"{PLAN}三；{OPINION}")
def contract_long_enough(contract_months, contract_min):
    return contract_months >= contract_min


@policy.condition("在技能岗位", source=f"{PLAN}三；{OPINION}")
def in_skilled_post(skilled_post):
    return skilled_post


@policy.result("最长可以培养", Whole(unit="个月"), source=f"{PLAN}三；{OPINION}")
def longest(special, term_max, term_special_max):
    return when(special, term_special_max, term_max)


@policy.condition("培养期限不短于规定", source=f"{PLAN}三；{OPINION}")
def term_not_too_short(training_months, term_min):
    return training_months >= term_min


@policy.condition("培养期限不长于规定", source=f"{PLAN}三；{OPINION}")
def term_not_too_long(training_months, longest):
    return training_months <= longest


@policy.result("培养到哪一天（开始那天计入）", Date(), source=f"{PLAN}三")
def trains_until(trains_from, training_months):
    return days_after(months_after(trains_from, training_months), -1)


@policy.result("劳动合同要再续几个月（企业应当与学徒协商）", Whole(unit="个月"), source=f"{PLAN}三")
def months_to_extend(training_months, contract_left):
    return at_least(training_months - contract_left, 0)


@policy.result("要协商延长劳动合同", YesNo(), source=f"{PLAN}三")
def extension_needed(months_to_extend):
    return months_to_extend > 0


policy.says("可以培养到{trains_until}（最长可以培养{longest}）[，要同学徒协商把劳动合同再续{months_to_extend}]。")
