"""What is still open: for a result that is not known, the unknown facts that can change it.

From each result a guard runs back through the rule: a step is open where an open step is unknown, needs it, and it is
itself unknown; ``when`` opens only the branches that can still be taken. Each guard is an expression like any other
(named ``open:<fact>``), so that one definition serves a person's interview and the count over a population.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache, reduce
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from yuntai.rules.language import operations as own
from yuntai.rules.language.meaning import Meaning, inputs, meaning
from yuntai.rules.rule.rule import Node, Rule

PARAMETER, CALENDAR = "parameter:", "calendar"


def _boolean(name: str) -> Any:
    return own.Reference(name, dt.boolean)


def _not_false(op: Any) -> Any:
    return ops.Or(ops.IsNull(op), op)


def _not_true(op: Any) -> Any:
    return ops.Or(ops.IsNull(op), ops.Not(op))


def _both(guard: Any, *more: Any) -> Any:
    return reduce(ops.And, more, guard)


class _Walk:
    def __init__(self) -> None:
        self.guards: dict[str, list[Any]] = defaultdict(list)

    def step(self, op: Any, guard: Any) -> None:
        """Open what ``op`` needs, given that ``op`` itself is open and unknown under ``guard``."""
        if isinstance(op, own.Reference):
            self.guards[op.name].append(_both(guard, ops.IsNull(op)))
        elif isinstance(op, own.When):
            self.unknown(op.condition, guard)
            self.unknown(op.then, _both(guard, _not_false(op.condition)))
            self.unknown(op.otherwise, _both(guard, _not_true(op.condition)))
        elif isinstance(op, own.Related):
            self.related(op, guard)
        elif isinstance(op, own.Reading):
            self.lookup(op, [op.day, *op.keys], PARAMETER + op.parameter, guard)
        elif isinstance(op, own.WorkdayNumber | own.WorkdayOf):
            self.lookup(op, list(inputs(op)), CALENDAR, guard)
        else:
            for part in inputs(op):
                self.unknown(part, guard)

    def unknown(self, op: Any, guard: Any) -> None:
        """Open ``op``, under ``guard`` where it is unknown."""
        if isinstance(op, ops.Not):  # as unknown as what it negates; SQL reads NOT x IS NULL as NOT (x IS NULL)
            self.unknown(op.arg, guard)
        elif not isinstance(op, ops.Literal):
            self.step(op, guard if isinstance(op, own.Reference) else _both(guard, ops.IsNull(op)))

    def lookup(self, op: Any, arguments: Sequence[Any], name: str, guard: Any) -> None:
        for argument in arguments:
            self.unknown(argument, guard)
        known = [ops.Not(ops.IsNull(argument)) for argument in arguments if not isinstance(argument, ops.Literal)]
        self.guards[name].append(_both(guard, ops.IsNull(op), *known))

    def related(self, op: own.Related, guard: Any) -> None:
        """The relation is open where it is not known at all, and where all else is known, so that a cell of it is not."""
        unknown = ops.IsNull(_boolean(op.relation))
        outer = [part for part in op.find((own.Reference, own.Reading)) if not part.find(own.RowReference)]
        known = [ops.Not(ops.IsNull(part)) for part in dict.fromkeys(outer)]
        self.guards[op.relation].append(_both(guard, ops.Or(unknown, _both(ops.Literal(True, dt.boolean), *known))))
        for part in dict.fromkeys(outer):
            self.unknown(part, _both(guard, ops.Not(unknown)))


@lru_cache(maxsize=1024)
def openings(rule: Rule, wanted: tuple[str, ...]) -> dict[str, Node]:
    """For each fact, relation, parameter and the calendar, the node that says whether it is open for ``wanted``.

    The nodes come in the order of their needs, those of the rule's own steps among them.
    """
    walk = _Walk()
    applicable, entitled = _boolean("applicable"), _boolean("entitled")
    walk.guards["applicable"].append(ops.IsNull(applicable))
    for name in wanted:
        result = own.Reference(name, rule.nodes[name].op.dtype)
        still = (_not_false(applicable), *(() if name == "entitled" else (_not_false(entitled),)))
        walk.guards[name].append(_both(ops.IsNull(result), *still))
    if "entitled" not in wanted:
        walk.guards["entitled"].append(_both(ops.IsNull(entitled), _not_false(applicable)))
    nodes: dict[str, Node] = {}
    for name in reversed(rule.nodes):
        if guards := walk.guards.pop(name, None):
            nodes[f"open:{name}"] = _node(name, guards)
            walk.step(rule.nodes[name].op, _boolean(f"open:{name}"))
    order = [*rule.facts, *rule.relations]
    for name in sorted(walk.guards, key=lambda n: order.index(n) if n in order else len(order)):
        nodes[f"open:{name}"] = _node(name, walk.guards[name])
    return nodes


def _node(name: str, guards: Sequence[Any]) -> Node:
    return Node(f"open:{name}", name, "", _any(list(dict.fromkeys(guards))), "open")


def _any(guards: Sequence[Any]) -> Any:
    """One of ``guards``, joined in halves: a fact that hundreds of steps need must not nest as deep."""
    half = len(guards) // 2
    return ops.Or(_any(guards[:half]), _any(guards[half:])) if half else guards[0]


@lru_cache(maxsize=1024)
def open_meanings(rule: Rule, wanted: tuple[str, ...]) -> dict[str, Meaning]:
    """The Python function of every node of :func:`openings`."""
    return {name: meaning(node.op) for name, node in openings(rule, wanted).items()}


def leaves(rule: Rule, nodes: dict[str, Node]) -> list[str]:
    """The names in ``nodes`` that are not steps of the rule: facts, relations, parameters, the calendar."""
    return [node.label for node in nodes.values() if node.label not in rule.nodes]
