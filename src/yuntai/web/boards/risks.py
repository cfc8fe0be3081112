"""Where the risks lie: the score of every procedure, its risk points, and the cases in which something was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue
from yuntai.cases.counts.adding import QUICK
from yuntai.cases.counts.models import Noted
from yuntai.cases.counts.sums import read
from yuntai.cases.models import Event
from yuntai.cases.querysets import Sight
from yuntai.people.models import Role
from yuntai.procedures import Procedure
from yuntai.web.boards import figures
from yuntai.web.boards.views import UNREAD, period_of, sight
from yuntai.web.rights import roles_required

FINDINGS: Mapping[str, str] = {Noted.OVERRIDDEN: "与政策不同", Noted.DRAWN: "抽到复查", Noted.WRONG: "复查有问题"}
"""What may be found of a procedure, and its title."""

_MOST = 50


@dataclass(frozen=True)
class Watched:
    """A procedure with risk points, and how often each of :data:`FINDINGS` occurred."""

    procedure: Procedure
    found: Mapping[str, int]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Name, title and number of each finding."""
        return [(name, title, self.found[name]) for name, title in FINDINGS.items()]


def register(sight: Sight, since: date) -> list[Watched]:
    """Every procedure with risk points, those with the most found wrong, overridden and drawn first."""
    counts = read(sight, lambda sums: sums.of(Noted, "procedure", "what", since=since))
    watched = [
        Watched(one, {name: counts.get((one.id, name), {"times": 0})["times"] for name in FINDINGS})
        for one in catalogue().values()
        if one.risks
    ]
    return sorted(watched, key=lambda one: [-one.found[name] for name in ("wrong", "overridden", "drawn")])


@require_safe
@roles_required(Role.SUPERVISE)
def risks(request: HttpRequest) -> HttpResponse:
    """The risk score of every procedure with what it is made of, and the register of risk points."""
    since, period = period_of(request)
    context = {
        "rows": figures.risks(sight(request), since),
        "weights": figures.WEIGHTS,
        "quick": f"{QUICK:.0%}",
        "register": register(sight(request), since),
        "findings": list(FINDINGS.values()),
    }
    return render(request, "boards/risks.html", period | context)


@require_safe
@roles_required(Role.SUPERVISE)
def risk(request: HttpRequest, procedure: str) -> HttpResponse:
    """The risk points of a procedure, and the cases in which something was found, the newest first."""
    one = catalogue().get(procedure)
    if one is None:
        raise Http404
    since, period = period_of(request)
    noted = read(sight(request), lambda sums: sums.of(Noted, "what", "entry", since=since, procedure=procedure))
    events = Event.objects.order_by("-number").select_related("case__unit", "user").defer(*UNREAD)
    found = {}
    for name, title in FINDINGS.items():
        entries = sorted((entry for what, entry in noted if what == name), reverse=True)
        found[name] = title, len(entries), events.filter(number__in=entries[:_MOST])
    context = {
        "procedure": one,
        "found": found,
        "most": _MOST,
    }
    return render(request, "boards/risk.html", period | context)
