"""学徒培训的费用由谁出 (who pays what in an apprenticeship, and from which fund), R51."""

from yuntai.packs.national import facts
from yuntai.packs.national.apprenticeship import OPINION, PLAN
from yuntai.rules import Choice, Money, Policy, YesNo, when

policy = Policy(
    title="企业新型学徒制：费用和工资",
    subject="employers",
    theme="skills",
    source=f"{PLAN}八",
)

policy.fact(
    "cost_kind",
    Choice(
        {
            "school_fee": "付给院校的培训费",
            "internal": "企业内部培训的费用",
            "mentor": "带徒津贴",
            "wage": "学徒培训期间的工资",
            "training": "培训、评价补贴",
        }
    ),
    ask="是哪一种费用？",
)
policy.fact("eligible_for_subsidy", YesNo(), ask="符合政府培训补贴的条件吗？")
policy.fact("contract_wage", facts.WAGE, ask="劳动合同约定每月工资多少元？")
policy.fact("minimum_wage_here", Money(), ask="企业所在地的月最低工资多少元？")


@policy.result(
    "由谁出", Choice({"firm": "企业", "government": "政府补贴", "none": "没有政府补贴，企业自己出"}), source=f"{PLAN}八"
)
def payer(cost_kind, eligible_for_subsidy):
    return when(cost_kind == "training", when(eligible_for_subsidy, "government", "none"), "firm")


@policy.result(
    "从哪里出",
    Choice(
        {
            "education_fund": "职工教育经费",
            "payroll": "工资，按劳动合同发",
            "firm": "企业定标准、企业负担（鼓励）",
            "subsidy": "补贴到账后按规定由企业使用",
        }
    ),
    source=f"{PLAN}八；{OPINION}",
)
def fund(cost_kind):
    of_firm = when(cost_kind == "wage", "payroll", when(cost_kind == "mentor", "firm", "education_fund"))
    return when(cost_kind == "training", "subsidy", of_firm)


@policy.aside("培训期间的工资不低于最低工资", YesNo(), source=OPINION)
def wage_not_too_low(contract_wage, minimum_wage_here):
    return contract_wage >= minimum_wage_here


policy.says("这笔费用由谁出：{payer}；从哪里出：{fund}。")
