"""What can be done: the home page with its one box, the catalogue, a procedure with all that one wants to know before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue
from yuntai.cases.models import Case, Draft
from yuntai.cases.states import State
from yuntai.people.models import Employer
from yuntai.procedures import Material, Procedure
from yuntai.procedures.guides import when_needed
from yuntai.procedures.schema import AUDIENCES, CHANNELS, THEMES
from yuntai.publishing.models import Edition
from yuntai.web.resident.held import record

UNRATED = 3
"""How many matters that are done the home page asks to rate."""


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One box, a few ways, and what waits for the person."""
    context: dict[str, Any] = {"employer": _for_employer(request)}
    if request.acting:
        mine = Case.objects.of(request.acting.subject).select_related("version")
        context |= {
            "corrections": mine.filter(state=State.CORRECTING),
            "drafts": Draft.objects.of(request.acting.subject).select_related("version"),
            "unrated": mine.filter(state=State.CLOSED, rating=None)[:UNRATED],
        }
    return render(request, "resident/home.html", context)


@login_not_required
@require_safe
def all_procedures(request: HttpRequest) -> HttpResponse:
    """The catalogue: bundles first, then the procedures by what they are about."""
    audience = request.GET.get("for", "employer" if _for_employer(request) else "person")
    if audience not in AUDIENCES:
        audience = "person"
    groups: dict[str, list[Procedure]] = defaultdict(list)
    for theme in THEMES:
        for one in catalogue().values():
            if audience in one.audience and one.theme == theme:
                groups[THEMES[theme]].append(one)
    bundles = [one for one in catalogue().bundles.values() if audience in one.audience]
    context = {"groups": dict(groups), "audiences": AUDIENCES, "audience": audience, "bundles": bundles}
    return render(request, "resident/catalogue.html", context)


def _for_employer(request: HttpRequest) -> bool:
    """Whether somebody is here for an employer."""
    return bool(request.acting) and isinstance(request.acting.subject, Employer)


def procedure_or_404(name: str) -> Procedure:
    """The procedure of an address."""
    if name not in catalogue():
        raise Http404
    return catalogue()[name]


@dataclass(frozen=True)
class Needed:
    """A material on the page of a procedure: ``spared`` says that the registry holds this person."""

    material: Material
    when: str
    spared: bool


@login_not_required
@require_safe
def procedure(request: HttpRequest, procedure: str) -> HttpResponse:
    """Who, what, how long, where, on what ground; all from the definition."""
    one = procedure_or_404(procedure)
    held = record(request)
    tables = {name for name, rows in held.rows.items() if rows} if held else set()
    questions = (*one.fields, *one.columns, *one.officer)
    unit = catalogue().units.route(one, place) if (place := _place(request)) else None
    context = {
        "procedure": one,
        "materials": [
            Needed(wanted, when_needed(wanted, questions), wanted.replaced_by in tables) for wanted in one.materials
        ],
        "channels": [title for code, title in CHANNELS.items() if code in one.channels],
        "unit": unit,
        "announcements": Edition.objects.in_force().explaining(one.id),
    }
    return render(request, "resident/procedure.html", context)


def _place(request: HttpRequest) -> str:
    return request.acting.subject.district if request.acting else ""
