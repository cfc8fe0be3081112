"""Days that are said from today: 去年5月, 上个月, 今年1月5号, 3月15日 without its year."""

from __future__ import annotations

import re
from datetime import date, timedelta

from yuntai.rules.language.meaning import add_months
from yuntai.rules.words.quantities import number

_NUM = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_MONTHS = {"上上个月": -2, "上上月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "当月": 0, "下个月": 1}
_DAYS = {"前天": -2, "昨天": -1, "今天": 0, "今日": 0, "明天": 1}
_PART = r"(?:份|初|末|底|月?初|月?末|月?底|中旬|上旬|下旬|年初|年末|年底|上半年|下半年)"
_DAY_OF = rf"(?:{_NUM})(?:[日号])"
RELATIVE = (
    rf"(?:{'|'.join(_YEARS)})的?(?:(?:{_NUM})月(?:份)?(?:{_DAY_OF}|{_PART})?|{_PART})?"
    rf"|(?:{'|'.join(_MONTHS)})(?:{_DAY_OF}|{_PART})?"
    rf"|{'|'.join(_DAYS)}"
    rf"|(?<![\d年个前近])(?:{_NUM})月(?:{_DAY_OF}|初|底|末|中旬|上旬|下旬|份)"
)
"""A relative day in a sentence, as a pattern."""


def absolute(text: str, today: date | None) -> str:
    """``text`` with the year and month that it leaves to ``today``; as it is where it is not relative or no day is known.

    A month without its year is the last that has begun.
    """
    if today is None or not re.fullmatch(RELATIVE, text):
        return text
    text = text.replace("的", "")
    for word, years in _YEARS.items():
        if text.startswith(word):
            return f"{today.year + years}年{text.removeprefix(word).removeprefix('年')}"
    for word, months in _MONTHS.items():
        if text.startswith(word):
            month = add_months(today.replace(day=1), months) or today
            return f"{month.year}年{month.month}月{text.removeprefix(word)}"
    if text in _DAYS:
        return (today + timedelta(_DAYS[text])).isoformat()
    of = int(number(text.split("月")[0]))
    return f"{today.year if of <= today.month else today.year - 1}年{text}"
