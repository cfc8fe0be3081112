"""加班费 (overtime pay), 《劳动法》 art. 44 and 《工资支付暂行规定》 art. 13; R78.

A day is the monthly wage ÷ 21.75 and an hour an eighth of it. Amounts are multiplied before they are divided, so that
nothing is lost before the sum is rounded.
"""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Money, Number, Policy, YesNo, at_least, divide, half_up, when

LAW = "《劳动法》"
WAGES = "《工资支付暂行规定》（劳部发〔1994〕489号）"
CONVERSION = "人社部发〔2025〕2号"

SYSTEMS = Choice({"standard": "标准工时制", "comprehensive": "综合计算工时工作制", "flexible": "不定时工作制"})
PAID = Choice({"none": "没有付过", "single": "已经按一倍工资付过", "part": "付过其他数额"})

HOURS = Number(most=8784, usual=(0, 300))

policy = Policy(
    title="加班费",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第四十四条",
    begins="1995-01-01",
    published="1994-07-05",
)

policy.fact("work_system", SYSTEMS, ask="单位实行什么工时制度？（不清楚的，选标准工时制）")
policy.fact("system_approved", YesNo(), ask="这种工时制度经人力资源社会保障部门批准了吗？")
policy.fact(
    "senior_manager",
    YesNo(),
    ask="是公司法意义上的高级管理人员吗？（经理、副经理、财务负责人、上市公司董事会秘书、章程规定的其他人员；"
    "员工手册里的“高级管理层”不算）",
)
policy.fact(
    "overtime_base", facts.WAGE, ask="加班费按每月多少工资算？（合同约定的工资；没有约定的，按正常工作应得的月工资）"
)
policy.fact(
    "workday_hours",
    HOURS,
    ask="工作日加班多少小时？（没有就答 0；综合计算工时的，填一个周期里超过法定标准工作时间的小时数）",
)
policy.fact("rest_day_hours", HOURS, ask="休息日加班多少小时？（一天按八小时；已经安排补休的不算；没有就答 0）")
policy.fact(
    "holiday_hours", HOURS, ask="法定节假日加班多少小时？（一天按八小时；没有就答 0；哪几天算，见“加班那天按几倍付”）"
)
policy.use("overtime_day", "day_rate")
policy.fact("paid_so_far", PAID, ask="这些加班时间，单位付过工资吗？")
policy.fact("paid_amount", Money(), ask="这些加班时间，单位一共付过多少？")


@policy.step("可以不经批准实行不定时工作制的高级管理人员", source=f"{LAW}第三十九条；劳部发〔1994〕503号第四条")
def exempt_manager(senior_manager, managers_need_approval):
    return senior_manager & ~managers_need_approval


@policy.step("工时制度有效", source=f"{LAW}第三十九条；劳部发〔1994〕503号")
def system_valid(work_system, system_approved, exempt_manager):
    return system_approved | ((work_system == "flexible") & exempt_manager)


@policy.result("按哪种工时制度算", SYSTEMS, source=f"{LAW}第三十九条；劳部发〔1994〕503号")
def applied_system(work_system, system_valid):
    return when((work_system == "standard") | system_valid, work_system, "standard")


@policy.step("算加班费的工作日小时数", source=f"{LAW}第四十四条第一项；{WAGES}第十三条")
def counted_workday(applied_system, workday_hours):
    return when(applied_system == "flexible", 0, workday_hours)


@policy.step("算加班费的休息日小时数", source=f"{LAW}第四十四条第二项；{WAGES}第十三条")
def counted_rest_day(applied_system, rest_day_hours):
    return when(applied_system == "standard", rest_day_hours, 0)


@policy.step("算加班费的法定节假日小时数", source=f"{LAW}第四十四条第三项；{WAGES}第十三条")
def counted_holiday(applied_system, flexible_holiday_paid, holiday_hours):
    return when((applied_system == "flexible") & ~flexible_holiday_paid, 0, holiday_hours)


@policy.step("一共算加班费的小时数", source=f"{LAW}第四十四条")
def hours(counted_workday, counted_rest_day, counted_holiday):
    return counted_workday + counted_rest_day + counted_holiday


@policy.step("乘以倍数以后，折合的小时数", source=f"{LAW}第四十四条")
def weighted_hours(counted_workday, workday_rate, counted_rest_day, rest_day_rate, counted_holiday, holiday_rate):
    return counted_workday * workday_rate + counted_rest_day * rest_day_rate + counted_holiday * holiday_rate


def _wage(base, hours, paid_days, day_hours):
    """The wage of so many hours; nothing need be known of it where there are none."""
    return half_up(when(hours == 0, 0, divide(base * hours, paid_days * day_hours)))


@policy.aside("日工资", Money(), source=f"{CONVERSION}第二条")
def daily_wage(overtime_base, paid_days):
    return half_up(divide(overtime_base, paid_days))


@policy.aside("小时工资", Money(), source=f"{CONVERSION}第二条")
def hourly_wage(overtime_base, paid_days, day_hours):
    return half_up(divide(overtime_base, paid_days * day_hours))


@policy.result("应付加班费", Money(), source=f"{LAW}第四十四条；{CONVERSION}第二条")
def overtime_pay(overtime_base, weighted_hours, paid_days, day_hours):
    return _wage(overtime_base, weighted_hours, paid_days, day_hours)


@policy.step("按一倍已付的，还差的折合小时数", source=f"{LAW}第四十四条")
def unpaid_hours(paid_so_far, weighted_hours, hours):
    return when(paid_so_far == "single", weighted_hours - hours, weighted_hours)


@policy.step("付过的其他数额", source=f"{LAW}第四十四条")
def other_paid(paid_so_far, paid_amount):
    return when(paid_so_far == "part", paid_amount, 0)


@policy.result("还应付", Money(), source=f"{LAW}第四十四条；{CONVERSION}第二条")
def difference(overtime_base, weighted_hours, unpaid_hours, paid_days, day_hours, other_paid):
    unpaid = at_least(_wage(overtime_base, unpaid_hours, paid_days, day_hours) - other_paid, 0)
    return when(weighted_hours == 0, 0, unpaid)


@policy.aside("您说的那一天，加班费是工资的", Number(), source=f"{LAW}第四十四条；《全国年节及纪念日放假办法》第二条")
def rate_of_day(day_rate):
    return day_rate


policy.says(
    "[overtime_pay?加班费^应付{overtime_pay}][!overtime_pay?没有要付的加班费]"
    "[difference?，单位^还应付{difference}][!difference?，单位不用再付]。"
)
