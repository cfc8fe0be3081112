"""The letter that follows from an event: a decision, a refusal to accept, a correction asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from yuntai.cases.content import catalogue
from yuntai.cases.models import Case, Event
from yuntai.cases.states import Outcome, State
from yuntai.notices.letters import issue_letter
from yuntai.notices.models import Letter
from yuntai.procedures.letters import fill
from yuntai.rules.kinds import Date, Money

CORRECTION_DAYS = 15
"""Days that the applicant has for a correction: the platform's own term."""


def letter_of(case: Case, event: Event) -> Letter | None:
    """The letter that ``event`` calls for, issued; nothing where none follows from it."""
    outcome = _outcome(case, event)
    if not outcome:
        return None
    named = case.version.load().outcomes[outcome]
    wording = catalogue().letters.get(named) or catalogue().letters[outcome]
    return issue_letter(
        case.subject,
        outcome,
        wording.title,
        fill(wording, _values(case, event)),
        unit=case.unit,
        key=f"{case.number}/{event.number}",
        case=case.number,
    )


def _outcome(case: Case, event: Event) -> str:
    match event.kind:
        case "reject":
            return "rejected"
        case "request_correction":
            return "correcting"
        case "propose" | "confirm" if case.state != State.PROPOSED:
            return str(case.outcome)
    return ""


def _values(case: Case, event: Event) -> dict[str, str]:
    procedure, subject = case.version.load(), case.subject
    day = localtime(event.at).date()
    paid = case.outcome == Outcome.GRANTED and case.amount
    reasons, basis = _grounds(case, event)
    return {
        "applicant": subject.name,
        "procedure": procedure.title,
        "number": case.number,
        "submitted_on": _shown(case.submitted_at),
        "decided_on": _shown(day),
        "unit": case.unit.name,
        "amount": f"金额：{Money().show(case.amount)}。" if paid else "",
        "reasons": reasons,
        "basis": basis or procedure.source,
        "materials": "\n".join([*event.data.get("materials", ()), event.reason]),
        "due_on": _shown(day + timedelta(CORRECTION_DAYS)),
    }


def _grounds(case: Case, event: Event) -> tuple[str, str]:
    """Why, and by which articles: what the officer wrote goes before what the policy says."""
    decision = case.decision or {}
    failed = decision.get("because", [])
    proposed = case.events.filter(kind="propose").order_by("-number").first() if event.kind == "confirm" else event
    said = proposed.reason if proposed else ""
    if event.kind in ("reject", "request_correction") or case.outcome != decision.get("outcome"):
        return said, ""
    sources = [step["source"] for step in decision["trace"] if step["label"] in failed and step["source"]]
    reasons = f"不符合“{'”“'.join(failed)}”" if failed else decision["conclusion"]
    return said or reasons, "；".join(dict.fromkeys(sources))


def _shown(day: date | datetime) -> str:
    return Date().show(localtime(day).date() if isinstance(day, datetime) else day)
