"""Filters of the pages: how days and moments are written, and what the components need."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django_cotton.templatetags import Attrs
from markdown_it import MarkdownIt

from yuntai.cases.content import catalogue
from yuntai.cases.routing import why_here
from yuntai.cases.secrecy import doer, words
from yuntai.procedures.accounts import BankAccount, groups
from yuntai.procedures.schema import DAYS
from yuntai.rules.language.kinds import Date
from yuntai.rules.one.status import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNKNOWN

register = template.Library()

_MARKDOWN = MarkdownIt("js-default")

_TONES = {ENTITLED: "success", NOT_ENTITLED: "danger", UNKNOWN: "warning", NOT_APPLICABLE: "quiet"}

_INPUTS = {
    "text": ("text", ""),
    "number": ("text", "decimal"),
    "money": ("text", "decimal"),
    "whole": ("text", "numeric"),
    "code": ("text", "numeric"),
    "account": ("text", "numeric"),
    "date": ("date", ""),
    "phone": ("tel", "tel"),
    "email": ("email", "email"),
    "password": ("password", ""),
}
"""The type of an input and the keyboard that a phone offers for it."""


_FIGURE = re.compile(
    r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]+岁(?:[0-9]+个月)?|[0-9][0-9,]*(?:[.][0-9]+)? ?(?:元|个月|天|小时|年|%)"
)
_RANGE = re.compile("到 ?[0-9]")


register.filter(why_here)
register.filter(doer)
register.filter(words)


@register.filter
def figured(sentence: str) -> SafeString:
    """A sentence with its first quantity marked, to be set large; not one end of a range, which says less than both."""
    found = _FIGURE.search(sentence)
    if not found or _RANGE.match(sentence, found.end()):
        return escape(sentence)
    before, figure, after = sentence[: found.start()], found[0], sentence[found.end() :]
    return format_html('{}<span class="answer-figure">{}</span>{}', before, figure, after)


@register.filter
def unbroken(text: str) -> SafeString:
    """A text whose long numbers stay on one line."""
    pieces = re.split("([0-9]{12,})", text)
    return format_html_join(
        "", "{}", ((_whole_number(one) if number % 2 else one,) for number, one in enumerate(pieces))
    )


def _whole_number(digits: str) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', digits)


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A day as people write it (2026年11月25日); text stays as it is, nothing is an empty text."""
    if isinstance(value, datetime):
        value = localtime(value).date() if value.tzinfo else value.date()
    return Date().show(value) if isinstance(value, date) else value or ""


@register.filter
def moment(value: datetime) -> str:
    """A moment in Shanghai: 11月25日 14:05, with the year if it is not this one."""
    local = localtime(value)
    year = "" if local.year == localtime().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def money(value: Decimal) -> str:
    """Yuan with two decimals and without the unit (1,234.50)."""
    return f"{value:,.2f}"


@register.filter
def signed(value: Decimal) -> str:
    """A change in yuan, with its sign (+1,234.50)."""
    return f"{value:+,.2f}" if value else money(value)


@register.filter
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


@register.filter
def iso_moment(value: datetime) -> str:
    """A moment in Shanghai for machines."""
    return localtime(value).isoformat(timespec="seconds")


@register.filter
def tone(status: str) -> str:
    """The tone of an answer's status."""
    return _TONES[status]


@register.filter
def in_fours(number: str) -> str:
    """The number of a card or a passbook, read back in groups of four."""
    return groups(BankAccount.bare(number))


@register.filter
def first_error(errors: str | Sequence[Any]) -> Any:
    """The sentence to show: the text itself, or the first of a form's list."""
    return errors if isinstance(errors, str) else next(iter(errors), "")


@register.filter
def under(path: str, href: str) -> bool:
    """Whether the page at ``path`` lies below the one at ``href``."""
    return path.startswith(href.rstrip("/") + "/")


@register.filter
def attributes(attrs: Attrs | Mapping[str, Any]) -> SafeString:
    """What was given to a component beyond what it knows, as escaped HTML attributes.

    Cotton's own ``{{ attrs }}`` does not escape values that were passed with a colon.
    """
    return flatatt(attrs.attrs_dict() if isinstance(attrs, Attrs) else dict(attrs))


@register.simple_tag
def typed(kind: str, value: Any, none: str = "") -> SafeString:
    """Type, on-screen keyboard and value of an input. A date that cannot be read is shown as it was typed; the one
    that says ``none`` is the tick beside it, and a password is never sent back."""
    form, keyboard = _INPUTS[kind]
    text = "" if kind == "password" or (none and value == none) else value
    if kind == "date":
        text = iso_day(text)
        form = "date" if not text or text[4:5] == "-" else "text"
    attributes = {"type": form, "inputmode": keyboard or None, "value": text}
    return flatatt({name: value for name, value in attributes.items() if value is not None})


@register.simple_tag
def bureau() -> str:
    """The name of the bureau whose pages these are; a tag, since error pages know of no request."""
    return next((unit.name for unit in catalogue().units.values() if unit.parent is None), "")


@register.filter
def nth(items: Sequence[Any], number: int) -> Any:
    """The item of that number, from 0."""
    return items[number]


@register.filter
def days_word(code: str) -> str:
    """How a law counts its days (个工作日, 日)."""
    return DAYS.get(code, "日")


@register.filter
def markdown(text: str) -> SafeString:
    """A guide as HTML, its title left out; HTML in it is shown as text."""
    return SafeString(_MARKDOWN.render(text.removeprefix(text.splitlines()[0]) if text.startswith("# ") else text))
