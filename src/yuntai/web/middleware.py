"""Errors that a person can put right are shown as a sentence, whichever view raises them; a form that was sent in vain
is offered again; an address that only takes forms leads to the page that the form is on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django_ratelimit.exceptions import Ratelimited

from yuntai.errors import Unavailable, YuntaiError
from yuntai.people import unsent
from yuntai.web import errors

_GREATEST = 2**63 - 1
_LONGEST = 200
_LONGEST_ASKED = 1000
"""Characters of a name in an address, and of what stands behind its question mark."""
_DIGITS = 25
"""Digits of the longest number that anybody has: of an account, a certificate."""


class Possible:
    """What no address or form of ours can hold never reaches a view or a database, which each fail at it in a way of its own.

    A NUL character anywhere is a bad request, and so is a question of endless length; an address with a number beyond a
    database's, or a name longer than any that the platform gives, is not found.
    """

    def __init__(self, respond: Callable[[Any], Any]) -> None:
        self._respond = respond

    def __call__(self, request: Any) -> Any:
        return self._respond(request)

    def process_view(self, request: Any, _view: Any, _args: Any, kwargs: dict[str, Any]) -> Any:
        if _holds_nul(request.GET) or _holds_nul(request.POST):
            return errors.page(400, "送来的内容里有不能用的字符（NUL），请重新输入")
        if not all(_possible(value, _LONGEST_ASKED) for _, values in request.GET.lists() for value in values):
            return errors.page(400, "网址里的内容太长，没有这样长的号码或者名称，请重新输入")
        if all(map(_possible, kwargs.values())):
            return None
        return errors.page(404)


def _holds_nul(sent: Any) -> bool:
    return any("\0" in name or any("\0" in value for value in values) for name, values in sent.lists())


def _possible(value: Any, most: int = _LONGEST) -> bool:
    if isinstance(value, int):
        return value <= _GREATEST
    if not isinstance(value, str):
        return True
    return "\0" not in value and len(value) <= most and not (len(value) > _DIGITS and value.isdecimal())


class ExplainErrors:
    """A ``YuntaiError`` that no view has caught becomes a 400 page with its sentence, or 503 where it passes by itself.

    A limit that is reached becomes a 429.
    """

    def __init__(self, respond: Callable[[Any], Any]) -> None:
        self._respond = respond

    def __call__(self, request: Any) -> Any:
        return self._respond(request)

    def process_exception(self, _request: Any, error: Exception) -> Any:
        if isinstance(error, Unavailable):
            return errors.page(503, str(error))
        if isinstance(error, YuntaiError):
            return errors.page(400, str(error))
        if isinstance(error, Ratelimited):
            return errors.page(429)
        return None


def send_again(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Offer whoever comes back to a form that was sent in vain to send it again, or to drop it."""

    def middleware(request: Any) -> Any:
        form = unsent.kept(request)
        if form and request.method == "GET":
            return errors.send_again(request, *form)
        if form and request.method == "POST":
            unsent.forget(request.session)
            if "drop-unsent" in request.POST:
                return redirect(request.path)
        return respond(request)

    return middleware


def lead_up(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Lead whoever opens an address that only takes forms, as after signing in, up to the next page there is."""

    def middleware(request: Any) -> Any:
        response = respond(request)
        if response.status_code == 405 and request.method == "GET":
            return redirect(_page_above(request.path))
        return response

    return middleware


def _page_above(path: str) -> str:
    above = path.rstrip("/").rpartition("/")[0] + "/"
    try:
        resolve(above)
    except Resolver404:
        return _page_above(above)
    return above
