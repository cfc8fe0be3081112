"""What the policies on double wage share: the month that is not whole, the limitation of one year, the other readings."""

from collections.abc import Callable
from typing import Any

from yuntai.rules import (
    Money,
    Policy,
    at_least,
    clip,
    days_after,
    days_between,
    divide,
    half_up,
    months_after,
    months_between,
    when,
    workdays_between,
    years_after,
)

LAW = "《劳动合同法》"
INTERPRETATION = "法释〔2025〕12号"
ARBITRATION = "《劳动争议调解仲裁法》"
LOCAL_COURTS = "地方裁审意见（江苏：苏高法审委〔2011〕14号第一条）"
READ = ("2026-11-30", "最高人民法院网站2025年8月1日公布的全文（公开转录）")


def whole_months(counted_from: Any, months_to_sign: Any, owed_until: Any) -> Any:
    """Whole months of double wage from ``months_to_sign`` months after ``counted_from`` to ``owed_until``, both days counted.

    They are counted from ``counted_from``, so that who is hired on the 31st has eleven months too.
    """
    return months_between(counted_from, days_after(owed_until, 1)) - months_to_sign


def _by_workdays(first: Any, last: Any, monthly_wage: Any, of_days: Any) -> Any:
    return half_up(clip(divide(monthly_wage * workdays_between(first, last), of_days), 0, monthly_wage))


def add_difference(policy: Policy, say: Callable[..., Any]) -> None:
    """Give ``policy`` what is owed beside the wage (二倍工资差额) and what of it is within the limitation.

    ``say`` is ``policy.result`` or ``policy.aside``. The policy has ``counted_from`` and ``owed_until`` (days), ``months_to_sign``
    and ``months`` (numbers of months), ``owed`` (yes or no) and ``monthly_wage``.
    """

    @policy.step("超过签订期限的第一天", source=f"{LAW}第八十二条；《劳动合同法实施条例》第六条")
    def overdue_from(counted_from, months_to_sign):  # type: ignore[no-untyped-def]
        return months_after(counted_from, months_to_sign)

    @policy.step("整月之后的第一天", source=f"{INTERPRETATION}第六条")
    def part_from(counted_from, months_to_sign, months):  # type: ignore[no-untyped-def]
        return months_after(counted_from, months_to_sign + months)

    @policy.step("不满的那个月按几天折算", source=f"{INTERPRETATION}第六条")
    def days_of_part_month(part_month, part_from, paid_days):  # type: ignore[no-untyped-def]
        own = workdays_between(part_from, days_after(months_after(part_from, 1), -1))
        return when(part_month == "paid_days", paid_days, own)

    @policy.step("不满一个月部分的差额", source=f"{INTERPRETATION}第六条", checked=READ)
    def part_pay(part_month, part_from, owed_until, monthly_wage, days_of_part_month):  # type: ignore[no-untyped-def]
        part = _by_workdays(part_from, owed_until, monthly_wage, days_of_part_month)
        return when(part_month == "whole_months", 0, part)

    @say("二倍工资差额", Money(), source=f"{LAW}第八十二条")
    def difference(owed, months, monthly_wage, part_pay):  # type: ignore[no-untyped-def]
        return half_up(when(owed, monthly_wage * months + part_pay, 0))

    @policy.aside(
        "另一种算法：不满一个月的部分按月计薪天数（21.75天）折算，差额是多少",
        Money(),
        source="人社部发〔2025〕2号第二条",
    )
    def difference_by_paid_days(  # type: ignore[no-untyped-def]
        owed, part_month, months, part_from, owed_until, monthly_wage, paid_days, difference
    ):
        part = _by_workdays(part_from, owed_until, monthly_wage, paid_days)
        other = when(owed & (part_month == "workdays"), monthly_wage * months + part, 0)
        return when(other == difference, 0, other)

    @policy.step("时效内的第一天", source=f"{ARBITRATION}第二十七条")
    def timely_from(overdue_from, as_of, limitation):  # type: ignore[no-untyped-def]
        return at_least(overdue_from, years_after(as_of, -limitation))

    @policy.step("时效内的第一天以前的整月数", source=f"{ARBITRATION}第二十七条")
    def months_before(counted_from, months_to_sign, timely_from):  # type: ignore[no-untyped-def]
        return months_between(counted_from, timely_from) - months_to_sign

    @policy.step(
        "按日倒算时效时，时效起点所在那个月的差额",
        source=f"{ARBITRATION}第二十七条",
        ours="时效切开的那个月怎样算，条文没有写；按当月天数",
    )
    def straddling_pay(  # type: ignore[no-untyped-def]
        months, months_before, limitation_counted_by, counted_from, months_to_sign, timely_from, monthly_wage
    ):
        first = months_after(counted_from, months_to_sign + months_before)
        next_first = months_after(counted_from, months_to_sign + months_before + 1)
        by_day = divide(monthly_wage * days_between(timely_from, next_first), days_between(first, next_first))
        return half_up(when(months_before < months, when(limitation_counted_by == "month", monthly_wage, by_day), 0))

    @policy.step("此后的整月数", source=f"{ARBITRATION}第二十七条")
    def months_after_it(months, months_before):  # type: ignore[no-untyped-def]
        return at_least(months - months_before - 1, 0)

    @policy.step("不满一个月部分，时效内的差额", source=f"{INTERPRETATION}第六条", checked=READ)
    def timely_part_pay(  # type: ignore[no-untyped-def]
        part_month, timely_from, part_from, owed_until, monthly_wage, days_of_part_month
    ):
        part = _by_workdays(at_least(timely_from, part_from), owed_until, monthly_wage, days_of_part_month)
        return when(part_month == "whole_months", 0, part)

    @policy.step("从提出之日倒算一年，时效内的差额", source=f"{ARBITRATION}第二十七条")
    def counted_back(straddling_pay, months_after_it, monthly_wage, timely_part_pay):  # type: ignore[no-untyped-def]
        return straddling_pay + monthly_wage * months_after_it + timely_part_pay

    @policy.step("从没签合同的行为结束之次日起算，还在时效内", source=f"{ARBITRATION}第二十七条；{LOCAL_COURTS}")
    def timely_as_a_whole(owed_until, as_of, limitation):  # type: ignore[no-untyped-def]
        return as_of <= years_after(owed_until, limitation)

    @say("其中没有超过时效的差额（时效要由单位提出）", Money(), source=f"{ARBITRATION}第二十七条；{LOCAL_COURTS}")
    def within_limitation(  # type: ignore[no-untyped-def]
        owed, limitation_counted_by, timely_as_a_whole, difference, counted_back
    ):
        whole = when(timely_as_a_whole, difference, 0)
        return half_up(when(owed, when(limitation_counted_by == "end", whole, counted_back), 0))

    @policy.aside(
        "另一种算法：从提出之日倒算一年，时效内的差额是多少",
        Money(),
        source="京高法发〔2024〕534号第41问（北京；江苏不同）",
    )
    def within_counted_back(limitation_counted_by, counted_back, within_limitation):  # type: ignore[no-untyped-def]
        other = when((limitation_counted_by == "end") & (within_limitation > 0), counted_back, 0)
        return half_up(when(other == within_limitation, 0, other))

    @policy.aside("其中超过时效的差额", Money(), source=f"{ARBITRATION}第二十七条")
    def beyond_limitation(difference, within_limitation):  # type: ignore[no-untyped-def]
        return difference - within_limitation
