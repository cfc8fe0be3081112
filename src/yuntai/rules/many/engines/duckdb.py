"""DuckDB: decimals divide to doubles, but integers divide whole; 64 bits are much quicker than 128."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import sqlglot.expressions as sge

from yuntai.rules.language import operations as own
from yuntai.rules.language.types import MONEY, NUMBER, decimal
from yuntai.rules.many.decimals import WHOLE, cast, digits, literal, power, unit
from yuntai.rules.many.engines.base import Engine, rounded

_INT128 = dt.Unknown(raw_type=sge.DataType(this=sge.DataType.Type.INT128))


@ibis.udf.scalar.builtin(name="divide", signature=((_INT128, _INT128), dt.dtype(WHOLE)))
def _divide_integers(number: Any, by: Any) -> Any:
    """Whole division of 128-bit integers."""


@ibis.udf.scalar.builtin(name="divide", signature=((dt.int64, dt.int64), dt.int64))
def _divide_small(number: Any, by: Any) -> Any:
    """The same of 64-bit integers."""


class DuckDB(Engine):
    """The engine that comes with the program."""

    def quotient(self, op: own.Divide, number: Any, by: Any) -> Any:
        """As whole numbers: number·10^(8+b) ÷ by·10^b, cut, is the quotient in units of 10^-8."""
        above, below = map(digits, op.inputs)
        shifted = (cast(number, NUMBER) * power(8 + below)).cast(_INT128)
        divisor = (cast(by, decimal(38, below)) * power(below) if below else by).cast(_INT128)
        units = _divide_integers(shifted, divisor.nullif(ibis.literal(0).cast(_INT128)))
        exact = (units * unit(8)).cast(NUMBER)
        if not isinstance(op.number, own.Reference):
            return exact
        fits = _within(number, min(10 - below, 18 - 2 * above))
        if not isinstance(op.by, own.Literal):
            fits = fits & _within(by, 18 - 2 * below)
        quick = _divide_small(_whole(number, above) * power(8 + below - above), _whole(by, below).nullif(0))
        last = ibis.literal(Decimal("1E-8"), type=decimal(18, 8))
        return ibis.cases((fits, cast(cast(quick, decimal(18, 0)) * last, NUMBER)), else_=exact)

    def half_up(self, op: own.Round, number: Any) -> Any:
        """In 64 bits where the number fits."""
        exact = super().half_up(op, number)
        if not isinstance(op.number, own.Reference):
            return exact
        whole, decimals = MONEY.digits[0], digits(op.number)
        quick = cast(rounded(cast(number, decimal(whole, decimals)), op.digits), op.dtype)
        return ibis.cases((_within(number, whole - decimals), quick), else_=exact)


def _whole(number: Any, places: int) -> Any:
    """``number`` in units of its last place, in 64 bits."""
    scaled = cast(number, decimal(18, places)) * power(places) if places else number
    return cast(scaled, dt.int64)


def _within(number: Any, digits: int) -> Any:
    """Whether ``number`` has at most so many digits before the point."""
    most = literal(Decimal(10**digits - 1), NUMBER)
    return number.between(-most, most)
