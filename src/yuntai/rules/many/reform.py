"""Trying other parameters: what a change would cost and whom it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from yuntai.errors import YuntaiError
from yuntai.rules.language.types import MONEY
from yuntai.rules.many.population import Population
from yuntai.rules.many.screen import screen
from yuntai.rules.one.status import NOT_APPLICABLE, NOT_ENTITLED


def reform(population: Population, changed: Mapping[str, Any], as_of: date) -> ibis.Table:
    """Every row by the parameters as they are and by ``changed`` ones (values on every day).

    Columns: ``row``, ``person``, ``status_before``, ``status_after``, ``before`` and ``after`` (yuan; NULL where not known).
    Raises ``YuntaiError`` on an unknown parameter, a value that does not fit, or a policy that pays nothing.
    """
    rule = population.rule
    paid = rule.policy.paid
    if paid is None:
        raise YuntaiError(f"政策 {rule.id} 没有按行发放的金额，不能测算")
    before = screen(population, as_of)
    after = screen(Population(rule.assuming(changed), population.source), as_of).view()
    return before.inner_join(after, before["row"] == after["row"]).select(
        row=before["row"],
        person=before["person"],
        status_before=before["status"],
        status_after=after["status"],
        before=_had(before, paid),
        after=_had(after, paid),
    )


def _had(screened: ibis.Table, paid: str) -> Any:
    """The amount that counts: nothing for a row that is not entitled, or for which another is chosen."""
    nothing = screened["status"].isin([NOT_ENTITLED, NOT_APPLICABLE])
    if "chosen" in screened.columns:
        nothing = nothing | ~screened["chosen"].fill_null(True)
    return nothing.ifelse(ibis.literal(0, type=MONEY), screened[paid])


@dataclass(frozen=True)
class Effect:
    """A reform in figures; money in yuan over the rows whose result is known on both sides."""

    before: Decimal
    after: Decimal
    more: int
    less: int
    same: int
    unknown: int


def summarise(compared: ibis.Table) -> Effect:
    """The figures of a :func:`reform`."""
    before, after = compared["before"], compared["after"]
    known = before.notnull() & after.notnull()
    row = (
        compared.aggregate(
            before=before.sum(where=known),
            after=after.sum(where=known),
            more=(known & (after > before)).sum(),
            less=(known & (after < before)).sum(),
            same=(known & (after == before)).sum(),
            unknown=(~known).sum(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    return Effect(
        Decimal(row["before"] or 0),
        Decimal(row["after"] or 0),
        *(int(row[name] or 0) for name in ("more", "less", "same", "unknown")),
    )
