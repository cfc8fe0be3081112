"""Where an event leads. It says so itself, under its seal, from the moment when it is written: so the fold of a case never reads a
definition, and a case folds as it did whatever has become of its flow since.

An event's ``data`` says ``to``: the state in which the case is after it, behind a slash where it has ended; ``holder``: the role that
has to do something there, or the applicant, if anybody has; ``duty``: which of the duties was done with it, if one was; ``outcome``:
what is decided, where the event changes that, and nothing where it takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yuntai.cases.corrections import settle
from yuntai.cases.states import ENDED, TRANSITIONS, Outcome, State, holder_of
from yuntai.procedures.flow import Fork

if TYPE_CHECKING:
    from yuntai.cases.history import History

_TAKE_BACK = ("send_back", "hand_back", "reopen")
"""What takes back what was decided or proposed."""


def leads(known: History, kind: str, data: Mapping[str, Any]) -> dict[str, str]:
    """What an event that is about to be written says of where it leads; ``known`` is the case before it."""
    transition = TRANSITIONS.get(kind)
    target = transition.target if transition else ""
    if kind in _FOLLOWS:
        target = _FOLLOWS[kind](known, data)
    elif isinstance(target, Fork):
        target = target.to[_FORKS[target.by](known, data)]
    state = target.removeprefix("/") or known.state
    said = {"to": f"/{state}" if state in ENDED else str(state)}
    if holder := holder_of(state):
        said["holder"] = holder
    if transition and transition.duty:
        said["duty"] = str(transition.duty)
    # of what is granted to her she is told before it is paid: who withdraws then gives it up
    if kind in _TAKE_BACK or (kind == "withdraw" and known.state == State.PAYING):
        said["outcome"] = ""
    return said


def _submitted(_known: History, data: Mapping[str, Any]) -> str:
    return State.WAITING if data.get("after") else State.SUBMITTED


def _settled(known: History, data: Mapping[str, Any]) -> str:
    return State.CORRECTING if settle(known.corrections, data) else known.before_correction


def _decision(_known: History, data: Mapping[str, Any]) -> str:
    return "second" if data["second_officer"] else _paid(data["outcome"], Decimal(data.get("amount") or 0))


def _payment(known: History, _data: Mapping[str, Any]) -> str:
    return _paid(known.outcome, known.amount)


def _paid(outcome: str, amount: Decimal | None) -> str:
    return "paid" if outcome == Outcome.GRANTED and amount else "unpaid"


_FORKS = {"decision": _decision, "payment": _payment}
"""What an act can fork by (:data:`yuntai.cases.states.FORKS`), as the case has it."""

_FOLLOWS: dict[str, Callable[[History, Mapping[str, Any]], str]] = {
    "submit": _submitted,
    "begin": lambda *_: State.SUBMITTED,
    **dict.fromkeys(("supply", "recall_correction", "lapse"), _settled),
    "rate": lambda known, data: State.REVISITING if data["reopens"] else known.state,
    **dict.fromkeys(("answer_rating", "forgo"), lambda known, _: known.ended_as),
    "revoke": lambda known, _: State.RECOVERING if known.amount else State.REVOKED,
}
"""Where what is no flow's leads: as the case stands, and by what was done."""
