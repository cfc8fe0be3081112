"""What everybody may read: the list of what is posted, its rows; and the form of an objection."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.errors import YuntaiError
from yuntai.publishing import lists
from yuntai.publishing.models import Posting
from yuntai.web.controls import numbers

_PAGE = 20


@login_not_required
@require_safe
def postings(request: HttpRequest) -> HttpResponse:
    """What is posted today, and what can still be read after its time."""
    page = Paginator(Posting.objects.public().select_related("unit"), _PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.state = lists.state_of(one)
    return render(request, "postings/list.html", {"page": page})


@login_not_required
@require_safe
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """A posting with its rows; without them once its time is over or it was taken down."""
    one = get_object_or_404(Posting.objects.select_related("unit"), pk=pk)
    context = {
        "posting": one,
        "state": lists.state_of(one),
        "rows": one.rows.all() if one.shows_rows else (),
        "mine": lists.objections_of(one, request.acting.subject) if request.acting else (),
    }
    return render(request, "postings/posting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a posting, or to one of its rows, for whom one acts."""
    one = get_object_or_404(Posting.objects.select_related("unit"), pk=pk)
    if not request.acting:
        raise YuntaiError("这个账户不是居民账户，不能提异议")
    error = ""
    if request.method == "POST":
        about = one.rows.filter(place__in=numbers([request.POST.get("about", "")])).first()
        try:
            lists.object_to(one, request.acting.subject, request.user, request.POST.get("text", ""), about)
        except YuntaiError as wrong:
            error = str(wrong)
        else:
            messages.success(request, "异议收到了，有答复会告诉您")
            return redirect("postings:posting", pk)
    shown = one.rows.all() if one.is_posted else ()
    context = {
        "posting": one,
        "rows": {str(row.place): f"第 {row.place} 行　{'　'.join(row.cells[:2])}" for row in shown},
        "error": error,
        "typed": request.POST.get("text", ""),
    }
    return render(request, "postings/object.html", context)
