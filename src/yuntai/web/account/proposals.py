"""What waits for a second officer: shown with what will happen, confirmed, refused with a reason, taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.errors import YuntaiError
from yuntai.people.logs import log_access
from yuntai.proposals.exports import permit_of
from yuntai.proposals.kinds import KINDS, Line
from yuntai.proposals.models import Proposal, Proposals, State
from yuntai.proposals.passwords import number_of, to_hand_over
from yuntai.proposals.proposing import confirm, may_confirm, refuse, seen_by, shown, take_back, waiting_for

_PAGE = 30


@dataclass(frozen=True)
class Shown:
    """A proposal with what will happen, or why that cannot be any more."""

    proposal: Proposal
    lines: list[Line]
    fault: str


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for the officer, what she herself proposed and waits for others, and what was decided."""
    if not request.user.is_officer:
        raise PermissionDenied("这一页要有岗位才能看")
    decided = _read(seen_by(request.user).exclude(state=State.WAITING)).order_by("-decided_at", "-pk")
    context = {
        "waiting": [_shown(one) for one in _read(waiting_for(request.user))],
        "others": _read(seen_by(request.user).waiting().exclude(pk__in=waiting_for(request.user).values("pk"))),
        "page": Paginator(decided, _PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "account/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: see it, decide it."""
    one = get_object_or_404(_read(seen_by(request.user)), pk=number)
    error = ""
    if request.method == "POST":
        answer, reason = request.POST.get("answer"), request.POST.get("reason", "")
        try:
            match answer:
                case "confirm":
                    done = confirm(number, request.user, request.POST.get("seen", ""))
                case "refuse":
                    done = refuse(number, request.user, reason)
                case "take_back":
                    done = take_back(number, request.user)
                case _:
                    raise YuntaiError("请选择确认或者不同意")
        except YuntaiError as wrong:
            error = str(wrong)
            one.refresh_from_db()
        else:
            messages.success(request, f"{done.get_state_display()}：{done}")
            if done.decided_by == request.user and to_hand_over(done):  # the number that she has to tell stands there
                return redirect("account:proposal", done.pk)
            return redirect("account:proposals")
    kind = KINDS[one.kind]
    lines, seen, fault = shown(one) if one.state == State.WAITING else (kind.kept(one), "", "")
    persons = kind.shows(one)
    if persons and not kind.may_see(one, request.user):
        persons, lines = [], []  # that it was done, and by whom, is to be read
    for person in persons:
        log_access(request.user, person, one.title, kind.why(one))
    context = {
        "one": one,
        "lines": lines,
        "seen": seen,
        "fault": fault,
        "error": error,
        "reason": request.POST.get("reason", ""),
        "may_confirm": may_confirm(one, request.user),
        "download": one.content if one.proposed_by == request.user and permit_of(one) else None,
        "hand_over": one.proposed_by == request.user and to_hand_over(one),
        "number": number_of(one) if one.decided_by == request.user and to_hand_over(one) else "",
        "may_take_back": one.state == State.WAITING and one.proposed_by == request.user,
    }
    return render(request, "account/proposal.html", context)


def _shown(one: Proposal) -> Shown:
    lines, _, fault = shown(one)
    return Shown(one, [] if KINDS[one.kind].shows(one) else lines, fault)


def _read(found: Proposals) -> Proposals:
    return found.select_related("unit", "about__person", "person", "proposed_by__person", "decided_by__person")
