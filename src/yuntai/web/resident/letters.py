"""Letters (决定书、通知书、记录单) with the public check of their codes, and what one was told."""

from __future__ import annotations

import base64
import hashlib
import re
from io import BytesIO

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.notices.letters import check_letter
from yuntai.notices.models import Letter, Notice
from yuntai.people.logs import log_access

PER_PAGE = 20


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """All letters to whom one acts for, the newest first."""
    mine = Letter.objects.to(request.acting.subject) if request.acting else Letter.objects.none()
    page = Paginator(mine.select_related("unit").defer("html"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "resident/letters.html", {"page": page})


@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """A letter as it was issued, to read, to print and to keep; ``alone`` without the page around it, ``save`` as a file."""
    found = Letter.objects.to(request.acting.subject).filter(number=number).first() if request.acting else None
    if found is None:
        raise Http404
    if found.person:
        log_access(request.user, found.person, f"文书“{found.title}”", request.acting.basis_title)
    if "save" in request.GET:
        file = BytesIO(found.html.encode())
        return FileResponse(file, as_attachment=True, filename=f"{found.title}-{found.number}.html")
    if (
        "alone" in request.GET and not request.terminal
    ):  # a terminal has no way back from a page that is not the platform's
        return as_issued(found)
    return _with_style(found, render(request, "resident/letter.html", {"letter": found}))


def as_issued(found: Letter) -> HttpResponse:
    """The letter's own page."""
    return _with_style(found, HttpResponse(found.html))


def _with_style(found: Letter, response: HttpResponse) -> HttpResponse:
    """``response`` with the letter's one style sheet let in by its digest."""
    digests = [
        "'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'"
        for style in re.findall(r"<style>(.*?)</style>", found.html, re.S)
    ]
    respond = csp_update({"style-src": digests})(lambda _request: response)
    return respond(None)  # type: ignore[no-any-return]


@login_not_required
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Whether a letter that somebody holds is what was issued: by its number and code, open to everybody."""
    number, code = request.GET.get("number", "").strip(), request.GET.get("code", "").strip()
    asked = bool(number and code)
    found = check_letter(number, code) if asked else None
    if found and "original" in request.GET:
        return as_issued(found)
    context = {"number": number, "code": code, "asked": asked, "found": found}
    return render(request, "resident/check_letter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """What one was told; what is new says so until it is marked as read."""
    inbox = Notice.objects.inbox(request.user)
    if request.method == "POST":
        inbox.mark_read()
        return redirect("resident:notices")
    page = Paginator(inbox, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "resident/notices.html", {"page": page, "unread": inbox.unread().count()})
