"""Finding everyone entitled: each row of the registry judged on one day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.types import MONEY
from yuntai.rules.many.engines import engine_of
from yuntai.rules.many.population import Population, verdict
from yuntai.rules.many.sql import constants
from yuntai.rules.one.openings import leaves, openings
from yuntai.rules.one.status import ENTITLED, NOT_APPLICABLE, STATUS, UNKNOWN
from yuntai.rules.rule.rule import Rule

_BETWEEN = "、"


def screen(population: Population, as_of: date, known_on: date = FAR) -> ibis.Table:
    """Every row judged on ``as_of``.

    Columns: ``row`` and ``person``; ``status``; ``because``, the step that decides against; the results and asides; ``asks``, the
    facts that are still open; ``paid``, yuan already paid for the row; and, where a person may have only one of
    several, whether it is ``chosen`` as the most favourable, or which row is, ``instead_of`` it.
    """
    rule = population.rule
    once, results = rule.policy.once, [name for name in (*rule.results, *rule.asides) if name != "entitled"]
    opened = openings(rule, rule.results)
    open_names = leaves(rule, opened)
    judged = population.judged(
        population.rows(),
        constants(as_of, known_on, rule.relations),
        {**rule.nodes, **verdict(rule), **opened},
        ["status", "because", *results, *(once.per if once else ()), *(f"open:{name}" for name in open_names)],
    )
    outside = judged["status"] == NOT_APPLICABLE
    judged = judged.mutate(
        asks=_asks(judged, open_names),
        **{name: outside.ifelse(ibis.null(judged[name].type()), judged[name]) for name in results},
    )
    if once:
        judged = _choose(judged, once.per, once.best)
    payments = population.payments()
    if payments is not None and rule.policy.paid:
        paid = payments.group_by("paid_for").aggregate(paid=payments["paid"].sum().cast(MONEY))
        judged = judged.left_join(paid, [("row", "paid_for")])
    columns = ("row", "person", "status", "because", *results, "asks", "paid", "chosen", "instead_of")
    return judged.select(*(name for name in columns if name in judged.columns))


def _asks(judged: ibis.Table, names: list[str]) -> Any:
    parts = [judged[f"open:{name}"].ifelse(name, ibis.null("string")) for name in names]
    listed = ibis.literal(_BETWEEN).join(parts) if parts else ibis.literal("")
    return (judged["status"] == UNKNOWN).ifelse(listed, "")


def _choose(judged: ibis.Table, per: tuple[str, ...], best: str) -> ibis.Table:
    """Among the entitled rows with the same ``per``, the one with the largest ``best``; ties by key."""
    entitled = judged["status"] == ENTITLED
    tie = engine_of(judged).ordered(judged["row"])
    order = ibis.window(group_by=[*(judged[name] for name in per), entitled], order_by=[judged[best].desc(), tie])
    ranked = judged.mutate(
        chosen=entitled.ifelse(ibis.row_number().over(order) == 0, ibis.null("boolean")),
        first=judged["row"].first().over(order),
    )
    return ranked.mutate(instead_of=(~ranked["chosen"]).ifelse(ranked["first"], ibis.null("string")))


@dataclass(frozen=True)
class Summary:
    """A screening in figures: how many rows in each group, and the money that those entitled have not had yet."""

    groups: Mapping[str, int]
    due_rows: int
    due: Decimal | None
    others: int
    paid_rows: int
    because: tuple[tuple[str, int], ...]
    settles: tuple[tuple[str, int, int], ...]
    """For each open fact: rows that it would settle alone, rows in which it is open."""


def summarise(rule: Rule, screened: ibis.Table) -> Summary:
    """The figures of a :func:`screen` that has been computed (``screened`` is read several times)."""
    groups = dict.fromkeys(STATUS, 0) | dict(_counts(screened, "status"))
    entitled = screened.filter(screened["status"] == ENTITLED)
    others, paid_rows = 0, 0
    if "chosen" in screened.columns:
        others = _one(entitled.filter(~entitled["chosen"]).count())
        entitled = entitled.filter(entitled["chosen"])
    if "paid" in screened.columns:
        paid_rows = _one(entitled.filter(entitled["paid"].notnull()).count())
        entitled = entitled.filter(entitled["paid"].isnull())
    due = _one(entitled[rule.policy.paid].sum()) if rule.policy.paid else None
    alone: Counter[str] = Counter()
    together: dict[str, int] = defaultdict(int)
    for asks, count in _counts(screened.filter(screened["status"] == UNKNOWN), "asks"):
        names = asks.split(_BETWEEN)
        for name in names:
            together[name] += count
        if len(names) == 1:
            alone[asks] += count
    return Summary(
        groups,
        _one(entitled.count()),
        Decimal(due or 0) if rule.policy.paid else None,
        others,
        paid_rows,
        tuple(_counts(screened.filter(screened["because"] != ""), "because")),
        tuple(sorted(((n, alone[n], c) for n, c in together.items() if n), key=lambda row: (-row[1], -row[2], row[0]))),
    )


def _one(value: Any) -> Any:
    return value.to_pyarrow().as_py()


def _counts(table: ibis.Table, column: str) -> list[tuple[str, int]]:
    counted = table.group_by(column).aggregate(count=table.count()).to_pyarrow().to_pylist()
    return sorted(((row[column], row["count"]) for row in counted), key=lambda pair: (-pair[1], pair[0]))
