"""Bundles (一件事): several procedures of one event of life, with one form, each fact asked and each material taken once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as default
from functools import cached_property
from typing import Any

from yuntai.procedures.form import Form
from yuntai.procedures.plain import from_plain, to_plain
from yuntai.procedures.schema import AUDIENCES, Condition, Field, Group, Material, Procedure, all_hold
from yuntai.rules.language.grounds import MARKS, Marked
from yuntai.rules.language.kinds import Date, Kind
from yuntai.rules.language.sections import Section
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule


@dataclass(frozen=True)
class Member:
    """A procedure of a bundle. Where ``when`` does not hold it is dropped, and ``otherwise`` says why.

    Its case begins once those of ``after`` have ended; without them, with the others. ``answered_by`` names questions that are
    not asked, for the answer is the day on which another member is granted; ``spares`` materials that another one produces.
    """

    procedure: Procedure
    when: tuple[Condition, ...] = ()
    otherwise: str = ""
    after: tuple[str, ...] = ()
    answered_by: Mapping[str, str] = default(default_factory=dict)
    spares: Mapping[str, str] = default(default_factory=dict)

    def among(self, names: Container[str]) -> Member:
        """The member beside those of ``names`` alone: what it takes from others is asked of the person again."""
        return replace(
            self,
            after=tuple(name for name in self.after if name in names),
            answered_by={question: name for question, name in self.answered_by.items() if name in names},
            spares={material: name for material, name in self.spares.items() if name in names},
        )


@dataclass(frozen=True)
class Dropped:
    """A member that does not apply, and why."""

    procedure: Procedure
    reason: str


@dataclass(frozen=True)
class Bundle(Marked):
    """A bundle: its members in the order in which they are done, and ``questions`` of its own that say which apply."""

    id: str
    title: str
    event: str
    audience: frozenset[str]
    version: int
    summary: str
    guide: str
    source: str
    members: tuple[Member, ...]
    questions: tuple[Field, ...] = ()

    def applying(self, values: Mapping[str, Any]) -> tuple[Member, ...]:
        """The members that apply, or may apply as long as a question is open, given parsed ``values``."""
        found = [member for member in self.members if all_hold(member.when, values) is not False]
        names = {member.procedure.id for member in found}
        return tuple(member.among(names) for member in found)

    def dropped(self, values: Mapping[str, Any]) -> tuple[Dropped, ...]:
        """The members that do not apply, each with the reason."""
        return tuple(
            Dropped(member.procedure, member.otherwise)
            for member in self.members
            if all_hold(member.when, values) is False
        )

    def groups(self, values: Mapping[str, Any]) -> tuple[Group, ...]:
        """The one form: the bundle's own questions, then those of the members that apply, each asked once."""
        asked = {field.name for field in self.questions}
        groups = [Group(self.title, self.questions)] if self.questions else []
        for member in self.applying(values):
            for group in member.procedure.groups:
                fields = tuple(one for one in group.fields if one.name not in asked | member.answered_by.keys())
                asked |= {one.name for one in fields}
                if fields:
                    groups.append(Group(group.title, fields))
        return tuple(groups)

    def materials(self, values: Mapping[str, Any]) -> tuple[Material, ...]:
        """The materials of the members that apply, each taken once."""
        found: dict[str, Material] = {}
        for member in self.applying(values):
            for material in member.procedure.materials:
                if material.id not in member.spares:
                    found.setdefault(material.id, material)
        return tuple(found.values())

    def to_dict(self) -> dict[str, Any]:
        """The definition, with its members', as plain data."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Bundle:
        """The bundle that :meth:`to_dict` made ``data`` of."""
        bundle: Bundle = from_plain(cls, data)
        return bundle

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition."""
        return hashlib.sha256(json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_bundle(section: Section, name: str, guide: str, procedures: Mapping[str, Procedure], pack: Pack) -> Bundle:
    """A bundle of ``procedures``, whose policies are in ``pack``. Raises ``YuntaiError`` with file and line."""
    section.only("title", "event", "audience", "version", "summary", "source", *MARKS, "ask", "members")
    audience = frozenset(section.one_or_some("audience", AUDIENCES))
    form = Form(None, _silent)
    questions = form.questions(section, "ask") if "ask" in section else ()
    members: dict[str, Member] = {}
    kinds: dict[str, Kind] = {}
    for one in section.sections("members", "成员"):
        member = _member(one, form, procedures, members, pack)
        if others := sorted(audience - member.procedure.audience):
            titles = "、".join(AUDIENCES[other] for other in others)
            one.fail(f"“{member.procedure.title}”不是{titles}事项，不能放进来", "procedure")
        _share(one, form, member.procedure, members)
        _share_facts(one, kinds, pack.rule(member.procedure.policy) if member.procedure.policy else None)
        members[member.procedure.id] = member
    if len(members) < 2:
        section.fail("一件事至少要有两个成员事项", "members")
    return Bundle(
        id=name,
        title=section.text("title"),
        event=section.text("event"),
        audience=audience,
        version=section.whole("version", 1, 9999),
        summary=section.text("summary"),
        guide=guide,
        source=section.text("source"),
        members=tuple(members.values()),
        questions=questions,
        **section.marks().marks,
    )


def _silent(warning: str) -> None:
    """A bundle's own questions say what happened, which no registry knows."""


def _member(
    one: Section, form: Form, procedures: Mapping[str, Procedure], before: Mapping[str, Member], pack: Pack
) -> Member:
    one.only("procedure", "when", "otherwise", "after", "answered_by", "spares")
    name = one.one_of("procedure", procedures)
    if name in before:
        one.fail(f"成员“{name}”写了两次，删掉一个", "procedure")
    when = form.conditions(one)
    after = one.some_of("after", before, ()) if before or "after" not in one else ()
    procedure, rule = procedures[name], pack.rule(procedures[name].policy) if procedures[name].policy else None
    kinds = {field.name: field.kind for field in procedure.fields} | {
        fact: item.kind for fact, item in (rule.facts if rule else {}).items()
    }
    days = {question for question, kind in kinds.items() if isinstance(kind, Date)}
    return Member(
        procedure=procedure,
        when=when,
        otherwise=one.text("otherwise") if when else "",
        after=after,
        answered_by=_from_others(one, "answered_by", days, after),
        spares=_from_others(one, "spares", {material.id for material in procedure.materials}, after),
    )


def _from_others(one: Section, key: str, names: Collection[str], after: Collection[str]) -> dict[str, str]:
    """What a member has from those that end before it: by its name, whose it is."""
    if key not in one:
        return {}
    given = one.section(key, "取自前一件的")
    given.only(*names)
    return {str(name): given.one_of(str(name), after) for name in given.entry}


def _share(one: Section, form: Form, procedure: Procedure, before: Mapping[str, Member]) -> None:
    """Refuse a name that two members use for different things: it would be asked once and mean two."""
    for field in procedure.fields:
        earlier = form.fields.setdefault(field.name, field)
        if (earlier.ask, earlier.kind) != (field.ask, field.kind):
            one.fail(f"“{field.name}”在两个成员里不是同一个问题（{earlier.ask} / {field.ask}），请改一个名称")
    for material in procedure.materials:
        for member in before.values():
            for other in member.procedure.materials:
                if other.id == material.id and other.title != material.title:
                    one.fail(f"材料“{material.id}”在两个成员里不是同一份（{other.title} / {material.title}），请改 id")


def _share_facts(one: Section, kinds: dict[str, Kind], rule: Rule | None) -> None:
    """Refuse a fact that two policies take for different things: one answer goes to both."""
    for name, fact in rule.facts.items() if rule else ():
        if kinds.setdefault(name, fact.kind) != fact.kind:
            one.fail(f"“{name}”在两个成员的政策里不是同一种事实，请改一个名称")
