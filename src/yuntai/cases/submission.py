"""Handing in: a draft becomes a case, a bundle's draft several cases of one run; twice the same draft is handed in once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from yuntai.cases import effects
from yuntai.cases.applications import Application, answers_for, application, parse_answers
from yuntai.cases.channels import refusal
from yuntai.cases.claims import alone, claim_of, first_with
from yuntai.cases.content import rule_of
from yuntai.cases.decisions import suggest
from yuntai.cases.declaring import hindrance, unready
from yuntai.cases.drafts import changed_since, version_of
from yuntai.cases.granted import held_for, lock, payments_of
from yuntai.cases.history import History, happen
from yuntai.cases.models import BundleCase, Case, Draft, Material, new_number
from yuntai.cases.routing import destination
from yuntai.cases.secrecy import asks_for_secrecy
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.ledger.prepared import Prepared
from yuntai.people.acting import Acting
from yuntai.people.models import Person, Unit
from yuntai.procedures import Material as Wanted
from yuntai.procedures import Member, Procedure, all_hold


class NotReady(YuntaiError):
    """A draft that cannot be handed in yet: ``errors`` by field or material."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(f"还有 {len(errors)} 处没有填好")
        self.errors = errors


@transaction.atomic
def submit(draft: Draft, acting: Acting) -> Case | BundleCase:
    """What ``draft`` makes; what it has made, if it was handed in before (a second click, a lost answer).

    Raises ``NotReady`` where something is missing, ``YuntaiError`` where the rules have changed since it was begun, and where
    another case claims the same.
    """
    lock(draft.subject)
    if found := _LOCKED(draft.pk):  # it ends as its case begins
        [draft] = found
    elif made := handed_in(draft.key):
        return made
    if draft.put_aside_for_id:
        raise YuntaiError("这份草稿是在别人的统一社会信用代码下填的，已经封存，不能提交")
    if changed := changed_since(draft):
        raise YuntaiError("填写期间规定有更新，请核对后再提交：" + "；".join(changed))
    form = application(draft)
    for procedure in form.procedures:
        if said := refusal(procedure, acting, draft.answers):
            raise YuntaiError(said)
        if procedure.table and (said := hindrance(acting)):
            raise YuntaiError(said)
    materials = materials_of(draft)
    if errors := missing(form, draft, materials):
        raise NotReady(errors)
    opening = _Opening(draft, acting, materials)
    made = opening.bundle(form) if draft.version.of_bundle else opening.case(form.members[0], draft.key)
    draft.delete()
    return made


_LOCKED = Prepared(
    lambda draft: (
        Draft.everything.select_for_update(of=("self",))
        .select_related("version", "person", "employer")
        .filter(pk=draft)
    )
)
_UNIT = Prepared(lambda code: Unit.objects.filter(code=code))


def had_already(form: Application, draft: Draft) -> list[Case]:
    """The cases, open or granted, that claim what ``draft`` would claim: it cannot be handed in."""
    claims = [claim_of(one, draft.subject, draft.answers, today()) for one in form.procedures]
    return [first for claim in claims if (first := first_with(claim))]


def handed_in(key: UUID) -> Case | BundleCase | None:
    """What the draft with this key was handed in as."""
    return (
        Case.objects.filter(submission=key).first()
        or BundleCase.objects.filter(submission=key).select_related("version").first()
    )


def materials_of(draft: Draft) -> dict[int, str]:
    """The keys of the materials in a draft, of what kind each is."""
    return dict(_MATERIALS(draft.pk))


_MATERIALS = Prepared(lambda draft: Material.objects.filter(draft=draft).values_list("pk", "kind"))


def missing(form: Application, draft: Draft, materials: Mapping[int, str] | None = None) -> dict[str, str]:
    """What is wrong or missing in a draft, by field or material, in a sentence each; with its ``materials``, where they are read."""
    _, errors = parse_answers(form.fields, draft.answers)
    errors |= {one.id: f"请上传“{one.title}”" for one in missing_materials(form, draft, materials)}
    if any(procedure.table for procedure in form.procedures):
        errors |= unready(draft.answers)
    return errors


def missing_materials(form: Application, draft: Draft, materials: Mapping[int, str] | None = None) -> list[Wanted]:
    """The materials that must be handed in and are not in the draft."""
    values, _ = parse_answers(form.fields, draft.answers)
    have = set((materials_of(draft) if materials is None else materials).values())
    needed = needed_materials(form.materials, values, held_tables(draft.answers))
    return [material for material in needed if material.id not in have]


def needed_materials(materials: Iterable[Wanted], values: Mapping[str, Any], held: Iterable[str]) -> list[Wanted]:
    """Those that the applicant must hand in, given parsed ``values`` and the registry tables that hold the person."""
    held = set(held)
    return [
        material
        for material in materials
        if not (material.optional or material.sent_by or material.replaced_by in held)
        and all_hold(material.when, values) is not False
    ]


def held_tables(answers: Mapping[str, Any]) -> list[str]:
    """The registry tables that the answers were filled from, as the draft notes them."""
    return list(answers.get("held_by_registry", ()))


class _Opening:
    """The opening of cases from one draft."""

    def __init__(self, draft: Draft, acting: Acting, materials: Mapping[int, str]) -> None:
        self.draft, self.acting, self.materials = draft, acting, materials
        self.applicant = {"person" if isinstance(draft.subject, Person) else "employer": draft.subject}

    def bundle(self, form: Application) -> BundleCase:
        """The run of a bundle with a part for each member that applies."""
        made = BundleCase.objects.create(
            number=new_number(),
            submission=self.draft.key,
            bundle=self.draft.procedure,
            version=self.draft.version,
            dropped=[{"title": one.procedure.title, "reason": one.reason} for one in form.dropped],
            **self.applicant,
        )
        for member in form.members:
            self.case(member, uuid5(self.draft.key, member.procedure.id), made)
        effects.tell_of_bundle(made, "bundle_submitted", {"count": len(form.members)})
        return made

    def case(self, member: Member, key: UUID, bundle: BundleCase | None = None) -> Case:
        """The case of one procedure, as a part of ``bundle`` where there is one."""
        draft, procedure = self.draft, member.procedure
        to = destination(procedure, draft.subject, draft.answers, self.acting.unit)
        [unit] = _UNIT(to.unit)
        claim = claim_of(procedure, draft.subject, draft.answers, today())
        with alone(claim, draft.subject):
            case = Case.objects.create(
                number=new_number(),
                submission=key,
                procedure=procedure.id,
                version=version_of(procedure) if bundle else draft.version,
                channel=self.acting.channel,
                district=to.district,
                facts=_facts(procedure, draft.answers) | ({"spared": list(member.spares)} if member.spares else {}),
                unit=unit,
                secret=asks_for_secrecy(procedure, draft.answers),
                bundle=bundle,
                claimed_for=claim,
                first_asked=self.acting.user if self.acting.is_present else None,
                **self.applicant,
            )
        kinds = {material.id for material in procedure.materials}
        if materials := [key for key, kind in self.materials.items() if kind in kinds]:
            case.materials.add(*materials)
        event = happen(
            case,
            History(),
            "submit",
            user_id=self.acting.user.pk,
            capacity=self.acting.basis_title,
            unit_id=self.acting.unit.pk if self.acting.unit else None,
            reason="",
            data={
                "unit": unit.pk,
                "routing": to.how,
                "channel": self.acting.channel,
                "procedure": procedure.digest,
                **({"claimed_for": claim} if claim else {}),
                **self._said(member),
                **({"after": list(member.after)} if member.after else {}),
            },
        )
        effects.follow(case, event)
        return case

    def _said(self, member: Member) -> dict[str, str]:
        """What the policy says as the case is handed in: what it says at the decision is shown beside it."""
        answers, subject = answers_for(member, self.draft.answers), self.draft.subject
        try:
            found = suggest(
                member.procedure, answers, today(), held_for(member.procedure, subject, payments_of(subject))
            )
        except YuntaiError:  # answers that contradict one another are for the officer to settle
            found = None
        return {"said": found.word} if found else {}


def _facts(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What of a draft's answers belongs to a case of ``procedure``: to its form and its policy; of a table, all."""
    if procedure.table:
        return dict(answers)
    form = {field.name for field in procedure.fields}
    rule = rule_of(procedure.policy) if procedure.policy else None
    known = {"held_by_registry", *(rule.facts if rule else ()), *(rule.relations if rule else ())}
    return {name: value for name, value in answers.items() if name in form or (name in known and value != "")}
