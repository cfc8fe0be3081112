"""Three panes: what waits, the case, the policy. Every action is a form; scripts only make it quicker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from yuntai.cases.actions import act, possible, units_for
from yuntai.cases.clock import WARN_DAYS, is_workday
from yuntai.cases.content import calendar, rule_of
from yuntai.cases.decisions import suggest
from yuntai.cases.history import history
from yuntai.cases.models import Case
from yuntai.cases.states import TRANSITIONS, Outcome
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.logs import log_access
from yuntai.people.models import Role
from yuntai.web.controls import question_of, show
from yuntai.web.rights import roles_required

OFFICERS = (Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY, Role.SUPERVISE)
PAGE = 30
BATCH = ("accept", "take_over", "confirm", "pay")
"""What can be done to several cases at once."""


def light(case: Case) -> str:
    """The clock's colour from the kept due day, without reading the history."""
    if case.paused:
        return "paused"
    if case.due_on is None:
        return ""
    day, left = today(), 0
    if case.due_on < day:
        return "red"
    while day < case.due_on and left <= WARN_DAYS:
        day = day.fromordinal(day.toordinal() + 1)
        left += is_workday(day, calendar())
    return "yellow" if left <= WARN_DAYS else "green"


def _queue(request: HttpRequest) -> dict[str, Any]:
    """The left pane: what waits for the officer, or all she may see, or what was searched for."""
    shown = request.GET.get("show", "waiting")
    wanted = request.GET.get("q", "").strip()
    found = (
        Case.objects.visible_to(request.user) if shown == "all" or wanted else Case.objects.waiting_for(request.user)
    )
    if wanted:
        found = found.filter(
            Q(number__startswith=wanted) | Q(procedure=wanted) | Q(version__definition__title__icontains=wanted)
        )
    found = found.select_related("version", "person", "employer", "unit").order_by("due_on", "submitted_at")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    query = request.GET.urlencode()
    return {
        "page": page,
        "items": [(case, light(case)) for case in page],
        "shown": shown,
        "wanted": wanted,
        "query": f"?{query}" if query else "",
    }


@require_safe
@roles_required(*OFFICERS)
def queue(request: HttpRequest) -> HttpResponse:
    """The queue without a case."""
    return render(request, "workbench/queue.html", _queue(request))


def _visible(request: HttpRequest, number: str) -> Case:
    visible = Case.objects.visible_to(request.user).select_related("version", "unit", "person", "employer")
    case = visible.filter(number=number).first()
    if case is None:
        raise Http404
    return case  # type: ignore[no-any-return]


@require_safe
@roles_required(*OFFICERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A case between the queue and the policy's answer."""
    one = _visible(request, number)
    return render(request, "workbench/case.html", _queue(request) | _context(request, one))


def _context(request: HttpRequest, one: Case, failed: str = "", error: str = "") -> dict[str, Any]:
    procedure = one.version.load()
    events = list(one.events.order_by("number").select_related("user", "unit"))
    known = history(events)
    questions = {question.name: question for question in procedure.fields}
    suggestion, problem = None, ""
    try:
        suggestion = suggest(procedure, one.facts, localtime(one.submitted_at).date())
    except YuntaiError as wrong:
        problem = str(wrong)
    if suggestion:
        rule = rule_of(procedure.policy or "")
        asked = [name for name in one.facts if name in rule.facts or name in rule.relations]
        questions |= {name: question_of(rule, name) for name in asked if name not in questions}
    clock = known.clock(procedure.promised_days, one.closed_on or today())
    return {
        "case": one,
        "light": light(one),
        "procedure": procedure,
        "clock": clock,
        "facts": [
            {"label": question.label, "value": show(question, one.facts[name])}
            for name, question in questions.items()
            if one.facts.get(name) not in (None, "")
        ],
        "materials": one.materials.all(),
        "events": [
            {"at": event.at, "title": event.title, "who": f"{event.user}，{event.capacity}", "text": _said(event)}
            for event in events
        ],
        "actions": possible(one, request.user, None),
        "units": {unit.code: unit.name for unit in units_for(one)},
        "outcomes": dict(Outcome.choices),
        "suggestion": suggestion,
        "problem": problem,
        "decision": one.decision,
        "failed": failed,
        "error": error,
        "posted": request.POST,
        "others": Case.objects.of(one.subject).exclude(pk=one.pk).select_related("version")[:5],
    }


def _said(event: Any) -> str:
    data = event.data
    extra = {
        "request_correction": "、".join(data.get("materials", ())),
        "propose": f"{Outcome(data['outcome']).label} {data.get('amount') or ''}" if event.kind == "propose" else "",
        "rate": f"{data.get('score')} 分",
        "recheck": {"right": "没有问题", "wrong": "有问题"}.get(data.get("result", ""), ""),
    }.get(event.kind, "")
    return "　".join(filter(None, (extra, event.reason)))


@require_POST
@roles_required(*OFFICERS)
def do(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do something to a case; where it cannot be done, say why beside the form that keeps what was typed."""
    one = _visible(request, number)
    if name not in TRANSITIONS:
        raise Http404
    data = {
        key: request.POST[key] for key in ("unit", "outcome", "amount", "effective", "result") if request.POST.get(key)
    }
    if name == "request_correction":
        data["materials"] = request.POST.getlist("materials")  # type: ignore[assignment]
    try:
        act(one, name, request.user, reason=request.POST.get("reason", ""), data=data)
    except YuntaiError as error:
        context = _queue(request) | _context(request, _visible(request, number), name, str(error))
        return render(request, "workbench/case.html", context)
    messages.success(request, f"{number} 已{TRANSITIONS[name].title}")
    return redirect("workbench:case", number)


@require_POST
@roles_required(*OFFICERS)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show who applies in full; who looked, and why, is written down."""
    one = _visible(request, number)
    why = request.POST.get("why", "").strip()
    if not why:
        raise YuntaiError("请写明为什么要看完整信息；返回上一页就可以填")
    log_access(request.user, one.person, "姓名、身份号码、电话", f"办件 {number}：{why}")
    return render(request, "workbench/case.html", _queue(request) | _context(request, one) | {"revealed": one.person})


@require_safe
@roles_required(*OFFICERS)
def material(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A material of a case, as a download; who looked is written down."""
    one = _visible(request, number)
    found = one.materials.filter(pk=pk).first()
    if found is None:
        raise Http404
    log_access(request.user, one.person, f"材料“{found.title}”", f"办件 {number}")
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)


@require_POST
@roles_required(*OFFICERS)
def batch(request: HttpRequest) -> HttpResponse:
    """The same action on several cases, each for itself."""
    name, results = request.POST.get("name", ""), []
    if name not in BATCH:
        raise YuntaiError("这一项不能成批做")
    for number in request.POST.getlist("number"):
        try:
            act(_visible(request, number), name, request.user)
            results.append((number, "", "已" + TRANSITIONS[name].title))
        except YuntaiError as error:
            results.append((number, "danger", str(error)))
    return render(request, "workbench/batch.html", {"results": results, "title": TRANSITIONS[name].title})
