"""Drafts: begun or continued, filled from the registry, saved on every answer, handed in once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yuntai.cases.applications import application, applied_for
from yuntai.cases.content import catalogue, policy_digest, records, rule_of
from yuntai.cases.granted import held_for, held_of, lock, payments_of, rows_of
from yuntai.cases.models import Draft, Material
from yuntai.cases.querysets import of_applicant
from yuntai.cases.versions import Version
from yuntai.clock import today
from yuntai.errors import Unavailable, YuntaiError
from yuntai.ledger.prepared import Prepared
from yuntai.people.acting import Acting
from yuntai.people.models import Employer, Person
from yuntai.procedures import Bundle, Procedure, changes
from yuntai.registry.record import Known, Record


def current(name: str) -> Procedure | Bundle | None:
    """The procedure or the bundle of this id as it is today."""
    return catalogue().get(name) or catalogue().bundles.get(name)


def version_of(one: Procedure | Bundle) -> Version:
    """The version of a procedure or a bundle as it is today."""
    policies = policy_digest(*_policies(one))
    found: list[Version] = _VERSIONS(one.id, one.digest, policies)
    if found:
        return found[0]
    version, _ = Version.objects.get_or_create(
        procedure=one.id, digest=one.digest, policy_digest=policies, defaults={"definition": one.to_dict()}
    )
    return version


_VERSIONS = Prepared(
    lambda procedure, digest, policies: Version.objects.filter(
        procedure=procedure, digest=digest, policy_digest=policies
    )
)


def _policies(one: Procedure | Bundle) -> tuple[str, ...]:
    procedures = (one,) if isinstance(one, Procedure) else tuple(member.procedure for member in one.members)
    return tuple(procedure.policy for procedure in procedures if procedure.policy)


def record_of(subject: Person | Employer) -> Record | None:
    """What the registry holds of a person, with what the platform has granted her since; ``None`` for an employer and where
    there is no registry."""
    return None if records() is None or isinstance(subject, Employer) else held_of(subject)


def settle(person: Person) -> None:
    """Note where a person lives, where the registry says so: it decides which unit handles her matters."""
    try:
        rows = {} if person.district else rows_of(person, ("persons",))
    except Unavailable:  # another time
        return
    for row in rows.get("persons", ()):
        person.district = str(row["district"])
        person.save(update_fields=["district"])


def known_of(procedure: Procedure, subject: Person | Employer) -> list[Known]:
    """What the registry holds of the facts that the procedure's policy needs, for each row that a case may be about."""
    if procedure.policy is None or records() is None or isinstance(subject, Employer):
        return []
    return held_for(procedure, subject, payments_of(subject)).known(rule_of(procedure.policy), today())


drafts_of = of_applicant(lambda subject: Draft.objects.of(subject).select_related("version", "person", "employer"))
"""What somebody has filled in by half: one draft at most of each procedure and bundle."""


def find_draft(name: str, subject: Person | Employer) -> Draft | None:
    """The draft of a procedure or a bundle that has been begun and not handed in."""
    return next((one for one in drafts_of(subject) if one.procedure == name), None)


@transaction.atomic
def begin_draft(
    one: Procedure | Bundle,
    acting: Acting,
    answers: Mapping[str, Any] | None = None,
    instead_of: Draft | None = None,
) -> Draft:
    """A new draft with ``answers`` already in it, ``instead_of`` an older one.

    Where there is another draft by now, a second click was quicker, and its draft is the one.
    """
    lock(acting.subject)  # clicks at the same moment go one after the other
    found = find_draft(one.id, acting.subject)
    if found and found != instead_of:
        return found
    if found:
        discard(found)
    side = "person" if isinstance(acting.subject, Person) else "employer"
    return Draft.objects.create(
        procedure=one.id,
        version=version_of(one),
        begun_by=acting.user,
        answers=dict(answers or {}),
        **{side: acting.subject},
    )


@transaction.atomic
def discard(draft: Draft) -> None:
    """Give a draft up, with the files that serve nothing else."""
    for one in draft.materials.all():
        take_out(draft, one)
    draft.delete()


def take_out(draft: Draft, material: Material) -> None:
    """Take a material out of a draft; a file that serves nothing else is deleted."""
    draft.materials.remove(material)
    if not material.cases.exists() and not material.draft_set.exists():
        material.delete()
        transaction.on_commit(lambda: material.file.delete(save=False))


def prefill(procedure: Procedure, known: Known) -> dict[str, Any]:
    """The answers that the registry gives, as text or rows: whatever of ``known`` the procedure or its policy asks."""
    kinds = {field.name: field.kind for field in procedure.fields}
    if procedure.policy:
        kinds |= {name: fact.kind for name, fact in rule_of(procedure.policy).facts.items()}
    answers: dict[str, Any] = {}
    for name, value in known.facts.items():
        if isinstance(value, list):
            answers[name] = [{key: as_text(cell) for key, cell in row.items()} for row in value]
        elif name in kinds:
            answers[name] = as_text(value)
    return answers


def as_text(value: Any) -> str:
    """A value as a form holds it: text that its kind parses to the same value."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def changed_since(draft: Draft) -> list[str]:
    """What has changed in procedure and policy since the draft was begun, in Chinese sentences; empty if nothing."""
    now = current(draft.procedure)
    if now is None:
        return ["这个事项已经停办"]
    said = []
    if draft.version.digest != now.digest:
        before = {procedure.id: procedure for procedure in application(draft).procedures}
        after = applied_for(now, draft.answers).procedures
        found = [one for new in after if new.id in before for one in changes(before[new.id], new).sentences]
        said += found or ["办事指南有更新"]
    if draft.version.policy_digest != policy_digest(*_policies(now)):
        said.append(f"政策规定在{localtime(draft.begun_at):%Y年%-m月%-d日}之后有更新，已按现在的规定重新判断")
    return said


def renew(draft: Draft) -> None:
    """Put a draft on today's version; its answers stay. Raises ``YuntaiError`` where the procedure is no more."""
    now = current(draft.procedure)
    if now is None:
        raise YuntaiError("这个事项已经停办，不能再提交")
    draft.version = version_of(now)
    draft.save(update_fields=["version", "changed_at"])
