"""How a case goes: the flow that its procedure names, as the pack has it today."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from yuntai.cases.content import catalogue
from yuntai.cases.states import OPEN, STANDARD, TRANSITIONS, State, Transition, table
from yuntai.errors import YuntaiError
from yuntai.procedures import Procedure
from yuntai.procedures.flow import Flow, Panel, Step


def flow_of(procedure: Procedure) -> Flow:
    """The flow of a procedure. Raises ``YuntaiError`` where the pack has it no longer."""
    if not procedure.flow:
        return STANDARD
    found = catalogue().flows.get(procedure.flow)
    if found is None:
        raise YuntaiError(f"“{procedure.title}”的流程“{procedure.flow}”已经不在了，请把它放回去，或者先办完用它的办件")
    return found


def acts_of(procedure: Procedure) -> Mapping[str, Transition]:
    """All that can be done to a case of a procedure, by name."""
    return _table(flow_of(procedure)) if procedure.flow else TRANSITIONS


@cache
def _table(flow: Flow) -> Mapping[str, Transition]:
    return table(flow)


def step_of(procedure: Procedure, state: str) -> Step | None:
    """The step of its flow that a case is in; nothing where it is in none."""
    return flow_of(procedure).steps.get(state)


def is_over(procedure: str, state: str) -> bool:
    """Whether a case of the procedure with this id has ended, by where it stands alone."""
    one = catalogue().get(procedure)
    return state not in OPEN and not (one and state in one.stages)


def decided() -> tuple[str, ...]:
    """Where a case stands that has ended with a decision, in whichever flow."""
    own = {name: None for flow in catalogue().flows.values() for name in flow.outcomes if name != State.WITHDRAWN}
    return tuple(dict.fromkeys((str(State.CLOSED), str(State.REJECTED), *own)))


def known_as(state: str) -> str:
    """What people call a step, in whichever flow it is; empty where no flow has it."""
    if state in State.values:
        return str(State(state).label)
    return next((flow.steps[state].title for flow in catalogue().flows.values() if state in flow.steps), "")


def panel_of(procedure: Procedure, state: str) -> Panel | None:
    """The panel that a case is in, if it is in one."""
    step = step_of(procedure, state) if procedure.flow else None
    return step if isinstance(step, Panel) else None
