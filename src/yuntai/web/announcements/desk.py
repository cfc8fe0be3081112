"""The desk: managers write and hand on, another manager or a supervisor looks over and publishes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuntai.cases.content import catalogue
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.models import Unit, User
from yuntai.people.uploads import download_name
from yuntai.publishing import editing
from yuntai.publishing.channels import message
from yuntai.publishing.models import Edition, Kind
from yuntai.rules.language.policy import THEMES
from yuntai.web.announcements.forms import Begin, Write
from yuntai.web.announcements.public import shown
from yuntai.web.controls import numbers
from yuntai.web.rights import roles_required

_PAGE = 20
_DONE = {
    "hand_on": "已送审，请别的系统管理岗或监督岗来审",
    "publish": "已发布",
    "send_back": "已退回给写的人",
    "discard": "草稿已删掉",
    "withdraw": "已撤回，原来的页面会写明原因",
    "revise": "新版本的草稿已建好，改好以后送审",
}


@require_safe
@roles_required(*editing.REVIEWERS)
def desk(request: HttpRequest) -> HttpResponse:
    """Drafts and what waits for a review, then what was published."""
    mine = editing.seen_by(request.user).select_related("announcement__unit", "written_by__person")
    context = {
        "drafts": mine.filter(published_at__isnull=True).order_by("-handed_on_at", "-pk"),
        "page": Paginator(mine.current(), _PAGE).get_page(request.GET.get("page")),
        "writes": request.user.has_role(*editing.WRITERS),
    }
    return render(request, "announcements/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*editing.WRITERS)
def new(request: HttpRequest) -> HttpResponse:
    """Write the first edition of an announcement."""
    units = Unit.objects.held_by(request.user, *editing.WRITERS)
    form = Begin(units, request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        try:
            begun = editing.begin(
                request.user,
                form.cleaned_data["unit"],
                form.cleaned_data["kind"],
                form.content(),
                request.FILES.getlist("files"),
            )
        except YuntaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "草稿存好了，请看一遍再送审")
            return redirect("announcements:draft", begun.pk)
    context = {"edition": None, "units": {unit.code: unit.name for unit in units}, "kinds": dict(Kind.choices)}
    return render(request, "announcements/edit.html", _asked(form) | context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*editing.REVIEWERS)
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition as it will be read, and what can be done to it; its writer changes the draft here."""
    one = _seen(request, pk)
    if one.state != "draft" or one.written_by != request.user:
        address = request.build_absolute_uri(reverse("announcements:announcement", args=[one.announcement_id]))
        return render(request, "announcements/review.html", shown(one) | {"message": message(one, address)})
    form = Write(request.POST or None, initial=_content(one), announcement=one.announcement)
    if request.method == "POST" and form.is_valid():
        try:
            editing.change(
                one,
                request.user,
                form.content(),
                request.FILES.getlist("files"),
                numbers(request.POST.getlist("without")),
            )
        except YuntaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "草稿存好了，请看一遍再送审")
            return redirect("announcements:draft", pk)
    return render(request, "announcements/edit.html", _asked(form) | shown(one))


@require_POST
@roles_required(*editing.REVIEWERS)
def do(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take an edition one step on."""
    if step not in _DONE:
        raise Http404
    try:
        target = _take(step, _seen(request, pk), request.user, request.POST)
    except YuntaiError as error:
        messages.error(request, str(error))
        return redirect("announcements:draft", pk)
    messages.success(request, _DONE[step])
    return redirect("announcements:desk") if step == "discard" else redirect("announcements:draft", target.pk)


def _take(step: str, one: Edition, user: User, posted: QueryDict) -> Edition:
    """Take the step; the edition to look at next."""
    said = posted.get("said", "")
    match step:
        case "hand_on":
            editing.hand_on(one, user)
        case "publish":
            editing.publish(one, user, _moment(posted.get("seen", "")))
        case "send_back":
            editing.send_back(one, user, said)
        case "withdraw":
            editing.withdraw(one, user, said)
        case "discard":
            editing.discard(one, user)
        case "revise":
            return editing.revise(one.announcement, user)
    return one


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@require_safe
@roles_required(*editing.REVIEWERS)
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """An attachment of a draft, to be looked at before it is published."""
    found = get_object_or_404(_seen(request, pk).attachments, pk=file)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=download_name(found.name, found.file.name))


def _seen(request: HttpRequest, pk: int) -> Edition:
    mine = editing.seen_by(request.user).select_related("announcement__unit", "written_by__person")
    return get_object_or_404(mine, pk=pk)


def _content(one: Edition) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Write.base_fields}


def _asked(form: Write) -> dict[str, Any]:
    """A form with what stands in it; the procedures by theme."""
    chosen, themes = form["procedures"].value() or [], {}
    for one in catalogue().values():
        themes.setdefault(THEMES[one.theme], []).append((one, one.id in chosen))
    return {
        "form": form,
        "themes": themes,
        "chosen": len(chosen),
        "formats": editing.FORMATS,
        "most_mb": editing.MOST_MB,
    }
