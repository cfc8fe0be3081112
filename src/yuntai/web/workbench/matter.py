"""The middle and the right pane: a case with its materials, clock and history; what the policy says; what can be done now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from yuntai.cases.applications import parse_answers
from yuntai.cases.consultations import asked_of
from yuntai.cases.content import rule_of
from yuntai.cases.decisions import Suggestion, suggest
from yuntai.cases.declared import GROUPS, groups, totals
from yuntai.cases.drafts import prefill
from yuntai.cases.duties import is_near, possible
from yuntai.cases.effects import receiver
from yuntai.cases.foresight import RESULTS, foresee
from yuntai.cases.granted import held_for, payments_in
from yuntai.cases.history import History, history
from yuntai.cases.models import SECRECY, Case, Event
from yuntai.cases.models import Material as Paper
from yuntai.cases.others import alike, others_of
from yuntai.cases.querysets import seen_elsewhere
from yuntai.cases.questions import questions
from yuntai.cases.routing import meant_for, posts_of, units_for, why_here
from yuntai.cases.secrecy import cover, in_hand, may_know, tells_who, words
from yuntai.cases.sheets import shown_to
from yuntai.cases.states import Outcome, State, Transition
from yuntai.cases.submission import held_tables, needed_materials
from yuntai.clock import today
from yuntai.errors import Unavailable, YuntaiError
from yuntai.ledger.prepared import Prepared
from yuntai.notices.models import Notice
from yuntai.notices.unreached import unreached_of
from yuntai.people.models import Role, User
from yuntai.procedures import Material, Procedure, all_hold
from yuntai.registry.record import Record
from yuntai.rules.one.sentence import caution
from yuntai.web.acts import controls_of
from yuntai.web.controls import control_of, shown
from yuntai.web.workbench.corrections import alterations, fixes, open_items
from yuntai.web.workbench.standing import standing

FIRST = (
    *("take_over", "accept", "propose", "opine", "confirm", "pay", "recover"),
    *("answer_rating", "revoke", "reopen", "answer_supervision", "recheck", "lift"),
)
"""What an officer has most likely come for: the first of these is offered openly, the rest to unfold."""

_DECIDED = (State.PROPOSED, State.PAYING, State.CLOSED, State.REVISITING)


_OTHERS = 8
"""How many of the applicant's other cases are listed."""


def matter(case: Case, user: User, data: QueryDict) -> dict[str, Any]:
    """All that the page of a case shows to an officer; ``data`` is what she has posted."""
    procedure = case.version.load()
    events, others = _EVENTS(case.pk), others_of(case)
    known = history(events)
    held, away = _held_of(procedure, case, others)
    suggestion, problem = _suggested(procedure, case, held) if held else (None, away)
    live = _live(suggestion) if suggestion else None
    kept = _kept(case) if case.state in _DECIDED else None
    decided = next((event for event in reversed(events) if event.kind == "propose"), None)
    actions = possible(case, user, known=known)
    materials = _PAPERS(case.pk)
    knows, holds = may_know(case, user, known), in_hand(case, user, known)
    like, before = alike(case, others)
    units, meant = _units(case, {one.name for one in actions}, away=bool(away))
    return {
        "case": case,
        "procedure": procedure,
        "submitted": events[0],
        "last": events[-1].place,
        "why_here": why_here(case, events) if case.is_open else "",
        "clock": known.clock(procedure, today()),
        "within": known.since if known.within else None,
        "legal": known.legal_clock(procedure, today()),
        "pauses": known.pauses,
        "may_know": knows,
        "facts": _facts(procedure, case, held, hidden=not knows, accounts=holds),
        "fixes": fixes(case, data, hidden=not knows, accounts=holds),
        "declared": _declared(case) if procedure.table else None,
        "materials": materials,
        "wanted": _wanted(procedure, case, {one.kind for one in materials}),
        "events": [
            _told(event, altered, hidden=not knows)
            for event, altered in zip(events, alterations(case, events), strict=True)
        ],
        "correcting": open_items(case, known, events),
        "standing": standing(case, known, events),
        "decided": decided,
        "effective": date.fromisoformat(decided.data["effective"]) if decided else None,
        "actions": [
            (action, foresee(case, known, action.name, user, suggestion))
            for action in sorted(actions, key=lambda one: _first(procedure, one))
        ],
        "speaks_for": {unit.code: unit.name for unit, _ in asked_of(known, user)},
        "sheets": _sheets(case, known, user, events, hidden=not knows),
        "asked": {
            one.name: controls_of(procedure, one, data, None, suggestion)
            for one in actions
            if one.act and one.act.sheet
        },
        "units": units,
        "meant": meant,
        "outcomes": dict(Outcome.choices),
        "results": RESULTS,
        "controls": [control_of(field, case.facts.get(field.name, "")) for field in procedure.officer],
        "said": kept or live,
        "live": live,
        "suggested": live or {"outcome": "", "amount": None},
        "kept": kept is not None,
        "differs": bool(kept and live and (kept["outcome"], kept["amount"]) != (live["outcome"], live["amount"])),
        "problem": problem,
        "parts": _PARTS(case.bundle_id) if case.bundle_id else [],
        "others": _visible(others, user) if knows else [],
        "like": like,
        "before": before,
        "unreached": _unreached(case, hidden=not knows),
    }


_EVENTS = Prepared(lambda case: Event.objects.filter(case=case).order_by("number").select_related("user__person"))
_PARTS = Prepared(
    lambda bundle: (
        Case.objects.filter(bundle=bundle)
        .select_related("version", "unit")
        .defer("facts", "decision", "version__definition")
        .order_by("pk")
    )
)
_PAPERS = Prepared(lambda case: Paper.objects.filter(cases=case))


def _first(procedure: Procedure, one: Transition) -> int:
    """How soon something is offered: the acts of a flow of its own before what every case can have done to it."""
    if procedure.flow and one.act:
        return -1
    return FIRST.index(one.name) if one.name in FIRST else len(FIRST)


def _sheets(case: Case, known: History, user: User, events: Sequence[Event], *, hidden: bool) -> list[dict[str, Any]]:
    """What was filled in with acts, as far as the officer may see it."""
    procedure = case.version.load()
    if not procedure.sheets:
        return []
    by_place = {event.place: event for event in events}
    found = []
    for one in shown_to(case, known, user, case.sheets.order_by("place")):
        event, fields = by_place[one.place], procedure.sheets.get(one.name, ())
        facts = [
            {
                "label": field.label,
                "value": shown(field, one.answers[field.name], not hidden),
                "origin": "",
                "differs": False,
            }
            for field in fields
            if one.answers.get(field.name) not in (None, "")
        ]
        found.append({"title": event.title, "by": f"{event.user}，{event.capacity}", "at": event.at, "facts": facts})
    return found


def _units(case: Case, actions: Set[str], *, away: bool) -> tuple[dict[str, dict[str, str]], str]:
    """The units that a case can be handed to or an opinion be asked of, by action, each looked up once for a role; the code of the
    one that it is meant for, where the registry that tells it is not ``away``."""
    wanted = {name: role for name, role in (("transfer", receiver(case)), ("consult", Role.REVIEW)) if name in actions}
    if not wanted:
        return {}, ""
    posts = posts_of(Role.ACCEPT, Role.REVIEW)
    offered = {role: {unit.code: unit.name for unit in units_for(case, role, posts)} for role in {*wanted.values()}}
    meant = meant_for(case, posts) if "transfer" in wanted and not away else ""
    return {name: offered[role] for name, role in wanted.items()}, meant


def _held_of(procedure: Procedure, case: Case, others: Sequence[Case]) -> tuple[Record | None, str]:
    """What is held of the applicant; nothing, and why, while the registry cannot be read."""
    if case.subject is None:
        return None, ""
    try:
        return held_for(procedure, case.subject, payments_in(others, case.subject)), ""
    except Unavailable as away:
        return None, str(away)


def _suggested(procedure: Procedure, case: Case, held: Record) -> tuple[Suggestion | None, str]:
    """What the policy says of the facts as they are now; or why it cannot."""
    try:
        return suggest(procedure, case.facts, case.as_of, held), ""
    except YuntaiError as wrong:
        return None, str(wrong)


def _live(suggestion: Suggestion) -> dict[str, Any]:
    """The policy's word, as the page shows it."""
    got = suggestion.answer
    return {
        "outcome": suggestion.outcome,
        "amount": suggestion.amount,
        "status": got.status,
        "conclusion": got.conclusion,
        "sentence": got.sentence,
        "caution": caution(got.unchecked, got.ours),
        "title": got.title,
        "as_of": got.as_of,
        "because": [step.label for step in got.because],
        "questions": [question.ask for question in got.questions],
        "gaps": got.gaps,
        "unchecked": got.unchecked,
        "word": suggestion.word,
        "trace": got.trace,
    }


def _kept(case: Case) -> dict[str, Any] | None:
    """What the policy said when the decision was proposed, as the case keeps it."""
    if not case.decision:
        return None
    kept = dict(case.decision)
    amount = kept["amount"]
    steps = [
        step | {"readings": [one | {"effective": date.fromisoformat(one["effective"])} for one in step["readings"]]}
        for step in kept["trace"]
    ]
    return kept | {
        "amount": Decimal(amount) if amount is not None else None,
        "caution": caution(kept.get("unchecked", ()), kept.get("ours", ())),
        "as_of": date.fromisoformat(kept["as_of"]),
        "questions": [],
        "gaps": [],
        "trace": steps,
    }


def _facts(
    procedure: Procedure, case: Case, record: Record | None, *, hidden: bool, accounts: bool
) -> list[dict[str, Any]]:
    """What was answered, and while the case is open whether the registry says the same now.

    ``hidden`` is who reported. Numbers of accounts are shown in full to those alone who have the case in hand (``accounts``).
    """
    held = _held(procedure, case, record) if case.is_open and record else {}
    officer = {field.name for field in procedure.officer}
    facts = []
    for question in questions(case).values():
        answer = case.facts.get(question.name)
        if answer in (None, "") or not question.label:  # what only other answers are worked out from has no name
            continue
        if hidden and tells_who(question):
            facts.append({"label": question.label, "value": SECRECY, "origin": "", "differs": False})
            continue
        registered = held.get(question.name)
        differs = registered not in (None, "", answer)
        origin = ""
        if question.name in officer:
            origin = "工作人员核定"
        elif registered == answer:
            origin = "与登记系统一致"
        elif differs:
            origin = f"登记系统为“{shown(question, registered, accounts)}”"
        facts.append(
            {"label": question.label, "value": shown(question, answer, accounts), "origin": origin, "differs": differs}
        )
    return facts


def _held(procedure: Procedure, case: Case, record: Record) -> Mapping[str, Any]:
    """What the registry holds now of the row that the case is most likely about."""
    rule = rule_of(procedure.policy) if procedure.policy and record.rows else None
    rows = [prefill(procedure, known) for known in record.known(rule, today())] if rule else []
    return max(rows, key=lambda held: sum(case.facts.get(name) == value for name, value in held.items()), default={})


def _declared(case: Case) -> dict[str, Any]:
    """What the rows of a declaration come to, and how many an officer looks at for what."""
    found = groups(case.facts)
    return {
        "totals": totals(found["all"]),
        "groups": [(name, title, len(found[name])) for name, title in GROUPS.items() if found[name]],
    }


def _wanted(procedure: Procedure, case: Case, have: Set[str]) -> list[dict[str, str]]:
    """The materials that were not handed in: those that are missing, and those that the registry makes needless."""
    held = held_tables(case.facts)
    values, _ = parse_answers(list(procedure.fields), case.facts)
    needed = needed_materials(procedure.materials, values, held)
    sent = [one for one in procedure.materials if one.sent_by and all_hold(one.when, values) is not False]
    return [
        {"title": one.title, "said": _why_missing(one, needed, case.facts.get("spared", ()))}
        for one in procedure.materials
        if one.id not in have and (one in needed or one in sent or one.replaced_by in held)
    ]


def _why_missing(material: Material, needed: Iterable[Material], spared: Iterable[str]) -> str:
    if material.id in spared:
        return "前一件办出来的，不用交"
    if material.sent_by:
        return material.sent
    return "没有交" if material in needed else "登记系统查得到，不用交"


def _told(event: Event, altered: str, *, hidden: bool) -> dict[str, Any]:
    """An event as the history shows it; ``altered`` is what it says of corrections, ``hidden`` who reported."""
    data = event.data
    match event.kind:
        case "request_correction" | "supply" | "recall_correction":
            extra = "" if hidden else altered
        case "propose":
            extra = Outcome(data["outcome"]).label + (f" {Decimal(data['amount']):,.2f} 元" if data["amount"] else "")
            extra += "（与政策结果不同）" if data["overridden"] else ""
        case "rate":
            extra = f"{data['score']} 分"
        case "recheck":
            extra = RESULTS[data["result"]]
        case _:
            extra = ""
    who, said = f"{event.user}，{event.capacity}", event.reason
    if event.kind == "lapse":
        who = event.capacity
    if hidden:
        said = words(event)
        who = event.capacity if event.unit_id is None else who
    return {"at": event.at, "title": event.title, "who": who, "text": "　".join(filter(None, (extra, said)))}


def _unreached(case: Case, *, hidden: bool) -> list[Notice]:
    found = unreached_of(case.number)
    if hidden:
        cover(found)
    return found


def _visible(others: Sequence[Case], user: User) -> list[Case]:
    """Of ``others`` the last that the officer may see, the open ones first; none that would tell who reported something."""
    found = [one for one in others if not one.secret]
    if far := tuple(one.pk for one in found if not is_near(one, user)):
        seen = seen_elsewhere(Case, user, far)
        found = [one for one in found if one.pk in seen or one.pk not in far]
    return sorted(found[:_OTHERS], key=lambda one: not one.is_open)
