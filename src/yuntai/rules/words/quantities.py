"""Quantities as people write them: days, amounts, lengths of time, ages, shares, hours, numbers.

"2024-06末" is a day, "两年零三个月" 27 months, "6万" and "20k" are amounts, "满10年不满20年" is all that lies between. What is
said to be about right ("8000左右") is taken as said; ``hedge`` keeps the word.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yuntai.rules.words.spans import Span, exactly

MOST_MONTHS = 720
"""The upper end of "ten years and more", in months: no working life is longer."""

HOURS_A_DAY = 8
"""《劳动法》第三十六条; 人社部发〔2025〕2号."""

HAN = "零〇一二两三四五六七八九十百千万"
NUM = rf"(?:\d[\d,]*(?:\.\d+)?|[{HAN}]+)"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
ABOUT = r"大约|大概|约|差不多|将近|接近|近|估计"
AFTER = r"左右|上下|出头"
_JUST = r"一共|总共|共计|合计|累计|共|恰好|正好|刚好|恰|刚|已经|已|足"


@dataclass(frozen=True)
class Length:
    """A length of time: whole or broken months, and days besides."""

    months: Decimal
    days: int = 0

    def __le__(self, other: Length) -> bool:
        return (self.months, self.days) <= (other.months, other.days)


def number(text: str) -> Decimal:
    """The number in digits or in Chinese (1,200.5; 六千五; 二〇二四). Raises ``ValueError``."""
    if re.fullmatch(r"-?\d[\d,]*(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    if not text or any(sign not in HAN for sign in text):
        raise ValueError
    if all(sign in _DIGITS for sign in text):
        return Decimal("".join(str(_DIGITS[sign]) for sign in text))
    total = section = current = 0
    last = 1
    for before, sign in zip(" " + text, text, strict=False):
        if sign in _DIGITS:
            if _DIGITS.get(before):
                raise ValueError  # 四五千
            current, last = _DIGITS[sign], last if _DIGITS[sign] else 1
        elif sign in _TENS:
            section, current, last = section + (current or 1) * _TENS[sign], 0, _TENS[sign]
        else:
            total, section, current, last = (total + section + current) * 10_000, 0, 0, 10_000
    return Decimal(total + section + current * (last // 10 if last >= 100 else 1))  # 六千五: 6,500


def unhedged(text: str) -> tuple[str, str]:
    """``text`` without "about", "in all", "exactly"; and the word that says that it is only about right."""
    text = re.sub(rf"^(?:{_JUST})+", "", text)
    found = re.fullmatch(rf"({ABOUT})?(.+?)({AFTER})?", text)
    if not found:
        return text, ""
    return re.sub(rf"^(?:{_JUST})+", "", found[2]), found[1] or found[3] or ""


# ---------------------------------------------------------------- days

_YEAR = r"(?:(?:19|20)\d\d|[二一][〇零九][〇零一二三四五六七八九]{2}|\d\d(?=年))"
_LONGEST = 40
"""Years: nobody works longer. A year of two digits below it is one of this century, or as many years."""
PART = r"月?末|月?底|月?初|上旬|中旬|下旬|年初|年末|年底|上半年|下半年|初|末|底"
_TWO = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DAY = rf"({_YEAR})(?:[-/.年]({_TWO})(?:[-/.月]({_TWO})[日号]?|月份?)?|年度?)?({PART})?"
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_PARTS: Mapping[str, tuple[int, int]] = {
    "初": (1, 1),
    "末": (31, 31),
    "底": (31, 31),
    "上旬": (1, 10),
    "中旬": (11, 20),
}
_HALVES = {"上半年": (1, 6), "下半年": (7, 12), "年初": (1, 1), "年末": (12, 12), "年底": (12, 12)}


def read_date(text: str) -> Span:
    """A day, or the days that a month, a year or "the end of June" may be."""
    text = re.sub(r"(当[日天]|起|止)$", "", text)
    if compact := _COMPACT.fullmatch(text):
        text = "-".join(compact.groups())
    found = re.fullmatch(_DAY, text)
    if not found:
        raise ValueError(f"“{text}”读不成日期")
    year, month, day = (int(number(part)) if part else 0 for part in found.groups()[:3])
    if year < _LONGEST and not month:
        raise ValueError(f"“{text}”不知道是年份还是年数")
    year += (2000 if year < _LONGEST else 1900) if year < 100 else 0
    part = found[4] or ""
    try:
        if day:
            return exactly(date(year, month, day))
        if not month:
            first, last = _HALVES.get(part if part in _HALVES else f"年{part}", (1, 12))
            begun = _ends(year, first, part[-1:] if part.endswith(("初", "末", "底")) else "")
            return Span(begun.low, _ends(year, last, part[-1:] if part.endswith(("初", "末", "底")) else "").high)
        return _ends(year, month, part.removeprefix("月"))
    except ValueError:  # also of monthrange
        raise ValueError(f"“{text}”这一天不存在") from None


def _ends(year: int, month: int, part: str) -> Span:
    """The first and the last day of a part of a month."""
    last = monthrange(year, month)[1]
    low, high = _PARTS.get(part, (21, 31) if part == "下旬" else (1, 31))
    return Span(date(year, month, min(low, last)), date(year, month, min(high, last)))


def day_of_range(text: str, which: int) -> Span:
    """The first (0) or the last (1) day of "2025-04-01至2026-02-28", "2025.4.1-2026.2.28", "2025-04-01-2026-02-28"."""
    ends = re.split(r"[至到~—]+", text)
    if len(ends) == 1 and len(hyphened := text.split("-")) % 2 == 0:
        half = len(hyphened) // 2
        ends = ["-".join(hyphened[:half]), "-".join(hyphened[half:])]
    if len(ends) != 2:
        raise ValueError(f"“{text}”读不成起止日期")
    span = read_date(ends[which])
    return exactly(span.high if which else span.low)


# ---------------------------------------------------------------- amounts

_UNIT = r"万|千|百|[kKwW]|亿"
_PER = r"(?:(?:/|每)(?:个)?(?:月|年|天|日|小时|人))"
_MONEY = rf"(?:人民币|¥|RMB)?(-?{NUM})({_UNIT})?(\d)?(?:元|块钱?|圆)?{_PER}?(?:整)?"
_UNITS = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百": 100, "亿": 100_000_000, "": 1}


def between(text: str) -> tuple[str, str] | None:
    """The ends of what is said by two numerals or by "some": 四五千 is 四千 to 五千, 十几年 and 十多年 11 to 19 years."""
    if found := re.search(rf"([{HAN[2:]}])([{HAN[2:]}])(?=[十百千万年个月天岁块元]|$)", text):
        low, high = _DIGITS.get(found[1]), _DIGITS.get(found[2])
        if low and high == low + 1:
            return text[: found.start(2)] + text[found.end(2) :], text[: found.start(1)] + text[found.end(1) :]
    if "几" in text:
        return text.replace("几", "一", 1), text.replace("几", "九", 1)
    if (found := re.fullmatch(rf"({NUM})[多余](.+)", text)) and number(found[1]) % 10 == 0 and number(found[1]) < 100:
        return f"{number(found[1]) + 1}{found[2]}", f"{number(found[1]) + 9}{found[2]}"
    return None


def read_money(text: str) -> Span:
    if two := between(text):
        return Span(read_money(two[0]).low, read_money(two[1]).high)
    if text != (core := re.sub(r"[多余](?=[元块]|$)", "", text)):  # 8000多: to 8999
        least = read_money(core).low
        zeros = re.search(r"0*$", str(int(least)))
        return Span(least, least + 10 ** len(zeros[0] if zeros else "") - 1)
    text = re.sub(r"^(?:每个?[月年天日]|月薪|月|税前|应发)", "", text)
    if ends := re.fullmatch(rf"({NUM}(?:{_UNIT})?元?)(?:至|到|-|~)({NUM}.*)", text):
        return Span(read_money(ends[1]).low, read_money(ends[2]).high)
    found = re.fullmatch(_MONEY, text)
    try:
        if not found or (found[3] and not found[2]):
            raise ValueError
        unit = _UNITS[(found[2] or "").lower()]
        return exactly(number(found[1]) * unit + int(found[3] or 0) * unit // 10)
    except ValueError:
        raise ValueError(f"“{text}”读不成金额") from None


# ---------------------------------------------------------------- lengths

_LENGTH = (
    rf"(?:({NUM})(?:周年|年)(半)?)?(?:[零又加]?({NUM})个?(?:整)?月(半)?)?(?:[零又加]?({NUM})(天|日|周|个星期|星期))?"
)


def _length(text: str) -> Length:
    text = {"半年": "6个月", "半个月": "15天", "半个月多": "15天"}.get(text, text)
    text = re.sub(r"^个?半年$", "6个月", re.sub(r"整$", "", text))
    text = re.sub(r"个半月", "个月半", re.sub(r"年([零又]?)半年?$", r"年半", text))
    found = re.fullmatch(_LENGTH, text)
    if not found or not text:
        raise ValueError
    years, half, months, half_month, days, unit = found.groups()
    if years and number(years) >= _LONGEST * 2:
        raise ValueError
    in_days = int(number(days)) * (1 if unit in ("天", "日") else 7) if days else 0
    in_months = (number(years) * 12 if years else 0) + (6 if half else 0) + (number(months) if months else 0)
    return Length(Decimal(in_months) + (Decimal("0.5") if half_month else 0), in_days)


def read_length(text: str) -> Span:
    """A span of :class:`Length`: 4年5个月, 一年半, 恰满1年, 满10年不满20年, 20年以上, 不满半年."""
    core = re.sub(r"^(?:恰|刚|刚刚|正好)", "", text)
    try:
        if two := between(core):
            top = read_length(two[1]).high
            return Span(read_length(two[0]).low, Length(top.months + 11) if re.search("[几多余].*年", core) else top)
        if re.fullmatch(rf"{NUM}(?:年半?|个月)[多余]|{NUM}个[多余]月", core):  # 三年多, 两个多月
            least = _length(re.sub("[多余]", "", core))
            return Span(least, Length(least.months + (1 if "月" in core else 5 if "半" in core else 11)))
        if found := re.fullmatch(
            r"(?:(?:已?满)?(.+?)(?:以上|及以上)?[,，]?)?(?:不满|不足|不到|未满|不超过|以下)(.+)", core
        ):
            less = 0 if "不超过" in core else 1
            top = _length(found[2])
            return Span(_length(found[1]) if found[1] else Length(Decimal(0)), Length(top.months - less, top.days))
        if found := re.fullmatch(r"(.+?)(?:以下|以内|之内)", core):
            return Span(Length(Decimal(0)), _length(found[1]))
        if found := re.fullmatch(r"(\d+|[一二两三四五六七八九十]+)(?:年)?(?:至|到|-|~)(.+年)", core):
            return Span(_length(f"{found[1]}年"), _length(found[2]))
        if found := re.fullmatch(r"(?:已?满)?(.+?)(?:及?以上)", core) or re.fullmatch(r"(?:超过)(.+)", core):
            return Span(_length(found[1]), Length(Decimal(MOST_MONTHS)))
        return exactly(_length(re.sub(r"^(?:已?满)|整$", "", core)))
    except ValueError:
        raise ValueError(f"“{text}”读不成时间长短") from None


# ---------------------------------------------------------------- the rest


def read_number(text: str) -> Span:
    try:
        return exactly(-number(text[1:]) if text.startswith("-") else number(text))
    except ValueError:
        raise ValueError(f"“{text}”读不成数") from None


def read_count(text: str) -> Span:
    """A whole number with or without its unit: 3, 10级, 二级, 2个, 双胞胎 is for the words."""
    found = re.fullmatch(rf"(-?{NUM})(?:\.0+)?(?:个|次|人|级|名|件|倍)?", text)
    whole = read_number(found[1]) if found else None
    if whole is None or whole.low != int(whole.low):
        raise ValueError(f"“{text}”读不成整数")
    return exactly(int(whole.low))


def read_share(text: str) -> Span:
    """A share in percent: 70%, 七成, 70 and 0.7 are the same."""
    found = re.fullmatch(rf"(?:百分之)?({NUM})(%|成)?", text)
    if not found:
        raise ValueError(f"“{text}”读不成百分数")
    share = number(found[1])
    if found[2] == "成" or (not found[2] and share <= 1 and not text.startswith("百分之")):
        return exactly(share * (10 if found[2] else 100))
    return exactly(share)


def read_age(text: str) -> Span:
    """An age in months: 61岁5个月, 60周岁, 五十岁半."""
    found = re.fullmatch(rf"(?:年?满)?({NUM})周?岁(半)?(?:[零又]?({NUM})个?月)?(?:整)?", text)
    if not found:
        raise ValueError(f"“{text}”读不成年龄")
    return exactly(int(number(found[1])) * 12 + (6 if found[2] else 0) + (int(number(found[3])) if found[3] else 0))


_HOURS = rf"每?个?(月|周|天|日)?(?:加班)?({NUM})个?(小时|钟头|[hH]|天|日)(?:[×xX*,]?(?:一?共|持续|做了)?({NUM})个?(月|周|天|日))?"


def read_hours(text: str) -> Span:
    """Hours in all: 10小时, 8h, 2天 (of eight hours), 每月32小时×15个月, 每周一天，共48天."""
    text = re.sub(rf"^每个?[周月]{NUM}[天日],?(?:一?共|合计|总计|累计)(?={NUM}[天日]$)", "", text)
    found = re.fullmatch(_HOURS, text)
    if not found:
        raise ValueError(f"“{text}”读不成小时数")
    each, amount, unit, times, of = found.groups()
    if each != of and (each or unit in ("天", "日")):
        raise ValueError(f"“{text}”读不成小时数")
    return exactly(number(amount) * (HOURS_A_DAY if unit in ("天", "日") else 1) * (int(number(times)) if times else 1))


def read_days(text: str) -> Span:
    found = re.fullmatch(rf"(-?{NUM})(?:\.0+)?(?:个?(?:工作|日历|自然|计薪)?[天日])?", text)
    if not found:
        raise ValueError(f"“{text}”读不成天数")
    days = read_number(found[1]).low
    return exactly(int(days) if days == int(days) else days)


READERS: Mapping[str, Callable[[str], Span]] = {
    "date": read_date,
    "money": read_money,
    "length": read_length,
    "age": read_age,
    "share": read_share,
    "hours": read_hours,
    "days": read_days,
    "count": read_count,
    "number": read_number,
}
