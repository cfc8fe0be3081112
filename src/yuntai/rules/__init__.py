"""The policy language and engine: facts, steps, results; one person's answer; a whole population; packs.

An author writes a policy with the words exported here; see ``docs/guides/write-a-policy.md``.
"""

from yuntai.rules.language.kinds import FAR, Age, Choice, Date, Money, Number, Text, Whole, YesNo
from yuntai.rules.language.language import (
    FEN,
    JIAO,
    YUAN,
    at_least,
    at_most,
    clip,
    day_of,
    days_after,
    days_between,
    divide,
    down,
    half_up,
    months_after,
    months_between,
    on,
    up,
    when,
    whole,
    workdays_after,
    workdays_between,
    years_after,
    years_between,
)
from yuntai.rules.language.policy import Fact, Once, Policy, Relation

__all__ = [
    "FAR", "FEN", "JIAO", "YUAN", "Age", "Choice", "Date", "Fact", "Money", "Number", "Once", "Policy", "Relation", "Text", "Whole",
    "YesNo", "at_least", "at_most", "clip", "day_of", "days_after", "days_between", "divide", "down", "half_up",
    "months_after", "months_between", "on", "up", "when", "whole", "workdays_after", "workdays_between", "years_after",
    "years_between",
]  # fmt: skip
