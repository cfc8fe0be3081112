"""The effect :class:`yuntai.procedures.flow.Open`: a case of another procedure, linked with the one that it comes of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from yuntai.cases import starts
from yuntai.cases.beside import Link
from yuntai.cases.content import catalogue
from yuntai.cases.models import Case, Event
from yuntai.procedures.flow import Open


def open_case(case: Case, event: Event, effect: Open, answers: Mapping[str, Any]) -> Case:
    """The case that it opens: of the same applicant, with what her case and the act's sheet have said of its questions."""
    procedure = catalogue()[effect.procedure]
    asked = {field.name for field in procedure.fields}
    opened = starts.begin(
        procedure,
        uuid5(NAMESPACE_URL, f"{case.submission}/{event.place}/{procedure.id}"),
        "case",
        event.user,
        event.capacity,
        {name: value for name, value in {**case.facts, **answers}.items() if name in asked},
        unit=event.unit,
        subject=case.subject,
        secret=case.secret,
        said={"of": case.number},
    )
    Link.objects.get_or_create(source=case, case=opened, defaults={"kind": "opened"})
    return opened
