"""工地调处中心“六个有” (the six haves of an on-site wage-protection mediation centre), R68."""

from yuntai.rules import Policy, Whole, YesNo, when

PRACTICE = "雨花台区保障农民工工资调处中心“六个有”（2022年6月起，没有文号）"

policy = Policy(
    title="工地调处中心“六个有”",
    subject="employers",
    theme="rights",
    source=PRACTICE,
    audience="staff",
)

policy.fact("sign_on_door", YesNo(), ask="门口有牌子吗？")
policy.fact("chart_on_wall", YesNo(), ask="墙上有公示图（联系人、电话）吗？")
policy.fact("plan_at_founding", YesNo(), ask="成立时有方案吗？")
policy.fact("activities", YesNo(), ask="有宣传、预防活动吗？")
policy.fact("mediation_recorded", YesNo(), ask="调解有记录吗？")
policy.fact("yearly_summary", YesNo(), ask="年终有总结吗？")


@policy.condition("门口挂牌", source=PRACTICE)
def sign(sign_on_door):
    return sign_on_door


@policy.condition("墙上有图表", source=PRACTICE)
def chart(chart_on_wall):
    return chart_on_wall


@policy.condition("成立有方案", source=PRACTICE)
def plan(plan_at_founding):
    return plan_at_founding


@policy.condition("预防有活动", source=PRACTICE)
def prevention(activities):
    return activities


@policy.condition("调解有记录", source=PRACTICE)
def records(mediation_recorded):
    return mediation_recorded


@policy.condition("年终有总结", source=PRACTICE)
def summary(yearly_summary):
    return yearly_summary


@policy.result("还缺", Whole(0, 6, unit="项"), source=PRACTICE)
def gaps(sign, chart, plan, prevention, records, summary):
    return sum(when(there, 0, 1) for there in (sign, chart, plan, prevention, records, summary))


@policy.result("达到“六个有”", YesNo(), source=PRACTICE)
def complete(entitled):
    return entitled


policy.says("[complete?“六个有”都做到了]。")
policy.says("没有做到{because}[，一共缺{gaps}]。", status="not_entitled")
