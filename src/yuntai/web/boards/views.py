"""What a supervisor sees: how much, how late, how well; the whole log; cases drawn by lot for a second look."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuntai.cases import lists
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.foresight import THEIRS, Foreseen, foresee
from yuntai.cases.history import History
from yuntai.cases.meanwhile import last_places
from yuntai.cases.models import Case, Event
from yuntai.cases.querysets import EVERYTHING, CaseQuerySet, Sight
from yuntai.cases.states import TITLES
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.ledger.prepared import Prepared
from yuntai.people.models import Role, Unit, User
from yuntai.rules.language.kinds import Date
from yuntai.web.boards import figures, lots
from yuntai.web.controls import last_seen, numbers
from yuntai.web.paging import Leaves, page_of
from yuntai.web.rights import roles_required

PERIODS = {30: "近 30 天", 90: "近 90 天", 365: "近一年"}
KEPT_SECONDS = 600
"""How long the public figures stand before they are counted anew, whoever asks how often."""

UNREAD = ("case__facts", "case__decision")
"""What no board reads of a case: the answers and the trace, of which a row is mostly made."""

_PAGE = 20
_LINES = 50


def period_of(request: HttpRequest) -> tuple[date, dict[str, Any]]:
    """The first day of the period that the address names, and what the page shows of the period."""
    text = request.GET.get("days", "")
    days = int(text) if text.isdecimal() and int(text) in PERIODS else 90
    return today() - timedelta(days), {"days": days, "period": PERIODS[days], "periods": PERIODS}


def sight(request: HttpRequest) -> Sight:
    """The same as a sight, whose sums are kept."""
    return Case.objects.sight_of(request.user)


def visible(request: HttpRequest) -> CaseQuerySet:
    """The cases that the supervisor may see."""
    return Case.objects.visible_to(request.user)


@require_safe
@roles_required(Role.SUPERVISE)
def overview(request: HttpRequest) -> HttpResponse:
    """How much is open and late, how fast and how well it went, by procedure and by unit."""
    since, period = period_of(request)
    counted = figures.count(sight(request), since)
    context = {"tables": tables(counted), "total": figures.total(counted)}
    return render(request, "boards/overview.html", period | context)


def tables(counted: figures.Counted) -> dict[str, list[tuple[str, figures.Figures]]]:
    """The figures by procedure and by unit, those with the most late cases first."""
    procedures = {one.id: one.title for one in catalogue().values()}
    units = {unit.pk: unit.name for unit in Unit.objects.all()}
    return {
        "事项": figures.worst_first(figures.by_procedure(counted), procedures),
        "单位": figures.worst_first(figures.by_unit(counted), units),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.SUPERVISE)
def cards(request: HttpRequest) -> HttpResponse:
    """Red cards (late) and yellow cards (near the end); a supervisor calls them to account here."""
    failed = error = ""
    if request.method == "POST":
        failed = request.POST.get("number", "")
        case = visible(request).filter(number=failed).first()
        if case is None:
            raise Http404
        try:
            reason, last = request.POST.get("reason", ""), last_seen(request.POST)
            act(case, "supervise", request.user, reason=reason, last=last)
            messages.success(request, f"{failed} 已督办，经办的人会收到通知")
            return redirect(request.get_full_path())
        except YuntaiError as wrong:
            error = str(wrong)
    late, near = lists.late(sight(request)), lists.near(sight(request))
    red = page_of(Leaves(*late, _cards), _PAGE, request)
    yellow = Leaves(*near, _cards)[:_PAGE]
    places = last_places([one.pk for one in (*red, *yellow)])
    told: dict[tuple[str, str], Foreseen] = {}
    for one in (*red, *yellow):
        one.last = places.get(one.pk, 0)
        like = one.procedure, one.state
        if like not in told:
            stands = History(state=one.state, holder=one.holder or "", unit=one.unit_id)
            told[like] = foresee(one, stands, "supervise", request.user, unit=THEIRS)
        one.foreseen = told[like]
    context = {
        "red": red,
        "yellow": yellow,
        "near": near.rows.count(),
        "failed": failed,
        "error": error,
    }
    return render(request, "boards/cards.html", context)


def _cards(keys: Sequence[Any]) -> list[Case]:
    return _CARDS(tuple(keys))


_CARDS = Prepared(
    lambda keys: (
        Case.objects.filter(pk__in=keys)
        .select_related("version", "unit", "person", "employer")
        .defer("facts", "decision", "version__definition")
        .order_by()
    )
)


@require_safe
@roles_required(Role.SUPERVISE)
def log(request: HttpRequest) -> HttpResponse:
    """The whole log of the cases that the supervisor may see."""
    return render(request, "boards/log.html", _log(request))


@require_POST
@roles_required(Role.SUPERVISE)
def check_log(request: HttpRequest) -> HttpResponse:
    """Verify the whole chain now."""
    problems = verify()
    return render(request, "boards/log.html", _log(request) | {"checked": True, "problems": problems})


def _log(request: HttpRequest) -> dict[str, Any]:
    events, wanted, error = events_of(request)
    page = page_of(Leaves(*events, _lines), _LINES, request)
    head = Event.objects.order_by("-number").first()
    return {"page": page, "kinds": TITLES, "head": head, "error": error, "checked": False, "problems": []} | wanted


def _lines(keys: Sequence[Any]) -> list[Event]:
    return _ENTRIES(tuple(keys))


_ENTRIES = Prepared(
    lambda keys: Event.objects.filter(pk__in=keys).select_related("case", "user__person").defer(*UNREAD).order_by()
)


def events_of(request: HttpRequest) -> tuple[lists.List, dict[str, str], str]:
    """The log as the address filters it, the newest first; what it filters by; what is wrong with that."""
    wanted = {key: request.GET.get(key, "").strip() for key in ("case", "officer", "kind", "day")}
    events, count = lists.logged(sight(request), wanted["kind"] if wanted["kind"] in TITLES else "")
    error = ""
    if wanted["case"]:
        events, count = events.filter(case__number=wanted["case"]), None
    if wanted["officer"]:
        officer = User.objects.filter(username__iexact=wanted["officer"]).values_list("pk", flat=True).first()
        events, count = events.filter(user=officer or 0), None
    if wanted["day"]:
        try:
            day = Date().parse(wanted["day"])
            events, count = events.filter(*lists.of_day(day)), None
        except ValueError as wrong:
            error = str(wrong)
    return lists.List(events, count), wanted, error


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.SUPERVISE)
def draws(request: HttpRequest) -> HttpResponse:
    """Draw ended cases by lot for a second look. The seed is shown, so that anybody can repeat the draw."""
    error = ""
    if request.method == "POST":
        try:
            seed = request.POST.get("seed", "").strip() or secrets.token_hex(8)
            drawn = lots.draw_lots(request.user, _whole(request), seed, *_days(request))
            messages.success(request, f"抽到 {drawn} 件")
            return redirect("boards:draw", seed)
        except YuntaiError as wrong:
            error = str(wrong)
    page = Paginator(lots.all_lots(request.user), _PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "error": error, "posted": request.POST, "since": today() - timedelta(30), "until": today()}
    return render(request, "boards/draws.html", context)


def _whole(request: HttpRequest) -> int:
    return sum(numbers([request.POST.get("count", "")]))


def _days(request: HttpRequest) -> tuple[date, date]:
    try:
        since, until = (Date().parse(request.POST.get(name, "")) for name in ("since", "until"))
    except ValueError as wrong:
        raise YuntaiError(f"办结日期：{wrong}") from None
    if since > until:
        raise YuntaiError("办结日期的开始不能晚于结束")
    return since, until


@require_safe
@roles_required(Role.SUPERVISE)
def one_draw(request: HttpRequest, seed: str) -> HttpResponse:
    """A draw: how to repeat it, whether it repeats, what the re-checks found."""
    found = lots.lots_of(request.user, seed)
    if found is None:
        raise Http404
    return render(request, "boards/draw.html", {"lots": found, "repeats": found.repeats()})


@login_not_required
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """The promises (限时办结), for everybody: the legal and the promised days, and how many were kept."""
    kept = cache.get_or_set("boards:promises", _kept, KEPT_SECONDS)
    rows = [(one, kept.get(one.id)) for one in catalogue().values()]
    return render(request, "boards/promises.html", {"rows": rows})


def _kept() -> dict[str, figures.Figures]:
    return dict(figures.by_procedure(figures.count(EVERYTHING, today() - timedelta(365))))
