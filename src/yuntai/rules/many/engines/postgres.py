"""PostgreSQL: numbers have as many digits as they need; text is ordered by the collation of the place."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt

from yuntai.rules.language import operations as own
from yuntai.rules.language.types import NUMBER
from yuntai.rules.many.decimals import WHOLE, cast, power, unit
from yuntai.rules.many.engines.base import Engine


@ibis.udf.scalar.builtin(name="div", signature=((dt.decimal, dt.decimal), dt.dtype(WHOLE)))
def _divide_whole(number: Any, by: Any) -> Any:
    """The whole part of a quotient of any length."""


@ibis.udf.scalar.builtin(signature=((dt.string, dt.string), dt.binary))
def convert_to(text: Any, encoding: Any) -> Any:
    """Text as bytes."""


class Postgres(Engine):
    """A PostgreSQL server."""

    def quotient(self, op: own.Divide, number: Any, by: Any) -> Any:
        """Whole, after eight decimals have been moved before the point."""
        number, by = cast(number, dt.decimal), cast(by, dt.decimal)
        return cast(_divide_whole(number * power(8), by.nullif(0)) * unit(8), NUMBER)

    def ordered(self, value: Any) -> Any:
        return convert_to(value, "UTF8") if value.type().is_string() else value
