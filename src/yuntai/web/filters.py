"""How days, moments, money and the like are written on a page: the filters of its templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.timezone import localtime
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from yuntai.procedures.accounts import BankAccount, groups
from yuntai.procedures.schema import DAYS
from yuntai.rules.language.kinds import Date
from yuntai.rules.one.status import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNKNOWN

_MARKDOWN = MarkdownIt("js-default")

_TONES = {ENTITLED: "success", NOT_ENTITLED: "danger", UNKNOWN: "warning", NOT_APPLICABLE: "quiet"}

_FIGURE = re.compile(
    r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]+岁(?:[0-9]+个月)?|[0-9][0-9,]*(?:[.][0-9]+)? ?(?:元|个月|天|小时|年|%)"
)
_RANGE = re.compile("到 ?[0-9]")
_LONG_NUMBER = re.compile("[0-9]{12,}")


def figured(sentence: str) -> Markup:
    """A sentence with its first quantity marked, to be set large; not one end of a range, which says less than both."""
    found = _FIGURE.search(sentence)
    if not found or _RANGE.match(sentence, found.end()):
        return escape(sentence)
    before, figure, after = sentence[: found.start()], found[0], sentence[found.end() :]
    return Markup('{}<span class="answer-figure">{}</span>{}').format(before, figure, after)


def unbroken(text: str) -> Markup:
    """A text whose long numbers stay on one line."""
    # str: over markup re.sub would escape what is put in (findings/markupsafe_sub_with_a_group.sh)
    return Markup(_LONG_NUMBER.sub(r'<span class="nowrap">\g<0></span>', str(escape(text))))


def month_day(value: date) -> str:
    """A day of this year or the next as people write it (11月25日)."""
    return f"{value.month}月{value.day}日"


def month(value: date) -> str:
    """A month as people write it (2026年11月)."""
    return f"{value.year}年{value.month}月"


def day(value: date | datetime | str | None) -> str:
    """A day as people write it (2026年11月25日); text stays as it is, nothing is an empty text."""
    if isinstance(value, datetime):
        value = localtime(value).date() if value.tzinfo else value.date()
    return Date().show(value) if isinstance(value, date) else value or ""


def moment(value: datetime) -> str:
    """A moment in Shanghai: 11月25日 14:05, with the year if it is not this one."""
    local = localtime(value)
    year = "" if local.year == localtime().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def time_of_day(value: datetime) -> str:
    """A moment's time in Shanghai (14:05)."""
    return f"{localtime(value):%H:%M}"


def money(value: Decimal) -> str:
    """Yuan with two decimals and without the unit (1,234.50)."""
    return f"{value:,.2f}"


def signed(value: Decimal) -> str:
    """A change in yuan, with its sign (+1,234.50)."""
    return f"{value:+,.2f}" if value else money(value)


def iso_day(value: date | datetime | str | None) -> str:
    """A day as ``2026-11-25`` for machines, whatever way it was written; text that is no day stays as it is."""
    if isinstance(value, datetime):
        value = localtime(value).date() if value.tzinfo else value.date()
    if isinstance(value, str) and value:
        try:
            value = Date().parse(value)
        except ValueError:
            return value
    return value.isoformat() if isinstance(value, date) else ""


def iso_moment(value: datetime) -> str:
    """A moment in Shanghai for machines."""
    return localtime(value).isoformat(timespec="seconds")


def tone(status: str) -> str:
    """The tone of an answer's status."""
    return _TONES[status]


def in_fours(number: str) -> str:
    """The number of a card or a passbook, read back in groups of four."""
    return groups(BankAccount.bare(number))


def first_error(errors: str | Sequence[Any]) -> Any:
    """The sentence to show: the text itself, or the first of a form's list."""
    return errors if isinstance(errors, str) else next(iter(errors), "")


def under(path: str, href: str) -> bool:
    """Whether the page at ``path`` lies below the one at ``href``."""
    return path.startswith(href.rstrip("/") + "/")


def attributes(attrs: Mapping[str, Any]) -> Markup:
    """HTML attributes, escaped; ``True`` as a name alone, nothing for ``False`` and ``None``."""
    given = [(escape(name), value) for name, value in attrs.items() if value is not None and value is not False]
    return Markup("".join(f" {name}" if value is True else f' {name}="{escape(value)}"' for name, value in given))


def days_word(code: str) -> str:
    """How a law counts its days (个工作日, 日)."""
    return DAYS.get(code, "日")


@lru_cache(256)
def markdown(text: str) -> Markup:
    """A guide as HTML, its title left out; HTML in it is shown as text."""
    return Markup(_MARKDOWN.render(text.removeprefix(text.splitlines()[0]) if text.startswith("# ") else text))
