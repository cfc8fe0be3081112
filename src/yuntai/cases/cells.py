"""What a cell of a declaration says: its value, or what is wrong with it and of which kind that is.

Faults of one kind in one column have one remedy, so that they are mended together (:mod:`yuntai.cases.remedies`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yuntai.cases.drafts import as_text
from yuntai.rules.language.kinds import FAR, Date, Kind

ASK, UNKNOWN, MISTAKE = "ask", "unknown", "mistake"
"""What a fault is to the person: a question back, something that the registry does not know, a slip."""

SECTIONS = {ASK: "要您确认的", UNKNOWN: "没有查到的", MISTAKE: "填错的"}


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault: its section, what it is called behind a column's title, what to do, what one press does to all alike."""

    section: str
    title: str
    advice: str
    button: str = ""


KINDS: Mapping[str, FaultKind] = {
    "amount": FaultKind(
        ASK, "用字母代千、万", "平台不替您猜。换算都对的，一次确认；有不对的，先逐行改。", "都对，照换算的填"
    ),
    "unknown": FaultKind(
        UNKNOWN,
        "没有查到在本单位参保",
        "不一定是您填错：号码错了的请改；确实在职的，先办参保登记再申报；不在职的，可以一起删去。",
        "都不申报，删去这些行",
    ),
    "gap": FaultKind(UNKNOWN, "算不出基数", "平台里缺这一项标准，请打 12333；不用改表。"),
    "missing": FaultKind(MISTAKE, "没有填", "请补上。"),
    "wage": FaultKind(
        MISTAKE,
        "没有填",
        "请照工资表补上；登记系统里的上年工资和工资表一样的，可以一起照填。",
        "照登记系统里的工资填",
    ),
    "digits": FaultKind(
        MISTAKE,
        "被表格当成数字，后几位丢了",
        "请把这一列设成“文本”格式后重填；花名册里有的，可以一起照花名册补。",
        "照花名册补号码",
    ),
    "formula": FaultKind(MISTAKE, "是公式", "请复制后“选择性粘贴”为数值再传。"),
    "form": FaultKind(MISTAKE, "写法不对", "请照每一格的说明改。"),
    "twice": FaultKind(MISTAKE, "重复", "同一个人只能有一行，可以一起只留最前面的一行。", "只留前一行，删去这些行"),
    "other": FaultKind(
        MISTAKE,
        "和参保登记号不是同一个人",
        "多半是排序时号码串了行。号码都对的，可以一起以号码为准。",
        "以公民身份号码为准",
    ),
    "not_due": FaultKind(MISTAKE, "不用申报", "没有填错的，可以一起删去。", "删去这些行"),
}
"""The kinds of fault, in the order in which they are shown."""


def cell_text(kind: Kind, value: Any) -> str:
    """A value as the cell keeps it."""
    return kind.none if isinstance(kind, Date) and kind.none and value == FAR else as_text(value)
