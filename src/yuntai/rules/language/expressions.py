"""What an author's step gets and returns: an operation with Python's operators.

``+ - * == != < <= > >= & | ~``, ``isin``, ``between``, ``year()``, ``month()``, ``day()``: each keeps "not known yet" as it should.
What the language lacks on purpose is refused with the word that is meant instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from yuntai.rules.language import operations as own

_INSTEAD = {
    "/": "除法请用 divide(a, b)",
    "//": "请用 whole(divide(a, b))",
    "ifelse": "请用 when(条件, 是, 否)",
    "cases": "请用 when(条件, 是, 否)",
    "fill_null": "不知道的不能当作已知",
    "coalesce": "不知道的不能当作已知",
    "cast": "类型由事实和参数决定，不要转换",
    "delta": "请用 days_between 或 months_between",
    "if": "请用 when(条件, 是, 否)，并且、或者、不是写 &、|、~",
}


class Outside(Exception):
    """Something that the language does not have."""

    def __init__(self, name: str, instead: str = "") -> None:
        hint = instead or _INSTEAD.get(name, "")
        super().__init__(f"用了规则语言以外的运算 {name}。{hint}")


class Expression:
    """A value of the language, as an author writes with it."""

    __slots__ = ("_op",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, op: own.Operation) -> None:
        self._op = op

    def op(self) -> Any:
        """The operation that it is."""
        return self._op

    def __add__(self, other: Any) -> Expression:
        return self._sum(own.Add, self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Expression:
        return self._sum(own.Subtract, self, other)

    def __rsub__(self, other: Any) -> Expression:
        return self._sum(own.Subtract, other, self)

    @staticmethod
    def _sum(kind: type[own.Add] | type[own.Subtract], left: Any, right: Any) -> Expression:
        one, other = operation(left), operation(right)
        if one.dtype.is_date():
            name, both = ("+", False) if kind is own.Add else ("-", other.dtype.is_date())
            raise Outside(
                name, f"日期请用 {'days_between 或 months_between' if both else 'days_after 或 months_after'}"
            )
        return Expression(kind(one, other))

    def __mul__(self, other: Any) -> Expression:
        return made(own.Multiply, self, other)

    __rmul__ = __mul__

    def __neg__(self) -> Expression:
        return made(own.Negate, self)

    def __eq__(self, other: object) -> Expression:  # type: ignore[override]
        return made(own.Equals, self, other)

    def __ne__(self, other: object) -> Expression:  # type: ignore[override]
        return made(own.NotEquals, self, other)

    def __lt__(self, other: Any) -> Expression:
        return made(own.Less, self, other)

    def __le__(self, other: Any) -> Expression:
        return made(own.LessEqual, self, other)

    def __gt__(self, other: Any) -> Expression:
        return made(own.Greater, self, other)

    def __ge__(self, other: Any) -> Expression:
        return made(own.GreaterEqual, self, other)

    def __and__(self, other: Any) -> Expression:
        return made(own.And, self, other)

    def __or__(self, other: Any) -> Expression:
        return made(own.Or, self, other)

    __rand__, __ror__ = __and__, __or__

    def __invert__(self) -> Expression:
        return made(own.Not, self)

    def isin(self, options: Iterable[Any]) -> Expression:
        """Whether it is one of ``options``."""
        return Expression(own.InValues(self._op, tuple(map(operation, options))))

    def between(self, low: Any, high: Any) -> Expression:
        """Whether it lies between ``low`` and ``high``, both included."""
        return made(own.Between, self, low, high)

    def year(self) -> Expression:
        """The year of a day."""
        return made(own.ExtractYear, self)

    def month(self) -> Expression:
        """The month of a day."""
        return made(own.ExtractMonth, self)

    def day(self) -> Expression:
        """The day of the month of a day."""
        return made(own.ExtractDay, self)

    def __truediv__(self, other: Any) -> NoReturn:
        raise Outside("/")

    __rtruediv__ = __truediv__

    def __floordiv__(self, other: Any) -> NoReturn:
        raise Outside("//")

    __rfloordiv__ = __floordiv__

    def __bool__(self) -> NoReturn:
        raise Outside("if")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Outside(name)


def operation(value: Any) -> Any:
    """``value``, an expression or a plain Python value, as an operation."""
    return value.op() if isinstance(value, Expression) else own.literal(value)


def made(kind: type[own.Operation], *inputs: Any) -> Expression:
    """The expression of an operation of that ``kind``."""
    return Expression(kind(*map(operation, inputs)))
