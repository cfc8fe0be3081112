"""The four statuses of an answer: yes, no, not known yet, and not applicable, which is none of these."""

from __future__ import annotations

from collections.abc import Sequence

from yuntai.rules.language.meaning import Values
from yuntai.rules.rule.rule import Rule

ENTITLED, NOT_ENTITLED, UNKNOWN, NOT_APPLICABLE = "entitled", "not_entitled", "unknown", "not_applicable"
STATUS = {ENTITLED: "符合条件", NOT_ENTITLED: "不符合条件", UNKNOWN: "还不能确定", NOT_APPLICABLE: "不适用"}


def conclusion(rule: Rule, status: str) -> str:
    """The status in Chinese; a policy without conditions has nothing to be entitled to."""
    return "已算出" if status == ENTITLED and not rule.named("condition") else STATUS[status]


def status_of(values: Values, wanted: Sequence[str]) -> str:
    if values["applicable"] is not True:
        return UNKNOWN if values["applicable"] is None else NOT_APPLICABLE
    if values["entitled"] is False:
        for name in wanted:
            values[name]
        return NOT_ENTITLED
    return UNKNOWN if any(values[name] is None for name in ("entitled", *wanted)) else ENTITLED
