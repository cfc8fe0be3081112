"""How a case begins that nobody applied for with a draft: of another case, by a plan, or by who scanned a code at a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.crypto import get_random_string

from yuntai.cases import effects
from yuntai.cases.applications import parse_answers
from yuntai.cases.beside import Visitor
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import version_of
from yuntai.cases.going import flow_of
from yuntai.cases.history import History, happen
from yuntai.cases.models import Case, new_number
from yuntai.cases.routing import destination
from yuntai.cases.secrecy import asks_for_secrecy
from yuntai.errors import YuntaiError
from yuntai.people.models import Employer, Person, Unit, User
from yuntai.procedures import Procedure

PLATFORM = "platform"
"""The account in whose name a plan acts, and whoever has none: nobody signs in with it."""
SCANNED = "扫码反映"


def begin(
    procedure: Procedure,
    key: UUID,
    start: str,
    user: User,
    capacity: str,
    facts: Mapping[str, Any],
    *,
    unit: Unit | None = None,
    at: Unit | None = None,
    subject: Person | Employer | None = None,
    secret: bool = False,
    said: Mapping[str, Any] | None = None,
) -> Case:
    """The case that begins by ``start`` (:data:`yuntai.procedures.flow.STARTS`), of ``subject`` or of nobody; with the same ``key`` it
    is the one that has begun. ``unit`` is where ``user`` did it, ``at`` the unit that handles it, where that does not follow from the
    ``facts``; ``said`` is what its first event says besides."""
    if start not in flow_of(procedure).starts:
        raise YuntaiError(f"“{procedure.title}”不能这样开始，请在流程的 starts 里写上 {start}")
    if made := Case.objects.filter(submission=key).first():
        return made
    to = destination(procedure, subject, facts)
    there = at or Unit.objects.get(code=to.unit)
    case = Case.objects.create(
        number=new_number(),
        submission=key,
        procedure=procedure.id,
        version=version_of(procedure),
        district=to.district,
        facts=dict(facts),
        unit=there,
        person=subject if isinstance(subject, Person) else None,
        employer=subject if isinstance(subject, Employer) else None,
        secret=secret or asks_for_secrecy(procedure, facts),
    )
    happen(
        case,
        History(),
        "submit",
        user_id=user.pk,
        capacity=capacity[:40],
        unit_id=unit.pk if unit else None,
        reason="",
        data={
            "unit": there.pk,
            "routing": to.how,
            "channel": case.channel,
            "procedure": procedure.digest,
            "start": start,
            **(said or {}),
        },
    )
    return case


def may_visit(procedure: str) -> Procedure | None:
    """The procedure with this id, if one may report by a code that hangs at a place."""
    found = catalogue().get(procedure)
    return found if found and "visitor" in flow_of(found).starts else None


@transaction.atomic
def report(procedure: Procedure, key: UUID, phone: str, answers: Mapping[str, Any]) -> Case:
    """The case of who has no account and has confirmed her telephone; she follows it by its number and that telephone."""
    _, errors = parse_answers(procedure.fields, answers)
    if errors:
        first = next(one for one in procedure.fields if one.name in errors)
        raise YuntaiError(f"{first.label}：{errors[first.name]}")
    case = begin(procedure, key, "visitor", _platform(), SCANNED, answers)
    visitor, made = Visitor.objects.get_or_create(case=case, defaults={"phone": phone})
    if made:
        effects.follow(case, case.events.get())
    return visitor.case


@transaction.atomic
def planned(procedure: Procedure, key: UUID, title: str, row: Mapping[str, Any]) -> Case:
    """The case that a row of the plan ``title`` begins: about its ``person`` or ``employer`` (or nobody), in its ``unit`` where it
    names one; other columns are answers by name."""
    asked = {field.name for field in procedure.fields}
    facts = {name: str(value) for name, value in row.items() if name in asked and value is not None}
    subject: Person | Employer | None = None
    if row.get("person") is not None:
        subject = Person.objects.filter(pseudonym=row["person"]).first()
    elif row.get("employer"):
        subject = Employer.objects.filter(uscc=row["employer"]).first()
    unit = Unit.objects.filter(code=row.get("unit")).first()
    return begin(procedure, key, "plan", _platform(), title, facts, at=unit, subject=subject)


def _platform() -> User:
    found: User | None = User.objects.filter(username=PLATFORM).first()
    if found is None:
        found = User.objects.create_user(PLATFORM, get_random_string(40), display_name="平台", is_active=False)
    return found
