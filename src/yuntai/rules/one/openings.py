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

from yuntai.rules.language import operations as own
from yuntai.rules.language.meaning import Meaning, meaning
from yuntai.rules.language.types import BOOLEAN
from yuntai.rules.rule.rule import Node, Rule

PARAMETER, CALENDAR = "parameter:", "calendar"


def _boolean(name: str) -> Any:
    return own.Reference(name, BOOLEAN)


def _not_false(op: Any) -> Any:
    return own.Or(own.IsNull(op), op)


def _not_true(op: Any) -> Any:
    return own.Or(own.IsNull(op), own.Not(op))


def _both(guard: Any, *more: Any) -> Any:
    return reduce(own.And, more, guard)


class _Walk:
    def __init__(self) -> None:
        self.guards: dict[str, list[Any]] = defaultdict(list)

    def step(self, op: Any, guard: Any) -> None:
        """Open what ``op`` needs, given that ``op`` itself is open and unknown under ``guard``."""
        if isinstance(op, own.Reference):
            self.guards[op.name].append(_both(guard, own.IsNull(op)))
        elif isinstance(op, own.When):
            self.unknown(op.condition, guard)
            self.unknown(op.then, _both(guard, _not_false(op.condition)))
            self.unknown(op.otherwise, _both(guard, _not_true(op.condition)))
        elif isinstance(op, own.Related):
            self.related(op, guard)
        elif isinstance(op, own.Reading):
            self.lookup(op, [op.day, *op.keys], PARAMETER + op.parameter, guard)
        elif isinstance(op, own.WorkdayNumber | own.WorkdayOf):
            self.lookup(op, list(op.inputs), CALENDAR, guard)
        else:
            for part in op.inputs:
                self.unknown(part, guard)

    def unknown(self, op: Any, guard: Any) -> None:
        """Open ``op``, under ``guard`` where it is unknown."""
        if isinstance(op, own.Not):  # as unknown as what it negates; SQL reads NOT x IS NULL as NOT (x IS NULL)
            self.unknown(op.arg, guard)
        elif not isinstance(op, own.Literal):
            self.step(op, guard if isinstance(op, own.Reference) else _both(guard, own.IsNull(op)))

    def lookup(self, op: Any, arguments: Sequence[Any], name: str, guard: Any) -> None:
        for argument in arguments:
            self.unknown(argument, guard)
        known = [own.Not(own.IsNull(argument)) for argument in arguments if not isinstance(argument, own.Literal)]
        self.guards[name].append(_both(guard, own.IsNull(op), *known))

    def related(self, op: own.Related, guard: Any) -> None:
        """The relation is open where it is not known at all, and where all else is known, so that a cell of it is not."""
        unknown = own.IsNull(_boolean(op.relation))
        outer = [part for part in op.find(own.Reference, own.Reading) if not part.find(own.RowReference)]
        known = [own.Not(own.IsNull(part)) for part in dict.fromkeys(outer)]
        self.guards[op.relation].append(_both(guard, own.Or(unknown, _both(own.Literal(True, BOOLEAN), *known))))
        for part in dict.fromkeys(outer):
            self.unknown(part, _both(guard, own.Not(unknown)))


@lru_cache(maxsize=1024)
def openings(rule: Rule, wanted: tuple[str, ...]) -> dict[str, Node]:
    """For each fact, relation, parameter and the calendar, the node that says whether it is open for ``wanted``.

    The nodes come in the order of their needs, those of the rule's own steps among them.
    """
    walk = _Walk()
    applicable, entitled = _boolean("applicable"), _boolean("entitled")
    walk.guards["applicable"].append(own.IsNull(applicable))
    for name in wanted:
        result = own.Reference(name, rule.nodes[name].op.dtype)
        still = (_not_false(applicable), *(() if name == "entitled" else (_not_false(entitled),)))
        walk.guards[name].append(_both(own.IsNull(result), *still))
    if "entitled" not in wanted:
        walk.guards["entitled"].append(_both(own.IsNull(entitled), _not_false(applicable)))
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
    return own.Or(_any(guards[:half]), _any(guards[half:])) if half else guards[0]


@lru_cache(maxsize=1024)
def open_meanings(rule: Rule, wanted: tuple[str, ...]) -> dict[str, Meaning]:
    """The Python function of every node of :func:`openings`."""
    return {name: meaning(node.op) for name, node in openings(rule, wanted).items()}


def leaves(rule: Rule, nodes: dict[str, Node]) -> list[str]:
    """The names in ``nodes`` that are not steps of the rule: facts, relations, parameters, the calendar."""
    return [node.label for node in nodes.values() if node.label not in rule.nodes]
