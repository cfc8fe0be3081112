"""What a person typed, without what is not seen or protects it: texts, digits of any width, numbers, days, months."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal

AMOUNT = r"[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)"
LONG = r"[+-]?[0-9]{1,20}[.][0-9]{9,40}"
"""A fraction as a program writes one that it cannot hold: 3269.7999999999997."""

CURRENCY = r"^([+-]?)(?:¥|人民币|RMB)"
THOUSANDS = "[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:[^0-9,].*)?"
"""A number whose commas group its thousands, as they do here; 100,00 and 0,125 are of somebody who writes fractions so."""

UNGROUPED = "[+-]?[0-9][0-9.]*,[0-9,.]*[^0-9,.]*"
UNGROUPED_SAID = "里的逗号不是三位一组，分不清是千分位还是小数点：请只写数字，如 10000 或 100.00"
PROTECTED = r"""=?['`"’‘＇]+(.*?)["'`’＇]?"""
"""A text as those write it who keep a spreadsheet from making a number of it: an apostrophe before it, or ``="…"``; or one
in the quotation marks of a program that uses others than a CSV's."""

DAY = (
    r"([0-9]{4})(?:[-/.。、年]([0-9]{1,2})[-/.。、月]([0-9]{1,2})[日号]?|([0-9]{2})([0-9]{2})(?:[0-9]{6}|[.]0)?)"
    # the time does not change the day; one of another zone might
    r"(?:T(?:上午|下午)?[0-9]{1,2}[:时][0-9]{2}(?:[:分](?:[0-9]{2}(?:[.][0-9]+)?秒?)?)?(?:[AaPp][Mm])?(?:[+]08:?00)?)?"
)
MONTH = r"([0-9]{4})(?:[-/.。、年]([0-9]{1,2})月?|([0-9]{2}))"
ONE_OR_TEN = "分不清 1 月还是 10 月（数字 2020.10 会存成 2020.1）：请把这一列设成文本，写成 2020-01 或 2020-10"
ONE_OR_TEN_FORM = r"""[\s　='`"’‘＇]*[0-9０-９]{4}[.．][1１][\s　"'`’＇]*"""
"""The two months that a number shows alike. A text may have been that number before it was written to its file."""
TWO_DIGITS = r"[0-9]{2}[-/.。、年][0-9]{1,2}(?:[-/.。、月][0-9]{1,2}[日号]?|月)|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}"
TIME = r"([0-9日号])\s+((?:上午|下午)?\s*[0-9]{1,2}[:：时])"
"""What stands between a day and its time."""


def visible(text: str) -> str:
    """``text`` without the invisible marks that come along when one copies from a chat or an address book."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


def half_width(text: str) -> str:
    """``text`` with digits and signs of the usual width, without invisible marks and without any spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", visible(text)))


def bare(text: str) -> str:
    """``text`` without invisible marks and without what protects it (:data:`PROTECTED`)."""
    seen = visible(text)
    match = re.fullmatch(PROTECTED, seen)
    return visible(match[1]) if match else seen


def shown_digits(number: Decimal) -> Decimal:
    """A fraction that a program cannot hold as a sheet shows it: what lies within 0.000000005 of a hundredth is that, else
    its 15 digits."""
    near = number.quantize(Decimal("0.01"), context=Context(prec=80))
    return near if abs(number - near) < Decimal("5e-9") else Context(prec=15).plus(number)


def number_in(text: str, units: Mapping[str, int]) -> Decimal | None:
    """The number in ``text``, in digits of any width, alone or with one of ``units`` behind it, which says how many."""
    match = re.fullmatch(f"({AMOUNT})(.*)", _amount(text))
    if not match or match[2] not in ("", *units):
        return None
    number = Decimal(match[1])
    return (shown_digits(number) if re.fullmatch(LONG, match[1]) else number) * ({"": 1} | dict(units))[match[2]]


def no_number(text: str, kind: str) -> str:
    """What is wrong with a ``text`` in which :func:`number_in` finds no number; ``kind`` is what it should be."""
    if re.fullmatch(UNGROUPED, _amount(text)):
        return f"“{text}”{UNGROUPED_SAID}"
    return f"“{text}”不是{kind}，请只写数字"


def _amount(text: str) -> str:
    """``text`` as a number is written, maybe with its unit."""
    plain = re.sub(CURRENCY, r"\1", half_width(bare(text)), flags=re.IGNORECASE)
    return plain.replace(",", "") if re.fullmatch(THOUSANDS, plain) else plain


def day_in(text: str) -> date:
    """The day in ``text``, with or without a time of day. Raises ``ValueError`` with a Chinese sentence."""
    plain = half_width(re.sub(TIME, r"\1T\2", bare(text)))
    if match := re.fullmatch(DAY, plain):
        return _day(text, match[1], match[2] or match[4], match[3] or match[5])
    if re.fullmatch(MONTH, plain):
        raise ValueError(f"“{text}”只写到月，请写到日，如 2023-01-05")
    if re.fullmatch(TWO_DIGITS, plain):
        raise ValueError(f"“{text}”年份只有两位，分不清是哪一年，请写成 1985-03-07 的样子")
    raise ValueError(f"“{text}”不是日期，请写成 2023-01-05 的样子")


def month_in(text: str) -> date:
    """The first day of the month in ``text``, or the day that it names. Raises ``ValueError`` with a Chinese sentence."""
    if re.fullmatch(ONE_OR_TEN_FORM, text):
        year = half_width(bare(text))[:4]
        raise ValueError(
            f"“{text}”分不清 1 月还是 10 月（表格会把 {year}.10 存成 {year}.1），请写成 {year}-01 或 {year}-10"
        )
    match = re.fullmatch(MONTH, half_width(bare(text)))
    return _day(text, match[1], match[2] or match[3], "1") if match else day_in(text)


def _day(text: str, year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"“{text}”这一天不存在") from None
