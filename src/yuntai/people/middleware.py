"""Each request: from which terminal it comes, officers need their second factor, and on whose behalf the user acts."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from yuntai.people import unsent
from yuntai.people.acting import acting_of, keep_or_end, signature
from yuntai.people.terminals import terminal_of


class Sessions(SessionMiddleware):  # type: ignore[misc]
    """Where a session ends while a page is being made (its person leaves in another tab), the page is asked for anew, without it."""

    def process_response(self, request: Any, response: Any) -> Any:
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            return redirect(request.get_full_path())


def _always_open() -> set[str]:
    """Addresses that nothing may stand before."""
    return {reverse("account:sign_out"), reverse("mode")}


def terminal(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``request.terminal``: the self-service terminal that asks, ``None`` for any other device.

    What a terminal knows of a person ends by itself, in its session as in the browser.
    """

    def middleware(request: Any) -> Any:
        request.terminal = terminal_of(request)
        if request.terminal is None:
            return respond(request)
        if request.path == reverse("resident:home"):
            return redirect("terminal")
        response = respond(request)
        if not request.session.is_empty():
            request.session.set_expiry(request.terminal.SESSION_SECONDS)
        response["Cache-Control"] = "no-store"
        if response.status_code >= HTTPStatus.BAD_REQUEST:  # an error page does not know that it stands on a terminal
            response["Refresh"] = f"{request.terminal.SESSION_SECONDS}; url={reverse('terminal')}"
        return response

    return middleware


class SignedIn(LoginRequiredMiddleware):  # type: ignore[misc]
    """Every page asks to sign in unless it says otherwise; a form that came too late is kept until then."""

    def handle_no_permission(self, request: Any, view_func: Any) -> HttpResponse:
        unsent.keep(request)
        return super().handle_no_permission(request, view_func)  # type: ignore[no-any-return]


def second_factor(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Send an officer who has only given the password to the second factor."""

    def middleware(request: Any) -> Any:
        user = request.user
        open_pages = {reverse("account:second_factor"), *_always_open()}
        half_way = user.is_authenticated and not user.is_verified() and user.is_officer
        if not half_way or request.path in open_pages:
            return respond(request)
        return redirect(f"{reverse('account:second_factor')}?{urlencode({'next': request.get_full_path()}, safe='/')}")

    return middleware


def acting(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``request.acting``: an ``Acting``, or something false where nobody is signed in or an officer acts for nobody.

    A form says who opened it and for whom (``request.opened_by``, put there by ``c-form``). One that was opened by or for
    somebody else is not taken, so that nobody's answers come under another's name.
    """

    def middleware(request: Any) -> Any:
        user = request.user
        if user.is_authenticated and not keep_or_end(request.session) and request.path not in _always_open():
            unsent.keep(request)
            return redirect("account:acting_ended")
        request.acting = SimpleLazyObject(
            lambda: acting_of(user, request.session, request.terminal) if user.is_authenticated else None
        )
        request.opened_by = SimpleLazyObject(lambda: signature(user, request.acting))
        said = request.POST.get(unsent.OPENED_BY) if request.method == "POST" else None
        if user.is_authenticated and said not in (None, request.opened_by):
            unsent.keep(request)
            return redirect("account:acting_changed")
        return respond(request)

    return middleware
