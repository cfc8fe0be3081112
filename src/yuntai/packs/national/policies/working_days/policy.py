"""工作日和期限 (working days and deadlines): the State Council's yearly arrangements, 《民法典》 arts. 201 and 203."""

from yuntai.rules import (
    Date,
    Number,
    Policy,
    Whole,
    YesNo,
    day_of,
    days_after,
    divide,
    on,
    when,
    workdays_after,
    workdays_between,
)

HOLIDAYS = "《全国年节及纪念日放假办法》"
ARRANGEMENT = "国务院办公厅各年度部分节假日安排的通知"
CODE = "《民法典》"
CONVERSION = "《关于职工全年月平均工作时间和工资折算问题的通知》"

policy = Policy(
    title="工作日和期限",
    subject="persons",
    theme="rights",
    source=f"{HOLIDAYS}；{ARRANGEMENT}；{CODE}第二百零三条",
)

policy.fact("day", Date(future=True), ask="是哪一天？（算期限的，从哪天起算）")
policy.fact("workdays", Whole(-2000, 2000, unit="个工作日"), ask="加上几个工作日？（往前推的，写负数）")
policy.fact("days", Whole(0, 20000, unit="天"), ask="期限是多少天？（按自然日）")
policy.fact("year", Whole(1995, 2199), ask="是哪一年？")


def _this_or_next(day):
    return workdays_after(days_after(day, -1), 1)


@policy.result("是工作日", YesNo(), source=f"{HOLIDAYS}；{ARRANGEMENT}")
def is_workday(day):
    return workdays_between(day, day) == 1


@policy.aside("加上几个工作日是哪一天", Date(), source=f"{CODE}第二百零一条第一款（当日不计入）；{ARRANGEMENT}")
def workday(day, workdays):
    return when(workdays == 0, _this_or_next(day), workdays_after(day, workdays))


@policy.aside("期限的最后一天（遇休息日顺延）", Date(), source=f"{CODE}第二百零一条第一款、第二百零三条第一款")
def deadline(day, days):
    return _this_or_next(days_after(day, days))


@policy.aside("按放假安排逐日数，全年的工作日", Whole(unit="天"), source=f"{HOLIDAYS}；{ARRANGEMENT}")
def workdays_of_year(year):
    return workdays_between(day_of(year, 1, 1), day_of(year, 12, 31))


@policy.aside("制度工作日，全年", Whole(unit="天"), source=f"{CONVERSION}第一条")
def standard_workdays(year, workdays_a_year):
    return on(day_of(year, 12, 31), workdays_a_year)


@policy.aside("制度工作日，平均每月", Number(), source=f"{CONVERSION}第一条")
def standard_workdays_a_month(standard_workdays):
    return divide(standard_workdays, 12)


@policy.aside("月计薪天数（折算日工资用）", Number(), source=f"{CONVERSION}第二条")
def paid_days_a_month(year, paid_days):
    return on(day_of(year, 12, 31), paid_days)


policy.says(
    "{day}[is_workday?是工作日][!is_workday?是休息日][；加上{workdays}是{workday}][；{days}的期限到{deadline}为止]。"
)
