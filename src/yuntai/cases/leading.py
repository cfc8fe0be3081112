"""Where an event leads. It says so itself, under its seal, from the moment when it is written: so the fold of a case never reads a
definition, and a case folds as it did whatever has become of its flow since.

An event's ``data`` says ``to``: the state in which the case is after it, behind a slash where it has ended; ``holder``: the role that
has to do something there, or the applicant or a party, if anybody has; ``duty``: which of the duties was done with it, if one was;
``outcome``: what is decided, where the event changes that, and nothing where it takes it back. Of a flow other than the standard
one it also says ``within``, the days for the step and how they count, ``theirs``, whether a party has it, and ``title``, what people
call what was done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yuntai.cases.corrections import settle
from yuntai.cases.going import acts_of, flow_of
from yuntai.cases.states import ENDED, STANDARD, TRANSITIONS, Outcome, State, Transition, holder_of
from yuntai.procedures import Procedure
from yuntai.procedures.flow import END, Flow, Fork, Panel

if TYPE_CHECKING:
    from yuntai.cases.history import History

_TAKE_BACK = ("send_back", "hand_back", "reopen")
"""What takes back what was decided or proposed."""


def leads(known: History, kind: str, data: Mapping[str, Any], procedure: Procedure | None = None) -> dict[str, Any]:
    """What an event that is about to be written says of where it leads; ``known`` is the case before it, ``procedure`` what it is of:
    without one it goes as the standard flow."""
    flow = flow_of(procedure) if procedure else STANDARD
    transition = (acts_of(procedure) if procedure else TRANSITIONS).get(kind)
    state = _target(flow, transition, known, kind, data).removeprefix(END) or known.state
    ended = state in flow.outcomes or (state in ENDED and state not in flow.steps)
    said: dict[str, Any] = {"to": END + state if ended else str(state)}
    if holder := holder_of(state, flow):
        said["holder"] = holder
    if transition and transition.duty:
        said["duty"] = str(transition.duty)
    # of what is granted to her she is told before it is paid: who withdraws then gives it up
    if kind in _TAKE_BACK or (kind == "withdraw" and known.state == State.PAYING):
        said["outcome"] = ""
    return said | (_of_its_own(procedure, transition, known, said["to"]) if procedure and procedure.flow else {})


def _target(flow: Flow, transition: Transition | None, known: History, kind: str, data: Mapping[str, Any]) -> str:
    if kind == "overdue":
        return flow.steps[known.state].late
    if kind in _FOLLOWS:
        found = _FOLLOWS[kind](known, data)
        return flow.first if found == State.SUBMITTED and kind in ("submit", "begin") else found
    target = transition.target if transition else ""
    if isinstance(target, Fork):
        return target.to[_FORKS[target.by](known, data) if target.by in _FORKS else data["chosen"][target.by]]
    step = flow.steps.get(known.state)
    if isinstance(step, Panel) and kind == step.hand_in.name:
        return target if len(known.handed_in) + 1 >= (step.enough or len(step.hand_in.by)) else ""
    return target


def _of_its_own(procedure: Procedure, transition: Transition | None, known: History, to: str) -> dict[str, Any]:
    """What is said besides of a flow that is not the standard one."""
    said: dict[str, Any] = {}
    stage = procedure.stages.get(to)
    if stage and to.startswith(END) and not known.closed_on:
        said["outcome"] = stage.granted
    if stage and not to.startswith(END) and stage.days is not None:
        said["within"] = [stage.days, stage.counts]
    if stage and stage.theirs:
        said["theirs"] = True
    if transition and transition.act:
        said["title"] = transition.title
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
