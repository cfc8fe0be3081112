"""What an answer rests on: of all that was computed, the steps and the parameters read that made it what it is.

A branch not taken decides nothing; no more does a condition whose branches come to the same, or what stands beside a false
part of "and", a true one of "or".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from yuntai.rules.language import operations as own
from yuntai.rules.language.meaning import Values, meaning
from yuntai.rules.rule.rule import Rule


def deciding(rule: Rule, values: Values, wanted: Iterable[str]) -> Mapping[str, set[str]]:
    """The steps that decide the ``wanted`` ones, each with the names of the parameters that it read to that end."""
    walk = _Walk(rule, values)
    for name in wanted:
        walk.step(name)
    return walk.found


_meaning = lru_cache(8192)(meaning)


class _Walk:
    def __init__(self, rule: Rule, values: Values) -> None:
        self.rule = rule
        self.values = Values(values, rule.meanings, values.parameters, values.workdays)
        self.found: dict[str, set[str]] = {}

    def step(self, name: str) -> None:
        if name not in self.found and name in self.rule.nodes:
            self.found[name] = set()
            self.operation(name, self.rule.nodes[name].op)

    def operation(self, step: str, op: Any) -> None:
        """Follow ``op``, of the step of that name, into what made it what it is."""
        if isinstance(op, own.Reference):
            self.step(op.name)
            return
        if isinstance(op, own.Reading):
            self.found[step].add(op.parameter)
        if isinstance(op, own.Related):  # its rows are no values of one person: all that it names
            for part in op.find(own.Reference, own.Reading):
                self.operation(step, part)
            return
        for part in self.parts(op):
            self.operation(step, part)

    def parts(self, op: Any) -> Any:
        if isinstance(op, own.When):
            condition, then, otherwise = (_meaning(part)(self.values) for part in op.inputs)
            if condition is None:
                return op.inputs
            chosen = op.then if condition else op.otherwise
            return (chosen,) if then == otherwise else (op.condition, chosen)
        if isinstance(op, own.And | own.Or):
            settled = [part for part in op.inputs if _meaning(part)(self.values) is isinstance(op, own.Or)]
            return settled or op.inputs
        return op.inputs
