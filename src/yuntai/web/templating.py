"""The templates of the pages: Jinja2 with the filters of :mod:`yuntai.web.filters` and what a template may call.

Everything is escaped that is not markup by itself. A template is compiled once in a process.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.template import defaultfilters
from django.template.backends import utils
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import ChainableUndefined, Environment
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from yuntai.cases.content import catalogue
from yuntai.cases.routing import why_here
from yuntai.cases.secrecy import doer, words
from yuntai.web import filters

_INPUTS = {
    "text": ("text", ""),
    "number": ("text", "decimal"),
    "money": ("text", "decimal"),
    "whole": ("text", "numeric"),
    "code": ("text", "numeric"),
    "account": ("text", "numeric"),
    "date": ("date", ""),
    "time": ("time", ""),
    "phone": ("tel", "tel"),
    "email": ("email", "email"),
    "password": ("password", ""),
}
"""The type of an input and the keyboard that a phone offers for it."""

_ADDRESSES = 10_000
"""How many addresses are kept: those of the cases and rows that are looked at."""

_SAME = 5_000
"""Of how many values what a component shows is kept, a kilobyte each."""


class _Context(Context):
    """Calls a component without looking what it wants to be given besides its arguments: pages call hundreds."""

    def call(self, called: Any, /, *arguments: Any, **named: Any) -> Any:
        if type(called) is not Macro:
            return super().call(called, *arguments, **named)
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return called(self.eval_ctx, *arguments, **named)


def environment(**options: Any) -> Environment:
    """The environment of the pages' templates."""
    made = Environment(**{"undefined": ChainableUndefined, **options})
    made.context_class = _Context
    made.filters |= {one.__name__: one for one in _FILTERS}
    made.globals |= {one.__name__: one for one in (url, same, input_attributes, bureau, querystring, csrf_input)}
    made.globals |= {"static": cache(static), "htmx_script": htmx_script}
    return made


@lru_cache(_SAME)
def same(component: Macro, *arguments: Any) -> Any:
    """What a component shows of some values, which it has shown before: nothing else than they may decide it."""
    return component(*arguments)


def csrf_input(request: HttpRequest) -> Any:
    """The token of a form, the same in all forms of a page: each would be masked anew."""
    if "csrf_input" not in request.__dict__:
        request.__dict__["csrf_input"] = utils.csrf_input(request)
    return request.__dict__["csrf_input"]


@lru_cache(_ADDRESSES)
def url(name: str, *arguments: Any) -> str:
    """The address of a view."""
    return reverse(name, args=arguments)


def input_attributes(kind: str, value: Any, none: str = "") -> Markup:
    """Type, on-screen keyboard and value of an input. A date that cannot be read is shown as it was typed; the one
    that says ``none`` is the tick beside it, and a password is never sent back."""
    form, keyboard = _INPUTS[kind]
    text = "" if kind == "password" or (none and value == none) else value
    if kind == "date":
        text = filters.iso_day(text)
        form = "date" if not text or text[4:5] == "-" else "text"
    return filters.attributes({"type": form, "inputmode": keyboard or None, "value": text})


def bureau() -> str:
    """The name of the bureau whose pages these are; error pages know of no request."""
    return next((unit.name for unit in catalogue().units.values() if unit.parent is None), "")


def querystring(request: HttpRequest, **changes: Any) -> str:
    """The query of this page with some of its values changed, those that are ``None`` left out."""
    asked = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    return f"?{asked.urlencode()}" if asked or request.GET else ""


_FILTERS = (
    defaultfilters.filesizeformat,
    defaultfilters.floatformat,
    defaultfilters.linebreaksbr,
    doer,
    filters.attributes,
    filters.day,
    filters.days_word,
    filters.figured,
    filters.first_error,
    filters.in_fours,
    filters.iso_day,
    filters.iso_moment,
    filters.markdown,
    filters.moment,
    filters.money,
    filters.month,
    filters.month_day,
    filters.signed,
    filters.time_of_day,
    filters.tone,
    filters.unbroken,
    filters.under,
    why_here,
    words,
)
