"""What the policy says of a case: the same rule that answered the applicant decides, and its trace is kept with the case."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yuntai.cases.content import rule_of
from yuntai.cases.differences import differences
from yuntai.cases.granted import about, read_again
from yuntai.cases.states import Outcome
from yuntai.procedures import Procedure
from yuntai.registry.record import Record
from yuntai.rules.language.kinds import Money
from yuntai.rules.one.answer import Answer, Trace, answer
from yuntai.rules.one.sentence import caution
from yuntai.rules.one.status import ENTITLED, UNKNOWN


@dataclass(frozen=True)
class Suggestion:
    """The policy's word on the facts of a case: ``outcome`` is empty where it cannot say yet."""

    outcome: str
    amount: Decimal | None
    answer: Answer
    differences: tuple[Mapping[str, Any], ...] = ()
    """What a refusal rests on (:mod:`yuntai.cases.differences`)."""

    @property
    def verdict(self) -> tuple[str, Decimal | None]:
        """What a decision is compared with: outcome and amount."""
        return self.outcome, self.amount

    @property
    def trace(self) -> tuple[Trace, ...]:
        return self.answer.trace

    @property
    def word(self) -> str:
        """What the policy says, in a few words."""
        return in_short(*self.verdict)

    def to_dict(self) -> dict[str, Any]:
        """The suggestion as plain data: what the case keeps of it. Values are as they were shown."""
        trace = [asdict(step) | {"value": None} for step in self.answer.trace]
        return {
            "policy": self.answer.policy,
            "title": self.answer.title,
            "as_of": self.answer.as_of.isoformat(),
            "status": self.answer.status,
            "conclusion": self.answer.conclusion,
            "sentence": self.answer.sentence,
            "unchecked": list(self.answer.unchecked),
            "ours": list(self.answer.ours),
            "outcome": self.outcome,
            "amount": str(self.amount) if self.amount is not None else None,
            "results": dict(self.answer.shown),
            "labels": dict(self.answer.labels),
            "because": [step.label for step in self.answer.because],
            "differences": [dict(one) for one in self.differences],
            "trace": json.loads(json.dumps(trace, default=str)),
        }


def suggest(procedure: Procedure, facts: Mapping[str, Any], as_of: date, held: Record) -> Suggestion | None:
    """The policy's word on ``facts`` and on what is ``held`` now; ``None`` where no policy decides.

    Raises ``YuntaiError`` on facts that cannot be.
    """
    if procedure.policy is None:
        return None
    rule = rule_of(procedure.policy)
    given = {name: value for name, value in facts.items() if name in rule.facts or name in rule.relations}
    known = {name: None if value == "" else value for name, value in given.items()}
    read = read_again(rule, known, as_of, about(procedure, facts, held))
    got = answer(rule, read, as_of)
    if got.status == UNKNOWN:
        return Suggestion("", None, got)
    amount = got.results.get(procedure.paid) if procedure.paid and got.status == ENTITLED else None
    if got.status == ENTITLED:
        return Suggestion(Outcome.GRANTED, amount, got)
    return Suggestion(Outcome.REFUSED, amount, got, tuple(differences(rule, got, read)))


def follows(decision: Mapping[str, Any], outcome: str, amount: Decimal | None) -> bool:
    """Whether ``outcome`` and ``amount`` are what the policy said in a kept decision."""
    return (decision["outcome"], Decimal(decision["amount"] or 0)) == (outcome, amount or 0)


def said(decision: Mapping[str, Any] | None, outcome: str, amount: Decimal | None) -> str:
    """The policy's sentence in a kept decision, and what in it nobody has checked.

    Empty where the officers decided otherwise, and in a decision that was kept before there were sentences.
    """
    if not decision or "sentence" not in decision or not follows(decision, outcome, amount):
        return ""
    return str(decision["sentence"]) + caution(decision["unchecked"], decision.get("ours", ()))


def in_short(outcome: str, amount: Decimal | None) -> str:
    """An outcome in a few words: 予以办理 500.00 元."""
    title = Outcome(outcome).label if outcome else "还不能得出结论"
    return title if amount is None else f"{title} {Money().show(amount)}"


def digest(decision: Mapping[str, Any] | None) -> str:
    """The digest of a kept decision, which the event names, so that a changed trace shows."""
    text = json.dumps(decision, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest() if decision else ""


def weighed(
    procedure: Procedure,
    suggestion: Suggestion | None,
    outcome: str,
    amount: Decimal | None,
    effective: date,
    today: date,
    *,
    anew: bool,
) -> dict[str, Any]:
    """A proposed decision as its event has it: whether it is another than the policy's, and whether a second officer must confirm.

    ``anew`` says that the case was decided before and a re-check found that wrong.
    """
    return {
        "outcome": outcome,
        "amount": str(amount) if amount is not None else None,
        "effective": effective.isoformat(),
        "overridden": suggestion is not None and suggestion.verdict != (outcome, amount),
        "second_officer": anew or needs_second_officer(procedure, suggestion, outcome, amount, effective, today),
    }


def needs_second_officer(
    procedure: Procedure,
    suggestion: Suggestion | None,
    outcome: str,
    amount: Decimal | None,
    effective: date,
    today: date,
) -> bool:
    """Whether another officer must confirm.

    By the procedure, over its amount, back in time, where money is granted and no policy says how much, against the policy's
    word, or where that rests on what nobody has checked or on what the platform reads into an open text.
    """
    rules = procedure.second_officer
    pays = procedure.paid is not None or procedure.kind == "grant"
    return (
        rules.always
        or (pays and suggestion is None)
        or (rules.over is not None and amount is not None and amount > rules.over)
        or (rules.retroactive and effective < today)
        or (suggestion is not None and (suggestion.answer.is_open or suggestion.verdict != (outcome, amount)))
    )
