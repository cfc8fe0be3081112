"""Reading the questions of a form: facts of the deciding policy, and the procedure's own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.procedures.accounts import Bank
from yuntai.procedures.kinds import KINDS, Column, Locality, Rows, kind_from_data
from yuntai.procedures.schema import Condition, Field, Group
from yuntai.registry.schema import TABLES
from yuntai.rules.language.documents import Entry
from yuntai.rules.language.kinds import Choice, Date, Kind, Text, YesNo
from yuntai.rules.language.policy import Fact, Relation
from yuntai.rules.language.sections import Section, nearest
from yuntai.rules.rule.rule import Rule

Warn = Callable[[str], None]

_COMMON = frozenset({"amount", "kind", "month", "name", "occupation", "paid_on", "place", "policy", "subject"})
"""Columns whose names say too little to know that a question asks for them."""

TELLING = 4
"""From how many characters a title of the registry says enough to be looked for in what people are asked."""


class Form:
    """The questions read so far, by name; a question is asked once.

    ``rule`` is the policy whose facts may be named, ``banks`` are those that a question for a bank offers, ``places`` what a
    place may be.
    """

    def __init__(
        self, rule: Rule | None, warn: Warn, banks: tuple[str, ...] = (), places: Locality | None = None
    ) -> None:
        self.rule, self.warn, self.banks, self.places = rule, warn, banks, places
        self.fields: dict[str, Field] = {}

    def groups(self, section: Section) -> tuple[Group, ...]:
        """The groups of a ``form``."""
        found = []
        for group in section.sections("form", "一组问题"):
            group.only("title", "fields")
            found.append(Group(group.text("title"), self.questions(group, "fields")))
        return tuple(found)

    def sheets(self, section: Section) -> dict[str, tuple[Field, ...]]:
        """The questions of ``sheets``, which are answered with an act of the flow each: the same may stand in several."""
        if "sheets" not in section:
            return {}
        written = section.section("sheets", "表单")
        return {
            str(name): Form(None, self.warn, self.banks, self.places).questions(written, str(name))
            for name in written.entry
        }

    def questions(self, section: Section, key: str) -> tuple[Field, ...]:
        """A list of questions; each is a fact's name, or a mapping."""
        found = []
        for item, place in section.items(key):
            field = self._question(item, place)
            if field.name in self.fields:
                raise YuntaiError(f"{place}：问题“{field.name}”写了两次，删掉一个")
            self.fields[field.name] = field
            self._warn_if_held(field, place)
            found.append(field)
        return tuple(found)

    def _question(self, item: Any, place: Place) -> Field:
        if isinstance(item, str):
            return self._fact(item, place)
        if not isinstance(item, Entry):
            raise YuntaiError(f"{place}：问题要写事实的名称，或者 name、ask、kind，现在是“{item}”")
        section = Section(place.path, item, "问题")
        return self._named_fact(section) if "fact" in section else self._own(section)

    def _named_fact(self, section: Section) -> Field:
        section.only("fact", "title", "help", "optional")
        fact = self._fact(section.text("fact"), section.place("fact"))
        return Field(
            name=fact.name,
            ask=fact.ask,
            kind=fact.kind,
            title=section.text("title", ""),
            help=section.text("help", ""),
            optional=section.flag("optional"),
            from_policy=True,
            registry=fact.registry,
        )

    def _fact(self, name: str, place: Place) -> Field:
        if self.rule is None:
            raise YuntaiError(f"{place}：没有写 policy，“{name}”要写成 name、ask、kind 三项")
        item = self.rule.facts.get(name) or self.rule.relations.get(name)
        if item is None:
            known = [*self.rule.facts, *self.rule.relations]
            raise YuntaiError(f"{place}：政策 {self.rule.id} 没有“{name}”这项事实{nearest(name, known)}")
        if not item.ask:
            raise YuntaiError(f"{place}：“{name}”只从登记库查，不问人，请从表单里删掉")
        kind = item.kind if isinstance(item, Fact) else _rows(item)
        title = item.title if isinstance(item, Relation) else ""
        return Field(name, item.ask, kind, title, from_policy=True, registry=registry_of(self.rule, name))

    def _own(self, section: Section) -> Field:
        section.only("name", "ask", "kind", "title", "help", "optional", "registry")
        name = section.text("name")
        if not name.isidentifier():
            section.fail(f"问题的 name 要写成英文标识名，现在是“{name}”", "name")
        if self.rule and (name in self.rule.facts or name in self.rule.relations):
            section.fail(f"政策 {self.rule.id} 已经有“{name}”，直接写这个名称，不用再写问题", "name")
        return Field(
            name=name,
            ask=section.text("ask"),
            kind=self._kind(section),
            title=section.text("title", ""),
            help=section.text("help", ""),
            optional=section.flag("optional"),
            registry=_registry_column(section) if "registry" in section else None,
        )

    def _kind(self, section: Section) -> Kind:
        kind = read_kind(section)
        if isinstance(kind, Locality):
            return self.places or kind
        return replace(kind, names=self.banks) if isinstance(kind, Bank) else kind

    def _warn_if_held(self, field: Field, place: Place) -> None:
        if field.registry:
            return
        for table in TABLES.values():
            for column in table.loaded:
                named = column.name == field.name and column.name not in (*_COMMON, *table.key)
                if named or (len(column.title) >= TELLING and column.title in field.ask):
                    where = f"{table.name}.{column.name}（{column.title}）"
                    self.warn(f"{place}：“{field.label}”登记库里有 {where}，可以不问，请写 registry")
                    return

    def conditions(self, section: Section) -> tuple[Condition, ...]:
        """The conditions of a ``when``: fields that are yes-or-no or a choice, each with a value or several."""
        if "when" not in section:
            return ()
        when = section.section("when", "when")
        return tuple(self._condition(when, str(name), values) for name, values in when.entry.items())

    def _condition(self, when: Section, name: str, values: Any) -> Condition:
        if name not in self.fields:
            when.fail(f"when 里的“{name}”不是表单的问题{nearest(name, self.fields)}", name)
        kind = self.fields[name].kind
        if not isinstance(kind, YesNo | Choice):
            when.fail(f"when 只能用是或否、选项的问题，“{name}”是{kind.title}", name)
        listed = values if isinstance(values, list) else [values]
        for value in listed:
            try:
                kind.check(value)
            except ValueError as error:
                when.fail(f"when 里的 {name}：{error}，是或否写 true、false，选项写代号", name)
        return Condition(name, tuple(str(value).lower() if isinstance(kind, YesNo) else value for value in listed))


def read_kind(section: Section) -> Kind:
    """The kind that a field's ``kind`` describes."""
    data = section.entry.get("kind")
    if data is None:
        section.fail("问题没有写 kind，请补上", "kind")
    try:
        return kind_from_data(data)
    except KeyError as error:
        section.fail(f"没有“{error.args[0]}”这种 kind{nearest(error.args[0], KINDS)}", "kind")
    except ValueError as error:
        section.fail(f"{error}", "kind")


def registry_of(rule: Rule, name: str) -> str | None:
    """Where the registry holds a fact or a relation: ``table.column``, or the tables that it is worked out from."""
    if name in rule.relations:
        return rule.relations[name].table if rule.relations[name].table in TABLES else None
    if isinstance(rule.facts[name].registry, str):
        return str(rule.facts[name].registry)
    if name not in rule.registry_facts:
        return None
    tables = _tables(rule, rule.registry_facts[name].needs)
    return "+".join(sorted(tables)) or None


def _tables(rule: Rule, names: Iterable[str]) -> set[str]:
    found = set()
    for name in names:
        if name in rule.relations:
            found.add(rule.relations[name].table)
        elif name in rule.facts and isinstance(rule.facts[name].registry, str):
            found.add(str(rule.facts[name].registry).partition(".")[0])
    return found


def asked_of_people(rule: Rule) -> list[str]:
    """The facts and relations of a policy that no registry holds, so that somebody must say them."""
    items: Mapping[str, Fact | Relation] = {**rule.facts, **rule.relations}
    return [name for name, item in items.items() if item.ask and registry_of(rule, name) is None]


def _registry_column(section: Section) -> str:
    written = section.text("registry")
    table, _, column = written.partition(".")
    if table not in TABLES:
        section.fail(f"登记库没有“{table}”这张表{nearest(table, TABLES)}", "registry")
    columns = [one.name for one in TABLES[table].loaded]
    if column not in columns:
        section.fail(f"登记库的 {table} 表没有“{column}”这一列{nearest(column, columns)}", "registry")
    return written


def _rows(relation: Relation) -> Rows:
    kinds: dict[str, Kind] = dict(relation.columns)
    kinds |= {relation.on: Date()} if relation.on else {}
    kinds |= {name: Text() for name in relation.where if name not in kinds}
    return Rows(tuple(Column(name, relation.labels.get(name, name), kind) for name, kind in kinds.items()))
