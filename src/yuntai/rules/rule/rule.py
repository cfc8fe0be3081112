"""A policy as it holds in one place: a graph of named nodes, ready to be computed.

The author's steps are nodes; so are the ones every rule has: ``in_force`` and ``applicable`` (whom and when it is for),
``entitled`` (all conditions). A step of another policy that is used here keeps that policy's name before its own
(``retirement_age.delay_months``). :mod:`yuntai.rules.rule.assembly` makes a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language import operations as own
from yuntai.rules.language.grounds import Marked
from yuntai.rules.language.kinds import FAR, Date, Kind, Money, Number, YesNo
from yuntai.rules.language.meaning import EXACT, Meaning, Values, meaning
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.policy import Fact, Policy, Relation
from yuntai.rules.language.types import MONEY, Type
from yuntai.rules.language.workdays import Arrangement, Workdays, workdays


@dataclass(frozen=True)
class Node(Marked):
    """A named value of a rule: its expression ``op`` and what a reader wants to know of it."""

    name: str
    label: str
    source: str
    op: Any
    role: str = "step"
    kind: Kind | None = None
    place: Place | None = None

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Names of the facts, relations and nodes that it is computed from, in the order they are written."""
        return tuple(dict.fromkeys(references(self.op)))

    @cached_property
    def readings(self) -> tuple[own.Reading, ...]:
        """The parameters that it reads itself."""
        return tuple(dict.fromkeys(self.op.find(own.Reading)))

    def show(self, value: Any) -> str:
        """A value of this node as a person reads it."""
        if value is None:
            return "尚不知道"
        if self.kind:
            return self.kind.show(value)
        if isinstance(value, bool):
            return YesNo().show(value)
        if isinstance(value, date):
            return Date(none="无").show(value)
        if isinstance(value, Decimal):
            return (Money() if self.op.dtype == MONEY else Number()).show(value)
        return str(value)


def references(op: Any) -> Iterator[str]:
    """Names of the facts, relations and nodes that ``op`` refers to."""
    for node in op.find(own.Reference, own.Related):
        yield node.name if isinstance(node, own.Reference) else node.relation


@dataclass(frozen=True, eq=False)
class Rule:
    """A policy as it holds in one place. ``nodes`` are in the order of their needs; ``successor`` is the policy after it."""

    policy: Policy
    nodes: dict[str, Node]
    facts: Mapping[str, Fact]
    relations: Mapping[str, Relation]
    parameters: Mapping[str, Parameter]
    registry_facts: Mapping[str, Node]
    arrangements: tuple[Arrangement, ...]
    successor: Policy | None = None

    @property
    def afterwards(self) -> str:
        """What one looks at where the policy has ended, in words without a stop; empty where it has no end."""
        return f"现在看“{self.successor.title}”" if self.successor else self.policy.followed_by

    @property
    def id(self) -> str:
        """The policy's identifier: the name of its folder."""
        return self.policy.id

    def named(self, role: str) -> list[Node]:
        """The nodes of this policy itself that have ``role``."""
        return [node for name, node in self.nodes.items() if node.role == role and "." not in name]

    @cached_property
    def results(self) -> tuple[str, ...]:
        """Names of the results, ``entitled`` first where the policy has conditions."""
        return (("entitled",) if self.named("condition") else ()) + self._outcomes("result")

    @cached_property
    def asides(self) -> tuple[str, ...]:
        """Names of what the policy also says where it is known."""
        return self._outcomes("aside")

    def _outcomes(self, role: str) -> tuple[str, ...]:
        return tuple(name for name, step in self.policy.steps.items() if step.role == role)

    @cached_property
    def kinds(self) -> Mapping[str, Kind | None]:
        """Every name that can be given a value, with its kind: facts, relations, parameters, steps, also of policies that it uses."""
        steps = {name: node.kind for name, node in self.nodes.items()}
        used = {name: steps.get(".".join(place)) for name, place in self.policy.used.items()}
        unkinded: dict[str, Kind | None] = dict.fromkeys((*self.relations, *self.parameters))
        return {**unkinded, **steps, **used, **{name: fact.kind for name, fact in self.facts.items()}}

    @cached_property
    def meanings(self) -> Mapping[str, Meaning]:
        """The Python function of every node."""
        return {name: to_type(meaning(node.op), node.op.dtype) for name, node in self.nodes.items()}

    @cached_property
    def from_registry(self) -> Mapping[str, Meaning]:
        """The Python function of every fact that follows from others, and of every node."""
        return {**self.meanings, **{name: meaning(node.op) for name, node in self.registry_facts.items()}}

    @cached_property
    def steps_used(self) -> frozenset[str]:
        """The names here of the steps of other policies that this one uses; those behind them lie within."""
        return frozenset(".".join(used) for used in self.policy.used.values())

    def values(self, known: Mapping[str, Any], as_of: date, known_on: date = FAR) -> Values:
        """The values of one person, computed as they are asked for."""
        start = {**self._unaudited, "as_of": as_of, "known_on": known_on, **known}
        return Values(start, self.meanings, self.parameters, self.workdays(known_on))

    @cached_property
    def _unaudited(self) -> Mapping[str, str]:
        """That no row of a relation is itself what is being audited."""
        return {f"audited:{name}": "" for name in self.relations}

    def workdays(self, known_on: date) -> Workdays:
        """The calendar by what had been published on ``known_on``."""
        if known_on not in self._calendars:
            self._calendars[known_on] = workdays(self.arrangements, known_on)
        return self._calendars[known_on]

    @cached_property
    def _calendars(self) -> dict[date, Workdays]:
        return {}

    def with_kinds(self, fit: Callable[[Kind], Kind]) -> Rule:
        """This rule with each kind of a fact, and of a column of a relation, as ``fit`` gives it."""
        facts = {name: replace(fact, kind=fit(fact.kind)) for name, fact in self.facts.items()}
        relations = {
            name: replace(one, columns={column: fit(kind) for column, kind in one.columns.items()})
            for name, one in self.relations.items()
        }
        return replace(self, facts=facts, relations=relations)

    def assuming(self, values: Mapping[str, Any]) -> Rule:
        """This rule with other parameter values, on every day. Raises ``YuntaiError`` on an unknown name."""
        parameters = dict(self.parameters)
        for name, value in values.items():
            if name not in parameters:
                near = get_close_matches(name, parameters, 1)
                hint = f"，是不是“{near[0]}”？" if near else f"。有：{'、'.join(parameters)}"
                raise YuntaiError(f"政策 {self.id} 没有参数“{name}”{hint}")
            parameters[name] = parameters[name].always(value)
        return replace(self, parameters=parameters)


def to_type(function: Meaning, dtype: Type) -> Meaning:
    """``function`` with what it gives held to ``dtype``: a decimal rounded to the digits that it declares."""
    if not dtype.is_decimal():
        return function
    unit = Decimal(1).scaleb(-dtype.scale)

    def value(values: Values) -> Decimal | None:
        number = function(values)
        return None if number is None else Decimal(number).quantize(unit, ROUND_HALF_UP, EXACT)

    return value
