"""What a text may mean: the least and the most that it can be, and where in the text it stands."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yuntai.rules.language.kinds import YesNo


@dataclass(frozen=True)
class Span:
    """All values from ``low`` to ``high``, both included. What is exact has both ends equal."""

    low: Any
    high: Any

    @property
    def ends(self) -> tuple[Any, ...]:
        return (self.low,) if self.low == self.high else (self.low, self.high)

    def __contains__(self, value: Any) -> bool:
        return value is not None and self.meets(exactly(value))

    def meets(self, other: Span) -> bool:
        """Whether the two have a value in common."""
        return bool(self.low <= other.high and other.low <= self.high)

    def times(self, factor: Decimal | int) -> Span:
        return Span(self.low * factor, self.high * factor)


def exactly(value: Any) -> Span:
    return Span(value, value)


@dataclass(frozen=True)
class Plain:
    """A text in half width without spaces; ``at[i]`` is where character ``i`` stands in what was written."""

    text: str
    at: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` begins and ends in what was written."""
        return (self.at[start], self.at[end - 1] + 1) if start < end else (0, 0)


def plainly(written: str) -> Plain:
    """``written`` in half width, without spaces and marks that nobody sees."""
    signs = [
        (sign, at)
        for at, char in enumerate(written)
        for sign in unicodedata.normalize("NFKC", char)
        if not sign.isspace() and unicodedata.category(sign) != "Cf"
    ]
    return Plain("".join(sign for sign, _ in signs), tuple(at for _, at in signs))


def plain(given: Any) -> str:
    """What a case says as text: half-width, without spaces; true and false as 是 and 否. Raises ``ValueError``."""
    if isinstance(given, bool):
        return YesNo().show(given)
    if not isinstance(given, str | int | Decimal):
        raise ValueError(f"“{given}”不是文字或数")
    return plainly(str(given)).text
