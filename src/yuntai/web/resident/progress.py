"""The progress of a case by its number and a code to its telephone, open to everybody."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.decorators import ratelimit

from yuntai.cases.progress import cases_of, next_step, send_progress_code
from yuntai.clock import now
from yuntai.notices.codes import redeem
from yuntai.procedures.kinds import Phone
from yuntai.rules.language.texts import half_width

_SESSION = "progress"
_OPEN = timedelta(minutes=30)
"""How long the page stays open after the code."""

NUMBER = re.compile(r"[0-9]{15}")
"""The number of a case."""


def _number(_group: str, request: HttpRequest) -> str:
    """By what requests for one case are counted, however its number is typed."""
    return _typed(request, "number")


def _phone(_group: str, request: HttpRequest) -> str:
    return _telephone(request)[0]


def _typed(request: HttpRequest, name: str) -> str:
    return half_width(request.POST.get(name, ""))[:40]


def _telephone(request: HttpRequest) -> tuple[str, str]:
    """The number as it was typed and, where it is none, what is wrong with it."""
    typed = _typed(request, "phone")
    try:
        return str(Phone().parse(typed)), ""
    except ValueError as error:
        return typed, str(error)


@login_not_required
@sensitive_post_parameters("phone")
@ratelimit(key=_number, rate="5/h", method="POST")
@ratelimit(key=_phone, rate="5/h", method="POST")
@ratelimit(key="ip", rate="20/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """Ask for the number and the telephone; the answer is the same whether there is such a case or not."""
    number, errors = _typed(request, "number"), {}
    phone, wrong = _telephone(request)
    if request.method == "POST":
        if not NUMBER.fullmatch(number):
            errors["number"] = "办件编号是 15 位数字，在收件凭单和通知短信上"
        if wrong:
            errors["phone"] = wrong if phone else "请填申请时登记的手机号码"
        if not errors:
            request.session[_SESSION] = {"key": str(send_progress_code(number, phone)), "number": number}
            return redirect("resident:progress_code")
    return render(request, "resident/progress.html", {"number": number, "phone": phone, "errors": errors})


@login_not_required
@sensitive_post_parameters("code")
@ratelimit(key="ip", rate="60/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def progress_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent."""
    asked = request.session.get(_SESSION, {})
    if "key" not in asked:
        return redirect("resident:progress")
    error = ""
    if request.method == "POST":
        number = redeem(asked["key"], _typed(request, "code"))
        if number is not None:
            request.session[_SESSION] = {"number": number, "until": (now() + _OPEN).isoformat()}
            return redirect("resident:progress_of", number)
        error = "验证码不对，或者已经过期。一个验证码 10 分钟内有效，最多试 5 次；没有收到的，请核对编号和手机号码"
    return render(request, "resident/progress_code.html", {"number": asked["number"], "error": error})


@login_not_required
@require_safe
def progress_of(request: HttpRequest, number: str) -> HttpResponse:
    """How far it is: state, who has it, the promised day, what is next."""
    opened: dict[str, Any] = request.session.get(_SESSION, {})
    if opened.get("number") != number or "until" not in opened or datetime.fromisoformat(opened["until"]) < now():
        return redirect("resident:progress")
    parts = [(one, next_step(one)) for one in cases_of(number)]
    return render(request, "resident/progress_of.html", {"number": number, "parts": parts})
