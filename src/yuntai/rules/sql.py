"""What each operation means for many people: a rule's nodes become columns of an Ibis table, on any engine.

The nodes are added in layers, each a projection over the one before, so that no expression is written out twice. What
needs other rows (relations, the calendar) is joined before the layer that uses it. Every operation of the language that
SQL has no right form for is lowered here to plain, null-correct Ibis; :mod:`yuntai.rules.meaning` says the same for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import pyarrow as pa
import sqlglot.expressions as sge

from yuntai.rules import operations as own
from yuntai.rules.kinds import FAR
from yuntai.rules.meaning import inputs
from yuntai.rules.parameters import Parameter
from yuntai.rules.rule import Node, references
from yuntai.rules.workdays import Workdays

_JOINED = (own.Related, own.WorkdayNumber, own.WorkdayOf)
_INT128 = dt.Unknown(raw_type=sge.DataType(this=sge.DataType.Type.INT128))


@ibis.udf.scalar.builtin(name="divide", signature=((_INT128, _INT128), dt.Decimal(38, 0)))
def _divide_integers(number: Any, by: Any) -> Any:
    """DuckDB's whole division of 128-bit integers."""


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
    ) -> None:
        self.table = table
        self.constants = constants
        self.parameters = parameters
        self.relations = relations
        self.calendar = calendar

    def add(self, nodes: Mapping[str, Node], wanted: Iterable[str]) -> ibis.Table:
        """The table with a column for each of ``wanted`` and what they need."""
        for layer in _layers(_flatten(_needed(nodes, wanted, self.table.columns)), self.table.columns):
            self._join({name: op for name, op in layer.items() if isinstance(op, _JOINED)})
            plain = {name: self._column(op) for name, op in layer.items() if not isinstance(op, _JOINED)}
            if plain:
                self.table = self.table.mutate(**plain)
        return self.table

    def _column(self, op: Any, rows: ibis.Table | None = None) -> Any:
        """``op`` over the present table; references to related rows go to ``rows``."""
        table = self.table if rows is None else rows

        def lower(node: Any, kwargs: dict[str, Any] | None) -> Any:
            if isinstance(node, own.Reference):
                return self._reference(node, table)
            if isinstance(node, own.RowReference):
                return table[f"{node.relation}:{node.name}"].op()
            node = node.__recreate__(kwargs) if kwargs else node
            if isinstance(node, own.Reading):
                return self._reading(node, table)
            lowering = _LOWERINGS.get(type(node))
            return lowering(node).op() if lowering else node

        column = op.replace(lower).to_expr()
        return _cast(column, op.dtype) if op.dtype.is_decimal() or column.type() != op.dtype else column

    def _reference(self, node: own.Reference, table: ibis.Table) -> Any:
        if node.name in self.constants:
            return ibis.literal(self.constants[node.name], type=node.dtype).op()
        if node.name in self.relations:
            return ibis.literal(True).op()
        if node.name in table.columns:
            return table[node.name].op()
        return ibis.null(node.dtype).op()

    def _reading(self, node: own.Reading, table: ibis.Table) -> Any:
        dtype = node.dtype
        known_on = self._reference(own.Reference("known_on", dt.date), table)
        restricted = self.constants.get("known_on") != FAR
        conditions, results = [], []
        for record in self.parameters[node.parameter].records:
            condition = ops.GreaterEqual(node.day, ops.Literal(record.effective, dt.date))
            if restricted:
                condition = ops.And(condition, ops.GreaterEqual(known_on, ops.Literal(record.published, dt.date)))
            value = _entry(record.value, node.keys, node.how, dtype)
            if record.until != FAR:
                ended = ops.Greater(node.day, ops.Literal(record.until, dt.date))
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
        table = self.table.mutate(**{given: self._column(next(inputs(op)))})
        joined = table.left_join(calendar, table[given] == calendar[found])
        self.table = joined.select(*self.table.columns, name)

    def _join_relation(self, relation: str, related: Mapping[str, own.Related], outer: bool) -> None:
        by, rows = self.relations[relation]
        rows = rows.rename({f"{relation}:{name}": name for name in rows.columns})
        key = f"{relation}:{by}"
        if outer:
            needed = dict.fromkeys(n for op in related.values() for n in _outer(op) if n in self.table.columns)
            left = self.table.select("row", by, *needed)
            rows = left.inner_join(rows, left[by] == rows[key])
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
            [column for name, op in related.items() for column in _aggregates(rows, name, op)]
        )
        joined = self.table.left_join(sums, self.table["row" if outer else by] == sums["group"])
        # columns by name: by table, Ibis takes the group for the row that it was made from
        self.table = joined.select(
            *self.table.columns, **{name: _outcome(joined, name, op) for name, op in related.items()}
        )


def _outer(op: own.Related) -> list[str]:
    """Names of what the related rows are held against: facts and steps of the subject itself, the day of the question."""
    return [need for need in references(op) if need != op.relation]


def _aggregates(rows: ibis.Table, name: str, op: own.Related) -> list[Any]:
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
            keys = [order, value] if op.how == "earliest" else [order.desc(), value.desc()]
            found = value.first(where=fitting, order_by=keys)
        columns.append(found.name(f"{name}:value"))
    return [*columns, unknown.sum().name(f"{name}:unknown")]


def _outcome(sums: Any, name: str, op: own.Related) -> Any:
    fitting, unknown = sums[f"{name}:fitting"].fill_null(0), sums[f"{name}:unknown"].fill_null(0)
    if op.how == "any":
        return ibis.cases((fitting > 0, True), (unknown > 0, ibis.null("boolean")), else_=False)
    if op.how == "count":
        value = fitting
    else:
        none = op.none.to_expr() if op.none is not None else ibis.literal(0, type=op.dtype)
        value = sums[f"{name}:value"].fill_null(none)
    return (unknown > 0).ifelse(ibis.null(op.dtype), value.cast(op.dtype))


def _entry(value: Any, keys: Sequence[Any], how: str, dtype: dt.DataType) -> Any:
    """The entry of a record's ``value`` under ``keys``, NULL where there is none."""
    if not keys:
        return ops.Literal(value, dtype)
    if how != "key" and len(keys) == 1:
        return (_band if how == "band" else _marginal)(value, keys[0], dtype)
    known = {key: _entry(inner, keys[1:], how, dtype) for key, inner in value.items()}
    literals = tuple(ops.Literal(key, keys[0].dtype) for key in known)
    return ops.SimpleCase(keys[0], literals, tuple(known.values()), ibis.null(dtype))


def _band(value: Mapping[Any, Any], amount: Any, dtype: dt.DataType) -> Any:
    thresholds = sorted(value, reverse=True)
    reached = tuple(ops.GreaterEqual(amount, ops.Literal(threshold, amount.dtype)) for threshold in thresholds)
    return ops.SearchedCase(reached, tuple(ops.Literal(value[t], dtype) for t in thresholds), ibis.null(dtype))


def _marginal(value: Mapping[Any, Any], amount: Any, dtype: dt.DataType) -> Any:
    total = ibis.literal(Decimal(0), type=own.NUMBER)
    given = amount.to_expr()
    for (low, share), (high, _) in pairwise([*sorted(value.items()), (None, None)]):
        over = (
            given - low if high is None else (given > high).ifelse(ibis.literal(high, type=amount.dtype), given) - low
        )
        part = (over > 0).ifelse(over, ibis.literal(0, type=over.type()))
        total = total + _cast(part * ibis.literal(share, type=dtype), own.NUMBER)
    return amount.to_expr().isnull().ifelse(ibis.null(dtype), _cast(total, dtype)).op()


def _needed(nodes: Mapping[str, Node], wanted: Iterable[str], have: Sequence[str]) -> dict[str, Any]:
    """The operations of ``wanted`` and of all they need, in order, without what the table has."""
    waiting, needed = [name for name in wanted if name in nodes], set()
    while waiting:
        name = waiting.pop()
        if name not in needed and name not in have:
            needed.add(name)
            waiting += [need for need in nodes[name].needs if need in nodes]
    return {name: node.op for name, node in nodes.items() if name in needed}


def _flatten(nodes: Mapping[str, Any]) -> dict[str, Any]:
    """The same nodes with every inner ``when`` and every join in a node of its own."""
    flat: dict[str, Any] = {}
    parts: dict[Any, Any] = {}

    def part(op: Any) -> Any:
        """``op`` as an input of another: itself, or a reference to a node of its own."""
        if isinstance(op, ops.Literal | own.Reference | own.RowReference):
            return op
        inner = inside(op)
        if not isinstance(op, (*_JOINED, own.When)):
            return inner
        if inner not in parts:
            name = f"part:{len(parts)}"
            flat[name] = inner
            parts[inner] = own.Reference(name, op.dtype)
        return parts[inner]

    def inside(op: Any) -> Any:
        if isinstance(op, own.Related):
            return op
        arguments = [
            tuple(part(p) for p in argument) if isinstance(argument, tuple) and argument and isinstance(argument[0], ops.Value)
            else part(argument) if isinstance(argument, ops.Value)
            else argument
            for argument in op.__args__
        ]  # fmt: skip
        return op.__recreate__(dict(zip(op.__argnames__, arguments, strict=True)))

    for name, op in nodes.items():
        flat[name] = inside(op) if not isinstance(op, ops.Literal | own.Reference) else op
    return flat


def _layers(nodes: Mapping[str, Any], have: Sequence[str]) -> list[dict[str, Any]]:
    """The nodes in layers; each needs only the columns ``have`` and the layers before it."""
    depth: dict[str, int] = dict.fromkeys(have, 0)
    layers: dict[int, dict[str, Any]] = defaultdict(dict)
    for name, op in nodes.items():
        depth[name] = 1 + max((depth.get(need, 0) for need in references(op)), default=0)
        layers[depth[name]][name] = op
    return [layers[level] for level in sorted(layers)]


def _cast(value: Any, dtype: dt.DataType) -> Any:
    """A cast even where Ibis takes the types for equal: an engine gives a product of decimals more digits than Ibis says."""
    return ops.Cast(value.op(), dtype).to_expr()


def _when(op: own.When) -> Any:
    condition, then, otherwise = (part.to_expr() for part in inputs(op))
    then, otherwise = (part.cast(op.dtype) if part.type() != op.dtype else part for part in (then, otherwise))
    return ibis.cases((condition, then), (~condition, otherwise), (then == otherwise, then), else_=ibis.null(op.dtype))


def _extreme(op: own.Largest | own.Smallest) -> Any:
    values = [value.to_expr() for value in op.values]
    chosen = ibis.greatest(*values) if isinstance(op, own.Largest) else ibis.least(*values)
    unknown = reduce(lambda a, b: a | b, (value.isnull() for value in values))
    return unknown.ifelse(ibis.null(op.dtype), chosen)


def _divide(op: own.Divide) -> Any:
    """As whole numbers: number·10^(8+b) ÷ by·10^b, cut, is the quotient in units of 10^-8."""
    number, by = op.number.to_expr(), op.by.to_expr()
    digits = by.type().scale if by.type().is_decimal() else 0
    shifted = (number.cast(own.NUMBER) * ibis.literal(10 ** (8 + digits), type="int64")).cast(_INT128)
    divisor = (by * ibis.literal(10**digits, type="int64")).cast(_INT128).nullif(ibis.literal(0).cast(_INT128))
    units = _divide_integers(shifted, divisor)
    return (units * _unit(8)).cast(own.NUMBER)


def _round(op: own.Round) -> Any:
    number = op.number.to_expr()
    if op.mode == "half_up":
        return number.cast(own.NUMBER).round(op.digits).cast(op.dtype)
    units = number.cast(own.NUMBER) * ibis.literal(10**op.digits, type="int64")
    cut = (units.floor() if op.mode == "down" else units.ceil()).cast(dt.Decimal(38, 0))
    return (cut * _unit(op.digits)).cast(op.dtype)


def _unit(digits: int) -> Any:
    return ibis.literal(Decimal(1).scaleb(-digits), type=own.NUMBER)


def _shifted(day: Any, interval: Any) -> Any:
    moved = (day + interval).cast("date")
    return (moved <= FAR).ifelse(moved, ibis.null("date"))


def _months_between(op: own.MonthsBetween) -> Any:
    start, end = op.start.to_expr(), op.end.to_expr()
    months = (end.year() - start.year()) * 12 + (end.month() - start.month())
    month_end = (end + ibis.interval(days=1)).cast("date").day() == 1
    short = (end.day() < start.day()) & ~month_end
    return (months - short.ifelse(1, 0)).cast("int64")


_LOWERINGS: Mapping[type[ops.Node], Any] = {
    own.When: _when,
    own.Largest: _extreme,
    own.Smallest: _extreme,
    own.Divide: _divide,
    own.Round: _round,
    own.WholePart: lambda op: op.number.to_expr().floor().cast("int64"),
    own.AddMonths: lambda op: _shifted(op.day.to_expr(), op.months.to_expr().as_interval("M")),
    own.AddDays: lambda op: _shifted(op.day.to_expr(), op.days.to_expr().as_interval("D")),
    own.MonthsBetween: _months_between,
    own.DaysBetween: lambda op: op.end.to_expr().delta(op.start.to_expr(), unit="day").cast("int64"),
    # Ibis writes IS NULL behind a NOT without brackets, which SQL reads as NOT (… IS NULL)
    ops.Not: lambda op: op.arg.to_expr() == ibis.literal(False),
    ops.Multiply: lambda op: _cast(op.to_expr(), op.dtype) if op.dtype.is_decimal() else op.to_expr(),
}


def constants(as_of: date, known_on: date, relations: Iterable[str]) -> dict[str, Any]:
    """The values that are the same for all rows when everybody is judged on one day."""
    return {"as_of": as_of, "known_on": known_on, **{f"audited:{name}": "" for name in relations}}
