"""What can be done: the home page with its one box, the catalogue, the guide of a procedure."""

from __future__ import annotations

from collections import defaultdict

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue, pack
from yuntai.cases.models import Case, Draft
from yuntai.cases.states import State
from yuntai.procedures import Procedure
from yuntai.procedures.schema import AUDIENCES, CHANNELS, THEMES

_MOST = 12
"""Hits that a search shows."""


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One box, a few ways, and what waits for the person."""
    waiting, drafts = [], []
    if request.acting:
        mine = Case.objects.of(request.acting.subject).select_related("version")
        waiting = list(mine.filter(state=State.CORRECTING)) + list(mine.filter(state=State.CLOSED, rating=None)[:3])
        drafts = list(Draft.objects.of(request.acting.subject).select_related("version"))
    return render(request, "resident/home.html", {"waiting": waiting, "drafts": drafts})


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Procedures and policies that fit the words, the best first."""
    wanted = request.GET.get("q", "").strip()
    found = _search(wanted) if wanted else []
    return render(request, "resident/search.html", {"wanted": wanted, "found": found[:_MOST]})


def _search(wanted: str) -> list[tuple[str, str, str, str]]:
    """Hits as what they are (``procedure`` or ``policy``), id, title and summary; by shared pairs of characters."""
    pairs = {wanted[i : i + 2] for i in range(len(wanted) - 1)} or {wanted}
    places = [
        ("procedure", p.id, p.title, p.summary, f"{p.title * 3}{p.summary}{THEMES[p.theme]}{p.guide}")
        for p in catalogue().values()
    ]
    decided = {p.policy for p in catalogue().values()}
    for policy_id in pack().policy_ids:
        if policy_id not in decided:
            policy = pack().policy(policy_id)
            guide = pack().folder(policy_id) / "guide.md"
            text = guide.read_text(encoding="utf-8") if guide.exists() else ""
            places.append(("policy", policy_id, policy.title, policy.source, f"{policy.title * 3}{text}"))
    scored = [(sum(min(text.count(pair), 4) for pair in pairs), hit) for *hit, text in places]
    return [tuple(hit) for score, hit in sorted(scored, key=lambda one: -one[0]) if score]  # type: ignore[misc]


@login_not_required
@require_safe
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """All procedures, by what they are about."""
    audience = request.GET.get("for", "person")
    groups: dict[str, list[Procedure]] = defaultdict(list)
    for procedure in catalogue().values():
        if procedure.audience == audience:
            groups[THEMES[procedure.theme]].append(procedure)
    context = {"groups": dict(groups), "audiences": AUDIENCES, "audience": audience, "bundles": catalogue().bundles}
    return render(request, "resident/catalogue.html", context)


def procedure_or_404(name: str) -> Procedure:
    """The procedure of an address."""
    if name not in catalogue():
        raise Http404
    return catalogue()[name]


@login_not_required
@require_safe
def procedure(request: HttpRequest, procedure: str) -> HttpResponse:
    """The guide: who, what, how long, where, on what ground; all from the definition."""
    one = procedure_or_404(procedure)
    channels = [title for code, title in CHANNELS.items() if code in one.channels]
    return render(request, "resident/procedure.html", {"procedure": one, "channels": channels})
