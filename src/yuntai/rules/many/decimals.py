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
from yuntai.rules.language.types import MONEY, NUMBER, Type, decimal

WHOLE = decimal(38, 0)
WIDE = decimal(19, 2)
"""Money that a product is made of: one digit more than 64 bits hold. DuckDB keeps a product of two 64-bit decimals in 64
bits, and says so when it overflows; of types wider than money, Ibis finds the wider one only if their digits grow together."""


def places(value: Any) -> int:
    """How many decimals a number has."""
    return max(0, -int(Decimal(value).normalize().as_tuple().exponent))


def literal(value: Any, dtype: Type) -> Any:
    """A literal; a decimal no wider than it is."""
    if value is None:
        return ibis.null(dtype)
    if not dtype.is_decimal():
        return ibis.literal(value, type=dtype)
    return ibis.literal(Decimal(value), type=narrow(value))


def narrow(number: Any) -> Type:
    """The type of a number as a literal: that of money, with more decimals where it has more; wide where it is large."""
    precision, scale = MONEY.digits
    decimals = max(scale, places(number))
    fits = abs(Decimal(number)) < 10 ** (precision - scale)
    return decimal(precision - scale + decimals, decimals) if fits else NUMBER


def is_known(op: own.Operation) -> bool:
    """Whether ``op`` is a literal that is not NULL."""
    return isinstance(op, own.Literal) and op.value is not None


def digits(op: Any) -> int:
    """How many decimals ``op`` can have before it is cast to what it declares."""
    if isinstance(op, own.Literal):
        return places(op.value or 0) if op.dtype.is_decimal() else 0
    if not op.dtype.is_decimal():
        return 0
    if isinstance(op, own.Add | own.Subtract | own.Negate | own.Largest | own.Smallest):
        return max(digits(part) for part in op.inputs)
    if isinstance(op, own.Multiply):
        return min(sum(digits(part) for part in op.inputs), op.dtype.scale)
    return int(op.dtype.scale)


def cast(value: Any, dtype: Type | dt.DataType) -> Any:
    """A cast even where Ibis takes the types for equal: an engine gives a product of decimals more digits than Ibis says."""
    return ops.Cast(value.op(), dt.dtype(dtype)).to_expr()


def aligned(values: Sequence[Any], of: Sequence[own.Operation]) -> list[Any]:
    """``values`` of operations that an engine is to choose among or compare, in types that keep all their decimals.

    Of DECIMAL(38, 5) and DECIMAL(38, 4) DuckDB makes DECIMAL(38, 4), and rounds. So what was computed is cast to the most
    decimals that any of them has; what is stored or written out is narrow enough, or has them all.
    """
    if not any(op.dtype.is_decimal() for op in of):
        return list(values)
    common = decimal(NUMBER.digits[0], max(map(digits, of)))
    kept = (own.Literal, own.Reference, own.RowReference)
    return [
        cast(value, common) if op.dtype.is_decimal() and not isinstance(op, kept) else value
        for value, op in zip(values, of, strict=True)
    ]


def power(of_ten: int) -> Any:
    """A power of ten."""
    return ibis.literal(10**of_ten, type="int64")


def unit(last: int) -> Any:
    """One unit of the last of so many decimals."""
    return ibis.literal(Decimal(1).scaleb(-last), type=NUMBER)
