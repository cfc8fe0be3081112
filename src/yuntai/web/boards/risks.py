"""Where the risks lie: the score of every procedure, its risk points, and the cases in which something was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue
from yuntai.cases.querysets import CaseQuerySet
from yuntai.clock import start_of
from yuntai.people.models import Role
from yuntai.procedures import Procedure
from yuntai.web.boards import figures
from yuntai.web.boards.views import period_of, visible
from yuntai.web.rights import roles_required

FINDINGS: Mapping[str, tuple[str, Q]] = {
    "overridden": ("与政策不同", Q(kind="propose", data__overridden=True)),
    "drawn": ("抽到复查", Q(kind="draw")),
    "wrong": ("复查有问题", Q(kind="recheck", data__result="wrong")),
}
"""What may be found of a procedure: its title, and the events that say so."""

_MOST = 50


@dataclass(frozen=True)
class Watched:
    """A procedure with risk points, and how often each of :data:`FINDINGS` occurred."""

    procedure: Procedure
    found: Mapping[str, int]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Name, title and number of each finding."""
        return [(name, title, self.found[name]) for name, (title, _) in FINDINGS.items()]


def register(found: CaseQuerySet, since: date) -> list[Watched]:
    """Every procedure with risk points, those with the most found wrong, overridden and drawn first."""
    counts = {name: Count("pk", filter=events) for name, (_, events) in FINDINGS.items()}
    rows = {
        row.pop("case__procedure"): row for row in _events(found, since).values("case__procedure").annotate(**counts)
    }
    watched = [Watched(one, rows.get(one.id, dict.fromkeys(FINDINGS, 0))) for one in catalogue().values() if one.risks]
    return sorted(watched, key=lambda one: [-one.found[name] for name in ("wrong", "overridden", "drawn")])


def _events(found: CaseQuerySet, since: date) -> Any:
    return found.log().filter(at__gte=start_of(since)).order_by()


@require_safe
@roles_required(Role.SUPERVISE)
def risks(request: HttpRequest) -> HttpResponse:
    """The risk score of every procedure with what it is made of, and the register of risk points."""
    since, period = period_of(request)
    context = {
        "rows": figures.risks(visible(request), since),
        "weights": figures.WEIGHTS,
        "quick": f"{figures.QUICK:.0%}",
        "register": register(visible(request), since),
        "findings": [title for title, _ in FINDINGS.values()],
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
    events = _events(visible(request).filter(procedure=procedure), since).order_by("-number")
    found = {
        name: (title, events.filter(wanted).select_related("case__unit", "user"))
        for name, (title, wanted) in FINDINGS.items()
    }
    context = {
        "procedure": one,
        "found": {name: (title, rows.count(), rows[:_MOST]) for name, (title, rows) in found.items()},
        "most": _MOST,
    }
    return render(request, "boards/risk.html", period | context)
