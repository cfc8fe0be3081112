"""The desk: an officer chooses rows that her unit keeps, another confirms; objections are answered; what is wrong is taken down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuntai.errors import YuntaiError
from yuntai.people.logs import log_access
from yuntai.people.models import Person, Unit, User
from yuntai.publishing import lists
from yuntai.publishing.models import Posting
from yuntai.rolls.content import rolls
from yuntai.rolls.rights import WRITERS, rolls_of
from yuntai.web.controls import numbers
from yuntai.web.rights import roles_required

_PAGE = 20


@require_safe
@roles_required(*lists.KEEPERS)
def desk(request: HttpRequest) -> HttpResponse:
    """The postings of her units, those with objections that wait first; the rolls of which she can post."""
    waiting = Count("objections", filter=Q(objections__answered_at__isnull=True))
    found = _mine(request.user).annotate(waiting=waiting).order_by("-waiting", "-pk")
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.state = lists.state_of(one)
    public = [roll for roll in rolls_of(request.user) if any(column.public for column in roll.columns)]
    context = {"page": page, "rolls": public if request.user.has_role(*WRITERS) else []}
    return render(request, "postings/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*WRITERS)
def new(request: HttpRequest, roll: str) -> HttpResponse:
    """Choose the rows of a roll, seen as everybody will see them, and propose that they are posted."""
    if roll not in rolls():
        raise Http404
    table = rolls()[roll]
    rows, titles = lists.to_post(request.user, table), lists.columns_of(table)
    if not rows and request.method == "GET" and table not in rolls_of(request.user):
        raise PermissionDenied(f"“{table.title}”由别的单位管理")
    error, chosen = "", set(numbers(request.POST.getlist("rows")))
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in ("title", "why")}
        days = next(iter(numbers([request.POST.get("days", "")])), 0)
        mine = [row.pk for row in rows if row.pk in chosen]
        try:
            made = lists.propose_posting(
                request.user, table, mine, said["title"], said["why"], days, stays=bool(request.POST.get("stays"))
            )
        except YuntaiError as wrong:
            error = str(wrong)
        else:
            messages.success(request, "已经提出，另一位工作人员确认以后公示")
            return redirect("account:proposal", made.pk)
    context = {
        "roll": table,
        "titles": titles,
        "rows": [(row.pk, lists.cells_of(table, row), row.pk in chosen) for row in rows],
        "error": error,
        "typed": request.POST,
    }
    return render(request, "postings/new.html", context)


@require_safe
@roles_required(*lists.KEEPERS)
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """A posting with what was objected to it; who objected is seen, and that is written down."""
    one = get_object_or_404(_mine(request.user), pk=pk)
    objections = list(one.objections.select_related("person", "employer", "about", "answered_by__person"))
    for each in objections:
        person = each.subject if isinstance(each.subject, Person) else None
        log_access(request.user, person, "对公示的异议", f"公示 {one.pk}")
    context = {"posting": one, "state": lists.state_of(one), "rows": one.rows.all(), "objections": objections}
    return render(request, "postings/kept.html", context)


@require_POST
@roles_required(*lists.KEEPERS)
def do(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take it down, or answer an objection to it."""
    one = get_object_or_404(_mine(request.user), pk=pk)
    try:
        messages.success(request, _take(step, one, request.user, request.POST))
    except YuntaiError as error:
        messages.error(request, str(error))
    return redirect("postings:kept", pk)


def _take(step: str, one: Posting, user: User, posted: QueryDict) -> str:
    """Take the step; what to say of it."""
    match step:
        case "take_down":
            lists.take_down(one, user, posted.get("reason", ""))
            return "已撤下，原来的页面写明原因"
        case "answer":
            objection = get_object_or_404(one.objections, pk__in=numbers([posted.get("objection", "")]))
            lists.answer(objection, user, posted.get("text", ""))
            return "答复了，提异议的人会收到通知"
    raise Http404


def _mine(user: User) -> Any:
    units = Unit.objects.held_by(user, *lists.KEEPERS)
    return Posting.objects.filter(unit__in=units).select_related("unit", "posted_by__person")
