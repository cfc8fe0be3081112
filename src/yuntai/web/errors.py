"""Error pages: what is wrong, what to do; the request is only looked at for its status."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def page(status: int, reason: str = "") -> HttpResponse:
    """The page of a status, with one sentence of what is wrong in this case."""
    return HttpResponse(render_to_string(f"errors/{status}.html", {"reason": reason}), status=status)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return page(400)


def permission_denied(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(403, str(exception))


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return page(404)


def server_error(_request: HttpRequest) -> HttpResponse:
    return page(500)


def csrf_failure(_request: HttpRequest, **_: Any) -> HttpResponse:
    return page(403, "页面放得太久或者换过登录，请返回上一页刷新后再提交；填过的内容已经存为草稿")
