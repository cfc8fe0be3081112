"""Errors that a person can put right are shown as a sentence, whichever view raises them; a form that was sent in vain
is offered again; an address that only takes forms leads to the page that the form is on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django_ratelimit.exceptions import Ratelimited

from yuntai.errors import YuntaiError
from yuntai.people import unsent
from yuntai.web import errors


class ExplainErrors:
    """A ``YuntaiError`` that no view has caught becomes a 400 page with its sentence, a limit that is reached a 429."""

    def __init__(self, respond: Callable[[Any], Any]) -> None:
        self._respond = respond

    def __call__(self, request: Any) -> Any:
        return self._respond(request)

    def process_exception(self, _request: Any, error: Exception) -> Any:
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
