"""How the pages are read: care mode (larger type, one column, kept here and with the account); the accessibility statement;
what search engines may read and the sign of the tab."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

MODES = ("standard", "care")
_PRIVATE = (
    "account",
    "announcements/desk",
    "apply",
    "begin",
    "boards",
    "cases",
    "employer",
    "letters",
    "materials",
    "notices",
    "records",
    "work",
)
_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def mode(request: HttpRequest) -> HttpResponse:
    """Switch to the mode that was posted, for this browser and the account, and go back to the page ``next``."""
    wanted, back = request.POST.get("mode", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if wanted in MODES:
        keep_mode(response, wanted)
        if request.user.is_authenticated:
            request.user.care_mode = wanted == "care"
            request.user.save(update_fields=["care_mode"])
    return response


def keep_mode(response: HttpResponse, mode: str) -> None:
    """Keep the mode in this browser."""
    response.set_cookie(
        "mode", mode, max_age=_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages do for people who cannot see, hear or move well, and whom to tell if they fail."""
    return render(request, "accessibility.html")


@login_not_required
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Search engines may read what everybody may."""
    lines = ["User-agent: *", "Allow: /boards/promises/", *(f"Disallow: /{name}/" for name in _PRIVATE)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@login_not_required
@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """For whoever asks at the usual place instead of reading the page."""
    return redirect(static("yuntai/brand.svg"))
