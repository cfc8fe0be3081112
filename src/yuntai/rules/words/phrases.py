"""How published cases write their values, and what a text may mean.

A case says "2024-07" where a policy wants a day, "满10年不满20年" where it wants months, "18390" where cents were dropped. So
a phrase is read as a :class:`Span`: the least and the most that it may mean. What is exact has both ends equal.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yuntai.rules.language.kinds import YesNo
from yuntai.rules.language.meaning import add_months

MOST_MONTHS = 720
"""The upper end of "ten years and more", in months: no working life is longer."""

HOURS_A_DAY = 8
"""《劳动法》第三十六条; 人社部发〔2025〕2号."""


@dataclass(frozen=True)
class Span:
    """All values from ``low`` to ``high``, both included."""

    low: Any
    high: Any

    @property
    def ends(self) -> tuple[Any, ...]:
        return (self.low,) if self.low == self.high else (self.low, self.high)

    def __contains__(self, value: Any) -> bool:
        return value is not None and self.meets(exactly(value))

    def meets(self, other: Span) -> bool:
        """Whether the two have a value in common."""
        return bool(self.low <= other.high and other.low <= self.high)


Read = Callable[[Any], Span]


def exactly(value: Any) -> Span:
    return Span(value, value)


def plain(given: Any) -> str:
    """What a case says as text: half-width, without spaces; true and false as 是 and 否. Raises ``ValueError``."""
    if isinstance(given, bool):
        return YesNo().show(given)
    if not isinstance(given, str | int | Decimal):
        raise ValueError(f"“{given}”不是文字或数")
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(given)))


def _match(form: str, given: Any, wanted: str) -> re.Match[str]:
    text = plain(given)
    if found := re.fullmatch(form, text):
        return found
    raise ValueError(f"“{text}”读不成{wanted}")


_DAY = r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?"


def _date(given: Any) -> Span:
    year, month, day = (int(part or 0) for part in _match(_DAY, given, "日期").groups())
    try:
        last = day or monthrange(year, month or 12)[1]
        return Span(date(year, month or 1, day or 1), date(year, month or 12, last))
    except ValueError:  # also of monthrange
        raise ValueError(f"“{given}”这一天不存在") from None


def _day_of_range(number: int) -> Read:
    return lambda given: _date(_match(f"({_DAY})[至到~](?P<last>{_DAY})", given, "起止日期")[(1, "last")[number]])


def _number(given: Any) -> Span:
    return exactly(Decimal(_match(r"-?\d+(?:\.\d+)?", given, "数")[0]))


def _whole(given: Any) -> Span:
    return exactly(int(_match(r"(-?\d+)(?:\.0+)?", given, "整数")[1]))


def _percent(given: Any) -> Span:
    """A share in percent: 70%, 70 and 0.7 are the same."""
    found = _match(r"(\d+(?:\.\d+)?)(%)?", given, "百分数")
    number = Decimal(found[1])
    return exactly(number if found[2] or number > 1 else number * 100)


def _money(given: Any) -> Span:
    found = _match(r"[¥]?(-?[\d,]+(?:\.\d+)?)(万)?元?(?:/月|/年|/天)?", given, "金额")
    return exactly(Decimal(found[1].replace(",", "")) * (10000 if found[2] else 1))


def _money_without_cents(given: Any) -> Span:
    """An amount whose cents may have been dropped."""
    [amount] = _money(given).ends
    return Span(amount, amount + Decimal("0.99")) if amount == amount.to_integral_value() else exactly(amount)


def _age(given: Any) -> Span:
    years, months = _match(r"(\d+)周?岁(?:零?(\d+)个?月)?", given, "年龄").groups()
    return exactly(int(years) * 12 + int(months or 0))


_LENGTH = r"(?:(\d+(?:\.\d+)?)年(半)?)?(?:零?(\d+(?:\.\d+)?)个?月)?"


def _length(text: str) -> int:
    found = re.fullmatch(_LENGTH, "6个月" if text == "半年" else text)
    if not found or not text:
        raise ValueError
    months = Decimal(found[1] or 0) * 12 + (6 if found[2] else 0) + Decimal(found[3] or 0)
    if months != int(months):
        raise ValueError
    return int(months)


def _duration(given: Any) -> Span:
    text = plain(given)
    try:
        if found := re.fullmatch(r"(?:(?:已?满)?(.+?)(?:以上)?)?(?:不满|不足|未满)(.+)", text):
            return Span(_length(found[1]) if found[1] else 0, _length(found[2]) - 1)
        if found := re.fullmatch(r"(?:已?满)?(.+?)(?:及?以上)", text):
            return Span(_length(found[1]), MOST_MONTHS)
        return exactly(_length(re.sub(r"^(已?满)|整$", "", text)))
    except ValueError:
        raise ValueError(f"“{text}”读不成时间长短") from None


def _bare(unit: str) -> Read:
    """A duration; a number alone counts ``unit``."""
    return lambda given: _duration(plain(given) + unit if re.fullmatch(r"\d+(\.\d+)?", plain(given)) else given)


def _hours(given: Any) -> Span:
    found = _match(r"每?(月|周|天|日)?(\d+(?:\.\d+)?)(小时|天)(?:[×xX*](\d+)个?(月|周|天|日))?", given, "小时数")
    each, amount, unit, times, of = found.groups()
    if each != of and (each or unit == "天"):
        raise ValueError(f"“{found[0]}”读不成小时数")
    return exactly(Decimal(amount) * (HOURS_A_DAY if unit == "天" else 1) * int(times or 1))


def _days(given: Any) -> Span:
    return exactly(int(_match(r"(-?\d+)(?:\.0+)?(?:个?(?:工作|日历|自然)?[天日])?", given, "天数")[1]))


def _yes_no(given: Any) -> Span:
    return exactly(YesNo().parse(plain(given)))


def _text(given: Any) -> Span:
    return exactly(given if isinstance(given, str) else plain(given))


def _full_years(given: Any) -> Span:
    length = _bare("年")(given)
    return Span(length.low // 12, length.high // 12)


def _year_of(given: Any) -> Span:
    day = _date(given)
    return Span(day.low.year, day.high.year)


def _end_of_year(given: Any) -> Span:
    return exactly(date(int(_match(r"(\d{4})年?度?", given, "年份")[1]), 12, 31))


def _rounded(given: Any) -> Span:
    """A number that was rounded to the digits that it is written with."""
    [number] = _number(given).ends
    half = Decimal(5).scaleb(number.as_tuple().exponent - 1)
    return Span(number - half, number + half)


def _times(read: Read, factor: Decimal) -> Read:
    return lambda given: Span(*(end * factor for end in (read(given).low, read(given).high)))


def _before(day: date) -> Read:
    """The day that lies a duration before ``day``."""

    def read(given: Any) -> Span:
        months, days = re.fullmatch(r"(.*?)(?:零?(\d+)天)?", plain(given)).groups()  # type: ignore[union-attr]
        length = _bare("年")(months) if months else exactly(0)
        first, last = add_months(day, -length.high), add_months(day, -length.low)
        if first is None or last is None:
            raise ValueError(f"“{given}”太长")
        shorter = 0 if length.low or days else 1  # less than a month is a day at least
        return Span(first - timedelta(int(days or 0)), last - timedelta(int(days or shorter)))

    return read


_PHRASES: Mapping[str, Read] = {
    "date": _date,
    "first_day": _day_of_range(0),
    "last_day": _day_of_range(1),
    "end_of_year": _end_of_year,
    "year_of": _year_of,
    "money": _money,
    "money_without_cents": _money_without_cents,
    "number": _number,
    "rounded": _rounded,
    "whole": _whole,
    "percent": _percent,
    "age": _age,
    "duration": _duration,
    "months": _bare("个月"),
    "years": _bare("年"),
    "full_years": _full_years,
    "days": _days,
    "hours": _hours,
    "yes_no": _yes_no,
    "text": _text,
}


def phrase(name: str) -> Read | None:
    """How to read what is named ``money``, ``money * 12`` or ``before 2026-01-01``; ``None`` where there is no such way.

    The function takes what a case says and returns its span, or raises ``ValueError`` with a Chinese sentence.
    """
    if found := re.fullmatch(r"before (\d{4}-\d\d-\d\d)", name):
        return _before(date.fromisoformat(found[1]))
    if found := re.fullmatch(r"(\w+) \* (\d+(?:\.\d+)?)", name):
        read = _PHRASES.get(found[1])
        return _times(read, Decimal(found[2])) if read else None
    return _PHRASES.get(name)


PHRASE_NAMES = (*_PHRASES, "before 2026-01-01", "money * 12")
