"""The effect :class:`yuntai.procedures.flow.Tell`: a notice by the template that an act names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuntai.cases.effects import Post, Telling, tell
from yuntai.cases.models import Case, Event
from yuntai.clock import day_of
from yuntai.notices.templates import template_of
from yuntai.people.models import Role
from yuntai.procedures.flow import APPLICANT, Tell


def tell_of(case: Case, event: Event, effect: Tell, _answers: Mapping[str, Any]) -> None:
    """Tell each whom it is for, once."""
    for one in tellings_of(case, event, effect):
        tell(case, event, one)


def tellings_of(case: Case, event: Event, effect: Tell) -> list[Telling]:
    """Who is told what: of what a case has to say, that which the template asks for."""
    wanted = template_of(effect.template).variables
    values = {name: value for name, value in _values(case, event).items() if name in wanted}
    return [
        Telling(effect.template, values, None if to == APPLICANT else Post(case.unit, (Role(to),)), to)
        for to in effect.to.split()
    ]


def _values(case: Case, event: Event) -> dict[str, Any]:
    day = day_of(event.at)
    return {
        "procedure": case.title,
        "number": case.number,
        "unit": case.unit.name,
        "reasons": event.reason,
        "what": event.reason,
        **dict.fromkeys(("on", "submitted_on", "decided_on", "closed_on"), day),
        **dict.fromkeys(("due_on", "promised_on"), case.due_on),
    }
