"""工亡待遇 (what the relatives get when a worker dies of a work injury): 《工伤保险条例》 art. 39."""

from yuntai.packs.national.injuries import REGULATIONS, add_own_wage, recognised
from yuntai.rules import Choice, Date, Money, Policy, Relation, YesNo, at_most, half_up, when

ARTICLE = f"{REGULATIONS}第三十九条"
DEATH = Choice(
    {
        "at_work": "因工死亡（含停工留薪期内因工伤导致死亡）",
        "after_leave": "一级至四级伤残，停工留薪期满后死亡",
        "other": "其他",
    }
)

policy = Policy(
    title="工亡待遇",
    subject="persons",
    theme="injury",
    gives="person",
    source=ARTICLE,
    begins="2011-01-01",
    published="2010-12-20",
    judged_on="injured_on",
)

policy.fact("injured_on", Date(usual=(0, 40)), ask="工伤是哪一天发生的？")
policy.fact("death", DEATH, ask="属于哪一种情形？")
policy.include(recognised)
add_own_wage(policy)
policy.include(
    Relation(
        "dependants",
        table="dependants",
        by="person",
        columns={"kin": Choice({"spouse": "配偶", "other": "其他亲属"}), "alone": YesNo()},
        ask="靠职工生前供养、没有劳动能力的亲属有哪些？（一人一行：配偶还是其他亲属，是不是孤寡老人或者孤儿；没有就答“无”）",
        title="供养亲属",
        labels={"kin": "是职工的什么人", "alone": "是孤寡老人或者孤儿"},
    )
)


@policy.condition("已认定为工伤", source=ARTICLE)
def is_recognised(recognised):
    return recognised


@policy.condition("属于工亡待遇的情形", source=ARTICLE)
def covered(death):
    return death != "other"


@policy.result("一次性工亡补助金", Money(), source=f"{ARTICLE}第一款第（三）项；《实施〈社会保险法〉若干规定》第十一条")
def death_grant(entitled, death, urban_income, grant_times):
    return half_up(when(entitled & (death == "at_work"), urban_income * grant_times, 0))


@policy.result("丧葬补助金", Money(), source=f"{ARTICLE}第一款第（一）项")
def funeral(entitled, area_average_wage, funeral_months):
    return half_up(when(entitled, area_average_wage * funeral_months, 0))


@policy.step("各供养亲属抚恤金的比例之和", source=f"{ARTICLE}第一款第（二）项")
def dependants_share(dependants, dependant_rate, alone_rate):
    spouses = dependants.count(lambda one: one.kin == "spouse")
    others = dependants.count(lambda one: one.kin == "other")
    alone = dependants.count(lambda one: one.alone)
    return spouses * dependant_rate["spouse"] + others * dependant_rate["other"] + alone * alone_rate


@policy.step("各供养亲属抚恤金之和占本人工资的比例（不高于生前工资）", source=f"{ARTICLE}第一款第（二）项")
def capped_share(dependants_share):
    return at_most(dependants_share, 1)


@policy.result("供养亲属抚恤金（每月合计）", Money(), source=f"{ARTICLE}第一款第（二）项")
def dependants_pension(entitled, own_wage, capped_share):
    return half_up(when(entitled & (capped_share > 0), own_wage * capped_share, 0))


policy.says(
    "亲属^可以领丧葬补助金{funeral}[，一次性工亡补助金{death_grant}][，供养亲属抚恤金每月合计{dependants_pension}]。"
)
