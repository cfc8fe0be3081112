"""停工停产期间的工资 (pay while work is stopped not by the worker's fault), R25.

The first wage-payment cycle is paid in full. After it the place's share of the minimum wage, rounded to a month's
allowance, is multiplied by cycles and days.
"""

from yuntai.packs.national import facts
from yuntai.packs.national.age import SOURCE as AGE_SOURCE
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.rules import (
    Choice,
    Date,
    Money,
    Policy,
    Whole,
    YesNo,
    at_least,
    at_most,
    day_of,
    days_after,
    divide,
    half_up,
    months_after,
    when,
)

PROVISIONS = "《工资支付暂行规定》第十二条"
LOCAL = f"{PROVISIONS}；地方工资支付规定"

policy = Policy(
    title="停工停产期间的工资",
    subject="enrolments",
    theme="rights",
    source=PROVISIONS,
    begins="1995-01-01",
    published="1994-12-06",
)

policy.fact(
    "unit_stopped",
    YesNo(),
    ask="是单位（或者整个部门、车间）停工停产吗？（单位照常经营、只让您一个人待岗的，答“否”）",
)
policy.fact("worker_caused", YesNo(), ask="停工是您本人的原因造成的吗？")
policy.fact(
    "work_given",
    Choice({"none": "没有安排工作", "some": "安排了一部分工作", "normal": "照常工作"}),
    ask="停工期间，单位安排您工作了吗？",
)
policy.fact("normal_wage", facts.WAGE, ask="正常上班，一个月工资多少？")
policy.fact("agreed_wage", Money(), ask="安排的那部分工作，新约定每月付多少？")
policy.fact(
    "cycles_stopped", Whole(0, 600, unit="个"), ask="停工满了几个工资支付周期？（一般一个月一个周期，不满的不算）"
)
policy.fact("odd_days", Whole(0, 31, unit="天"), ask="不满一个周期的零头，有几个计薪日？（没有就答 0）")
policy.fact("stopped_on", Date(), ask="从哪天停工的？")
policy.fact("paid", Money(), ask="停工期间，单位一共付了多少工资、生活费？")


@policy.step("开始停工的那天", source=AGE_SOURCE)
def last_worked(stopped_on):
    return stopped_on


add_age(policy)


@policy.scope(
    "单位停工停产（只让个人待岗的，工资照付）",
    source=PROVISIONS,
    ours="条文只写单位停工停产；只让个人待岗的没有写，工资照付",
)
def stopped(unit_stopped):
    return unit_stopped


@policy.condition("不是劳动者本人的原因", source=PROVISIONS)
def not_by_worker(worker_caused):
    return ~worker_caused


@policy.step("按正常工资支付的周期数", source=LOCAL)
def cycles_in_full(cycles_stopped, full_cycles):
    return at_most(cycles_stopped, full_cycles)


@policy.step("零头还在按正常工资支付的期间内", source=LOCAL)
def days_in_full(cycles_stopped, full_cycles):
    return cycles_stopped < full_cycles


@policy.result("此后每月至少付多少", Money(), source=LOCAL)
def monthly_after(entitled, work_given, normal_wage, agreed_wage, minimum_wage, wage_area, stoppage_share):
    floor = minimum_wage[wage_area]
    working = when(work_given == "normal", normal_wage, at_least(agreed_wage, floor))
    return half_up(when(entitled, when(work_given == "none", floor * stoppage_share, working), 0))


def _by_days(monthly, odd_days, paid_days):
    return half_up(at_most(divide(monthly * odd_days, paid_days), monthly))


@policy.result("按正常工资支付的部分", Money(), source=LOCAL)
def full_part(entitled, normal_wage, cycles_in_full, days_in_full, odd_days, paid_days):
    part = when(days_in_full & (odd_days > 0), _by_days(normal_wage, odd_days, paid_days), 0)
    return when(entitled, normal_wage * cycles_in_full + part, 0)


@policy.result("此后支付的部分", Money(), source=LOCAL)
def after_part(monthly_after, cycles_stopped, cycles_in_full, days_in_full, odd_days, paid_days):
    part = when(days_in_full | (odd_days == 0), 0, _by_days(monthly_after, odd_days, paid_days))
    return monthly_after * (cycles_stopped - cycles_in_full) + part


@policy.result("一共至少应付", Money(), source=LOCAL)
def total(full_part, after_part):
    return full_part + after_part


@policy.aside("此后应由本人缴的社会保险费和住房公积金，由单位承担", YesNo(), source=f"{LOCAL}（江苏：第三十二条）")
def contributions_borne(entitled, work_given, cycles_stopped, full_cycles, odd_days, employer_bears_share):
    beyond = (cycles_stopped > full_cycles) | ((cycles_stopped == full_cycles) & (odd_days > 0))
    return entitled & employer_bears_share & (work_given == "none") & beyond


@policy.aside("还差多少", Money(), source=LOCAL)
def shortfall(total, paid):
    return at_least(total - paid, 0)


@policy.aside("按正常工资付到哪天", Date(), source=LOCAL, ours="第一个工资支付周期从哪天起算，条文没有写，见参数")
def full_until(stopped_on, first_cycle_by, full_cycles):
    first_of_month = day_of(stopped_on.year(), stopped_on.month(), 1)
    counted_from = when(first_cycle_by == "stop_day", stopped_on, first_of_month)
    return days_after(months_after(counted_from, full_cycles), -1)


policy.says(
    "停工期间一共至少应付{total}，第一个周期以后每月至少付{monthly_after}[，还差{shortfall}]"
    "[contributions_borne?；按最低数付的，应由您个人缴的社会保险费和住房公积金也由单位承担]"
    f"{UNSETTLED}。"
)
