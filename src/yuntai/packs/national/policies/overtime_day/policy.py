"""加班那天按几倍 (what a day's overtime pays): 《劳动法》 art. 44 and 《全国年节及纪念日放假办法》 art. 2."""

from yuntai.rules import Choice, Date, Number, Policy, YesNo, on, when, workdays_between

LAW = "《劳动法》第四十四条"
HOLIDAYS = "《全国年节及纪念日放假办法》第二条"
ARRANGEMENT = "国务院办公厅各年度部分节假日安排的通知"
KINDS = Choice(
    {"holiday": "法定节假日", "rest": "休息日（包括调休放假的日子）", "workday": "工作日（包括调休上班的日子）"}
)

policy = Policy(
    title="加班那天按几倍付",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}；{HOLIDAYS}",
    begins="1995-01-01",
    published="1994-07-05",
)

policy.fact("overtime_day", Date(future=True), ask="哪天加班？")


@policy.step("月×100＋日", source=HOLIDAYS)
def day_number(overtime_day):
    return overtime_day.month() * 100 + overtime_day.day()


@policy.result("是法定节假日", YesNo(), source=HOLIDAYS)
def is_holiday(overtime_day, statutory_day, day_number):
    return on(overtime_day, statutory_day.at(day_number))


@policy.result("是什么日子", KINDS, source=f"{HOLIDAYS}；{ARRANGEMENT}")
def day_kind(is_holiday, overtime_day):
    worked = workdays_between(overtime_day, overtime_day) == 1
    return when(is_holiday, "holiday", when(worked, "workday", "rest"))


@policy.result("加班费是工资的", Number(), source=LAW)
def day_rate(day_kind, holiday_rate, rest_day_rate, workday_rate):
    return when(day_kind == "holiday", holiday_rate, when(day_kind == "rest", rest_day_rate, workday_rate))


@policy.aside("单位可以安排补休，补休的不另付", YesNo(), source=f"{LAW}第（二）项")
def time_off_instead(day_kind):
    return day_kind == "rest"


policy.says(
    "{overtime_day}是{day_kind}，加班费不低于工资的{day_rate:%}[is_holiday?，不能用补休代替][time_off_instead?；单位安排了补休的，不另付]。"
)
