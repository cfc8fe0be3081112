"""One's own matters: how far each is, who has it, by when; corrections, withdrawal, rating."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.corrections import asked
from yuntai.cases.differences import lines
from yuntai.cases.drafts import drafts_of
from yuntai.cases.duties import possible
from yuntai.cases.going import acts_of
from yuntai.cases.history import history
from yuntai.cases.letters import to_return
from yuntai.cases.meanwhile import Changed, check
from yuntai.cases.models import BundleCase, Case, Event
from yuntai.cases.querysets import of_applicant
from yuntai.cases.questions import questions
from yuntai.cases.redress import remedies, wording_of
from yuntai.cases.sheets import Faulty
from yuntai.cases.states import TELLS_REASON, WITHIN, Outcome, State
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.ledger.prepared import Prepared
from yuntai.notices.models import Letter, Notice
from yuntai.procedures import Procedure
from yuntai.web.acts import controls_of, sheet_of
from yuntai.web.controls import last_seen, show, typed
from yuntai.web.resident.bundles import followed
from yuntai.web.resident.correcting import Correcting, told

SCORES = {"5": "很满意", "4": "满意", "3": "一般", "2": "不满意", "1": "很不满意"}
_OPEN = Q(parts__closed_on__isnull=True)
_COMING: dict[str, tuple[str, ...]] = {
    State.WAITING: ("受理", "审核决定"),
    State.SUBMITTED: ("受理", "审核决定"),
    State.CORRECTING: ("审核决定",),
    State.HANDLING: ("决定",),
    State.PROPOSED: ("决定",),
}


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All matters, the newest first: what is filled in by half, what is open, what ended."""
    subject = request.acting.subject if request.acting else None
    listed, bundles = (_alone(subject), _runs(subject)) if subject else ([], [])
    context = {
        "drafts": sorted(drafts_of(subject), key=lambda one: one.changed_at, reverse=True) if subject else [],
        "open": [one for one in listed if one.is_open],
        "ended": [one for one in listed if not one.is_open],
        "open_bundles": [one for one in bundles if one.left],
        "ended_bundles": [one for one in bundles if not one.left],
    }
    return render(request, "resident/cases.html", context)


_CARD = ("number", "state", "outcome", "submitted_at", "accepted_on", "due_on", "closed_on", "unit__name")
_alone = of_applicant(
    lambda subject: (
        Case.objects.of(subject)
        .filter(bundle=None)
        .select_related("version", "unit")
        .only(*_CARD, "version__definition")
    )
)
"""Somebody's cases that are part of no bundle, with what a card says of each."""

_runs = of_applicant(
    lambda subject: (
        BundleCase.objects.of(subject)
        .select_related("version")
        .annotate(count=Count("parts"), left=Count("parts", filter=_OPEN))
    )
)
_run = of_applicant(
    lambda subject, number: BundleCase.objects.of(subject).filter(number=number).select_related("version")
)
_own = of_applicant(
    lambda subject, number: (
        Case.objects.of(subject)
        .filter(number=number)
        .select_related("version", "unit", "person", "employer", "bundle__version")
    )
)


_events = Prepared(lambda case: Event.objects.filter(case=case).order_by("number").select_related("unit"))
_letters = of_applicant(lambda subject, case: Letter.objects.filter(case=case).to(subject).defer("html"))
_notices = Prepared(lambda user, person, case: Notice.objects.read_by(user, person).filter(case=case))


def own_case(request: HttpRequest, number: str) -> Case:
    """The case of an address, if it is of the applicant for whom one acts."""
    if (found := _found(request, number)) is None:
        raise Http404
    return found


def _found(request: HttpRequest, number: str) -> Case | None:
    return next(iter(_own(request.acting.subject, number)), None) if request.acting else None


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A matter: its track, what is wanted, what was decided and why; of a bundle, its parts."""
    if one := _found(request, number):
        return _page(request, one)
    if run := _bundle(request, number):
        return followed(request, run)
    raise Http404


def _bundle(request: HttpRequest, number: str) -> BundleCase | None:
    return next(iter(_run(request.acting.subject, number)), None) if request.acting else None


def _page(request: HttpRequest, one: Case, errors: dict[str, str] | None = None, changed: str = "") -> HttpResponse:
    """The page; ``changed`` is what has happened since the one was opened from which something was sent in vain."""
    events: list[Event] = _events(one.pk)
    for event in events:
        event.case = one
    known, procedure = history(events), one.version.load()
    offered = possible(one, request.user, request.acting, known)
    actions, own = {one.name for one in offered}, [one for one in offered if one.act]
    rejected = (
        next((event.reason for event in events if event.kind == "reject"), "") if one.state == State.REJECTED else ""
    )
    revoked = next((event.reason for event in events if event.kind == "revoke"), "")
    decided = (
        not revoked
        and not procedure.flow
        and bool(rejected or one.outcome)
        and (not one.is_open or one.state in (State.PAYING, State.REVISITING))
    )
    refused = decided and (bool(rejected) or one.outcome == Outcome.REFUSED)
    told_by = "revoked" if revoked else "rejected" if rejected else "refused"
    context = {
        "case": one,
        "last": events[-1].place,
        "changed": changed,
        "lost": typed(request.POST) if changed else [],
        "procedure": procedure,
        "track": _track(one, events),
        "promised": one.due_on if one.accepted_on and not known.within else None,
        "clock": known.clock(procedure, today()) if one.is_open else None,
        "legal": known.legal_clock(procedure, today()) if one.is_open else None,
        "actions": actions,
        "acts": [(each, *controls_of(procedure, each, request.POST, errors)) for each in own],
        "next": _next(actions, refused) or ({"href": f"#{own[0].name}", "text": own[0].title} if own else {}),
        "scores": SCORES,
        "letters": _letters(one.subject, one.number),
        "notices": _notices(request.user.pk, request.user.person.record.pk if request.user.person else 0, one.number),
        "materials": one.materials.all(),
        "answers": _answers(one, procedure),
        "decided": decided,
        "refused": refused,
        "rejected": rejected,
        "revoked": revoked,
        "returns": to_return(one),
        "again": refused and procedure.id in catalogue(),
        "differences": list(lines(one.decision or {})) if one.outcome == Outcome.REFUSED else [],
        "basis": procedure.source,
        "remedies": remedies(one, wording_of(one, told_by)) if refused or revoked else [],
        "reason": rejected or next((event.reason for event in reversed(events) if event.kind == "propose"), ""),
        "errors": errors or {},
        **Correcting(request, one, known.corrections).context(events, errors or {}),
    }
    return render(request, "resident/case.html", context)


def _track(one: Case, events: list[Event]) -> list[dict[str, Any]]:
    """What has happened, what is going on and what is still to come. Officers stand in it by their role, not by name."""
    steps: list[dict[str, Any]] = [
        {
            "state": "done",
            "title": event.title,
            "on": localtime(event.at).date(),
            "unit": event.unit.name if event.unit else "",
            "role": event.capacity.removeprefix(event.unit.name).strip() if event.unit else event.capacity,
            "note": _note(one, event),
        }
        for event in events
        if event.kind not in WITHIN
    ]
    if one.is_open:
        steps.append({"state": "current", "title": one.get_state_display(), "unit": one.unit.name})
        steps += [{"state": "coming", "title": title} for title in _COMING.get(one.state, ())]
    return steps


def _note(one: Case, event: Event) -> str:
    """What the track says to a step."""
    if event.kind == "supply":
        return told(event, questions(one))
    if event.kind == "request_correction":
        return "；".join(asked(one, event))
    return event.reason if event.kind in TELLS_REASON else ""


def _next(actions: set[str], refused: bool) -> dict[str, str]:
    """The one thing that the person can do now; after a refusal the ways on stand in its place."""
    if refused:
        return {}
    if "supply" in actions:
        return {"href": "#supply", "text": "去补正"}
    if "rate" in actions:
        return {"href": "#rate", "text": "评价这次办理"}
    return {}


def _answers(one: Case, procedure: Procedure) -> list[dict[str, str]]:
    """What was handed in, as it was typed."""
    return [
        {"label": field.label, "value": show(field, one.facts[field.name])}
        for field in procedure.fields
        if one.facts.get(field.name) not in (None, "")
    ]


@require_safe
def submitted(request: HttpRequest, number: str) -> HttpResponse:
    """Right after handing in: the number, who has it, by when, what happens next."""
    if run := _bundle(request, number):
        parts = run.parts.select_related("version", "unit").order_by("pk")
        return render(request, "resident/bundle_submitted.html", {"bundle": run, "parts": parts})
    one = own_case(request, number)
    return render(request, "resident/submitted.html", {"case": one, "procedure": one.version.load()})


@require_http_methods(["POST"])
def supply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a correction, all of it or a part."""
    one = own_case(request, number)
    events = list(one.events.order_by("number"))
    try:
        check(events, last_seen(request.POST), inside=False)
        errors = Correcting(request, one, history(events).corrections).take()
    except Changed as changed:
        return _page(request, own_case(request, number), changed=str(changed))
    one = own_case(request, number)
    if errors:
        return _page(request, one, errors)
    left = "还有没补的，办理时间仍然停着" if one.paused else "办理时间接着计算"
    messages.success(request, f"补正已提交，{left}")
    return redirect("resident:case", number)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a matter back, after asking."""
    one = own_case(request, number)
    if request.method == "POST":
        try:
            _act(request, one, "withdraw", request.POST.get("reason", ""))
        except Changed as changed:
            return _page(request, own_case(request, number), changed=str(changed))
        messages.success(request, "已撤回")
        return redirect("resident:case", number)
    return render(request, "resident/withdraw.html", {"case": one, "last": one.events.latest("number").place})


def _act(request: HttpRequest, one: Case, name: str, reason: str, **data: Any) -> Case:
    """Do something from a page that was opened before; raises ``Changed`` where more has happened since."""
    return act(one, name, request.user, acting=request.acting, reason=reason, data=data, last=last_seen(request.POST))


@require_http_methods(["POST"])
def do(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do an act of the case's flow that is the applicant's."""
    one = own_case(request, number)
    transition = acts_of(one.version.load()).get(name)
    if transition is None or transition.act is None:
        raise Http404
    sheet = sheet_of(one.version.load(), transition, request.POST)
    try:
        _act(request, one, name, request.POST.get("reason", ""), sheet=sheet)
    except Changed as changed:
        return _page(request, own_case(request, number), changed=str(changed))
    except Faulty as faulty:
        return _page(request, own_case(request, number), dict(faulty.errors))
    except YuntaiError as error:
        return _page(request, own_case(request, number), {"act": str(error)})
    messages.success(request, transition.done)
    return redirect("resident:case", number)


@require_http_methods(["POST"])
def forgo(request: HttpRequest, number: str) -> HttpResponse:
    """Say that nobody need answer a bad rating any more."""
    try:
        _act(request, own_case(request, number), "forgo", "")
    except Changed as changed:
        return _page(request, own_case(request, number), changed=str(changed))
    messages.success(request, "好的，不再回访")
    return redirect("resident:case", number)


@require_http_methods(["POST"])
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Say how it was."""
    one = own_case(request, number)
    if request.POST.get("score") not in SCORES:
        return _page(request, one, {"score": "请选择 1 到 5 分"})
    words = request.POST.get("words", "").strip()
    try:
        one = _act(request, one, "rate", words, score=request.POST["score"])
    except Changed as changed:
        return _page(request, own_case(request, number), changed=str(changed))
    reopened = one.state == State.REVISITING
    messages.success(request, "谢谢您告诉我们，会由别的工作人员回访" if reopened else "谢谢您的评价")
    return redirect("resident:case", number)
