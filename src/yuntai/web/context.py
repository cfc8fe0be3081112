"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(_request: HttpRequest) -> dict[str, Any]:
    """The name of a city's identity service, if one is set."""
    return {"identity_service": settings.OIDC["title"] if settings.OIDC["issuer"] else ""}
