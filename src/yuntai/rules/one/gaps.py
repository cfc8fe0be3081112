"""What the platform lacks: in Chinese, and what of it no answer of the person can make up for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from yuntai.rules.language.meaning import Values
from yuntai.rules.one.bounding import Ranges, of_node
from yuntai.rules.one.openings import CALENDAR, PARAMETER
from yuntai.rules.one.ranges import NEVER, can_be, point
from yuntai.rules.rule.rule import Rule

_BEFORE = ("applicable", "entitled")


def title_of(rule: Rule, name: str) -> str:
    """What is lacked, ``name`` as the openings name it, by its Chinese title."""
    return "所涉年度的节假日安排" if name == CALENDAR else rule.parameters[name.removeprefix(PARAMETER)].title


def lack_in_words(rule: Rule, name: str) -> str:
    """That it is lacked, as a sentence without its stop."""
    return f"平台没有查到{'' if name == CALENDAR else '这一天的'}“{title_of(rule, name)}”"


def lasting(rule: Rule, values: Values, wanted: Sequence[str]) -> tuple[str, ...]:
    """What the platform lacks and no answer makes up for, named as the openings name it.

    That is what keeps a wanted result from ever being known to one who is entitled, or keeps anybody from being so.
    """
    ranges = _if_entitled(rule, values)
    for name in _BEFORE:
        of_node(rule, name)(ranges)
    for name in wanted:
        ranges[name]
    lacked = tuple(ranges.lacked)
    if not lacked or not _stuck(rule, values, wanted, lacked) or _stuck(rule, values, wanted, ()):
        return ()
    return tuple(name for name in lacked if _stuck(rule, values, wanted, (name,))) or lacked


def _if_entitled(rule: Rule, values: Values, never: Collection[str] = ()) -> Ranges:
    return Ranges(rule, values, {name: point(True) for name in _BEFORE}, never)


def _stuck(rule: Rule, values: Values, wanted: Sequence[str], never: Collection[str]) -> bool:
    ranges = _if_entitled(rule, values, never)
    return not all(can_be(of_node(rule, name)(ranges), True) for name in _BEFORE) or any(
        ranges[name] == NEVER for name in wanted
    )
