"""Which self-service terminal a request comes from: a signed cookie that the device got where it was registered."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from yuntai.people.models import Terminal

_COOKIE = "terminal"
_YEAR = 365 * 24 * 3600


def seal(response: Any, terminal: Terminal) -> None:
    """Make the device that gets ``response`` this terminal, for a year or until it is revoked."""
    response.set_signed_cookie(
        _COOKIE,
        terminal.pk,
        salt=_COOKIE,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def terminal_of(request: Any) -> Terminal | None:
    """The terminal that sent ``request``; ``None`` for any other device, and once it has been revoked."""
    number = request.get_signed_cookie(_COOKIE, default=None, salt=_COOKIE, max_age=_YEAR)
    if number is None:
        return None
    found: Terminal | None = Terminal.objects.in_force().filter(pk=number).select_related("unit").first()
    return found
