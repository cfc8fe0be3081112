"""What leads on by itself: the time of a step is over, or the cases for which one waits have ended."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from yuntai.cases import effects
from yuntai.cases.content import catalogue
from yuntai.cases.does import carry_out
from yuntai.cases.going import step_of
from yuntai.cases.history import History, happen, history
from yuntai.cases.lapses import BY_ITSELF
from yuntai.cases.models import Case, Event
from yuntai.clock import today
from yuntai.procedures.flow import LINKED, Step, Wait


def waiting() -> Q:
    """The open cases that stand where something leads on by itself."""
    found = Q(pk__in=[])
    for procedure in catalogue().values():
        flow = catalogue().flows.get(procedure.flow)
        if names := [step.name for step in flow.steps.values() if step.late] if flow else []:
            found |= Q(procedure=procedure.id, state__in=names)
    return Q(closed_on__isnull=True) & found


@transaction.atomic
def go_on(case: Case, day: date) -> None:
    """Lead ``case`` on where its step is over on ``day``; nothing where it is not, or no longer in such a step."""
    case = Case.objects.locked(case.pk)
    events = Event.chain(case.pk)
    known = history(events)
    step = step_of(case.version.load(), known.state)
    if step is None or known.closed_on or not step.late or not _is_over(case, known, step, day):
        return
    last = events[-1]
    event = happen(
        case, known, "overdue", user_id=last.user_id, capacity=BY_ITSELF, unit_id=case.unit_id, reason="", data={}
    )
    if isinstance(step, Wait):
        carry_out(case, event, step.does, {})
    effects.follow(case, event)


def ended(case: Case) -> None:
    """Lead on the cases that wait for ``case``, which has just ended."""
    for source in Case.objects.filter(waiting(), leads_to__case=case):
        go_on(source, today())


def _is_over(case: Case, known: History, step: Step, day: date) -> bool:
    if isinstance(step, Wait) and step.until == LINKED:
        return not case.leads_to.filter(case__closed_on__isnull=True).exists()
    clock = known.clock(case.version.load(), day - timedelta(1))
    return clock is not None and clock.due is not None and clock.due < day
