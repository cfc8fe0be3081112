"""Which unit a case goes to: the place that the procedure looks at, found in the answers and the registry, and who works there.

Where the place is not known, or nobody accepts cases there, it is the city's desk, and the event and the pages say why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from yuntai.cases.applications import parse_answers
from yuntai.cases.content import catalogue, records
from yuntai.cases.granted import rows_of
from yuntai.cases.models import Case, Event
from yuntai.clock import today
from yuntai.ledger.prepared import Prepared
from yuntai.people.models import Appointment, Employer, Person, Role, Unit
from yuntai.procedures import Field, Procedure
from yuntai.procedures.guides import basis
from yuntai.procedures.kinds import ResidentId
from yuntai.registry.columns import Employer as Uscc
from yuntai.registry.pseudonym import pseudonym
from yuntai.registry.record import Record

_ENROLMENTS = ("enrolments",)
"""What tells where somebody works."""


@dataclass(frozen=True)
class Destination:
    """The code of the unit that a case goes to, the name of the district that it is of, and how that was found, for the event:

    ``by`` and ``place`` as the procedure has it; ``why`` it is at the city's desk (``place``: not known, ``officer``: nobody
    accepts at ``meant``), else empty.
    """

    unit: str
    district: str
    how: Mapping[str, str]


def destination(
    procedure: Procedure,
    subject: Person | Employer | None,
    answers: Mapping[str, Any],
    here: Unit | None = None,
    posts: Posts | None = None,
) -> Destination:
    """Where a case of ``subject`` with ``answers`` goes that is handed in at ``here``; ``posts`` tells who accepts, where that has
    been read."""
    posts = posts_of(Role.ACCEPT) if posts is None else posts
    units, place = catalogue().units, place_of(procedure, subject, answers, here)
    desk = units.desk(procedure)
    meant = units.route(procedure, place) if place else desk
    district = (units.districts.get(place) or units[place]).district if place else None
    unit = next((one for one in (meant, desk) if held(one.code, Role.ACCEPT, posts)), units.window)
    why = "officer" if unit != meant else "" if place or procedure.routing.level == "city" else "place"
    how = {"by": procedure.routing.by, "place": place, "meant": meant.code, "why": why}
    return Destination(unit.code, district or "", how)


def place_of(
    procedure: Procedure, subject: Person | Employer | None, answers: Mapping[str, Any], here: Unit | None = None
) -> str:
    """The place that decides: a district's name or the code of a unit; empty where it is not known."""
    routing, units = procedure.routing, catalogue().units
    asked = {field.name: field for field in procedure.fields if field.name in routing.fields}
    values, _ = parse_answers(asked.values(), answers)
    match routing.by:
        case "place":
            place = next((str(values[name]) for name in routing.fields if name in values), "")
            return "" if place == units.root.code else place
        case "employer":
            named = (row for name in routing.fields if name in values for row in _employer(asked[name], values[name]))
            places = [*(str(row["district"]) for row in named), *_own(subject, alone=not routing.fields)]
        case "unit" if here and here.code in units:
            return here.code
        case _:
            places = [subject.district] if subject else []
    return next((place for place in places if place in units.districts), "")


def _employer(field: Field, value: str) -> Iterator[Mapping[str, Any]]:
    """The employer that an answer names: its code, its name if that is one employer's, the id of somebody who works there."""
    if (registry := records()) is None:
        return
    match field.kind:
        case Uscc():
            yield from registry.employers("employer", value)
            yield from Employer.objects.filter(uscc=value).values("district")
        case ResidentId():
            person = pseudonym(value, settings.HOME.key("person"))
            yield from registry.employers_of(registry.of(person, _ENROLMENTS))[:1]
        case _:
            found = registry.employers("name", value)
            yield from found if len(found) == 1 else ()


def _own(subject: Person | Employer | None, alone: bool) -> Iterator[str]:
    """The district of the employer that applies; of a person's own where the answers name none (``alone``)."""
    registry = records()
    if isinstance(subject, Employer):
        found = registry.employers("employer", subject.uscc) if registry else ()
        yield from (*(str(row["district"]) for row in found), subject.district)
    elif subject and alone and registry:
        held = Record(subject.pseudonym, rows_of(subject, _ENROLMENTS))
        yield from (str(row["district"]) for row in registry.employers_of(held)[:1])


Posts = Collection[tuple[str, str, str]]
"""Roles that somebody holds: role, code of the unit, its path."""

_POSTS = Prepared(
    lambda roles, day: (
        Appointment.objects.in_force(day)
        .filter(role__in=roles, user__is_active=True)
        .order_by()
        .values_list("role", "unit__code", "unit__path")
        .distinct()
    )
)


def posts_of(*roles: str) -> Posts:
    """Where somebody holds one of ``roles`` today."""
    return _POSTS(tuple(map(str, roles)), day=today())


def held(code: str, role: str, posts: Posts) -> bool:
    """Whether somebody holds ``role`` in the unit, be it from one above."""
    above = {unit.code for unit in catalogue().units.above(code)}
    return any(one == role and at in above for one, at, _ in posts)


def unstaffed() -> dict[Role, list[str]]:
    """The units to which cases go and in which nobody holds a role that these need, by role; the units by code."""
    units = catalogue().units
    needed: dict[Role, dict[str, None]] = {role: {} for role in (Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY)}
    for procedure in catalogue().values():
        for district in units.districts:
            for role in needed if procedure.paid else (Role.ACCEPT, Role.REVIEW, Role.CONFIRM):
                needed[role][units.route(procedure, district).code] = None
    posts = posts_of(*needed)
    found = {role: [code for code in codes if not held(code, role, posts)] for role, codes in needed.items()}
    return {role: codes for role, codes in found.items() if codes}


def why_here(case: Case, events: Iterable[Event] | None = None) -> str:
    """Why a case is where it is and not where it belongs, in a sentence; empty where it belongs there, or an officer sent it.

    Where it belongs is what its last event says that looked for it: the handing in, or a correction of the place.
    """
    looked: Event | None = None
    for event in case.events.order_by("number") if events is None else events:
        if "routing" in event.data or event.kind == "transfer":
            looked = event
    how = looked.data.get("routing", {}) if looked else {}
    there = catalogue().units.get(how.get("meant", ""))
    if there is None:
        return ""
    by = basis(case.version.load())
    match how["why"]:
        case "place":
            return f"这件事按{by}分给各区办，现在还不知道在哪个区，先由{case.unit}收件，查清以后转给该办的单位。"
        case "officer" if there.code != case.unit.code:
            return f"这件事本来由{there.name}办理，那里现在没有受理人员，先由{case.unit}收件。"
        case "" if there.code != case.unit.code:
            return f"按补正后的{by}，这件事由{there.name}办理；现在还在{case.unit}，由那里转过去。"
    return ""


def meant_for(case: Case, posts: Posts | None = None) -> str:
    """The code of the unit that a case belongs to by what is known of it now."""
    return destination(case.version.load(), case.subject, case.facts, posts=posts).unit


def units_for(case: Case, role: Role, posts: Posts | None = None) -> list[Unit]:
    """The units that a case may go to: those that handle what it is about and the bureau's offices, where somebody has ``role``;
    ``posts`` tells that, where it has been read."""
    procedure = catalogue()[case.procedure]
    codes = tuple(
        code
        for code, unit in catalogue().units.items()
        if procedure.routing.function in unit.functions or unit.level == "city"
    )
    staffed = tuple(path for one, _, path in (posts_of(role) if posts is None else posts) if one == role)
    return [unit for unit in _UNITS(codes=codes) if unit.pk != case.unit_id and unit.path.startswith(staffed)]


_UNITS = Prepared(lambda codes: Unit.objects.filter(code__in=codes))
