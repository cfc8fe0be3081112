"""Between which ends the results of one person lie that are not known yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.meaning import Values
from yuntai.rules.one.bounding import Ranges
from yuntai.rules.one.ranges import ANYTHING, NEVER, Bound, Range, hull, point
from yuntai.rules.rule.rule import Rule

MOST_CASES = 6
"""How many cases of facts that are not known are looked at one by one."""


def bounds(rule: Rule, values: Values, names: Sequence[str]) -> dict[str, Bound]:
    """Of the steps ``names`` that are not known: between which ends they lie, where anything is known of an end."""
    unknown = [name for name in names if values[name] is None]
    found = dict.fromkeys(unknown, NEVER)
    for case in _cases(rule, values, tuple(names)) if unknown else ():
        ranges = Ranges(rule, values, case)
        found = {name: hull(found[name], ranges[name]) for name in unknown}
    told = {name: _told(a) for name, a in found.items() if isinstance(a, Bound)}
    return {name: bound for name, bound in told.items() if bound != ANYTHING}


def _cases(rule: Rule, values: Values, names: tuple[str, ...]) -> list[dict[str, Range]]:
    """What the first facts that are not known may be, as far as there are few cases.

    Taken one by one, steps that hang on the same fact are not mixed: an age with the delay of another post.
    """
    cases: list[dict[str, Range]] = [{}]
    for name in _with_options(rule, names):
        options = rule.facts[name].kind.samples(date.max)
        if values[name] is None and len(cases) * len(options) <= MOST_CASES:
            cases = [{**case, name: point(option)} for case in cases for option in options]
    return cases


@lru_cache(maxsize=1024)
def _with_options(rule: Rule, names: tuple[str, ...]) -> tuple[str, ...]:
    """The facts of few values that ``names`` need, also if the person is entitled."""
    needed, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in needed and name not in ("applicable", "entitled"):
            needed.add(name)
            waiting += rule.nodes[name].needs if name in rule.nodes else ()
    return tuple(name for name, fact in rule.facts.items() if name in needed and fact.kind.finite)


def _told(a: Bound) -> Bound:
    """``a`` without ends that say nothing: a yes or no that can be either, a day that may never come."""
    low, high = a
    if isinstance(low, bool) or isinstance(high, bool):
        return a if low == high else ANYTHING
    if isinstance(low, date) and high in (None, FAR):
        return ANYTHING
    return Bound(None if low == date.min else low, high)
