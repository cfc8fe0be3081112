"""Each request: officers need their second factor, and on whose behalf the user acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from yuntai.people.acting import acting_of


def second_factor(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Send an officer who has only given the password to the second factor."""

    def middleware(request: Any) -> Any:
        user = request.user
        if user.is_authenticated and not user.is_verified() and user.is_officer:
            open_pages = {reverse("account:second_factor"), reverse("account:sign_out")}
            if request.path not in open_pages and not request.path.startswith("/static/"):
                return redirect("account:second_factor")
        return respond(request)

    return middleware


def acting(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``request.acting``: an ``Acting``, or something false where nobody is signed in or an officer acts for nobody."""

    def middleware(request: Any) -> Any:
        user = request.user
        request.acting = SimpleLazyObject(lambda: acting_of(user, request.session) if user.is_authenticated else None)
        return respond(request)

    return middleware
