"""集体协商：适用范围和程序 (whether the bargaining regulation applies, and which procedure), R60 and R61."""

from yuntai.rules import Choice, Policy, YesNo, when

LAW = "《江苏省集体协商条例》"
SCOPE = f"{LAW}（适用范围条，条号待核实）"
PROCEDURE = f"{LAW}（协商程序条，条号待核实）"

policy = Policy(
    title="集体协商：适用范围和程序",
    subject="employers",
    theme="employers",
    source=LAW,
    begins="2023-05-01",
    published="2023-01-12",
)

policy.fact("in_province", YesNo(), ask="用人单位在江苏省内吗？", registry="employers.insured_in_province")
policy.fact(
    "body",
    Choice(
        {
            "enterprise": "企业",
            "institution": "事业单位",
            "society": "社会组织",
            "platform": "平台企业",
            "other": "其他",
        }
    ),
    ask="是什么单位？",
)
policy.fact(
    "relation",
    Choice(
        {
            "labour": "劳动关系",
            "appointed": "事业单位聘用关系",
            "new_form": "新就业形态，没有建立劳动关系",
            "none": "都不是",
        }
    ),
    ask="劳动者和单位是什么关系？",
)
policy.fact("mass_stoppage", YesNo(), ask="争议已经导致群体性停工、怠工吗？")
policy.fact("major_hidden_danger", YesNo(), ask="生产过程中发现重大事故隐患了吗？")
policy.fact("sudden_event", YesNo(), ask="突发事件影响了生产经营或者劳动关系稳定吗？")
policy.fact("other_urgent", YesNo(), ask="还有别的紧急情况要马上协商吗？")
policy.fact("contract_needed", YesNo(), ask="这件事要签订集体合同吗？")
policy.fact("reduces_rights", YesNo(), ask="协商的事会减少职工的权益吗？（降工资、减津贴等）")


@policy.scope("江苏省内的单位", source=SCOPE)
def located_here(in_province):
    return in_province


@policy.step("有劳动关系、由条例直接适用", source=SCOPE)
def applies(body, relation):
    return body.isin(["enterprise", "institution", "society", "platform"]) & (relation == "labour")


@policy.step("参照适用", source=SCOPE)
def by_reference(body, relation):
    return ((body == "institution") & (relation == "appointed")) | (
        body.isin(["enterprise", "platform"]) & (relation == "new_form")
    )


@policy.scope("条例适用或者参照", source=SCOPE)
def covered(applies, by_reference):
    return applies | by_reference


@policy.result("怎样适用", Choice({"applies": "适用", "by_reference": "参照"}), source=SCOPE)
def how(applies):
    return when(applies, "applies", "by_reference")


@policy.step("有紧急情况", source=PROCEDURE)
def urgent(mass_stoppage, major_hidden_danger, sudden_event, other_urgent, other_urgent_counts):
    return mass_stoppage | major_hidden_danger | sudden_event | (other_urgent & other_urgent_counts)


@policy.step("必须用普通程序", source=PROCEDURE)
def ordinary_only(contract_needed, reduces_rights):
    return contract_needed | reduces_rights


@policy.result(
    "用哪一种程序",
    Choice({"emergency": "应急程序", "ordinary": "普通程序（必须）", "either": "普通程序或者简易程序，任选"}),
    source=PROCEDURE,
)
def procedure(urgent, ordinary_only):
    return when(urgent, "emergency", when(ordinary_only, "ordinary", "either"))


policy.says("{how}《江苏省集体协商条例》，用{procedure}。")
