"""欠薪案件的五项机制 (the five stages of a wage-arrears case and their order), R67."""

from yuntai.packs.nanjing.stages import in_order
from yuntai.rules import FAR, Choice, Date, Policy, YesNo, when

JIANGNING = "江宁区欠薪治理五项机制（没有文号）"
YUHUATAI = "雨花台区工地调处中心做法（没有文号）"
NOT_YET = "还没有"

policy = Policy(
    title="欠薪案件：办理阶段",
    subject="employers",
    theme="rights",
    source=JIANGNING,
    audience="staff",
)

policy.fact("reported_on", Date(none=NOT_YET), ask="哪天收集到线索的？（还没有就答“还没有”）")
policy.fact("warned_on", Date(none=NOT_YET), ask="哪天研判预警的？（没有这一步就答“还没有”）")
policy.fact("handed_over_on", Date(none=NOT_YET), ask="哪天移交线索的？（没有这一步就答“还没有”）")
policy.fact("handled_on", Date(none=NOT_YET), ask="哪天开始联动处置的？（还没有就答“还没有”）")
policy.fact("supervised_on", Date(none=NOT_YET), ask="哪天监管督办的？（没有这一步就答“还没有”）")
policy.fact("closed_on", Date(none=NOT_YET), ask="哪天结案的？（还没有就答“还没有”）")
policy.fact("site_mediation_failed", YesNo(), ask="工地调处中心教育、调解过，仍然解决不了吗？")


@policy.condition("线索已经登记", source=JIANGNING)
def registered(reported_on):
    return reported_on < FAR


@policy.condition("各阶段的先后没有倒", source=JIANGNING)
def order_kept(reported_on, warned_on, handed_over_on, handled_on, supervised_on):
    return in_order(reported_on, warned_on, handed_over_on, handled_on, supervised_on)


@policy.condition("处置以后才结案", source=JIANGNING)
def handled_before_closing(closed_on, handled_on):
    return (closed_on == FAR) | (handled_on <= closed_on)


@policy.result("记录合规", YesNo(), source=JIANGNING)
def record_valid(entitled):
    return entitled


@policy.result(
    "下一步",
    Choice(
        {
            "register": "登记线索",
            "handle": "联动处置（需要的先预警、移交）",
            "close": "监管督办，付清工资后结案",
            "none": "没有了，已经结案",
        }
    ),
    source=JIANGNING,
)
def next_step(registered, handled_on, closed_on):
    after_handling = when(closed_on < FAR, "none", "close")
    return when(registered, when(handled_on < FAR, after_handling, "handle"), "register")


@policy.aside("工地解决不了，上报区清欠办、劳动监察，联合调解", YesNo(), source=YUHUATAI)
def report_up(site_mediation_failed):
    return site_mediation_failed


policy.says("[record_valid?记录合规]，下一步：{next_step}。")
policy.says("记录不合规，没有做到{because}；下一步：{next_step}。", status="not_entitled")
