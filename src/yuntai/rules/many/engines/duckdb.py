"""DuckDB: decimals divide to doubles, but integers divide whole; 64 bits are much quicker than 128."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot.expressions as sge

from yuntai.rules.language import operations as own
from yuntai.rules.language.meaning import inputs
from yuntai.rules.many.decimals import WHOLE, cast, digits, literal, power, unit
from yuntai.rules.many.engines.base import Engine, rounded

_INT128 = dt.Unknown(raw_type=sge.DataType(this=sge.DataType.Type.INT128))


@ibis.udf.scalar.builtin(name="divide", signature=((_INT128, _INT128), WHOLE))
def _divide_integers(number: Any, by: Any) -> Any:
    """Whole division of 128-bit integers."""


@ibis.udf.scalar.builtin(name="divide", signature=((dt.int64, dt.int64), dt.int64))
def _divide_small(number: Any, by: Any) -> Any:
    """The same of 64-bit integers."""


class DuckDB(Engine):
    """The engine that comes with the program."""

    def quotient(self, op: own.Divide, unlowered: own.Divide) -> Any:
        """As whole numbers: number·10^(8+b) ÷ by·10^b, cut, is the quotient in units of 10^-8."""
        number, by = op.number.to_expr(), op.by.to_expr()
        above, below = (digits(part) for part in inputs(unlowered))
        shifted = (cast(number, own.NUMBER) * power(8 + below)).cast(_INT128)
        divisor = (cast(by, dt.Decimal(38, below)) * power(below) if below else by).cast(_INT128)
        units = _divide_integers(shifted, divisor.nullif(ibis.literal(0).cast(_INT128)))
        exact = (units * unit(8)).cast(own.NUMBER)
        if not isinstance(unlowered.number, own.Reference):
            return exact
        fits = _within(number, min(10 - below, 18 - 2 * above))
        if not isinstance(unlowered.by, ops.Literal):
            fits = fits & _within(by, 18 - 2 * below)
        quick = _divide_small(_whole(number, above) * power(8 + below - above), _whole(by, below).nullif(0))
        last = ibis.literal(Decimal("1E-8"), type=dt.Decimal(18, 8))
        return ibis.cases((fits, cast(cast(quick, dt.Decimal(18, 0)) * last, own.NUMBER)), else_=exact)

    def half_up(self, op: own.Round, unlowered: own.Round) -> Any:
        """In 64 bits where the number fits."""
        exact = super().half_up(op, unlowered)
        if not isinstance(unlowered.number, own.Reference):
            return exact
        number, narrow = op.number.to_expr(), dt.Decimal(own.MONEY.precision, digits(unlowered.number))
        quick = cast(rounded(cast(number, narrow), op.digits), op.dtype)
        return ibis.cases((_within(number, narrow.precision - narrow.scale), quick), else_=exact)


def _whole(number: Any, places: int) -> Any:
    """``number`` in units of its last place, in 64 bits."""
    scaled = cast(number, dt.Decimal(18, places)) * power(places) if places else number
    return cast(scaled, dt.int64)


def _within(number: Any, digits: int) -> Any:
    """Whether ``number`` has at most so many digits before the point."""
    most = literal(Decimal(10**digits - 1), own.NUMBER).to_expr()
    return number.between(-most, most)
