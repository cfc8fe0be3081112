"""高温津贴 (heat allowance), named in R26 and R78."""

from yuntai.rules import Date, Money, Policy, Whole, YesNo, when

MEASURES = "《防暑降温措施管理办法》（安监总安健〔2012〕89号）第十七条"

policy = Policy(
    title="高温津贴",
    subject="enrolments",
    theme="rights",
    gives="person",
    source=MEASURES,
    begins="2012-06-29",
    published="2012-06-29",
    judged_on="worked_to",
)

policy.fact("outdoors_in_heat", YesNo(), ask="单位安排在35℃以上的高温天气，室外露天工作吗？")
policy.fact("indoors_in_heat", YesNo(), ask="室内工作，单位没有办法把温度降到33℃以下吗？")
policy.fact("worked_from", Date(), ask="这一年，从哪天起这样工作？")
policy.fact("worked_to", Date(), ask="这一年，这样工作到哪天？（还在做的，答今天）", after="worked_from")


@policy.scope("起止在同一年", source=MEASURES)
def one_year(worked_from, worked_to):
    return (worked_from <= worked_to) & (worked_from.year() == worked_to.year())


@policy.condition("在高温下工作", source=MEASURES)
def in_heat(outdoors_in_heat, indoors_in_heat):
    return outdoors_in_heat | indoors_in_heat


@policy.result("每月标准", Money(), source=f"{MEASURES}；地方标准")
def monthly(entitled, outdoors_in_heat, heat_amount):
    return when(entitled, heat_amount[when(outdoors_in_heat, "户外", "室内")], 0)


@policy.result(
    "发几个月",
    Whole(unit="个月"),
    source=f"{MEASURES}；地方标准",
    ours="不满一个月的怎样发，办法没有写；做过的每个月都算",
)
def months(entitled, worked_from, worked_to, heat_months):
    return when(entitled, heat_months.at(worked_to.month()) - heat_months.at(worked_from.month() - 1), 0)


@policy.result("高温津贴", Money(), source=f"{MEASURES}；地方标准")
def amount(monthly, months):
    return monthly * months


policy.says("高温津贴每月{monthly}[months?，^发{months}][amount?，一共{amount}][!months?，这段时间没有要发的月份]。")
