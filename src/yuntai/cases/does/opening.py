"""The effect :class:`yuntai.procedures.flow.Open`: a case of another procedure, linked with the one that it comes of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from yuntai.cases.beside import Link
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import version_of
from yuntai.cases.history import History, happen
from yuntai.cases.models import Case, Event, new_number
from yuntai.cases.routing import destination
from yuntai.people.models import Unit
from yuntai.procedures.flow import Open


def open_case(case: Case, event: Event, effect: Open, answers: Mapping[str, Any]) -> Case:
    """The case that it opens: of the same applicant, with what her case and the act's sheet have said of its questions."""
    procedure = catalogue()[effect.procedure]
    asked = {field.name for field in procedure.fields}
    facts = {name: value for name, value in {**case.facts, **answers}.items() if name in asked}
    to = destination(procedure, case.subject, facts)
    unit = Unit.objects.get(code=to.unit)
    opened = Case.objects.create(
        number=new_number(),
        submission=uuid5(NAMESPACE_URL, f"{case.submission}/{event.place}/{procedure.id}"),
        procedure=procedure.id,
        version=version_of(procedure),
        channel=case.channel,
        district=to.district,
        facts=facts,
        unit=unit,
        person=case.person,
        employer=case.employer,
        secret=case.secret,
    )
    happen(
        opened,
        History(),
        "submit",
        user_id=event.user_id,
        capacity=event.capacity,
        unit_id=event.unit_id,
        reason="",
        data={
            "unit": unit.pk,
            "routing": to.how,
            "channel": case.channel,
            "procedure": procedure.digest,
            "of": case.number,
        },
    )
    Link.objects.create(source=case, case=opened, kind="opened")
    return opened
