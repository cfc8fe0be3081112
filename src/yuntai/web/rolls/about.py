"""What rolls hold of one person (一人一档) or one firm (一企一档): for officers as far as each may see it, and for whom it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.people.fields import mask_resident_id
from yuntai.people.logs import log_access, typed
from yuntai.people.models import Employer, Person
from yuntai.procedures import Field
from yuntai.registry.columns import Employer as EmployerKind
from yuntai.registry.columns import Person as PersonKind
from yuntai.registry.columns import Table
from yuntai.registry.kinds import ResidentId
from yuntai.registry.pseudonym import pseudonym
from yuntai.rolls.content import rolls
from yuntai.rolls.dated import rows
from yuntai.rolls.rights import READERS, reach
from yuntai.rules.language.kinds import Kind, Text
from yuntai.web.controls import check, control_of, posted
from yuntai.web.rights import roles_required
from yuntai.web.rolls.views import cells, in_list

MOST = 50
"""How many rows of one roll are shown."""
_WHO = {
    "person": Field("who", "公民身份号码", ResidentId(), "公民身份号码"),
    "employer": Field("who", "统一社会信用代码", EmployerKind(), "统一社会信用代码"),
}
_WHY = Field("why", "为什么查", Text(120), "为什么查", help="会和您的名字一起记下来")
_TITLES = {"person": "一人一档", "employer": "一企一档"}


@dataclass(frozen=True)
class Part:
    """What one roll holds of somebody: some of its columns, and the rows with their texts."""

    roll: Table
    columns: Sequence[Any]
    rows: Sequence[tuple[Any, Sequence[str]]]


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*READERS)
@sensitive_post_parameters()
def file(request: HttpRequest, of: str) -> HttpResponse:
    """Everything that rolls hold of a person or a firm and the officer may see. Who asks for a person says why."""
    questions = [_WHO[of], *([_WHY] if of == "person" else [])]
    answers, errors, parts = {one.name: "" for one in questions}, dict[str, str](), None
    if request.method == "POST":
        answers = {one.name: posted(one, request.POST) for one in questions}
        errors = {one.name: fault for one in questions if (fault := check(one, answers[one.name]))}
    if request.method == "POST" and not errors:
        who = _WHO[of].kind.parse(answers["who"])
        if of == "person":
            person = Person.objects.with_resident_id(who)
            log_access(request.user, person, f"一人一档 {mask_resident_id(who)}", typed(answers["why"]))
        sought = pseudonyms_of(person) if of == "person" and person else [_pseudonym(who) if of == "person" else who]
        parts = list(_parts(_KINDS[of], sought, lambda roll: reach(request.user, roll).seen))
    context = {
        "title": _TITLES[of],
        "controls": [control_of(one, answers[one.name], errors.get(one.name, "")) for one in questions],
        "errors": errors,
        "parts": parts,
    }
    return render(request, "rolls/file.html", context, status=400 if errors else 200)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What rolls hold of whom the user acts for, of those that are shown to her or it."""
    subject = request.acting.subject if request.acting else request.user.person
    of = "employer" if isinstance(subject, Employer) else "person"
    sought: list[Any] = [subject.uscc] if isinstance(subject, Employer) else pseudonyms_of(subject) if subject else []
    parts = list(
        _parts(_KINDS[of], sought, lambda roll: None if roll.kept and of in roll.kept.shown_to else frozenset())
    )
    if of == "person" and subject and parts:
        log_access(request.user, subject, "台账里的记录", request.acting.basis_title if request.acting else "")
    return render(request, "rolls/mine.html", {"parts": parts, "of": of})


def pseudonyms_of(person: Person) -> list[int]:
    """The pseudonyms of all records of a person."""
    return [one.pseudonym for one in (person.record, *person.record.others)]


_KINDS: dict[str, type[Kind]] = {"person": PersonKind, "employer": EmployerKind}


def _parts(kind: type[Kind], sought: Sequence[Any], seen: Callable[[Table], frozenset[str] | None]) -> Iterator[Part]:
    """Roll by roll the rows that hold today of whom a column of ``kind`` names; ``seen`` are the units whose rows may be shown."""
    for roll in rolls().values():
        names = [column.name for column in roll.columns if isinstance(column.kind, kind)]
        units = seen(roll)
        if not names or units == frozenset():
            continue
        of_them = rows(roll.name).filter(**{f"{names[0]}__in": sought})
        if units is not None:
            of_them = of_them.filter(unit__in=units)
        columns = [
            column for column in in_list(roll) if not (kind is PersonKind and isinstance(column.kind, PersonKind))
        ]
        if found := [(one, cells(roll, one, columns)) for one in of_them.order_by("-pk")[:MOST]]:
            yield Part(roll, columns, found)


def _pseudonym(resident_id: str) -> int:
    return pseudonym(resident_id, settings.HOME.key("person"))
