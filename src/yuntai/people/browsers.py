"""Browsers in which somebody has signed in before. Whoever tries passwords on her name from elsewhere does not lock her out of them.

A signed cookie holds a mark of the browser's own and those of the last accounts, as keyed digests.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django_ratelimit.core import is_ratelimited

from yuntai.people.accounts import counted_name
from yuntai.people.fields import blind_index
from yuntai.people.models import User

_COOKIE = "known"
_YEAR = 365 * 24 * 3600
_MOST = 5
"""Accounts that a browser is known for: those of a family."""
_RATES = {True: "10/15m", False: "60/h"}
"""How often a name may be tried: in a browser that is known for it, and from everywhere else together."""


def remember(request: Any, response: Any, user: User) -> None:
    """Know the browser that gets ``response`` by ``user``; a terminal, which is everybody's, is not."""
    if request.terminal is not None:
        return
    own, accounts = _read(request)
    mark = _mark({"username": user.username})
    kept = [mark, *(one for one in accounts if one != mark)][:_MOST]
    response.set_signed_cookie(
        _COOKIE,
        ".".join([own or secrets.token_hex(8), *kept]),
        salt=_COOKIE,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known(request: Any, credentials: dict[str, Any] | None = None) -> bool:
    """Whether who gives ``credentials`` has signed in here before: django-axes counts no addresses then."""
    return credentials is not None and _mark(credentials) in _read(request)[1]


def is_tried_too_often(request: Any, name: str) -> bool:
    """Count that the account ``name`` is tried; whether that is too often."""
    credentials = {"username": name}
    known = is_known(request, credentials)
    value = f"{_mark(credentials)}/{_read(request)[0] if known else ''}"
    return bool(
        is_ratelimited(
            request, group="sign_in", key=lambda *_: value, rate=_RATES[known], method="POST", increment=True
        )
    )


def _read(request: Any) -> tuple[str, list[str]]:
    """The browser's mark, and those of its accounts."""
    text = request.get_signed_cookie(_COOKIE, default="", salt=_COOKIE, max_age=_YEAR)
    own, *accounts = text.split(".")
    return own, accounts


def _mark(credentials: dict[str, Any]) -> str:
    return blind_index(f"browser/{counted_name(None, credentials)}")[:16]
