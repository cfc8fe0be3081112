"""Error pages: what is wrong, what to do; the request is only looked at for its status."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.template.loader import render_to_string

from yuntai.people.unsent import OPENED_BY


def page(status: int, reason: str = "") -> HttpResponse:
    """The page of a status, with one sentence of what is wrong in this case."""
    return HttpResponse(render_to_string(f"errors/{status}.html", {"reason": reason}), status=status)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return page(413)
    return page(400)


def permission_denied(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(403, str(exception))


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return page(404)


def server_error(_request: HttpRequest) -> HttpResponse:
    return page(500)


def csrf_failure(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """A form whose token is of an earlier signing in. One that a page of ours sent is offered to its sender again."""
    ours = "HTTP_ORIGIN" in request.META and not reason.startswith(REASON_BAD_ORIGIN.partition("%")[0])
    if ours and request.user.is_authenticated and request.POST.get(OPENED_BY) == request.opened_by:
        return send_again(request, request.POST, files=bool(request.FILES))
    return HttpResponse(render_to_string("errors/stale.html", {"path": request.path}), status=403)


def send_again(request: HttpRequest, sent: QueryDict, files: bool) -> HttpResponse:
    """What was sent in vain, with a button that sends it again; where there were ``files`` it can only be read."""
    fields = [(name, values) for name, values in sent.lists() if name not in ("csrfmiddlewaretoken", OPENED_BY)]
    context = {"fields": fields, "files": files, "path": request.path}
    return render(request, "errors/send_again.html", context)
