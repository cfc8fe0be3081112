"""What labour contract law asks of everybody: that the worker is not past the retirement age.

Who draws a pension was bound by a contract for services from 2010-09-14 to 2025-08-31 (法释〔2010〕12号第七条, 法释〔2020〕26号
第三十二条 I); since 2026-07-01 人社部等五部门令第56号 puts everybody past the age under an agreement of its own. What lies
between no text settles: the policy then answers, and says so.
"""

from collections.abc import Callable
from typing import Any

from yuntai.packs.national import facts
from yuntai.rules import Choice, Policy, YesNo, at_most, on, when, years_after
from yuntai.rules.language.expressions import Expression
from yuntai.rules.language.operations import Literal
from yuntai.rules.language.policy import Fact
from yuntai.rules.language.types import TEXT

SOURCE = (
    "《劳动合同法》第四十四条第（二）项；《劳动合同法实施条例》第二十一条；法释〔2010〕12号第七条；法释〔2020〕26号第三十二条第一款；"
    "法释〔2025〕12号第二十一条；《超龄劳动者基本权益保障暂行规定》第二条、第二十三条"
)
UNSETTLED = (
    "[age_unsettled?；过了法定退休年龄还在做的，是不是劳动关系法律没有写明、各地裁判不同，认定是劳动关系的才这样算]"
)
"""What a sentence on labour contract law says last, for whom no text settles it."""

_STANDING = Choice(
    {
        "under": "没有到（办了弹性延迟退休、还在延迟期间的，也选这个）",
        "past": "过了，还没有领养老金",
        "drawing": "已经领基本养老金或者退休金",
    }
)
_YOUNGEST, _NOT_KNOWN = 50, Expression(Literal(None, TEXT))


def _standing(benefits, born_on, ended_on, as_of):  # type: ignore[no-untyped-def]
    """Who is younger than anybody retires, and who draws a pension; of all others a registry does not know."""
    last = at_most(ended_on, as_of)
    drawing = benefits.any(lambda paid: (paid.kind == "pension") & (paid.month <= last))
    return when(drawing, "drawing", when(last < years_after(born_on, _YOUNGEST), "under", _NOT_KNOWN))


def _last_worked(ends: bool) -> Callable[..., Any]:
    if ends:

        def last_worked(ended_on, as_of):  # type: ignore[no-untyped-def]
            return at_most(ended_on, as_of)

    else:

        def last_worked(as_of):  # type: ignore[no-untyped-def,misc]
            return as_of

    return last_worked


def add_age(policy: Policy) -> None:
    """Ask for the age, and keep ``policy`` to those whom labour contract law binds; where it is not settled, say so.

    Whether it does is judged by the law of the policy's step ``last_worked``; where it has none, of the last day worked or, without
    ``ended_on``, of the day of the question. Its sentences end with :data:`UNSETTLED`.
    """
    ends = "ended_on" in policy.facts
    if ends:
        policy.include(*(one for one in (facts.benefits, facts.born_on) if one.name not in policy.facts))
    ask = "做这份工的时候（已经不做的，看最后一天），到法定退休年龄了吗？"
    policy.include(Fact("age_standing", _STANDING, ask, _standing if ends else None))

    if "last_worked" not in policy.steps:
        policy.step("在做的最后一天（还在做的，今天）", source=SOURCE)(_last_worked(ends))

    @policy.step("过了法定退休年龄，不适用劳动合同法", source=SOURCE)
    def outside_by_age(age_standing, last_worked, over_age_rule, drawing_is_service):  # type: ignore[no-untyped-def]
        as_service = (age_standing == "drawing") & on(last_worked, drawing_is_service)
        return (age_standing != "under") & (on(last_worked, over_age_rule) | as_service)

    @policy.scope("不是过了法定退休年龄、不适用劳动合同法的人", source=SOURCE)
    def within_by_age(outside_by_age):  # type: ignore[no-untyped-def]
        return ~outside_by_age

    @policy.aside("过了法定退休年龄，是不是劳动关系法律没有写明", YesNo(), source=SOURCE)
    def age_unsettled(age_standing, outside_by_age):  # type: ignore[no-untyped-def]
        return (age_standing != "under") & ~outside_by_age

    policy.says(
        "过了法定退休年龄以后做的工，不适用这些规定；是什么关系、有哪些权益，看“退休以后再工作，是什么关系”和“超龄劳动者的基本权益”。",
        when="outside_by_age",
        status="not_applicable",
    )
