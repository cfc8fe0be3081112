"""集体协商谈什么、签什么合同 (topics of bargaining and kinds of contract), R63."""

from yuntai.rules import Choice, Policy, YesNo, when

LAW = "《江苏省集体协商条例》"
SPECIAL = ["wages", "safety", "women", "innovation", "skill_pay"]

policy = Policy(
    title="集体协商：题目和合同",
    subject="employers",
    theme="employers",
    source=f"{LAW}第三条、第十二条",
    begins="2023-05-01",
    published="2023-01-12",
)

policy.fact(
    "topic",
    Choice(
        {
            "wages": "工资调整",
            "safety": "劳动安全卫生",
            "women": "女职工特殊保护",
            "innovation": "技术创新",
            "skill_pay": "技能人才待遇",
            "piece_price": "计件单价（平台单价）",
            "orders": "订单分配",
            "other": "其他涉及职工切身利益的事",
            "unrelated": "和职工利益无关的事",
        }
    ),
    ask="想协商什么？",
)
policy.fact(
    "party",
    Choice({"staff": "单位职工", "new_form": "平台的新就业形态劳动者", "region": "区域内或行业内的多家企业和职工"}),
    ask="谁来协商？",
)
policy.fact("has_system", YesNo(), ask="单位建立集体协商制度了吗？")


@policy.step("平台的题目", source=f"{LAW}（新就业形态条，条号待核实）")
def of_platform(topic):
    return topic.isin(["piece_price", "orders"])


@policy.condition("可以协商", source=f"{LAW}第十二条")
def negotiable(topic, of_platform, party):
    return when(of_platform, party != "staff", topic != "unrelated")


@policy.result(
    "签什么合同",
    Choice(
        {
            "special": "专项集体合同（也可以在集体合同里单列一章）",
            "collective": "集体合同",
            "region": "区域性或者行业性集体合同",
            "agreement": "协议（参照条例协商）",
            "none": "不用集体协商",
        }
    ),
    source=f"{LAW}（合同种类条，条号待核实）",
)
def contract(entitled, topic, party):
    of_staff = when(topic.isin(SPECIAL), "special", "collective")
    by_party = when(party == "region", "region", when(party == "new_form", "agreement", of_staff))
    return when(entitled, by_party, "none")


@policy.aside("单位应当先建立协商制度", YesNo(), source=f"{LAW}第三条")
def must_set_up_system(has_system):
    return ~has_system


policy.says("可以协商，签{contract}。")
policy.says("这件事不用集体协商。", status="not_entitled")
