"""The plans of the place: how often each runs, what it has begun, the seed of a draw, and what waits for two officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yuntai.cases.content import pack
from yuntai.cases.plans.asking import propose_run
from yuntai.cases.plans.models import Begun, Run
from yuntai.errors import YuntaiError
from yuntai.people.models import Role
from yuntai.web.rights import roles_required

DOES = {"tells": "告知", "enters": "登记台账", "opens": "开办件"}
_RUNS = 60


@dataclass(frozen=True)
class Line:
    """A plan as the page shows it: ``begun`` in all; the run that waits, and that for which a seed is published, where there are."""

    title: str
    every: str
    does: str
    source: str
    begun: int
    last: Run | None
    waits: Run | None
    seed: Run | None


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.SUPERVISE, Role.MANAGE)
def plans(request: HttpRequest) -> HttpResponse:
    """All plans; a manager proposes here that a run which waits goes on."""
    from yuntai.cases.plans.running import plans_of

    known = plans_of(pack()).selections
    error = ""
    if request.method == "POST":
        run = Run.objects.filter(pk=request.POST.get("run") if request.POST.get("run", "").isdecimal() else 0).first()
        if run is None or run.plan not in known:
            raise Http404
        try:
            proposal = propose_run(run, known[run.plan].title, request.user, request.POST.get("why", ""))
            messages.success(request, "已经提出，请另一位确认")
            return redirect("account:proposal", proposal.pk)
        except YuntaiError as wrong:
            error = str(wrong)
    begun = dict(Begun.objects.order_by().values_list("plan").annotate(Count("pk")))
    lines = [_line(one, begun.get(name, 0)) for name, one in known.items()]
    context = {"lines": lines, "error": error, "may_propose": request.user.has_role(Role.MANAGE)}
    return render(request, "boards/plans.html", context)


def _line(one: object, begun: int) -> Line:
    from yuntai.selections.plans import Plan

    assert isinstance(one, Plan)
    runs = list(Run.objects.filter(plan=one.id).order_by("-period")[:_RUNS])
    return Line(
        *(one.title, str(one.every), DOES[one.does[0]], one.source, begun),
        last=next((run for run in runs if run.done_at), None),
        waits=next((run for run in runs if run.asked and not run.allowed and not run.done_at), None),
        seed=next((run for run in reversed(runs) if one.draw and not run.done_at and run.period > date.min), None),
    )
