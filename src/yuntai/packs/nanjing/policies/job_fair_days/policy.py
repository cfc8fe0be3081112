"""人才大厦常设招聘会 (whether there is a routine job fair on a day), R76."""

from yuntai.rules import (
    Choice,
    Date,
    Policy,
    Whole,
    YesNo,
    at_most,
    day_of,
    days_after,
    days_between,
    divide,
    when,
    whole,
    workdays_between,
)

NOTICE = "南京市人才服务中心招聘会公告"
WEEK = 7

policy = Policy(
    title="人才大厦常设招聘会",
    subject="persons",
    theme="employment",
    source=NOTICE,
)

policy.fact("visit_on", Date(future=True), ask="想哪天去？")
policy.fact("half_day", Choice({"morning": "上午", "afternoon": "下午"}), ask="上午去还是下午去？")


@policy.step("星期几", source=NOTICE, kind=Whole(1, WEEK))
def weekday(visit_on):
    """1 for Monday to 7 for Sunday; 1 January 2001 was a Monday."""
    days = days_between(day_of(2001, 1, 1), visit_on)
    return days - whole(divide(days, WEEK)) * WEEK + 1


@policy.condition("这一天有招聘会", source=NOTICE)
def fair_day(weekday, fair_on):
    return fair_on[weekday]


@policy.condition("是上午", source=NOTICE)
def in_the_morning(half_day):
    return half_day == "morning"


@policy.result("有招聘会", YesNo(), source=NOTICE)
def fair(entitled):
    return entitled


@policy.step("还有几天到最近的一场", source=NOTICE, kind=Whole(unit="天"))
def days_ahead(weekday, fair_on):
    def wait(days):
        later = weekday + days
        return when(fair_on[when(later > WEEK, later - WEEK, later)], days, WEEK)

    return at_most(*(wait(days) for days in range(WEEK)))


@policy.result("最近的一场（上午）", Date(), source=NOTICE)
def next_fair(visit_on, days_ahead):
    return days_after(visit_on, days_ahead)


@policy.aside(
    "这一天是节假日或者休息日，去以前先核对", YesNo(), source=NOTICE, ours="公告没有写节假日怎样办；休息日先核对"
)
def check_first(visit_on):
    return workdays_between(visit_on, visit_on) == 0


policy.says("[fair?这一天有招聘会]，最近的一场是{next_fair}上午[check_first?；这一天是休息日，去以前先核对]。")
policy.says("这一天没有招聘会，最近的一场是{next_fair}上午。", status="not_entitled")
