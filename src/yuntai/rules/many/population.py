"""Everybody at once: the rows of a registry with the facts that it holds of them, and the verdict on each.

:mod:`~yuntai.rules.many.screen`, :mod:`~yuntai.rules.many.audit` and :mod:`~yuntai.rules.many.reform` build on it. Each
returns an Ibis table of which nothing has been computed yet, so that it runs where the data lives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Protocol

import ibis
import ibis.expr.datatypes as dt

from yuntai.errors import YuntaiError
from yuntai.rules.language import operations as own
from yuntai.rules.language.kinds import FAR, Date, Kind, Money, Number, Whole, YesNo
from yuntai.rules.language.types import BOOLEAN, MONEY, TEXT
from yuntai.rules.language.workdays import workdays
from yuntai.rules.many.sql import Composer
from yuntai.rules.one.status import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNKNOWN
from yuntai.rules.rule.reading import reading
from yuntai.rules.rule.rule import Node, Rule


class Source(Protocol):
    """Where the rows are: tables by name, each with a key column."""

    def table(self, name: str) -> ibis.Table: ...

    def key(self, name: str) -> tuple[str, ...]: ...

    def __contains__(self, name: str) -> bool: ...


@dataclass(frozen=True)
class Population:
    """The rows that a rule judges, from a registry, with the facts that it holds of them."""

    rule: Rule
    source: Source

    def rows(self) -> ibis.Table:
        """One row a subject: ``row`` (its key), the facts that are columns, and the keys of relations.

        Raises ``YuntaiError`` where the source lacks the table of the policy's subject.
        """
        rule, source = self.rule, self.source
        name = rule.policy.subject
        if name not in source:
            raise YuntaiError(f"登记库里没有“{name}”表，政策 {rule.id} 要逐行判断它")
        (key,) = source.key(name)
        subject = source.table(name).mutate(row=ibis._[key].cast("string"))  # before the joins, as others join by it
        joined: dict[str, ibis.Table] = {name: subject}
        columns: dict[str, Any] = {"row": subject["row"]}
        keys = {relation.by for relation in rule.relations.values()} | {"person"}
        columns |= {name: subject[name] for name in sorted(keys) if name in subject.columns}
        plan = reading(rule, subject.columns, lambda table: source.key(table) if table in source else None)
        result: Any = subject
        for fact in rule.facts.values():
            if fact.name in rule.registry_facts:
                continue
            read = plan.get(fact.name)
            if read and read.table not in joined:
                joined[read.table] = held = source.table(read.table).view()
                result = result.left_join(held, [subject[key] == held[key] for key in read.by])
            columns[fact.name] = _held(fact.kind, joined[read.table] if read else None, read.column if read else "")
        return result.select(**columns)

    def relations(self) -> dict[str, tuple[str, ibis.Table]]:
        """The tables of related rows that the source holds, each with the column of the subject that finds them."""
        found = {}
        subject = self.source.table(self.rule.policy.subject)
        for name, relation in self.rule.relations.items():
            if relation.table in self.source and relation.by in subject.columns:
                rows = self.source.table(relation.table)
                for column, text in relation.where.items():
                    rows = rows.filter(rows[column] == text)
                wanted = {relation.by, relation.on, relation.key, *relation.columns} - {None}
                missing = sorted(str(column) for column in wanted if column not in rows.columns)
                if missing:
                    raise YuntaiError(
                        f"登记库的“{relation.table}”表缺少 {'、'.join(missing)} 列，政策 {self.rule.id} 要用"
                    )
                found[name] = (relation.by, rows.select(*sorted(map(str, wanted))))
        return found

    def judged(
        self, rows: ibis.Table, fixed: Mapping[str, Any], nodes: Mapping[str, Node], wanted: Sequence[str]
    ) -> ibis.Table:
        """``rows`` with the columns ``wanted`` of ``nodes``; ``fixed`` are the values that are the same for all rows."""
        rule = self.rule
        calendar = workdays(rule.arrangements, fixed.get("known_on", FAR))
        composer = Composer(rows, fixed, rule.parameters, self.relations(), calendar)
        return composer.add({**_derived(rule), **nodes}, wanted)

    def payments(self) -> ibis.Table | None:
        """What was paid under the policy: ``payment``, ``paid_for`` (the row), ``paid`` (yuan), ``paid_on``."""
        where = self.rule.policy.payments
        if where.table not in self.source:
            return None
        table = self.source.table(where.table)
        table = table.filter(table[where.policy] == self.rule.id)
        return table.select(
            payment=table[where.key].cast("string"),
            paid_for=table[where.subject].cast("string"),
            paid=table[where.amount].cast(MONEY),
            paid_on=table[where.on],
        )


def _held(kind: Kind, table: ibis.Table | None, column: str) -> Any:
    """A fact's column as ``table`` has it; what nobody could have said is not known."""
    dtype = dt.dtype(kind.dtype)
    if table is None or column not in table.columns:
        return ibis.null(dtype)
    held = table[column].cast(dtype) if table[column].type() != dtype else table[column]
    if not (ends := _ends(kind)):
        return held
    sound = held.between(*ends)
    return (sound | (held == FAR) if _may_be_open(kind) else sound).ifelse(held, ibis.null(dtype))


def _derived(rule: Rule) -> dict[str, Node]:
    """The facts that follow from others, each not known where nobody could have said it."""
    nodes: dict[str, Node] = {}
    for name, node in rule.registry_facts.items():
        kind = rule.facts[name].kind
        if not (ends := _ends(kind)):
            nodes[name] = node
            continue
        found = f"held:{name}"
        nodes[found] = replace(node, name=found)
        held = own.Reference(found, node.op.dtype)
        sound: Any = own.Between(held, *(own.Literal(end, node.op.dtype) for end in ends))
        if _may_be_open(kind):
            sound = own.Or(sound, own.Equals(held, own.Literal(FAR, node.op.dtype)))
        nodes[name] = replace(node, op=own.When(sound, held, own.Literal(None, node.op.dtype)))
    return nodes


def _ends(kind: Kind) -> tuple[Any, Any] | None:
    """The least and the most that a person could say, where the kind does not leave both open."""
    ends = (kind.least, kind.most) if isinstance(kind, Whole | Money | Number | Date) else None
    return None if ends is None or ends == (type(kind).least, type(kind).most) else ends  # type: ignore[attr-defined]


def _may_be_open(kind: Kind) -> bool:
    return isinstance(kind, Date) and kind.none is not None


def verdict(rule: Rule) -> dict[str, Node]:
    """The nodes ``status`` and ``because`` of a population run."""
    applicable, entitled = (own.Reference(name, BOOLEAN) for name in ("applicable", "entitled"))
    others = [own.Reference(name, rule.nodes[name].op.dtype) for name in rule.results if name != "entitled"]
    unknown: list[Any] = [own.IsNull(one) for one in (entitled, *others)]
    status = _choice(
        (own.IsNull(applicable), UNKNOWN),
        (own.Not(applicable), NOT_APPLICABLE),
        (_is_false(entitled), NOT_ENTITLED),
        (reduce(own.Or, unknown), UNKNOWN),
        otherwise=ENTITLED,
    )
    because = _choice(
        (own.IsNull(applicable), ""),
        *_false_first(rule.named("scope")),
        *_false_first(rule.named("condition")),
        otherwise="",
    )
    return {
        "status": Node("status", "结论", rule.policy.source, status, "verdict"),
        "because": Node("because", "决定的一步", rule.policy.source, because, "verdict", YesNo()),
    }


def _false_first(nodes: Sequence[Node]) -> list[tuple[Any, str]]:
    return [(_is_false(own.Reference(node.name, BOOLEAN)), node.name) for node in nodes]


def _is_false(op: Any) -> Any:
    return own.Not(own.Or(own.IsNull(op), op))


def _choice(*cases: tuple[Any, str], otherwise: str) -> Any:
    result: Any = own.Literal(otherwise, TEXT)
    for condition, text in reversed(cases):
        result = own.When(condition, own.Literal(text, TEXT), result)
    return result
