"""What every page knows besides its request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Who asks, what is to be told to her once, and the name of a city's identity service, if one is set."""
    return {
        "user": request.user,
        "messages": get_messages(request),
        "identity_service": settings.OIDC["title"] if settings.OIDC["issuer"] else "",
    }
