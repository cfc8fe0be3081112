"""The fold as it was until December 2026, when it looked up in the table of acts where an event led: what today's fold of the events
of then is held against. Only the table is written out, and of what somebody did first the name is kept and not the title."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from yuntai.cases.clock import Pause
from yuntai.cases.corrections import Wanted, settle
from yuntai.cases.history import History
from yuntai.cases.states import Outcome, State
from yuntai.clock import day_of
from yuntai.people.models import Role

_SECOND_LOOK = ("recheck", "supervise", "lift", "note")
_BY_ITSELF = ("begin", "lapse")
_DUTIES = {
    "accept": "accept",
    "reject": "accept",
    "establish": "review",
    "propose": "review",
    "send_back": "confirm",
    "confirm": "confirm",
    "hand_back": "pay",
    "pay": "pay",
    "supervise": "supervise",
    "lift": "supervise",
    "draw": "supervise",
    "recheck": "supervise",
    "revoke": "confirm",
    "recover": "pay",
    "reopen": "supervise",
}
_HANDLING = {
    *(
        "accept",
        "reject",
        "request_correction",
        "recall_correction",
        "transfer",
        "take_over",
        "consult",
        "opine",
        "go_on",
    ),
    *("establish", "propose", "send_back", "confirm", "hand_back", "pay", "revoke", "recover"),
}
_WAITED_FOR = {
    "submitted": "accept",
    "correcting": "applicant",
    "handling": "review",
    "revisiting": "review",
    "proposed": "confirm",
    "paying": "pay",
    "recovering": "pay",
}
"""For whom a case waited: a condition over states, then."""


def history_before(events: Iterable[Any]) -> History:
    """What the events of one case made of it by the rule of then."""
    known = History()
    for event in events:
        _apply(known, event)
    known.holder = _WAITED_FOR.get(known.state, "")
    return known


def _apply(known: History, event: Any) -> None:
    day, data = day_of(event.at), event.data
    known.claimed_for = data.get("claimed_for", known.claimed_for)
    if duty := _DUTIES.get(event.kind):
        known.duties.setdefault(Role(duty), set()).add(event.user_id)
    if event.kind in _HANDLING:
        known.handled.add(event.user_id)
    if event.kind not in ("draw", *_BY_ITSELF, *(_SECOND_LOOK if known.drawn else ())):
        known.worked.setdefault(event.user_id, event.kind)
    match event.kind:
        case "submit":
            known.unit = data["unit"]
            if data.get("after"):
                known.state, known.waits_for = State.WAITING, tuple(data["after"])
            else:
                known.begun_on = day
        case "begin":
            known.state, known.begun_on = State.SUBMITTED, day
        case "accept":
            known.state, known.accepted_on = State.HANDLING, day
        case "reject":
            known.state, known.closed_on = State.REJECTED, day
        case "request_correction":
            if known.state != State.CORRECTING:
                known.before_correction = known.state
                known.pauses.append(Pause(day, None))
            known.state = State.CORRECTING
            known.corrections[event.number] = Wanted.of(data)
        case "supply" | "recall_correction" | "lapse":
            known.corrections = settle(known.corrections, data)
            if not known.corrections:
                known.state = known.before_correction
                known.pauses[-1] = Pause(known.pauses[-1].begins, day)
        case "transfer":
            known.unit, known.coming_from = data["unit"], known.unit
        case "take_over":
            known.coming_from = 0
        case "consult":
            known.consulted[data["unit"]] = False
            known.asked_by[data["unit"]] = event.user_id
        case "opine":
            known.consulted[data["unit"]] = True
        case "go_on":
            known.consulted = {unit: given for unit, given in known.consulted.items() if given}
        case "propose" | "confirm":
            _decide(known, event, day)
        case "send_back" | "hand_back":
            known.state, known.outcome, known.amount = State.HANDLING, "", None
            known.proposed_by = known.confirmed_by = None
        case "pay":
            known.state, known.closed_on = State.CLOSED, day
        case "withdraw":
            if known.state == State.PAYING:  # she was told of it, and gives it up before it is paid
                known.outcome, known.amount = "", None
            known.state, known.closed_on = State.WITHDRAWN, day
        case "rate":
            known.rating = data["score"]
            if data["reopens"]:
                known.ended_as, known.state = known.state, State.REVISITING
                known.closed_on, known.revisited_from = None, day
        case "answer_rating" | "forgo":
            known.state, known.closed_on = known.ended_as, day
        case "supervise":
            known.supervised, known.supervision_answered = True, False
        case "answer_supervision":
            known.supervision_answered = True
        case "lift":
            known.supervised = False
        case "draw":
            known.drawn = True
        case "recheck":
            known.found_wrong = data["result"] == "wrong"
        case "revoke":
            known.state, known.found_wrong = State.RECOVERING if known.amount else State.REVOKED, False
        case "recover":
            known.state = State.REVOKED
        case "reopen":
            known.state, known.outcome, known.amount = State.HANDLING, "", None
            known.proposed_by = known.confirmed_by = known.closed_on = known.revisited_from = None
            known.accepted_on, known.pauses = day, []
            known.found_wrong, known.reopened = False, True


def _decide(known: History, event: Any, day: date) -> None:
    if event.kind == "propose":
        known.outcome, known.proposed_by = event.data["outcome"], event.user_id
        known.amount = Decimal(event.data["amount"]) if event.data.get("amount") else None
    else:
        known.confirmed_by = event.user_id
    if event.kind == "propose" and event.data["second_officer"]:
        known.state = State.PROPOSED
    elif known.outcome == Outcome.GRANTED and known.amount:
        known.state = State.PAYING
    else:
        known.state, known.closed_on = State.CLOSED, day
