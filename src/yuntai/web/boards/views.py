"""What a supervisor sees: how much, how late, how well; the whole log; cases drawn by lot for a second look."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Avg, Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.cases.actions import act
from yuntai.cases.clock import WARN_DAYS, is_workday
from yuntai.cases.content import calendar, catalogue
from yuntai.cases.models import Case, Event
from yuntai.cases.states import ENDED, OPEN, TITLES
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.models import Role, Unit
from yuntai.supervision import draw
from yuntai.web.rights import roles_required

SATISFIED = 4
"""A rating from this one counts as satisfied."""

MOST_DRAWN = 50


def _yellow_until() -> Any:
    """The day up to which an open case is near its end."""
    day, left = today(), WARN_DAYS
    while left:
        day = day.fromordinal(day.toordinal() + 1)
        left -= is_workday(day, calendar())
    return day


_OPEN = Q(state__in=OPEN, paused=False, due_on__isnull=False)


def _counts() -> dict[str, Any]:
    closed = Q(state__in=ENDED, accepted_on__isnull=False, due_on__isnull=False)
    return {
        "all": Count("pk"),
        "open": Count("pk", filter=Q(state__in=OPEN)),
        "red": Count("pk", filter=_OPEN & Q(due_on__lt=today())),
        "yellow": Count("pk", filter=_OPEN & Q(due_on__gte=today(), due_on__lte=_yellow_until())),
        "closed": Count("pk", filter=closed),
        "on_time": Count("pk", filter=closed & Q(closed_on__lte=F("due_on"))),
        "rated": Count("rating"),
        "satisfied": Count("pk", filter=Q(rating__gte=SATISFIED)),
        "score": Avg("rating"),
    }


def _shares(row: dict[str, Any]) -> dict[str, Any]:
    row["on_time_share"] = f"{row['on_time'] / row['closed']:.1%}" if row["closed"] else "—"
    row["satisfied_share"] = f"{row['satisfied'] / row['rated']:.1%}" if row["rated"] else "—"
    return row


@require_safe
@roles_required(Role.SUPERVISE, Role.MANAGE)
def overview(request: HttpRequest) -> HttpResponse:
    """How much is open and late, by procedure and by unit; each share with both its numbers."""
    visible = Case.objects.visible_to(request.user)
    titles = {one.id: one.title for one in catalogue().values()}
    units = {unit.pk: unit.name for unit in Unit.objects.all()}
    procedures = [
        _shares(row) | {"title": titles.get(row["procedure"], row["procedure"])}
        for row in visible.order_by().values("procedure").annotate(**_counts()).order_by("-red", "-open")
    ]
    by_unit = [
        _shares(row) | {"title": units[row["unit"]]}
        for row in visible.order_by().values("unit").annotate(**_counts()).order_by("-red", "-open")
    ]
    context = {"total": _shares(visible.aggregate(**_counts())), "tables": {"按事项": procedures, "按单位": by_unit}}
    return render(request, "boards/overview.html", context)


@require_safe
@roles_required(Role.SUPERVISE)
def cards(request: HttpRequest) -> HttpResponse:
    """Red cards (late) and yellow cards (near the end)."""
    visible = Case.objects.visible_to(request.user).select_related("version", "unit").filter(_OPEN).order_by("due_on")
    red = Paginator(visible.filter(due_on__lt=today()), 20).get_page(request.GET.get("page"))
    yellow = visible.filter(due_on__gte=today(), due_on__lte=_yellow_until())[:20]
    return render(request, "boards/cards.html", {"page": red, "yellow": yellow})


@require_safe
@roles_required(Role.SUPERVISE)
def log(request: HttpRequest) -> HttpResponse:
    """The whole log of the cases that the supervisor may see."""
    events = Event.objects.filter(case__in=Case.objects.visible_to(request.user)).order_by("-number")
    wanted = {key: request.GET.get(key, "").strip() for key in ("case", "officer", "kind")}
    if wanted["case"]:
        events = events.filter(case__number=wanted["case"])
    if wanted["officer"]:
        events = events.filter(user__username__iexact=wanted["officer"])
    if wanted["kind"] in TITLES:
        events = events.filter(kind=wanted["kind"])
    page = Paginator(events.select_related("case", "user", "unit"), 50).get_page(request.GET.get("page"))
    return render(request, "boards/log.html", {"page": page, "kinds": TITLES} | wanted)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.SUPERVISE)
def draws(request: HttpRequest) -> HttpResponse:
    """Draw ended cases by lot for a second look. The seed is shown, so that anybody can repeat the draw."""
    visible = Case.objects.visible_to(request.user)
    if request.method == "POST":
        try:
            count = int(request.POST.get("count", ""))
        except ValueError:
            count = 0
        if not 1 <= count <= MOST_DRAWN:
            raise YuntaiError(f"一次抽 1 到 {MOST_DRAWN} 件；返回上一页就可以改")
        seed = request.POST.get("seed", "").strip() or secrets.token_hex(8)
        drawn = draw_cases(visible, count, seed, request.user)
        for case in drawn:
            act(case, "draw", request.user, reason=f"种子 {seed}")
        messages.success(request, f"抽到 {len(drawn)} 件，种子 {seed}")
        return redirect("boards:draws")
    page = Paginator(visible.filter(drawn=True).select_related("version", "unit"), 20).get_page(request.GET.get("page"))
    return render(request, "boards/draws.html", {"page": page})


def draw_cases(visible: Any, count: int, seed: str, user: Any) -> list[Case]:
    """``count`` ended cases by lot, by procedure, not drawn before, on which ``user`` has not worked."""
    candidates = visible.filter(state__in=ENDED, drawn=False).exclude(events__user=user)
    items = {number: {"procedure": procedure} for number, procedure in candidates.values_list("number", "procedure")}
    drawn = draw(items, seed, min(count, len(items)), by=("procedure",))
    return list(Case.objects.filter(number__in=[one.key for one in drawn]).order_by("number"))


@login_not_required
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """The promises (限时办结), for everybody: the legal and the promised days, and how many were kept."""
    kept = {row["procedure"]: _shares(row) for row in Case.objects.order_by().values("procedure").annotate(**_counts())}
    rows = [(one, kept.get(one.id)) for one in catalogue().values()]
    return render(request, "boards/promises.html", {"rows": rows})
