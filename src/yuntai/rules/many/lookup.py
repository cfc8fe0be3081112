"""What a parameter's record holds under keys that differ from row to row, as an expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from yuntai.rules.language.types import MONEY, NUMBER, Type
from yuntai.rules.many.decimals import WIDE, cast, literal, places


def entry(value: Any, keys: Sequence[Any], digits: Sequence[int], how: str, dtype: Type) -> Any:
    """The entry of a record's ``value`` under ``keys``, which have so many ``digits``; NULL where there is none."""
    if not keys:
        return literal(value, dtype).op()
    if how == "band" and len(keys) == 1:
        return _band(value, keys[0], dtype)
    if how == "marginal" and len(keys) == 1:
        return _marginal(value, keys[0], digits[0], dtype)
    known = {key: entry(inner, keys[1:], digits[1:], how, dtype) for key, inner in value.items()}
    literals = tuple(ops.Literal(key, keys[0].dtype) for key in known)
    return ops.SimpleCase(keys[0], literals, tuple(known.values()), ibis.null(dtype))


def _band(value: Mapping[Any, Any], amount: Any, dtype: Type) -> Any:
    thresholds = sorted(value, reverse=True)
    reached = tuple(ops.GreaterEqual(amount, literal(threshold, Type(amount.dtype))) for threshold in thresholds)
    return ops.SearchedCase(reached, tuple(literal(value[t], dtype) for t in thresholds), ibis.null(dtype))


def _marginal(value: Mapping[Any, Any], amount: Any, digits: int, dtype: Type) -> Any:
    """Within a band the sum is a straight line; where a part of it would have to be rounded, each part by itself."""
    bands, given = sorted(value.items()), amount.to_expr()
    digits = max(digits, *map(places, value)) + max(map(places, value.values()))
    if digits > NUMBER.scale:
        return _by_parts(bands, given, dtype)

    def number(value: Any) -> Any:
        return literal(Decimal(value), NUMBER)

    lines, below = [], Decimal(0)
    wide = cast(given, WIDE) if amount.dtype == dt.dtype(MONEY) else given
    for (low, share), (high, _) in pairwise([*bands, (bands[-1][0], None)]):
        # one type for all lines: of unlike ones DuckDB makes one with fewer decimals, and rounds
        line = cast(wide * number(share) + number(below - low * share), NUMBER)
        lines.append((given >= number(low), line))
        below += (high - low) * share
    return ibis.cases(*reversed(lines), (given < number(bands[0][0]), number(0))).op()


def _by_parts(bands: Sequence[tuple[Any, Any]], given: Any, dtype: Type) -> Any:
    total = ibis.literal(Decimal(0), type=NUMBER)
    for (low, share), (high, _) in pairwise([*bands, (None, None)]):
        over = (
            given - low if high is None else (given > high).ifelse(ibis.literal(high, type=given.type()), given) - low
        )
        part = (over > 0).ifelse(over, ibis.literal(0, type=over.type()))
        total = total + cast(part * ibis.literal(share, type=dtype), NUMBER)
    return given.isnull().ifelse(ibis.null(dtype), cast(total, dtype)).op()
