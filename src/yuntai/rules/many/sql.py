"""What each operation means for many people: a rule's nodes become columns of an Ibis table, on any engine.

What is the same for all rows is worked out beforehand (:mod:`yuntai.rules.many.folding`). The other nodes are added in
layers, each a projection over the one before, so that no expression is written out twice; a layer takes along only what is
still read. What needs other rows (relations, the calendar) is joined before the layer that uses it. An operation of the
language that SQL has no right form for takes the form that :mod:`yuntai.rules.many.engines` gives it;
:mod:`yuntai.rules.language.meaning` says the same for one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import pyarrow as pa

from yuntai.rules.language import operations as own
from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.types import DATE, NUMBER, decimal
from yuntai.rules.language.workdays import Workdays
from yuntai.rules.many.decimals import cast, digits, is_known, literal
from yuntai.rules.many.engines import Engine, engine_of
from yuntai.rules.many.engines.base import Cast, FloorDivide
from yuntai.rules.many.folding import Folder
from yuntai.rules.many.lookup import entry
from yuntai.rules.rule.rule import Node, references

ibis.options.sql.fuse_selects = False
"""Engines merge the layers by themselves; trying to, Ibis spends a third of the time that planning takes."""

_JOINED = (own.Related, own.WorkdayNumber, own.WorkdayOf)
_LEAVES = (own.Literal, own.Reference, own.RowReference)

_WORTH_A_COLUMN = 20
"""From how many operations on one that is named more than once is computed once, in a column of its own."""


class Composer:
    """Adds nodes to a table.

    ``table`` has a unique column ``row``, a column for every fact in ``columns``, and the key columns of the relations.
    ``constants`` are values that are the same for all rows (the day of the question). ``relations`` are the tables of
    related rows; one that is missing is not known for anybody.
    """

    def __init__(
        self,
        table: ibis.Table,
        constants: Mapping[str, Any],
        parameters: Mapping[str, Parameter],
        relations: Mapping[str, tuple[str, ibis.Table]],
        calendar: Workdays,
        engine: Engine | None = None,
    ) -> None:
        self.table = table
        self.constants = constants
        self.parameters = parameters
        self.relations = relations
        self.calendar = calendar
        self.engine = engine or engine_of(table)

    def add(self, nodes: Mapping[str, Node], wanted: Iterable[str]) -> ibis.Table:
        """The table with a column for each of ``wanted`` and what they need."""
        wanted = list(wanted)
        columns = {*nodes, *self.table.columns}
        folder = Folder(self.constants, columns, self.relations, self.parameters, self.calendar)
        needed = folder.fold_nodes(_needed(nodes, wanted, self.table.columns), wanted)
        self.constants = folder.constants
        needed = _flatten({name: op.fold(_whole_years) for name, op in needed.items()})
        layers = _layers(needed, self.table.columns)
        for layer, still_needed in zip(layers, self._still_needed(layers, wanted), strict=True):
            self._join({name: op for name, op in layer.items() if isinstance(op, _JOINED)})
            plain = {name: self._column(op) for name, op in layer.items() if not isinstance(op, _JOINED)}
            if plain:
                self.table = self.table.select(*(c for c in self.table.columns if c in still_needed), **plain)
        return self.table

    def _still_needed(self, layers: Sequence[Mapping[str, Any]], wanted: Iterable[str]) -> list[set[str]]:
        """For each layer the columns to take along: those that a later one reads, and those that none reads."""
        reads = [{name for op in layer.values() for name in references(op)} for layer in layers]
        needed = {"row", "known_on", *wanted, *(by for by, _ in self.relations.values())}
        needed |= set(self.table.columns).difference(*reads)
        after: list[set[str]] = []
        for read in reversed(reads):
            after.insert(0, needed)
            needed = needed | read
        return after

    def _column(self, op: Any, rows: ibis.Table | None = None) -> Any:
        """``op`` over the present table; references to related rows go to ``rows``."""
        table = self.table if rows is None else rows

        def lower(of: Any, inputs: list[Any]) -> Any:
            if isinstance(of, own.Reference):
                return self._reference(of, table)
            if isinstance(of, own.RowReference):
                return table[f"{of.relation}:{of.name}"]
            if isinstance(of, own.Literal):
                return literal(of.value, of.dtype)
            if isinstance(of, own.Reading):
                return self._reading(of, inputs[0].op(), [key.op() for key in inputs[1:]], table).to_expr()
            return self.engine.lowerings[type(of)](of, *inputs)

        column = op.fold(lower)
        return cast(column, op.dtype) if op.dtype.is_decimal() or column.type() != dt.dtype(op.dtype) else column

    def _reference(self, op: own.Reference, table: ibis.Table) -> Any:
        if op.name in self.constants:
            return ibis.literal(self.constants[op.name], type=op.dtype)
        if op.name in self.relations:
            return ibis.literal(True)
        return table[op.name] if op.name in table.columns else ibis.null(op.dtype)

    def _reading(self, op: own.Reading, day: Any, keys: list[Any], table: ibis.Table) -> Any:
        dtype, held = op.dtype, [digits(key) for key in op.keys]
        if isinstance(op.day, own.Literal) and "known_on" in self.constants:
            record = self.parameters[op.parameter].on(op.day.value, self.constants["known_on"])
            return entry(record.value, keys, held, op.how, dtype) if record else ibis.null(dtype).op()
        known_on = self._reference(own.Reference("known_on", DATE), table)
        restricted = self.constants.get("known_on") != FAR
        conditions, results = [], []
        for record in self.parameters[op.parameter].records:
            condition = ops.GreaterEqual(day, ops.Literal(record.effective, dt.date))
            if restricted:
                condition = ops.And(condition, ops.GreaterEqual(known_on, ops.Literal(record.published.known, dt.date)))
            value = entry(record.value, keys, held, op.how, dtype)
            if record.until != FAR:
                ended = ops.Greater(day, ops.Literal(record.until, dt.date))
                value = ops.IfElse(ended, ibis.null(dtype), value)
            conditions.append(condition)
            results.append(value)
        if not conditions:
            return ibis.null(dtype).op()
        return ops.SearchedCase(tuple(conditions), tuple(results), ibis.null(dtype))

    def _join(self, layer: Mapping[str, Any]) -> None:
        by_relation: dict[tuple[str, bool], dict[str, own.Related]] = defaultdict(dict)
        for name, op in layer.items():
            if isinstance(op, own.Related):
                outer = any(need not in self.constants for need in _outer(op))
                by_relation[op.relation, outer][name] = op
            else:
                self._join_calendar(name, op)
        for (relation, outer), related in by_relation.items():
            if relation in self.relations:
                self._join_relation(relation, related, outer)
            else:
                self.table = self.table.mutate(**{name: ibis.null(op.dtype) for name, op in related.items()})

    def _join_calendar(self, name: str, op: Any) -> None:
        forward = isinstance(op, own.WorkdayNumber)
        given, found = f"{name}:given", f"{name}:key"
        rows = [
            {found: day, name: number} if forward else {found: number, name: day}
            for day, number, worked in self.calendar.rows()
            if forward or worked
        ]
        schema = ibis.schema({found: "date", name: "int64"} if forward else {found: "int64", name: "date"})
        calendar = ibis.memtable(pa.Table.from_pylist(rows, schema=schema.to_pyarrow()))
        table = self.table.mutate(**{given: self._column(op.inputs[0])})
        joined = table.left_join(calendar, [(given, found)])
        self.table = joined.select(*self.table.columns, name)

    def _join_relation(self, relation: str, related: Mapping[str, own.Related], outer: bool) -> None:
        by, rows = self.relations[relation]
        rows = rows.rename({f"{relation}:{name}": name for name in rows.columns})
        key = f"{relation}:{by}"
        if outer:
            needed = dict.fromkeys(n for op in related.values() for n in _outer(op) if n in self.table.columns)
            left = self.table.select("row", by, *needed)
            rows = left.inner_join(rows, [(by, key)])
            key = "row"
        fits = {name: self._column(op.where, rows) for name, op in related.items()}
        parts = {
            f"{name}:{what}": self._column(part, rows)
            for name, op in related.items()
            for what, part in (("value", op.column), ("order", op.order))
            if part is not None
        }
        rows = rows.select(
            rows[key].name("group"),
            **{f"{name}:fits": fit for name, fit in fits.items()},
            **parts,
        )
        sums = rows.group_by("group").aggregate(
            [column for name, op in related.items() for column in self._aggregates(rows, name, op)]
        )
        # by name: by table, Ibis takes the group for the row that it was made from
        joined = self.table.left_join(sums, [("row" if outer else by, "group")])
        self.table = joined.select(
            *self.table.columns, **{name: _outcome(joined, name, op) for name, op in related.items()}
        )

    def _aggregates(self, rows: ibis.Table, name: str, op: own.Related) -> list[Any]:
        fit = rows[f"{name}:fits"]
        fitting, unknown = fit.fill_null(False), fit.isnull()
        columns = [fitting.sum().name(f"{name}:fitting")]
        if op.column is not None:
            value = rows[f"{name}:value"]
            unknown = unknown | (fitting & value.isnull())
            if op.order is None:
                found = value.sum(where=fitting)
            else:
                order = rows[f"{name}:order"]
                unknown = unknown | (fitting & order.isnull())
                key = ibis.struct({"order": self.engine.ordered(order), "value": self.engine.ordered(value)})
                found = (value.argmin if op.how == "earliest" else value.argmax)(key, where=fitting)
            columns.append(found.name(f"{name}:value"))
        return [*columns, unknown.sum().name(f"{name}:unknown")]


def _outer(op: own.Related) -> list[str]:
    """Names of what the related rows are held against: facts and steps of the subject itself, the days of the question."""
    read_as_known = ["known_on"] if op.find(own.Reading) else []
    return [need for need in (*references(op), *read_as_known) if need != op.relation]


def _outcome(sums: Any, name: str, op: own.Related) -> Any:
    fitting, unknown = sums[f"{name}:fitting"].fill_null(0), sums[f"{name}:unknown"].fill_null(0)
    if op.how == "any":
        return ibis.cases((fitting > 0, True), (unknown > 0, ibis.null("boolean")), else_=False)
    if op.how == "count":
        value = fitting
    else:
        none = ibis.literal(op.none.value if op.none is not None else 0, type=op.dtype)
        value = sums[f"{name}:value"].fill_null(none)
    return (unknown > 0).ifelse(ibis.null(op.dtype), value.cast(op.dtype))


def _needed(nodes: Mapping[str, Node], wanted: Iterable[str], have: Sequence[str]) -> dict[str, Any]:
    """The operations of ``wanted`` and of all they need, in order, without what the table has."""
    waiting, needed = [name for name in wanted if name in nodes], set()
    while waiting:
        name = waiting.pop()
        if name not in needed and name not in have:
            needed.add(name)
            waiting += [need for need in nodes[name].needs if need in nodes]
    return {name: node.op for name, node in nodes.items() if name in needed}


def _whole_years(op: Any, inputs: list[Any]) -> Any:
    """Whole years are whole months divided as they are, without decimals between."""
    op = op.made_of(inputs)
    if isinstance(op, own.WholePart) and isinstance(op.number, own.Divide):
        months, by = op.number.inputs
        if isinstance(months, own.MonthsBetween) and is_known(by) and by.dtype.is_integer() and by.value > 0:
            return FloorDivide(months, by)
    return op


def _flatten(nodes: Mapping[str, Any]) -> dict[str, Any]:
    """The same nodes with parts in nodes of their own: inner ``when``, joins, what is rounded, divided or named twice."""
    flat: dict[str, Any] = {}
    parts: dict[Any, Any] = {}
    shared = _shared(nodes.values())

    def part(op: Any) -> Any:
        """``op`` as an input of another: itself, or a reference to a node of its own."""
        if isinstance(op, _LEAVES):
            return op
        inner = inside(op)
        return apart(inner) if isinstance(op, (*_JOINED, own.When)) or op in shared else inner

    def apart(op: Any) -> Any:
        if op not in parts:
            name = f"part:{len(parts)}"
            flat[name] = op
            parts[op] = own.Reference(name, op.dtype)
        return parts[op]

    def inside(op: Any) -> Any:
        if isinstance(op, own.Related):
            return op
        op = op.made_of([part(one) for one in op.inputs])
        if _is_dear(op) and not isinstance(op.number, own.Literal | own.Reference):
            number = op.number
            if number.dtype.is_decimal():
                number = Cast(number, decimal(NUMBER.digits[0], digits(number)))
            return op.made_of([apart(number), *op.inputs[1:]])
        return op

    for name, op in nodes.items():
        flat[name] = inside(op) if not isinstance(op, own.Literal | own.Reference) else op
    return flat


def _shared(roots: Iterable[Any]) -> set[Any]:
    """The operations of some size that ``roots`` name more than once."""
    named: Counter[Any] = Counter()
    sizes: dict[Any, int] = {}

    def size(op: Any) -> int:
        named[op] += 1
        if op not in sizes:
            sizes[op] = 1 if isinstance(op, (*_LEAVES, own.Related)) else 1 + sum(map(size, op.inputs))
        return sizes[op]

    for op in roots:
        size(op)
    return {op for op, count in named.items() if count > 1 and sizes[op] >= _WORTH_A_COLUMN}


def _is_dear(op: Any) -> bool:
    """Whether ``op`` divides, or rounds half up to fewer digits than there are."""
    if isinstance(op, own.Round):
        return op.mode == "half_up" and digits(op.number) > op.digits
    return isinstance(op, own.Divide)


def _layers(nodes: Mapping[str, Any], have: Sequence[str]) -> list[dict[str, Any]]:
    """The nodes in layers; each needs only the columns ``have`` and the layers before it."""
    depth: dict[str, int] = dict.fromkeys(have, 0)
    layers: dict[int, dict[str, Any]] = defaultdict(dict)
    for name, op in nodes.items():
        depth[name] = 1 + max((depth.get(need, 0) for need in references(op)), default=0)
        layers[depth[name]][name] = op
    return [layers[level] for level in sorted(layers)]


def constants(as_of: date, known_on: date, relations: Iterable[str]) -> dict[str, Any]:
    """The values that are the same for all rows when everybody is judged on one day."""
    return {"as_of": as_of, "known_on": known_on, **{f"audited:{name}": "" for name in relations}}
