"""The letter that follows from an event (acceptance, decision, refusal, correction), and the one result of a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localtime

from yuntai.cases.content import catalogue
from yuntai.cases.corrections import asked, last_day
from yuntai.cases.decisions import follows, said
from yuntai.cases.declarations import Row, rows_of
from yuntai.cases.declared import totals
from yuntai.cases.differences import lines
from yuntai.cases.models import BundleCase, Case, Event
from yuntai.cases.redress import remedies, told, wording_of
from yuntai.cases.states import Outcome, State
from yuntai.clock import day_of
from yuntai.notices.letters import Table, issue_letter
from yuntai.notices.models import Letter
from yuntai.procedures.letters import BUNDLE_RESULT, fill
from yuntai.rules.language.kinds import Date, Money

MOST_ROWS = 100
"""How many rows of a declaration a letter lists; the receipt has all."""
_EXAMINED = "材料齐全，经审查符合规定"
_COMPUTED = "各职工的缴费基数按申报的工资和规定的上下限计算，见附表"


def issue_again(case: Case) -> Letter | None:
    """The last letter of a case once more, to the applicant as she is called now; what was sent stays as it was. Nothing where
    there was none, or nothing about her has been put right since.
    """
    events = list(case.events.order_by("-number"))
    repaired = next((event.number for event in events if event.kind == "repair"), None)
    if repaired is None:
        return None
    letters = (letter_of(case, event, f"/{repaired}") for event in events if event.number < repaired)
    return next(filter(None, letters), None)


def letter_of(case: Case, event: Event, again: str = "") -> Letter | None:
    """The letter that ``event`` calls for, issued; nothing where none follows from it. ``again`` tells a second one apart."""
    outcome = kind_of(case, event)
    if not outcome or case.subject is None:
        return None
    wording = wording_of(case, outcome)
    return issue_letter(
        case.subject,
        outcome,
        wording.title,
        fill(wording, values_of(case, event) | {"remedies": told(remedies(case, wording))}),
        unit=case.unit,
        key=f"{case.number}/{event.number}{again}",
        case=case.number,
        tables=_tables(case) if outcome in Outcome.values else (),
    )


def kind_of(case: Case, event: Event) -> str:
    """The letter that ``event`` calls for, by its id; empty where none follows from it."""
    match event.kind:
        case "accept":
            return "accepted"
        case "reject":
            return "rejected"
        case "request_correction":
            return "correcting"
        case "revoke":
            return "revoked"
        case "propose" | "confirm" if case.state != State.PROPOSED:
            return str(case.outcome)
    return ""


def _tables(case: Case) -> list[Table]:
    """What goes with a decision: the bases of a declaration's rows; the steps of the policy where its word was followed."""
    if case.version.load().table:
        return [_bases(rows_of(case.facts))] if case.outcome == Outcome.GRANTED else []
    kept = case.decision
    if not kept or not follows(kept, case.outcome, case.amount):
        return []
    steps = [step for step in kept["trace"] if not step["inner"] and step["role"] != "aside"]
    rows = [(step["label"], step["shown"], step["source"]) for step in steps]
    return [Table("附：怎么算出来的", ("步骤", "结果", "依据"), rows)]


def _bases(rows: Sequence[Row]) -> Table:
    sums = totals(rows)
    lines = [
        (row.cells["employee_name"], row.cells["enrolment"], f"{row.annual_wage:,.2f}", f"{row.base:,.2f}")
        for row in rows[:MOST_ROWS]
    ]
    lines.append(("合计", f"{len(rows)} 人", f"{sums.annual_wage:,.2f}", f"{sums.base:,.2f}"))
    note = f"这里列出前 {MOST_ROWS} 人，全部 {len(rows)} 人见平台上的申报回执。" if len(rows) > MOST_ROWS else ""
    columns = ("姓名", "参保登记号", "年缴费工资（元）", "月缴费基数（元）")
    return Table("附：职工的缴费基数", columns, lines, frozenset({2, 3}), note)


def values_of(case: Case, event: Event) -> dict[str, str]:
    """What a letter of ``event`` may name (:data:`yuntai.procedures.letters.PLACEHOLDERS`)."""
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
        "returns": to_return(case),
        "reasons": reasons,
        "basis": basis or procedure.source,
        "differences": _differences(case),
        "materials": "\n".join(asked(case, event)) if event.kind == "request_correction" else "",
        "due_on": _due_on(case, event),
        "term": f"期限依据{procedure.correction_source}" if procedure.correction_source else "期限由本单位规定",
    }


def to_return(case: Case) -> str:
    """What whoever was paid wrongly has to give back, in a sentence; empty where nothing was paid."""
    if case.state != State.RECOVERING:
        return ""
    return f"已经发给您的 {Money().show(case.amount)}要退回，怎么退由{case.unit.name}告诉您；退回以前，同一件事不能再申领。"


def _differences(case: Case) -> str:
    """What differed, where the policy's own refusal was followed."""
    kept = case.decision
    if case.outcome != Outcome.REFUSED or not kept or not follows(kept, case.outcome, case.amount):
        return ""
    return "\n".join(lines(kept))


def _due_on(case: Case, event: Event) -> str:
    match event.kind:
        case "accept":
            return _shown(case.due_on)
        case "request_correction":
            return _shown(last_day(case, event))
    return ""


def result_of(made: BundleCase, parts: Sequence[Case]) -> Letter:
    """The one result of a bundle, all of whose ``parts`` have ended; the unit that ended the last of them issues it."""
    last = max(parts, key=lambda part: part.closed_on)
    wording = catalogue().letters[BUNDLE_RESULT]
    values = {
        "applicant": made.subject.name,
        "procedure": made.title,
        "number": made.number,
        "submitted_on": _shown(made.submitted_at),
        "decided_on": _shown(last.closed_on),
        "unit": last.unit.name,
        "parts": "\n".join([*map(_part, parts), *(f"{one['title']}：没有办。{one['reason']}" for one in made.dropped)]),
    }
    return issue_letter(
        made.subject,
        BUNDLE_RESULT,
        wording.title,
        fill(wording, values),
        unit=last.unit,
        key=f"{made.number}/result",
        case=made.number,
    )


def _part(part: Case) -> str:
    ended = part.get_outcome_display() or part.get_state_display()
    paid = f"，金额{Money().show(part.amount)}" if part.amount and part.outcome == Outcome.GRANTED else ""
    return f"{part.version.definition['title']}（办件编号 {part.number}）：{ended}{paid}，{_shown(part.closed_on)}，{part.unit.name}。"


def _grounds(case: Case, event: Event) -> tuple[str, str]:
    """Why, and by which articles: what the officer wrote goes before what the policy says."""
    decision = case.decision or {}
    failed = decision.get("because", [])
    proposed = case.events.filter(kind="propose").order_by("-number").first() if event.kind == "confirm" else event
    reason = proposed.reason if proposed else ""
    if event.kind in ("reject", "request_correction", "revoke") or case.outcome != decision.get("outcome"):
        granted = event.kind in ("propose", "confirm") and case.outcome == Outcome.GRANTED
        found = _COMPUTED if case.version.load().table else _EXAMINED
        return reason or (found if granted else ""), ""
    sources = [step["source"] for step in decision["trace"] if step["label"] in failed and step["source"]]
    word = said(decision, case.outcome, case.amount)
    if not word and not reason:
        word = f"不符合“{'”“'.join(failed)}”" if failed else decision["conclusion"]
    apart = "；" if reason and word else ""
    return f"{reason.rstrip('。')}{apart}{word}", "；".join(dict.fromkeys(sources))


def _shown(day: date | datetime) -> str:
    return Date().show(day_of(day))
