"""Reporting something without an account: by a code that hangs at a place, and a telephone that is confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.decorators import ratelimit

from yuntai.cases.applications import parse_answers
from yuntai.cases.starts import may_visit, report
from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.notices.codes import redeem, send_code
from yuntai.people.fields import mask_phone
from yuntai.procedures import Procedure
from yuntai.procedures.kinds import Phone
from yuntai.rules.language.texts import half_width
from yuntai.web.controls import control_of, posted

_SESSION = "reporting"
_OPEN = timedelta(minutes=60)
"""How long the form stays open after the code."""


def _phone(_group: str, request: HttpRequest) -> str:
    return half_width(request.POST.get("phone", ""))[:40]


def _procedure(name: str) -> Procedure:
    found = may_visit(name)
    if found is None:
        raise Http404
    return found


@login_not_required
@sensitive_post_parameters("phone", "code")
@ratelimit(key=_phone, rate="5/h", method="POST")
@ratelimit(key="ip", rate="30/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """Confirm the telephone: first the number, then the code that was sent to it."""
    procedure, errors = _procedure(name), {}
    asked: dict[str, Any] = request.session.get(_SESSION, {})
    sent = asked if asked.get("procedure") == name and "key" in asked else {}
    if request.method == "POST" and "code" in request.POST and sent:
        if redeem(sent["key"], half_width(request.POST["code"])[:8]) == name:
            request.session[_SESSION] = {
                "procedure": name,
                "phone": sent["phone"],
                "said": sent["said"],
                "draft": str(uuid4()),
                "until": (now() + _OPEN).isoformat(),
            }
            return redirect("resident:report_form", name)
        errors["code"] = "验证码不对，或者已经过期。一个验证码 10 分钟内有效，最多试 5 次"
    elif request.method == "POST":
        try:
            phone = str(Phone().parse(_phone("", request)))
            key = send_code(name, phone, "visitor_code", {"procedure": procedure.title})
            said = {one.name: request.GET[one.name][:80] for one in procedure.fields if one.name in request.GET}
            request.session[_SESSION] = {"procedure": name, "phone": phone, "key": str(key), "said": said}
            return redirect("resident:report", name)
        except ValueError as error:
            sent, errors["phone"] = {}, str(error)
    to = mask_phone(sent["phone"]) if sent else ""
    return render(request, "resident/report.html", {"procedure": procedure, "to": to, "errors": errors})


@login_not_required
@ratelimit(key="ip", rate="30/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, name: str) -> HttpResponse:
    """The questions; once they are answered, the number by which it is followed."""
    procedure = _procedure(name)
    opened: dict[str, Any] = request.session.get(_SESSION, {})
    if opened.get("procedure") != name or "until" not in opened or datetime.fromisoformat(opened["until"]) < now():
        return redirect("resident:report", name)
    errors: dict[str, str] = {}
    answers = dict(opened["said"])
    if request.method == "POST":
        answers = {one.name: posted(one, request.POST) for one in procedure.fields}
        _, errors = parse_answers(procedure.fields, answers)
        if not errors:
            try:
                case = report(procedure, opened["draft"], opened["phone"], answers)
                return render(request, "resident/reported.html", {"case": case, "procedure": procedure})
            except YuntaiError as error:
                errors = {"form": str(error)}
    controls = [control_of(one, answers.get(one.name, ""), errors.get(one.name, "")) for one in procedure.fields]
    return render(
        request, "resident/report_form.html", {"procedure": procedure, "controls": controls, "errors": errors}
    )


@login_not_required
@require_safe
def poster(request: HttpRequest, name: str) -> HttpResponse:
    """The code to hang up: it leads to the form, with what the address says already filled in."""
    procedure = _procedure(name)
    query = request.GET.urlencode()
    address = request.build_absolute_uri(reverse("resident:report", args=[name]) + (f"?{query}" if query else ""))
    drawing = segno.make(address, error="m").svg_data_uri(scale=6, border=2)
    return render(request, "resident/poster.html", {"procedure": procedure, "address": address, "drawing": drawing})
