"""Drafts: begun or continued, filled from the registry, saved on every answer, handed in once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yuntai.cases.content import catalogue, policy_digest, registry, registry_lock, rule_of
from yuntai.cases.models import Draft, Version
from yuntai.clock import today
from yuntai.people.acting import Acting
from yuntai.people.models import Employer, Person
from yuntai.procedures import Field, Procedure
from yuntai.registry.record import Known, Record, read_record


def version_of(procedure: Procedure) -> Version:
    """The version of a procedure as it is today."""
    version, _ = Version.objects.get_or_create(
        procedure=procedure.id,
        digest=procedure.digest,
        policy_digest=policy_digest(procedure.policy) if procedure.policy else "",
        defaults={"definition": procedure.to_dict()},
    )
    return version


def record_of(subject: Person | Employer) -> Record | None:
    """What the registry holds of a person; ``None`` for an employer and where there is no registry."""
    source = registry()
    if source is None or isinstance(subject, Employer):
        return None
    with registry_lock:
        return read_record(source, subject.pseudonym)


def known_of(procedure: Procedure, subject: Person | Employer) -> list[Known]:
    """What the registry holds of the facts that the procedure's policy needs, for each row that a case may be about."""
    record = record_of(subject)
    if record is None or procedure.policy is None:
        return []
    return record.known(rule_of(procedure.policy), today())


def find_draft(procedure: str, subject: Person | Employer, bundle: str = "") -> Draft | None:
    """The draft that has been begun and not handed in."""
    return Draft.objects.of(subject).filter(procedure=procedure, bundle=bundle).select_related("version").first()


@transaction.atomic
def begin_draft(
    procedure: Procedure, acting: Acting, answers: Mapping[str, Any] | None = None, bundle: str = ""
) -> Draft:
    """A new draft in place of an older one, with ``answers`` already in it."""
    if old := find_draft(procedure.id, acting.subject, bundle):
        old.delete()
    side = "person" if isinstance(acting.subject, Person) else "employer"
    return Draft.objects.create(
        procedure=procedure.id,
        bundle=bundle,
        version=version_of(procedure),
        begun_by=acting.user,
        answers=dict(answers or {}),
        **{side: acting.subject},
    )


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
    from yuntai.procedures import changes

    current = catalogue().get(draft.procedure)
    if current is None:
        return ["这个事项已经停办"]
    said = []
    if draft.version.digest != current.digest:
        found = list(changes(draft.version.load(), current).sentences)
        said += found or ["办事指南有更新"]
    if current.policy and draft.version.policy_digest != policy_digest(current.policy):
        said.append(f"政策规定在{localtime(draft.begun_at):%Y年%-m月%-d日}之后有更新，已按现在的规定重新判断")
    return said


def renew(draft: Draft) -> None:
    """Put a draft on today's version; its answers stay."""
    draft.version = version_of(catalogue()[draft.procedure])
    draft.save(update_fields=["version", "changed_at"])


def parse_answers(fields: list[Field], answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a form's ``answers`` and, by field, what is wrong with those that cannot be."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in fields:
        text = answers.get(field.name, "")
        if text in ("", None) and not isinstance(text, list):
            if not field.optional:
                errors[field.name] = "请填写这一项"
            continue
        try:
            values[field.name] = field.kind.parse(text) if isinstance(text, str) else field.kind.check(text)
        except ValueError as error:
            errors[field.name] = str(error)
    return values, errors
