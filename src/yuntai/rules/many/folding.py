"""What is the same for every row of a population run, worked out beforehand by :mod:`yuntai.rules.language.meaning`.

Most of a rule hangs on the day alone: which record of a parameter holds, whether the policy is in force, which formula
the law used then. Folded away, the query is left with what differs from row to row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from yuntai.rules.language import operations as own
from yuntai.rules.language.meaning import STRICT, Values, meaning
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.types import BOOLEAN
from yuntai.rules.language.workdays import Workdays
from yuntai.rules.rule.rule import to_type


class Folder:
    """Folds expressions. ``constants`` are the values that are the same for all rows; nodes that come to one join them.

    ``columns`` names what may differ from row to row, ``relations`` the relations that are known; any other reference is
    not known for anybody.
    """

    def __init__(
        self,
        constants: Mapping[str, Any],
        columns: Collection[str],
        relations: Collection[str],
        parameters: Mapping[str, Parameter],
        calendar: Workdays,
    ) -> None:
        self._values = Values({**constants}, {}, parameters, calendar)
        self._columns = columns
        self._relations = relations
        self._folded: dict[Any, Any] = {}

    @property
    def constants(self) -> Mapping[str, Any]:
        """The values that are the same for all rows, by name."""
        return self._values

    def fold_nodes(self, nodes: Mapping[str, Any], wanted: Collection[str]) -> dict[str, Any]:
        """``nodes``, in the order of their needs, without those that come to a constant and are not ``wanted``."""
        left = {}
        for name, op in nodes.items():
            folded = self.fold(op)
            constant = isinstance(folded, own.Literal)
            if constant:
                self._values[name] = folded.value
            if not constant or name in wanted:
                left[name] = folded
        return left

    def fold(self, op: Any) -> Any:
        """``op`` with every part of it that is the same for all rows as a literal."""
        if op not in self._folded:
            self._folded[op] = self._fold(op)
        return self._folded[op]

    def _fold(self, op: Any) -> Any:
        if isinstance(op, own.Literal | own.RowReference):
            return op
        if isinstance(op, own.Reference):
            if op.name in self._values:
                return own.Literal(self._values[op.name], op.dtype)
            return (
                op if op.name in self._columns else own.Literal(True if op.name in self._relations else None, op.dtype)
            )
        op = op.made_of([self.fold(part) for part in op.inputs])
        if all(isinstance(part, own.Literal) for part in op.inputs) and self._is_fixed(op):
            return own.Literal(to_type(meaning(op), op.dtype)(self._values), op.dtype)
        if type(op) in STRICT and any(_is_literal(part, None) for part in op.inputs):
            return own.Literal(None, op.dtype)
        if isinstance(op, own.And | own.Or):
            return _joined(op)
        if isinstance(op, own.When) and isinstance(op.condition, own.Literal) and op.condition.value is not None:
            chosen = op.then if op.condition.value else op.otherwise
            return chosen if chosen.dtype == op.dtype else op
        return op

    def _is_fixed(self, op: Any) -> bool:
        """Whether ``op`` over literals is the same for all rows: related rows are not, nor law by what each row knew."""
        return not isinstance(op, own.Related) and (not isinstance(op, own.Reading) or "known_on" in self._values)


def _joined(op: Any) -> Any:
    """``and`` and ``or`` where one side decides, or leaves it to the other."""
    neutral = isinstance(op, own.And)
    for part, other in ((op.left, op.right), (op.right, op.left)):
        if _is_literal(part, neutral):
            return other
        if _is_literal(part, not neutral):
            return own.Literal(not neutral, BOOLEAN)
    return op


def _is_literal(op: Any, value: Any) -> bool:
    return isinstance(op, own.Literal) and op.value is value
