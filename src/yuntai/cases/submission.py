"""Handing in: a draft becomes a case, a bundle's draft several cases under one; twice the same draft is the same case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from yuntai.cases import effects
from yuntai.cases.content import catalogue
from yuntai.cases.declarations import hindrance, unready
from yuntai.cases.drafts import changed_since, parse_answers
from yuntai.cases.history import refresh
from yuntai.cases.models import Case, Draft, Event, Version, new_number
from yuntai.errors import YuntaiError
from yuntai.people.acting import Acting
from yuntai.people.models import Person, Unit
from yuntai.procedures import Material, Procedure, all_hold


class NotReady(YuntaiError):
    """A draft that cannot be handed in yet: ``errors`` by field or material."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(f"还有 {len(errors)} 处没有填好")
        self.errors = errors


def submit(draft: Draft, acting: Acting, channel: str = "online", district: str = "") -> Case:
    """The case that ``draft`` makes; the one it has made, if it was handed in before (a second click, a lost answer).

    Raises ``NotReady`` where something is missing, ``YuntaiError`` where the rules have changed since it was begun.
    """
    with transaction.atomic():
        if made := Case.objects.filter(submission=draft.key).first():
            return made
        draft = (
            Draft.objects.select_for_update(of=("self",)).select_related("version").filter(pk=draft.pk).first() or draft
        )
        if made := Case.objects.filter(submission=draft.key).first():
            return made
        if changed := changed_since(draft):
            raise YuntaiError("填写期间规定有更新，请核对后再提交：" + "；".join(changed))
        procedure = draft.version.load()
        if channel not in procedure.channels:
            raise YuntaiError(f"{procedure.title}不能在这个渠道办理")
        if procedure.table and (said := hindrance(acting)):
            raise YuntaiError(said)
        errors = missing(procedure, draft)
        if errors:
            raise NotReady(errors)
        case = _open(draft, procedure, draft.version, acting, channel, district)
        draft.delete()
        return case


def missing(procedure: Procedure, draft: Draft) -> dict[str, str]:
    """What is wrong or missing in a draft, by field or material, in a sentence each."""
    values, errors = parse_answers(list(procedure.fields), draft.answers)
    have = set(draft.materials.values_list("kind", flat=True))
    for material in needed_materials(procedure, values, held_tables(draft.answers)):
        if material.id not in have:
            errors[material.id] = f"请上传“{material.title}”"
    return errors | unready(draft.answers) if procedure.table else errors


def needed_materials(procedure: Procedure, values: Mapping[str, Any], held: Iterable[str]) -> list[Material]:
    """The materials that must be handed in, given parsed ``values`` and the registry tables that hold the person."""
    held = set(held)
    return [
        material
        for material in procedure.materials
        if not material.optional and all_hold(material.when, values) is not False and material.replaced_by not in held
    ]


def held_tables(answers: Mapping[str, Any]) -> list[str]:
    """The registry tables that the answers were filled from, as the draft notes them."""
    return list(answers.get("held_by_registry", ()))


def _open(
    draft: Draft,
    procedure: Procedure,
    version: Version,
    acting: Acting,
    channel: str,
    district: str,
    parent: Case | None = None,
) -> Case:
    subject = draft.subject
    place = district or subject.district
    unit = Unit.objects.get(code=catalogue().units.route(procedure, place or _anywhere()).code)
    side = "person" if isinstance(subject, Person) else "employer"
    fields = {field.name: field.kind for field in procedure.fields}
    facts = {
        name: value for name, value in draft.answers.items() if name in fields or not isinstance(value, str) or value
    }
    case = Case.objects.create(
        number=new_number(),
        submission=draft.key,
        procedure=procedure.id,
        version=version,
        channel=channel,
        district=place,
        facts=facts,
        unit=unit,
        parent=parent,
        bundle=draft.bundle,
        first_asked=acting.user if acting.basis == "counter" else None,
        **{side: subject},
    )
    case.materials.set(draft.materials.all())
    event = Event.append(
        case_id=case.pk,
        kind="submit",
        user_id=acting.user.pk,
        capacity=acting.basis_title,
        unit_id=None,
        reason="",
        data={"unit": unit.pk, "channel": channel, "procedure": procedure.digest},
    )
    refresh(case)
    effects.follow(case, event)
    return case


def _anywhere() -> str:
    """A place for those whose place is not known: the first district."""
    return next(iter(catalogue().units.districts))
