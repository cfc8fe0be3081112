"""The operations that the language adds to Ibis: leaves that name things, and null-correct forms of what SQL gets wrong.

They are ordinary Ibis value operations. :mod:`yuntai.rules.language.meaning` computes them for one person,
:mod:`yuntai.rules.many.sql` lowers them to plain Ibis for many.
"""

from __future__ import annotations

import ibis.expr.datashape as ds
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.rules as rlz
from ibis.common.annotations import attribute
from ibis.common.typing import VarTuple

MONEY = dt.Decimal(18, 2)
NUMBER = dt.Decimal(38, 8)


class Reference(ops.Value):
    """The value of a fact, a step, a result, or of ``as_of`` and ``known_on``."""

    name: str
    dtype: dt.DataType
    shape = ds.columnar


class RowReference(ops.Value):
    """A column of a related row, inside the condition of a relation."""

    relation: str
    name: str
    dtype: dt.DataType
    shape = ds.columnar


class Reading(ops.Value):
    """The value of a parameter on a day, looked up by ``keys`` where the parameter is a table.

    ``how`` the last key is taken: as it stands (``key``), as an amount in the band that begins at or below it (``band``), or
    as an amount each part of which counts at the share of its own band (``marginal``).
    """

    parameter: str
    day: ops.Value[dt.Date]
    keys: VarTuple[ops.Value]
    how: str
    dtype: dt.DataType
    shape = ds.columnar


class When(ops.Value):
    condition: ops.Value[dt.Boolean]
    then: ops.Value
    otherwise: ops.Value

    shape = ds.columnar

    @attribute
    def dtype(self) -> dt.DataType:
        return rlz.highest_precedence_dtype([self.then, self.otherwise])


class _Extreme(ops.Value):
    values: VarTuple[ops.Value]
    shape = ds.columnar

    @attribute
    def dtype(self) -> dt.DataType:
        return rlz.highest_precedence_dtype(self.values)


class Largest(_Extreme):
    pass


class Smallest(_Extreme):
    pass


class Divide(ops.Value):
    """Exact division, cut (not rounded) after eight decimals, so that a later rounding is right."""

    number: ops.Value[dt.Numeric]
    by: ops.Value[dt.Numeric]
    dtype = NUMBER
    shape = ds.columnar


class Round(ops.Value):
    number: ops.Value[dt.Numeric]
    mode: str
    digits: int
    dtype = MONEY
    shape = ds.columnar


class WholePart(ops.Value):
    number: ops.Value[dt.Numeric]
    dtype = dt.int64
    shape = ds.columnar


class AddMonths(ops.Value):
    day: ops.Value[dt.Date]
    months: ops.Value[dt.Integer]
    dtype = dt.date
    shape = ds.columnar


class AddDays(ops.Value):
    day: ops.Value[dt.Date]
    days: ops.Value[dt.Integer]
    dtype = dt.date
    shape = ds.columnar


class MonthsBetween(ops.Value):
    start: ops.Value[dt.Date]
    end: ops.Value[dt.Date]
    dtype = dt.int64
    shape = ds.columnar


class DaysBetween(ops.Value):
    start: ops.Value[dt.Date]
    end: ops.Value[dt.Date]
    dtype = dt.int64
    shape = ds.columnar


class WorkdayNumber(ops.Value):
    """How many workdays the calendar has up to and including ``day``."""

    day: ops.Value[dt.Date]
    dtype = dt.int64
    shape = ds.columnar


class WorkdayOf(ops.Value):
    """The day of the ``number``-th workday of the calendar."""

    number: ops.Value[dt.Integer]
    dtype = dt.date
    shape = ds.columnar


class Related(ops.Value):
    """What the person's related rows come to: ``how`` is any, count, sum, latest or earliest.

    ``where`` picks the rows, and may refer to the row itself. Latest and earliest go by ``order``; ``none`` is their value
    where no row fits.
    """

    relation: str
    how: str
    where: ops.Value[dt.Boolean]
    column: ops.Value | None
    order: ops.Value | None
    none: ops.Value | None
    dtype: dt.DataType
    shape = ds.columnar
