"""Spark: decimals have at most 38 digits, and a quotient is rounded, so that only a division without rest is exact."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt

from yuntai.rules.language import operations as own
from yuntai.rules.language.types import NUMBER
from yuntai.rules.many.decimals import WHOLE, cast, digits, power, unit
from yuntai.rules.many.engines.base import Engine


@ibis.udf.scalar.builtin(signature=((dt.date, dt.int32), dt.date))
def add_months(day: Any, months: Any) -> Any:
    """The day in a later month."""


@ibis.udf.scalar.builtin(signature=((dt.date, dt.int32), dt.date))
def date_add(day: Any, days: Any) -> Any:
    """A later day."""


class Spark(Engine):
    """A Spark session that keeps the decimals of a product (``spark.sql.decimalOperations.allowPrecisionLoss=false``)."""

    def quotient(self, op: own.Divide, number: Any, by: Any) -> Any:
        """As whole numbers, the rest taken off first: number·10^(8+b) less its rest, ÷ by·10^b."""
        below = digits(op.by)
        shifted = cast(cast(number, NUMBER) * power(8 + below), WHOLE)
        divisor = cast(by * power(below), WHOLE).nullif(ibis.literal(0, type=WHOLE))
        units = cast((shifted - shifted % divisor) / divisor, WHOLE)
        return cast(units * unit(8), NUMBER)

    def add_months(self, day: Any, months: Any) -> Any:
        return add_months(day, months.cast("int32"))

    def add_days(self, day: Any, days: Any) -> Any:
        return date_add(day, days.cast("int32"))
