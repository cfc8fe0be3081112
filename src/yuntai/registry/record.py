"""What a registry holds of one person: her rows, table by table, and the facts of a policy that follow from them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from yuntai.errors import Unavailable
from yuntai.registry.columns import Table
from yuntai.registry.schema import TABLES
from yuntai.registry.sources.base import Find, Rows
from yuntai.rules.language.kinds import Date, Kind, Text
from yuntai.rules.language.meaning import Values
from yuntai.rules.language.policy import Relation
from yuntai.rules.rule.reading import Read, reading
from yuntai.rules.rule.rule import Rule

if TYPE_CHECKING:
    from yuntai.registry.store import Registry

_log = logging.getLogger(__name__)

KEPT = 256
"""Of how many persons the rows are kept, some tens of kB each."""

PAYMENTS = "payments"
"""The table of what was paid."""


@dataclass(frozen=True)
class Known:
    """The facts of a policy that are held of one row of its subject (a certificate, a spell): ``row`` is its key."""

    row: str
    title: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """The rows of one person by table; a table that the registry lacks is missing.

    ``rolls`` are the declarations of those among the tables that the bureau keeps itself. ``paid`` are rows of ``payments``
    that the registry does not hold yet: whoever grants knows of them first. ``beside`` are
    rows to which hers lead in tables that hold no persons: the employers by whom she is enrolled.
    """

    person: int
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    paid: Sequence[Mapping[str, Any]] = ()
    beside: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    rolls: Mapping[str, Table] = field(default_factory=dict)

    def known(self, rule: Rule, day: date) -> list[Known]:
        """For each row of the policy's subject what is held, the last first; one without a row where there is none."""
        found = [self._of_row(rule, row, day) for row in self.rows.get(rule.policy.subject, ())]
        return found[::-1] or [self._of_row(rule, {}, day)]

    def of_herself(self, rule: Rule, day: date) -> Known:
        """What is held of the person whatever the row: for something new, of which the registry has no row yet."""
        return self._of_row(rule, self._only(rule.policy.subject) or {}, day)

    def _of_row(self, rule: Rule, row: Mapping[str, Any], day: date) -> Known:
        facts: dict[str, Any] = {}
        for name, relation in rule.relations.items():
            if (rows := self.related(relation, row)) is not None:
                facts[name] = rows
        keys = {"person": self.person, **row}
        for name, read in _plan(rule, self.rolls).items():
            held = self._by(read, keys) if read.by else row
            if held and (value := _sound(rule.facts[name].kind, held.get(read.column))) is not None:
                facts[name] = value
        facts = worked_out(rule, facts, day) | facts
        subject = TABLES.get(rule.policy.subject) or self.rolls.get(rule.policy.subject)
        key = subject.key[0] if subject else ""
        return Known(str(row.get(key, "")), _title(rule.policy.subject, row), facts)

    def _only(self, table: str) -> Mapping[str, Any] | None:
        """The row of a table that has one a person."""
        rows, declared = self.rows.get(table, ()), TABLES.get(table) or self.rolls.get(table)
        return rows[0] if declared and declared.key == ("person",) and rows else None

    def _by(self, read: Read, keys: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The row of a table that a row with these ``keys`` leads to."""
        if read.by == ("person",):
            return self._only(read.table)
        rows = self.rows.get(read.table) or self.beside.get(read.table, ())
        return next((one for one in rows if all(one[column] == keys.get(column) for column in read.by)), None)

    def related(self, relation: Relation, row: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """The rows of ``relation``, found by ``row`` where it is not found by the person; ``None`` where it is not held."""
        by = self.person if relation.by == "person" else row.get(relation.by)
        if relation.table not in self.rows or by is None:
            return None
        held = [one for one in self.rows[relation.table] if one[relation.by] == by]
        return [_columns(relation, one) for one in held if _is_meant(relation, one)] + self.paid_of(relation)

    def paid_of(self, relation: Relation) -> list[dict[str, Any]]:
        """The rows of ``relation`` that the registry does not hold yet."""
        if (relation.table, relation.by) != (PAYMENTS, "person"):
            return []
        known = [(one["payment"], *_same(one)) for one in self.rows.get(PAYMENTS, ())]
        numbers, alike = {str(one[0]) for one in known}, {one[1:] for one in known}
        new = (one for one in self.paid if one["payment"] not in numbers and _same(one) not in alike)
        return [_columns(relation, one) for one in new if _is_meant(relation, one)]


def _plan(rule: Rule, rolls: Mapping[str, Table]) -> dict[str, Read]:
    """Where a registry with all tables, and ``rolls``, are read for a policy; where some are lacking there are no rows of them."""
    tables: Mapping[str, Table] = {**TABLES, **rolls} if rolls else TABLES
    subject = tables.get(rule.policy.subject)
    columns = [column.name for column in subject.seen] if subject else ["person"]
    return reading(rule, columns, lambda table: tables[table].key if table in tables else None)


def tables_of(rule: Rule) -> set[str]:
    """The tables that a policy's facts and relations come from."""
    facts = (one.registry.partition(".")[0] for one in rule.facts.values() if isinstance(one.registry, str))
    return {rule.policy.subject, *facts, *(relation.table for relation in rule.relations.values())}


def worked_out(rule: Rule, facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The facts of a policy that follow from other ``facts`` and from relations, as far as these are held."""
    if not rule.registry_facts:
        return {}
    start = rule.values({name: value for name, value in facts.items() if name not in rule.registry_facts}, day)
    values = Values(start, rule.from_registry, rule.parameters, start.workdays)
    found = {name: _sound(rule.facts[name].kind, values[name]) for name in rule.registry_facts}
    return {name: value for name, value in found.items() if value is not None}


def _is_meant(relation: Relation, row: Mapping[str, Any]) -> bool:
    return all(row.get(column) == text for column, text in relation.where.items())


def _columns(relation: Relation, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that ``relation`` has, each as a person could have said it."""
    kinds: dict[str, Kind] = {**dict.fromkeys(relation.where, Text()), **relation.columns}
    kinds |= {relation.on: Date()} if relation.on else {}
    kinds |= {relation.key: Text()} if relation.key else {}
    cells = {column: row[column] for column in kinds}
    return {
        column: _sound(
            kind, str(cells[column]) if isinstance(kind, Text) and cells[column] is not None else cells[column]
        )
        for column, kind in kinds.items()
    }


def _same(payment: Mapping[str, Any]) -> tuple[Any, ...]:
    """What two rows have in common that tell of the same payment."""
    return payment["policy"], payment["subject"], payment["claimed_on"]


def _sound(kind: Kind, value: Any) -> Any:
    """``value`` if a person could have said it; what a registry holds beside the range is not known."""
    try:
        return None if value is None else kind.check(value)
    except ValueError:
        return None


class Records:
    """What a registry holds, person by person. The queries are written once; any number of threads may ask at once.

    Where its tables do not change, what was found last is kept in memory: nobody changes the rows that are given.
    """

    def __init__(self, registry: Registry) -> None:
        self._failures = registry.source.failures
        kept = lru_cache(KEPT) if registry.source.is_fixed else lambda find: find
        tables = ((name, registry.table(name)) for name in registry)
        self._find = {
            name: kept(registry.source.find(table, "person", registry.key(name)))
            for name, table in tables
            if "person" in table.columns
        }
        self._employers = {
            column: kept(registry.source.find(registry.table("employers"), column, registry.key("employers")))
            for column in ("employer", "name")
            if "employers" in registry
        }

    def of(self, person: int, tables: Collection[str] | None = None) -> Record:
        """The rows of a person, by table: of all, or of those of ``tables`` that hold persons."""
        rows = self.rows_of(person, tables)
        return Record(person, rows, beside=self.beside(rows, tables))

    def rows_of(self, person: int, tables: Collection[str] | None = None) -> dict[str, Rows]:
        """The same without the rows beside hers."""
        wanted = self._find.keys() if tables is None else self._find.keys() & tables
        return {name: self._ask(self._find[name], person) for name in wanted}

    def beside(
        self, rows: Mapping[str, Sequence[Mapping[str, Any]]], tables: Collection[str] | None = None
    ) -> dict[str, list[Mapping[str, Any]]]:
        """The rows of ``tables`` that hold no persons, or of all such, to which a person's ``rows`` lead."""
        if not self._employers or (tables is not None and "employers" not in tables):
            return {}
        codes = {one["employer"]: None for held in rows.values() for one in held if one.get("employer")}
        return {"employers": [row for code in codes for row in self.employers("employer", code)]}

    def employers_of(self, record: Record) -> list[Mapping[str, Any]]:
        """The employers that somebody has been enrolled by, the last first."""
        enrolments = sorted(record.rows.get("enrolments", ()), key=lambda one: one["began_on"], reverse=True)
        codes = dict.fromkeys(one["employer"] for one in enrolments if one["employer"])
        return [row for code in codes for row in self.employers("employer", code)]

    def employers(self, column: str, value: str) -> Sequence[Mapping[str, Any]]:
        """The employers with this code (``employer``) or ``name``."""
        return self._ask(self._employers[column], value) if self._employers else ()

    def _ask(self, find: Find, value: Any) -> Rows:
        try:
            return find(value)
        except self._failures:
            _log.exception("The registry could not be asked")
            raise Unavailable("登记库现在读不出来，请稍后再试") from None


def _title(subject: str, row: Mapping[str, Any]) -> str:
    """A row in a few words: what it is and from when."""
    if not row:
        return ""
    texts = [str(row[name]) for name in ("occupation", "benefit", "title", "policy") if row.get(name)]
    days = [value for value in row.values() if isinstance(value, date)]
    title = TABLES[subject].title if subject in TABLES else ""
    return "，".join([*texts, f"{days[0]:%Y年%-m月%-d日}"] if days else texts) or title
