"""What everybody may read: the list, a page for each announcement and each edition, the feed, the text of the hotline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue
from yuntai.clock import today
from yuntai.people.uploads import download_name
from yuntai.publishing.channels import spoken
from yuntai.publishing.models import Edition, Kind

_PAGE = 20


@login_not_required
@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """Those that hold, or all that were not withdrawn; of one kind or of every."""
    every, kind = request.GET.get("show") == "all", request.GET.get("kind", "")
    found = Edition.objects.standing() if every else Edition.objects.in_force()
    if kind in Kind.values:
        found = found.filter(announcement__kind=kind)
    page = Paginator(found.select_related("announcement__unit"), _PAGE).get_page(request.GET.get("page"))
    holding = {one.pk for one in Edition.objects.in_force().filter(pk__in=[one.pk for one in page])}
    for one in page:
        one.sign = "" if one.pk in holding else "还没有生效" if one.valid_from > today() else "已失效"
    context = {"page": page, "kinds": Kind.choices, "kind": kind, "every": every}
    return render(request, "announcements/list.html", context)


@login_not_required
@require_safe
def announcement(request: HttpRequest, number: int) -> HttpResponse:
    """The edition that stands now, or that was withdrawn last."""
    return _page(request, _current(number))


@login_not_required
@require_safe
def edition(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One edition, the current one or an old one."""
    return _page(request, _published(number, version))


def _page(request: HttpRequest, one: Edition) -> HttpResponse:
    others = one.announcement.editions.published().exclude(pk=one.pk).order_by("-version")
    replaced = Edition.objects.current().filter(announcement=one.replaces_id).first()
    return render(request, "announcements/page.html", shown(one) | {"others": others, "replaced": replaced})


def shown(one: Edition) -> dict[str, Any]:
    """What a page needs to show an edition."""
    procedures = [catalogue()[name] for name in one.procedures if name in catalogue()]
    return {"edition": one, "caveat": one.caveat(), "procedures": procedures}


@login_not_required
@require_safe
def text(_request: HttpRequest, number: int) -> HttpResponse:
    """The current edition as plain text, to be read out."""
    return HttpResponse(spoken(_current(number), catalogue()), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def file(_request: HttpRequest, number: int, version: int, pk: int) -> HttpResponse:
    """An attachment, to be saved."""
    found = get_object_or_404(_published(number, version).attachments, pk=pk)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=download_name(found.name, found.file.name))


def _current(number: int) -> Edition:
    found = Edition.objects.current().select_related("announcement__unit").filter(announcement=number).first()
    if found is None:
        raise Http404
    return found


def _published(number: int, version: int) -> Edition:
    published = Edition.objects.published().select_related("announcement__unit")
    return get_object_or_404(published, announcement=number, version=version)


class _Announcements(Feed):  # type: ignore[misc]
    """What holds, newest first; each entry says its version id."""

    feed_type = Atom1Feed
    title = "云台 · 公告"
    subtitle = "通知公告、政策解读、名单目录、结果公示"
    link = reverse_lazy("announcements:list")
    feed_url = reverse_lazy("announcements:feed")

    def items(self) -> Any:
        return Edition.objects.in_force().select_related("announcement__unit")[:_PAGE]

    def item_title(self, item: Edition) -> str:
        return item.title

    def item_description(self, item: Edition) -> str:
        return f"{item.summary}（版本 {item.code}）"

    def item_link(self, item: Edition) -> str:
        return reverse("announcements:announcement", args=[item.announcement_id])

    def item_author_name(self, item: Edition) -> str:
        return item.announcement.unit.name

    def item_categories(self, item: Edition) -> list[str]:
        return [item.announcement.get_kind_display()]

    def item_updateddate(self, item: Edition) -> datetime:
        return item.published_at


feed = login_not_required(require_safe(_Announcements()))
