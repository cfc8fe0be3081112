"""One's own: the matters and how far they are, what the registry holds, what one was told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuntai.cases.actions import act, possible
from yuntai.cases.drafts import record_of
from yuntai.cases.history import history
from yuntai.cases.models import Case, Event
from yuntai.cases.states import State
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.registry.schema import TABLES
from yuntai.rules.kinds import FAR
from yuntai.web.resident.applying import store_material

SCORES = {"5": "很满意", "4": "满意", "3": "一般", "2": "不满意", "1": "很不满意"}
_COMING = {
    State.SUBMITTED: ("受理", "审核", "决定", "办结"),
    State.CORRECTING: ("审核", "决定", "办结"),
    State.HANDLING: ("决定", "办结"),
    State.PROPOSED: ("办结",),
    State.PAYING: ("发放",),
    State.REVISITING: ("答复",),
}


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All matters, the newest first."""
    mine = Case.objects.of(request.acting.subject).select_related("version", "unit") if request.acting else []
    return render(request, "resident/cases.html", {"cases": mine})


def _case(request: HttpRequest, number: str) -> Case:
    if not request.acting:
        raise Http404
    mine = Case.objects.of(request.acting.subject).select_related("version", "unit", "person", "employer")
    case = mine.filter(number=number).first()
    if case is None:
        raise Http404
    return case  # type: ignore[no-any-return]


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A matter: its track, what is wanted, what was decided and why."""
    one = _case(request, number)
    events = list(one.events.order_by("number").select_related("unit", "case__unit"))
    known = history(events)
    procedure = one.version.load()
    clock = known.clock(procedure.promised_days, one.closed_on or today())
    context = {
        "case": one,
        "procedure": procedure,
        "track": _track(one, events),
        "clock": clock,
        "corrections": [event for event in events if event.number in known.corrections],
        "actions": {transition.name for transition in possible(one, request.user, request.acting)},
        "scores": SCORES,
        "letters": Notice.objects.filter(case=one.number, channel="site").order_by("pk"),
    }
    return render(request, "resident/case.html", context)


def _track(case: Case, events: list[Event]) -> list[dict[str, Any]]:
    """What happened and what is still to come."""
    shown = [
        event for event in events if event.kind not in ("note", "draw", "recheck", "consult", "opine", "send_back")
    ]
    steps: list[dict[str, Any]] = [
        {
            "state": "done",
            "title": event.title,
            "on": localtime(event.at).date(),
            "unit": event.unit.name if event.unit else "",
            "role": event.capacity.split(" ")[-1],
            "note": event.reason if event.kind in ("request_correction", "reject", "transfer", "answer_rating") else "",
        }
        for event in shown
    ]
    if case.is_open:
        now = {"state": "current", "title": case.get_state_display(), "unit": case.unit.name}
        steps += [now, *({"state": "coming", "title": title} for title in _COMING[State(case.state)])]
    return steps


@require_POST
def supply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a correction with files and words."""
    one = _case(request, number)
    procedure = one.version.load()
    added = []
    for wanted in procedure.materials:
        if file := request.FILES.get(wanted.id):
            added.append(store_material(file, wanted, one, request.user))  # type: ignore[arg-type]
    reply = request.POST.get("reply", "").strip()
    if not added and not reply:
        raise YuntaiError("请上传要补的材料，或者写明情况；返回上一页就可以接着填")
    act(one, "supply", request.user, acting=request.acting, reason=reply)
    one.materials.add(*added)
    messages.success(request, "补正已提交，办理时间接着计算")
    return redirect("resident:case", number)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a matter back, after asking."""
    one = _case(request, number)
    if request.method == "POST":
        act(one, "withdraw", request.user, acting=request.acting, reason=request.POST.get("reason", ""))
        messages.success(request, "已撤回")
        return redirect("resident:case", number)
    return render(request, "resident/withdraw.html", {"case": one})


@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Say how it was."""
    data = {"score": request.POST.get("score", "")}
    one = act(
        _case(request, number),
        "rate",
        request.user,
        acting=request.acting,
        reason=request.POST.get("words", ""),
        data=data,
    )
    said = "谢谢您的评价" if one.state != State.REVISITING else "谢谢您告诉我们，会有别的工作人员回访"
    messages.success(request, said)
    return redirect("resident:case", number)


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """What the registry holds of the person."""
    record = record_of(request.acting.subject) if request.acting else None
    tables = []
    for name, rows in record.rows.items() if record else ():
        if rows:
            columns = [column for column in TABLES[name].loaded if column.name not in ("person", *TABLES[name].key)]
            cells = [[_cell(column.kind, row[column.name]) for column in columns] for row in reversed(rows[-60:])]
            tables.append({"title": TABLES[name].title, "columns": columns, "rows": cells, "count": len(rows)})
    return render(request, "resident/records.html", {"tables": tables})


def _cell(kind: Any, value: Any) -> str:
    if value is None or value == FAR:
        return "—"
    try:
        return str(kind.show(value))
    except (KeyError, ValueError):
        return str(value)


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """What one was told."""
    inbox = Notice.objects.inbox(request.user)
    if request.method == "POST":
        inbox.mark_read()
        return redirect("resident:letters")
    return render(request, "resident/letters.html", {"notices": inbox[:100], "unread": inbox.unread().count()})
