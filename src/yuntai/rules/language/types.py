"""The types of values in an expression, and which of them holds several."""

from __future__ import annotations

from collections.abc import Sequence


class Type(str):
    """The type of a value, in the notation of :attr:`yuntai.rules.language.kinds.Kind.dtype`, which is that of Ibis."""

    __slots__ = ()

    def is_boolean(self) -> bool:
        return self == BOOLEAN

    def is_integer(self) -> bool:
        return self == INTEGER

    def is_decimal(self) -> bool:
        return self.startswith("decimal")

    def is_numeric(self) -> bool:
        return self in (INTEGER, FLOAT) or self.is_decimal()

    def is_date(self) -> bool:
        return self == DATE

    @property
    def digits(self) -> tuple[int, int]:
        """Of a decimal: how many digits it has, and how many of them are decimals."""
        whole, decimals = self[len("decimal(") : -1].split(",")
        return int(whole), int(decimals)

    @property
    def scale(self) -> int:
        """Of a decimal: how many decimals it has."""
        return self.digits[1]


BOOLEAN, INTEGER, FLOAT, DATE, TEXT = map(Type, ("boolean", "int64", "float64", "date", "string"))
MONEY, NUMBER = Type("decimal(18, 2)"), Type("decimal(38, 8)")


def decimal(precision: int, scale: int) -> Type:
    """A decimal of so many digits, so many of them behind the point."""
    return Type(f"decimal({precision}, {scale})")


def common(types: Sequence[Type]) -> Type:
    """The type that holds values of all ``types``. Raises ``TypeError`` where there is none."""
    widest = types[0]
    for other in types[1:]:
        if widest == other:
            continue
        if not (widest.is_numeric() and other.is_numeric()):
            raise TypeError(f"{widest} 和 {other} 不是同一类的值")
        if not (other.is_decimal() and widest.is_decimal()):
            widest = other if other.is_decimal() or widest == INTEGER else widest
        elif all(least <= most for least, most in zip(widest.digits, other.digits, strict=True)):
            widest = other
    return widest
