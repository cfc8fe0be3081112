"""Wrong passwords are counted by a keyed digest of the user name: what people type there may be a resident id."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset

from yuntai.people.fields import blind_index
from yuntai.people.models import User


def counted_name(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """What django-axes calls who tries to sign in (``AXES_USERNAME_CALLABLE``)."""
    name = credentials.get("username") if credentials else request.POST.get("username")
    return blind_index(str(name or "").strip().lower())


def last_failure(request: Any, credentials: dict[str, Any] | None) -> AccessAttempt | None:
    """The latest wrong password of who is locked out from this address."""
    name = counted_name(request, credentials)
    attempts = AccessAttempt.objects.filter(username=name, ip_address=request.axes_ip_address)
    return attempts.order_by("-attempt_time").first()  # type: ignore[no-any-return]


def unlock(user: User) -> None:
    """Forget the wrong passwords of an account."""
    reset(username=counted_name(None, {"username": user.username}))
