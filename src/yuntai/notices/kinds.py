"""What a variable of a notice or a letter may be, and what of it may go out by SMS.

A value becomes text by :meth:`Kind.show`. A *private* kind names a person or repeats what somebody typed: it is kept out of
SMS, which anybody who picks up the phone can read, and out of titles, which are stored in the clear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yuntai.people.fields import PERSONAL_NUMBER

_SIX = re.compile(r"[0-9]{6}")
_CASE = re.compile(r"[0-9A-Za-z-]{4,20}")


@dataclass(frozen=True)
class Kind:
    """A kind of value. ``most``: how many characters it takes in an SMS; longer text is cut there, and ends in “…”."""

    title: str
    private: bool
    most: int
    read: Callable[[Any], str]

    def show(self, value: Any) -> str:
        """The value as a person reads it. Raises ``ValueError`` with a Chinese sentence where it is not of this kind."""
        return self.read(value)

    def show_short(self, value: Any) -> str:
        """The value as it stands in an SMS."""
        text = self.read(value)
        if _sms_length(text) <= self.most:
            return text
        while _sms_length(text) >= self.most:
            text = text[:-1]
        return f"{text}…"


def _sms_length(text: str) -> int:
    """How many of an SMS's characters ``text`` takes: two for one beyond the first plane."""
    return len(text.encode("utf-16-le")) // 2


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("要写文字")
    return value.strip()


def _term(value: Any) -> str:
    text = _text(value)
    if "\n" in text or len(text) > 80:
        raise ValueError("要写一行，不超过 80 字")
    if PERSONAL_NUMBER.search(text):
        raise ValueError("里面有像证件号码、账号或手机号码的数字")
    return text


def _account(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("要写文字")
    return value.strip() or "见办件页面"


def _case(value: Any) -> str:
    if not isinstance(value, str) or not _CASE.fullmatch(value) or PERSONAL_NUMBER.fullmatch(value):
        raise ValueError("不是办件编号")
    return value


def _date(value: Any) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("要写日期")
    return f"{value.year}年{value.month}月{value.day}日"


def _amount(value: Any) -> str:
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value < 10**9:
        raise ValueError("要写金额")
    return f"{value:,.2f}元"


def _count(value: Any) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**4:
        raise ValueError("要写 0 到 9999 的整数")
    return str(value)


def _rating(value: Any) -> str:
    if not isinstance(value, bool):
        raise ValueError("要写 true 或 false")
    return RATING if value else ""


def _code(value: Any) -> str:
    if not isinstance(value, str) or not _SIX.fullmatch(value):
        raise ValueError("要写六位数字")
    return value


RATING = "请您评价这次服务。"
"""What the message that a case has ended by invites to; nobody gets a message of its own for it."""

KINDS = {
    "term": Kind("名称（事项、单位等，取自资料包）", False, 20, _term),
    "case": Kind("办件编号", False, 20, _case),
    "date": Kind("日期", False, 11, _date),
    "amount": Kind("金额", False, 15, _amount),
    "count": Kind("整数", False, 4, _count),
    "rating": Kind("请不请评价（是或否）", False, len(RATING), _rating),
    "code": Kind("验证码", False, 6, _code),
    "text": Kind("有人填写的文字", True, 500, _text),
    "name": Kind("姓名或单位名称", True, 120, _text),
    "resident_id": Kind("公民身份号码", True, 18, _text),
    "account": Kind("账号（没有的写空）", True, 40, _account),
}
