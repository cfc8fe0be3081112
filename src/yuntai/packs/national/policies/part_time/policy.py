"""非全日制用工 (part-time work in name and in fact), R26: the facts decide, not the label."""

from yuntai.packs.national import facts
from yuntai.rules import Money, Number, Policy, Whole, YesNo, at_least

LAW = "《劳动合同法》"
CASE = "劳动争议典型案例（名为非全日制）"

policy = Policy(
    title="非全日制用工",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第六十八条至第七十二条；{CASE}",
    begins="2008-01-01",
    published="2007-06-29",
)

policy.fact("hours_a_day", Number(most=24), ask="在这家单位，平均每天实际工作几小时？")
policy.fact("hours_a_week", Number(most=168), ask="在这家单位，每周一共实际工作几小时？")
policy.fact("paid_by_hour", YesNo(), ask="主要按小时算工资吗？")
policy.fact("managed_like_staff", YesNo(), ask="排班、考勤、管理与全日制员工一样吗？")
policy.fact("pay_cycle_days", Whole(1, 366, unit="天"), ask="多少天发一次工资？（按月发答 30）")
policy.fact("hourly_wage", facts.HOURLY_WAGE, ask="每小时多少钱？")
policy.fact("probation_agreed", YesNo(), ask="约定了试用期吗？")


@policy.result("超过非全日制的工时", YesNo(), source=f"{LAW}第六十八条")
def hours_exceeded(hours_a_day, most_a_day, hours_a_week, most_a_week):
    return (hours_a_day > most_a_day) | (hours_a_week > most_a_week)


@policy.result("工资结算超过最长的周期", YesNo(), source=f"{LAW}第七十二条第二款")
def cycle_exceeded(pay_cycle_days, longest_cycle):
    return pay_cycle_days > longest_cycle


@policy.step("用工方式和发工资的办法都与全日制一样", source=CASE)
def like_staff(managed_like_staff, paid_by_hour, cycle_exceeded):
    return managed_like_staff & (~paid_by_hour | cycle_exceeded)


@policy.result(
    "按全日制处理",
    YesNo(),
    source=f"{LAW}第六十八条；{CASE}",
    ours="只有管理、发工资与全日制一样的，案例和条文都没有写；看工时",
)
def full_time(hours_exceeded, like_staff, likeness_decides):
    return hours_exceeded | (likeness_decides & like_staff)


@policy.aside("要签书面劳动合同", YesNo(), source=f"{LAW}第十条、第六十九条第一款")
def contract_needed(full_time):
    return full_time


@policy.aside("单位终止用工，要付经济补偿", YesNo(), source=f"{LAW}第四十六条、第七十一条")
def severance_due(full_time):
    return full_time


@policy.aside("应休未休的年休假，要付工资", YesNo(), source=f"《职工带薪年休假条例》第五条；{CASE}")
def leave_due(full_time):
    return full_time


@policy.aside("任何一方可以随时通知终止", YesNo(), source=f"{LAW}第七十一条")
def ends_any_time(full_time):
    return ~full_time


@policy.aside(
    "单位要缴全部社会保险（非全日制的，至少缴工伤保险）",
    YesNo(),
    source=f"《社会保险法》第十条；劳社部发〔2003〕12号第十二条；{CASE}",
)
def all_insurance_due(full_time):
    return full_time


@policy.aside("约定试用期违法", YesNo(), source=f"{LAW}第七十条")
def probation_unlawful(full_time, probation_agreed):
    return ~full_time & probation_agreed


@policy.aside("每小时低于最低工资的差额", Money(), source=f"{LAW}第七十二条第一款")
def hourly_shortfall(hourly_minimum_wage, wage_area, hourly_wage):
    return at_least(hourly_minimum_wage[wage_area] - hourly_wage, 0)


policy.says(
    "[full_time?按全日制处理，要签书面劳动合同、缴全部社会保险][!full_time?是非全日制用工]"
    "[hours_exceeded?；超过了非全日制的工时][cycle_exceeded?；工资结算超过了最长的周期]。"
)
