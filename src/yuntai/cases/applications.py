"""What a draft applies for: one procedure, or those of a bundle that apply. Whoever asks and hands in treats both alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yuntai.cases.models import Draft
from yuntai.clock import today
from yuntai.procedures import Bundle, Dropped, Field, Group, Material, Member, Procedure


@dataclass(frozen=True)
class Application:
    """The one form of a draft: its questions in groups, its materials; ``members`` are the procedures behind it."""

    title: str
    members: tuple[Member, ...]
    groups: tuple[Group, ...]
    materials: tuple[Material, ...]
    dropped: tuple[Dropped, ...] = ()

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        return tuple(member.procedure for member in self.members)

    @property
    def fields(self) -> Iterator[Field]:
        """Every question, in order."""
        return (field for group in self.groups for field in group.fields)


def application(draft: Draft) -> Application:
    """What ``draft`` applies for, as far as its answers say."""
    version = draft.version
    return applied_for(version.load_bundle() if version.of_bundle else version.load(), draft.answers)


def answers_for(member: Member, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a policy may be asked with while a bundle is filled in: as if the members it rests on were granted today."""
    return {**answers, **dict.fromkeys(member.answered_by, today().isoformat())}


def applied_for(one: Procedure | Bundle, answers: Mapping[str, Any]) -> Application:
    """What is applied for with ``answers``: of a bundle the members that apply or, while a question is open, may apply."""
    if isinstance(one, Procedure):
        return Application(one.title, (Member(one),), one.groups, one.materials)
    everything = [*one.questions, *(field for member in one.members for field in member.procedure.fields)]
    values, _ = parse_answers(everything, answers)
    return Application(one.title, one.applying(values), one.groups(values), one.materials(values), one.dropped(values))


def parse_answers(fields: Iterable[Field], answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
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
            value = field.kind.parse(text) if isinstance(text, str) else field.kind.check(text)
            values[field.name] = field.kind.check_on(value, today())
        except ValueError as error:
            errors[field.name] = str(error)
    return values, errors
