"""What a person typed, without what is not seen or protects it: texts, digits of any width, numbers, days, months."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal

UNSEEN = "".join(char for char in map(chr, range(0x10000)) if char.isspace() or unicodedata.category(char) == "Cf")
"""Spaces of all kinds and characters that are not seen."""

AMOUNT = r"[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)"
LONG = r"[+-]?[0-9]+[.][0-9]{9,}"
"""A fraction as a program writes one that it cannot hold: 3269.7999999999997."""

CURRENCY = r"^([+-]?)(?:¥|人民币|RMB)|,"
PROTECTED = r"""=?['`"’‘＇]+(.*?)"?"""
"""A text as those write it who keep a spreadsheet from making a number of it: an apostrophe before it, or ``="…"``."""

DAY = (
    r"([0-9]{4})(?:[-/.。、年]([0-9]{1,2})[-/.。、月]([0-9]{1,2})[日号]?|([0-9]{2})([0-9]{2}))"
    r"(?:T[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)?)?"  # the time does not change the day
)
MONTH = r"([0-9]{4})(?:[-/.。、年]([0-9]{1,2})月?|([0-9]{2}))"
TWO_DIGITS = r"[0-9]{2}[-/.。、年][0-9]{1,2}(?:[-/.。、月][0-9]{1,2}[日号]?|月)|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}"
TIME = r"([0-9日号])\s+([0-9]{1,2}[:：])"
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
    """A number of 17 digits, as a program writes a fraction that it cannot hold, with the 15 that a sheet shows."""
    return Context(prec=15).plus(number)


def number_in(text: str, units: Mapping[str, int]) -> Decimal | None:
    """The number in ``text``, in digits of any width, alone or with one of ``units`` behind it, which says how many."""
    plain = re.sub(CURRENCY, r"\1", half_width(bare(text)), flags=re.IGNORECASE)
    match = re.fullmatch(f"({AMOUNT})(.*)", plain)
    if not match or match[2] not in ("", *units):
        return None
    number = Decimal(match[1])
    return (shown_digits(number) if re.fullmatch(LONG, match[1]) else number) * ({"": 1} | dict(units))[match[2]]


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
    match = re.fullmatch(MONTH, half_width(bare(text)))
    return _day(text, match[1], match[2] or match[3], "1") if match else day_in(text)


def _day(text: str, year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"“{text}”这一天不存在") from None
