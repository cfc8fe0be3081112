"""What an expression is made of: a tree of operations, each of a type, as data.

An author's words (:mod:`yuntai.rules.language.language`) make it. :mod:`yuntai.rules.language.meaning` computes it for one person,
:mod:`yuntai.rules.many.sql` writes it as SQL for many, :mod:`yuntai.rules.rule.wording` says it in Chinese. There is no operation
but those here: an author cannot reach for another by mistake. What all of them are, :class:`Operation`, can be had from here too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from yuntai.rules.language.operation import Operation as Operation
from yuntai.rules.language.types import BOOLEAN, DATE, FLOAT, INTEGER, MONEY, NUMBER, TEXT, Type, common


class Literal(Operation):
    value: Any
    dtype: Type

    def _check(self) -> None:
        if self.dtype.is_decimal() and isinstance(self.value, int):
            self.__dict__["value"] = Decimal(self.value)


def literal(value: Any) -> Literal:
    """A Python value as an operation. Raises ``TypeError`` where it is none of the language."""
    types = ((bool, BOOLEAN), (int, INTEGER), (Decimal, NUMBER), (date, DATE), (str, TEXT), (float, FLOAT))
    for of, dtype in types:
        if isinstance(value, of):
            return Literal(value, dtype)
    raise TypeError(f"{value!r} 不是规则里能写的值")


class Reference(Operation):
    """The value of a fact, a step, a result, or of ``as_of`` and ``known_on``."""

    name: str
    dtype: Type


class RowReference(Operation):
    """A column of a related row, inside the condition of a relation."""

    relation: str
    name: str
    dtype: Type


class Reading(Operation):
    """The value of a parameter on a day, looked up by ``keys`` where the parameter is a table.

    ``how`` the last key is taken: as it stands (``key``), as an amount in the band that begins at or below it (``band``), or
    as an amount each part of which counts at the share of its own band (``marginal``).
    """

    parameter: str
    day: Operation
    keys: tuple[Operation, ...]
    how: str
    dtype: Type
    takes = (Type.is_date,)


class _Arithmetic(Operation):
    left: Operation
    right: Operation
    takes = (Type.is_numeric, Type.is_numeric)

    def _type(self) -> Type:
        return common((self.left.dtype, self.right.dtype))


class Add(_Arithmetic):
    pass


class Subtract(_Arithmetic):
    pass


class Multiply(_Arithmetic):
    pass


class Negate(Operation):
    arg: Operation
    takes = (Type.is_numeric,)

    def _type(self) -> Type:
        return self.arg.dtype


class _Test(Operation):
    """Whether something holds of values that can be compared."""

    gives = BOOLEAN

    def _check(self) -> None:
        first, *others = self.inputs
        for other in others:
            common((first.dtype, other.dtype))


class _Comparison(_Test):
    left: Operation
    right: Operation


class Equals(_Comparison):
    pass


class NotEquals(_Comparison):
    pass


class Less(_Comparison):
    pass


class LessEqual(_Comparison):
    pass


class Greater(_Comparison):
    pass


class GreaterEqual(_Comparison):
    pass


class Between(_Test):
    arg: Operation
    lower_bound: Operation
    upper_bound: Operation


class InValues(_Test):
    value: Operation
    options: tuple[Operation, ...]


class _Connective(Operation):
    left: Operation
    right: Operation
    takes = (Type.is_boolean, Type.is_boolean)
    gives = BOOLEAN


class And(_Connective):
    pass


class Or(_Connective):
    pass


class Not(Operation):
    arg: Operation
    takes = (Type.is_boolean,)
    gives = BOOLEAN


class IsNull(Operation):
    """Whether a value is not known: what is still open asks it (:mod:`yuntai.rules.one.openings`), no author can."""

    arg: Operation
    gives = BOOLEAN


class When(Operation):
    condition: Operation
    then: Operation
    otherwise: Operation
    takes = (Type.is_boolean,)

    def _type(self) -> Type:
        return common((self.then.dtype, self.otherwise.dtype))


class _Extreme(Operation):
    values: tuple[Operation, ...]

    def _type(self) -> Type:
        return common([value.dtype for value in self.values])


class Largest(_Extreme):
    pass


class Smallest(_Extreme):
    pass


class Divide(Operation):
    """Exact division, cut (not rounded) after eight decimals, so that a later rounding is right."""

    number: Operation
    by: Operation
    takes = (Type.is_numeric, Type.is_numeric)
    gives = NUMBER


class Round(Operation):
    number: Operation
    mode: str
    digits: int
    takes = (Type.is_numeric,)
    gives = MONEY


class WholePart(Operation):
    number: Operation
    takes = (Type.is_numeric,)
    gives = INTEGER


class _PartOfDay(Operation):
    arg: Operation
    takes = (Type.is_date,)
    gives = INTEGER


class ExtractYear(_PartOfDay):
    pass


class ExtractMonth(_PartOfDay):
    pass


class ExtractDay(_PartOfDay):
    pass


class DateFromYMD(Operation):
    year: Operation
    month: Operation
    day: Operation
    takes = (Type.is_integer,) * 3
    gives = DATE


class AddMonths(Operation):
    day: Operation
    months: Operation
    takes = (Type.is_date, Type.is_integer)
    gives = DATE


class AddDays(Operation):
    day: Operation
    days: Operation
    takes = (Type.is_date, Type.is_integer)
    gives = DATE


class _Span(Operation):
    start: Operation
    end: Operation
    takes = (Type.is_date, Type.is_date)
    gives = INTEGER


class MonthsBetween(_Span):
    pass


class DaysBetween(_Span):
    pass


class WorkdayNumber(Operation):
    """How many workdays the calendar has up to and including ``day``."""

    day: Operation
    takes = (Type.is_date,)
    gives = INTEGER


class WorkdayOf(Operation):
    """The day of the ``number``-th workday of the calendar."""

    number: Operation
    takes = (Type.is_integer,)
    gives = DATE


class Related(Operation):
    """What the person's related rows come to: ``how`` is any, count, sum, latest or earliest.

    ``where`` picks the rows, and may refer to the row itself. Latest and earliest go by ``order``; ``none`` is their value
    where no row fits.
    """

    relation: str
    how: str
    where: Operation
    column: Operation | None
    order: Operation | None
    none: Literal | None
    dtype: Type
    takes = (Type.is_boolean,)
