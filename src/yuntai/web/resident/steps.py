"""The steps of applying, and the draft that each of them is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuntai.cases.models import Case, Draft
from yuntai.web.resident import typed

STEPS = ("填写情况", "上传材料", "确认提交")


def with_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a draft of whom the user acts for, given with its procedure.

    One that has been handed in leads to its case; whoever is no longer signed in comes back after signing in, with what
    she typed.
    """

    @login_not_required
    @wraps(view)
    def found(request: HttpRequest, key: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return typed.keep(request)
        if not request.acting:
            raise Http404
        subject = request.acting.subject
        draft = Draft.objects.of(subject).filter(key=key).select_related("version", "person", "employer").first()
        if draft:
            return view(request, draft, draft.version.load(), *args, **kwargs)
        if case := Case.objects.of(subject).filter(submission=key).first():
            return redirect("resident:submitted", case.number)
        raise Http404

    return found
