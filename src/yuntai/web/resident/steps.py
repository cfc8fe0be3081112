"""The steps of applying, and the draft that each of them is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuntai.cases.applications import application
from yuntai.cases.drafts import drafts_of
from yuntai.cases.submission import handed_in

STEPS = ("填写情况", "上传材料", "确认提交")


def with_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a draft of whom the user acts for, given with what it applies for (:class:`Application`).

    One that has been handed in leads to its case.
    """

    @wraps(view)
    def found(request: HttpRequest, key: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.acting:
            raise Http404
        subject = request.acting.subject
        draft = next((one for one in drafts_of(subject) if one.key == key), None)
        if draft:
            return view(request, draft, application(draft), *args, **kwargs)
        made = handed_in(key)
        if made and made.subject == subject:
            return redirect("resident:submitted", made.number)
        raise Http404

    return found
