"""What follows from a case's events: its state, who has it, its clock. The columns of a case are never set in another way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from yuntai.cases.clock import Clock, Pause, run
from yuntai.cases.content import calendar
from yuntai.cases.corrections import Corrections, Wanted, settle
from yuntai.cases.counts.keeping import soon
from yuntai.cases.earlier import said_before
from yuntai.cases.leading import leads
from yuntai.cases.models import Case, Event
from yuntai.cases.states import HANDLERS, SHARED, Outcome, State, in_charge
from yuntai.clock import day_of, today
from yuntai.people.models import Role
from yuntai.procedures import Procedure

REVISIT_DAYS = 5
"""Working days for the answer to a bad rating: the platform's own promise."""

_SECOND_LOOK = ("recheck", "supervise", "lift", "note")
"""What whoever re-checks a drawn case may have done to it since. Before it is drawn, whatever she did bars her."""

_BY_ITSELF = ("begin", "lapse", "overdue")
"""What is nobody's work: its event names who did that from which it follows."""


@dataclass
class History:
    """A case as its events make it."""

    state: str = State.SUBMITTED
    holder: str = ""
    """The role that has to do something now, or the applicant; empty where nobody has."""
    unit: int = 0
    waits_for: tuple[str, ...] = ()
    """The procedures of its bundle that end before it begins."""
    coming_from: int = 0
    """The unit that handed over and has not been relieved."""
    outcome: str = ""
    amount: Decimal | None = None
    proposed_by: int | None = None
    confirmed_by: int | None = None
    begun_on: date | None = None
    accepted_on: date | None = None
    closed_on: date | None = None
    ended_as: str = State.CLOSED
    revisited_from: date | None = None
    rating: int | None = None
    supervised: bool = False
    supervision_answered: bool = False
    drawn: bool = False
    found_wrong: bool = False
    """Whether the last re-check found the decision wrong and nothing has been done about it."""
    reopened: bool = False
    claimed_for: str | None = None
    before_correction: str = State.SUBMITTED
    corrections: Corrections = field(default_factory=dict)
    """What is still to be put right."""
    pauses: list[Pause] = field(default_factory=list)
    consulted: dict[int, bool] = field(default_factory=dict)
    """The units asked for an opinion, and whether they have given it."""
    asked_by: dict[int, int | None] = field(default_factory=dict)
    """Who asked each of them last: nobody answers herself."""
    duties: dict[Role, set[int]] = field(default_factory=dict)
    handled: set[int] = field(default_factory=set)
    """Who handled it: whoever did so does not answer a bad rating of it."""
    since: date | None = None
    """The day on which it came into a step that has a time of its own."""
    within: tuple[int, str] | None = None
    """The days for that step, and how they count."""
    theirs: bool = False
    """Whether a party has it: the clocks of the case stand."""
    handed_in: dict[int, str] = field(default_factory=dict)
    """Who of a panel has handed in, and as what."""
    worked: dict[int, str] = field(default_factory=dict)
    """What each user did first: whoever is in it does not re-check the case."""

    @property
    def waiting_for_opinion(self) -> list[int]:
        """The units that were asked for an opinion and have not given it."""
        return [unit for unit, given in self.consulted.items() if not given]

    @property
    def turn(self) -> list[Role]:
        """The roles whose turn it is: those that have the case in hand or, where a re-check found it wrong, who can undo it."""
        if self.found_wrong and self.state in (State.CLOSED, State.REJECTED):
            return [Role.CONFIRM] if self.outcome == Outcome.GRANTED else [Role.SUPERVISE]
        return in_charge(self.holder)

    def clock(self, procedure: Procedure, until: date) -> Clock | None:
        """The clock by ``until``: that of the step, where it has a time; else of what is promised, of acceptance, then of the end;
        none before the case begins."""
        until = min(until, self.closed_on or until)
        if self.within and self.since and not self.closed_on:
            pauses = () if self.theirs else self.pauses
            return run(self.within[0], self.since, pauses, until, calendar(), self.within[1])
        if self.revisited_from:
            return run(REVISIT_DAYS, self.revisited_from, (), until, calendar())
        if self.accepted_on:
            return run(procedure.promised_days, self.accepted_on, self.pauses, until, calendar())
        if self.begun_on is None:
            return None
        days, counts = procedure.acceptance_days, procedure.acceptance_in
        return run(days, self.begun_on, self.pauses, until, calendar(), counts)

    def legal_clock(self, procedure: Procedure, until: date) -> Clock | None:
        """The law's own clock by ``until``; none where the law sets no time, or it has not begun."""
        started = self.begun_on if procedure.legal_from == "application" else self.accepted_on
        if procedure.legal_days is None or started is None or self.revisited_from:
            return None
        until = min(until, self.closed_on or until)
        return run(procedure.legal_days, started, self.pauses, until, calendar(), procedure.legal_in)


def history(events: Iterable[Event]) -> History:
    """Fold the events of one case, in their order: as models, or as rows of :meth:`Event.chain`."""
    known = History()
    for event in events:
        _apply(known, event)
    return known


def history_of(case: Case) -> History:
    """What the log says of ``case`` by now."""
    return history(Event.chain(case.pk))


def after(known: History, event: Event, procedure: Procedure | None = None) -> History:
    """What ``known`` becomes if ``event``, which nobody has written yet, happens to a case of ``procedure``; ``known`` stays as it
    is."""
    became = replace(
        known,
        corrections=dict(known.corrections),
        pauses=list(known.pauses),
        consulted=dict(known.consulted),
        asked_by=dict(known.asked_by),
        duties={duty: set(users) for duty, users in known.duties.items()},
        handled=set(known.handled),
        handed_in=dict(known.handed_in),
        worked=dict(known.worked),
    )
    event.data = dict(event.data) | leads(known, event.kind, event.data, procedure)
    _apply(became, event)
    return became


def happen(case: Case, known: History, kind: str, **told: Any) -> Event:
    """Write into the log of ``case`` what happens to it and where that leads, and set its columns.

    ``told`` is the rest of the event; ``known`` the history of the case, which whoever calls has locked: it goes on with the event.
    """
    data = told.pop("data")
    event = Event.append(case_id=case.pk, kind=kind, data=data | leads(known, kind, data, case.version.load()), **told)
    refresh(case, known, event)
    return event


def _apply(known: History, event: Event) -> None:
    day, data, was = day_of(event.at), event.data, known.state
    said = data if "to" in data else data | said_before(known, event.kind, data)
    duty, to = said.get("duty"), said["to"]
    known.claimed_for = data.get("claimed_for", known.claimed_for)
    if duty:
        known.duties.setdefault(Role(duty), set()).add(event.user_id)
    if duty in HANDLERS or event.kind in SHARED:
        known.handled.add(event.user_id)
    if event.kind not in ("draw", *_BY_ITSELF, *(_SECOND_LOOK if known.drawn else ())):
        known.worked.setdefault(event.user_id, event.kind)
    known.state, known.holder = to.removeprefix("/"), said.get("holder", "")
    known.closed_on = (known.closed_on or day) if to.startswith("/") else None
    if event.kind == "submit" or (known.state != was and State.CORRECTING not in (known.state, was)):
        _enter(known, day, data)
    if seat := data.get("seat"):
        known.handed_in[event.user_id] = seat
    if "outcome" in said:
        known.outcome = said["outcome"]
        known.amount = Decimal(data["amount"]) if data.get("amount") else None
    if duty == Role.ACCEPT and not known.closed_on and known.accepted_on is None:
        known.accepted_on = day
    match event.kind:
        case "submit":
            known.unit, known.waits_for = data["unit"], tuple(data.get("after", ()))
            known.begun_on = None if known.waits_for else day
        case "begin":
            known.begun_on = day
        case "request_correction":
            if was != State.CORRECTING:
                known.before_correction = was
                known.pauses.append(Pause(day, None))
            known.corrections[event.number] = Wanted.of(data)
        case "supply" | "recall_correction" | "lapse":
            known.corrections = settle(known.corrections, data)
            if not known.corrections:
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
        case "propose":
            known.proposed_by = event.user_id
        case "confirm":
            known.confirmed_by = event.user_id
        case "send_back" | "hand_back":
            known.proposed_by = known.confirmed_by = None
        case "rate":
            known.rating = data["score"]
            if data["reopens"]:
                known.ended_as, known.revisited_from = was, day
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
            known.found_wrong = False
        case "reopen":
            known.proposed_by = known.confirmed_by = known.revisited_from = None
            known.accepted_on, known.pauses = day, []
            known.found_wrong, known.reopened = False, True


def _enter(known: History, day: date, data: Mapping[str, Any]) -> None:
    """The case comes into another step; a correction only interrupts one."""
    if known.theirs and known.pauses and known.pauses[-1].ends is None:
        known.pauses[-1] = Pause(known.pauses[-1].begins, day)
    known.theirs, known.handed_in = bool(data.get("theirs")), {}
    known.since, known.within = (day, tuple(data["within"])) if "within" in data else (None, None)
    if known.theirs:
        known.pauses.append(Pause(day, None))


def columns(case: Case, known: History) -> dict[str, Any]:
    """The columns of ``case`` that follow from its history."""
    due_on, provisional = due(case.version.load(), known)
    claimed_for = known.claimed_for or case.claimed_for  # of the oldest cases the log does not say
    return followed(known) | {"claimed_for": claimed_for, "due_on": due_on, "due_provisional": provisional}


def followed(known: History) -> dict[str, Any]:
    """The columns that follow from nothing else."""
    return {
        "state": known.state,
        "holder": known.holder,
        "outcome": known.outcome,
        "amount": known.amount,
        "proposed_by_id": known.proposed_by,
        "confirmed_by_id": known.confirmed_by,
        "begun_on": known.begun_on,
        "accepted_on": known.accepted_on,
        "closed_on": known.closed_on,
        "rating": known.rating,
        "supervised": known.supervised,
        "drawn": known.drawn,
        "unit_id": known.unit,
        "coming_from_id": known.coming_from or None,
        "paused": known.state == State.CORRECTING or (known.theirs and known.within is None),
    }


def due(procedure: Procedure, known: History) -> tuple[date | None, bool]:
    """The day on which a case is due, the law's last one where that comes before what is promised, and whether it may still move."""
    until = known.closed_on or today()
    clocks = [one for one in (known.clock(procedure, until), known.legal_clock(procedure, until)) if one and one.due]
    clock = min(clocks, key=lambda one: one.due or date.max, default=None)
    return (clock.due, clock.provisional) if clock else (None, False)


def refresh(case: Case, before: History | None = None, event: Event | None = None) -> History:
    """Set the columns of ``case`` from its events; also once the holidays of another year are published.

    ``before`` is its history up to ``event``, where whoever has locked the case has read that.
    """
    if before is None or event is None:
        known = history_of(case)
    else:
        known = before
        _apply(known, event)
    changed = {name: value for name, value in columns(case, known).items() if getattr(case, name) != value}
    for name, value in changed.items():
        setattr(case, name, value)
    case.save(update_fields=[name.removesuffix("_id") for name in changed])
    soon()
    return known
