"""Decimals as an engine computes them: with the digits that are declared.

128-bit division is dear (DuckDB 2.0: 170 ns to round a DECIMAL(38, 8), 4 ns a DECIMAL(18, 4)). So a literal is declared no
wider than money, a product is cut to eight decimals only where it has more, and an engine that gains by it rounds in 64
bits where an amount fits. Results stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from yuntai.rules.language import operations as own
from yuntai.rules.language.meaning import inputs

WHOLE = dt.Decimal(38, 0)
WIDE = dt.Decimal(19, 2)
"""Money that a product is made of: one digit more than 64 bits hold. DuckDB keeps a product of two 64-bit decimals in 64
bits, and says so when it overflows; of types wider than money, Ibis finds the wider one only if their digits grow together."""


def places(value: Any) -> int:
    """How many decimals a number has."""
    return max(0, -int(Decimal(value).normalize().as_tuple().exponent))


def literal(value: Any, dtype: dt.DataType) -> Any:
    """A literal; a decimal no wider than it is."""
    if value is None:
        return ibis.null(dtype).op()
    if not dtype.is_decimal():
        return ops.Literal(value, dtype)
    scale = max(own.MONEY.scale, places(value))
    precision = own.MONEY.precision - own.MONEY.scale + scale
    fits = abs(Decimal(value)) < 10 ** (precision - scale)
    return ops.Literal(Decimal(value), dt.Decimal(precision, scale) if fits else own.NUMBER)


def is_known(op: Any) -> bool:
    """Whether ``op`` is a literal that is not NULL."""
    return isinstance(op, ops.Literal) and op.value is not None


def digits(op: Any) -> int:
    """How many decimals ``op`` can have before it is cast to what it declares."""
    if isinstance(op, ops.Literal):
        return places(op.value or 0) if op.dtype.is_decimal() else 0
    if not op.dtype.is_decimal():
        return 0
    if isinstance(op, ops.Add | ops.Subtract | ops.Negate | own.Largest | own.Smallest):
        return max(digits(part) for part in inputs(op))
    if isinstance(op, ops.Multiply):
        return min(sum(digits(part) for part in inputs(op)), int(op.dtype.scale))
    return int(op.dtype.scale)


def cast(value: Any, dtype: dt.DataType) -> Any:
    """A cast even where Ibis takes the types for equal: an engine gives a product of decimals more digits than Ibis says."""
    return ops.Cast(value.op(), dtype).to_expr()


def aligned(values: Sequence[Any], unlowered: Sequence[Any]) -> list[Any]:
    """``values`` that an engine is to choose among or compare, in types that keep all their decimals side by side.

    Of DECIMAL(38, 5) and DECIMAL(38, 4) DuckDB makes DECIMAL(38, 4), and rounds. So what was computed is cast to the most
    decimals that any of them has; what is stored or written out is narrow enough, or has them all.
    """
    if not any(op.dtype.is_decimal() for op in unlowered):
        return list(values)
    common = dt.Decimal(own.NUMBER.precision, max(digits(op) for op in unlowered))
    kept = (ops.Literal, own.Reference, own.RowReference)
    return [
        cast(value, common) if op.dtype.is_decimal() and not isinstance(op, kept) else value
        for value, op in zip(values, unlowered, strict=True)
    ]


def power(of_ten: int) -> Any:
    """A power of ten."""
    return ibis.literal(10**of_ten, type="int64")


def unit(last: int) -> Any:
    """One unit of the last of so many decimals."""
    return ibis.literal(Decimal(1).scaleb(-last), type=own.NUMBER)
