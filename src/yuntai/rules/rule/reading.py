"""Where a registry is read for a policy: of each fact the table and the columns by which its row is found.

The person's record (:mod:`yuntai.registry.record`) follows this plan row by row and the population
(:mod:`yuntai.rules.many.population`) joins by it, so that what is held of one is what is held of many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from yuntai.rules.rule.rule import Rule


@dataclass(frozen=True)
class Read:
    """A ``column`` of the row of ``table`` whose key columns ``by`` are what the subject's row has under the same names.

    Of the subject's own row where ``by`` is empty.
    """

    table: str
    column: str
    by: tuple[str, ...] = ()


def reading(rule: Rule, columns: Collection[str], key: Callable[[str], tuple[str, ...] | None]) -> dict[str, Read]:
    """Where the facts of ``rule`` are read that are columns of tables; a fact that cannot be is missing.

    ``columns`` are those of the subject's table; ``key`` gives the unique columns of a table, ``None`` where there is none.
    """
    plan: dict[str, Read] = {}
    has = set(columns)
    for name, fact in rule.facts.items():
        if not isinstance(fact.registry, str) or name in rule.registry_facts:
            continue
        table, _, column = fact.registry.partition(".")
        if table == rule.policy.subject:
            plan[name] = Read(table, column)
        elif (by := key(table)) and has.issuperset(by):
            plan[name] = Read(table, column, by)
    return plan
