"""What a value can still be: between two ends, among some options, or nothing at all.

A range says of a value "if it is ever known, it lies here". Yes and no are ordered as Python orders them, no before yes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, NamedTuple

from yuntai.rules.language.kinds import Choice, Date, Kind, Money, Number, Text, Whole, YesNo


class Bound(NamedTuple):
    """Both ends included; ``None`` where nothing is known of that end."""

    at_least: Any
    at_most: Any


Range = Bound | frozenset[str]
"""A choice or a text is among a set of them; everything else lies between two ends."""

ANYTHING = Bound(None, None)
NEVER: Range = frozenset()
"""No value at all: what can never be known."""


def point(value: Any) -> Range:
    """The range of what is known."""
    return frozenset({value}) if isinstance(value, str) else Bound(value, value)


def is_point(a: Range) -> bool:
    """Whether there is but one value in ``a``."""
    return len(a) == 1 if isinstance(a, frozenset) else a.at_least is not None and a.at_least == a.at_most


def ends(a: Range) -> Bound:
    """``a``, which is not :data:`NEVER`, as two ends."""
    return Bound(min(a), max(a)) if isinstance(a, frozenset) else a


def hull(a: Range, b: Range) -> Range:
    """The least range that holds both."""
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return a | b
    if NEVER in (a, b):
        return b if a == NEVER else a
    (low, high), (other_low, other_high) = ends(a), ends(b)
    return Bound(
        None if low is None or other_low is None else min(low, other_low),
        None if high is None or other_high is None else max(high, other_high),
    )


def meet(a: Range, b: Range) -> Range:
    """What lies in both."""
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return a & b
    if NEVER in (a, b) or not overlap(a, b):
        return NEVER
    (low, high), (other_low, other_high) = ends(a), ends(b)
    return Bound(_of(max, low, other_low), _of(min, high, other_high))


def overlap(a: Range, b: Range) -> bool:
    """Whether some value lies in both, neither of which is :data:`NEVER`."""
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return bool(a & b)
    (low, high), (other_low, other_high) = ends(a), ends(b)
    return ordered(low, other_high) and ordered(other_low, high)


def ordered(low: Any, high: Any) -> bool:
    """Whether there may be something between two ends."""
    return low is None or high is None or low <= high


def _of(choose: Callable[..., Any], *values: Any) -> Any:
    known = [value for value in values if value is not None]
    return choose(known) if known else None


def largest(parts: Sequence[Bound]) -> Bound:
    """The range of the largest of some values: a floor that is not known takes nothing from one that is."""
    highs = [part.at_most for part in parts]
    return Bound(_of(max, *(part.at_least for part in parts)), None if None in highs else max(highs))


def smallest(parts: Sequence[Bound]) -> Bound:
    """The range of the smallest of some values: a cap that is not known takes nothing from one that is."""
    lows = [part.at_least for part in parts]
    return Bound(None if None in lows else min(lows), _of(min, *(part.at_most for part in parts)))


def truth(yes: bool, no: bool) -> Range:
    """The range of what can be true, and can be false."""
    return Bound(not no, yes) if yes or no else NEVER


def can_be(a: Range, value: bool) -> bool:
    """Whether a yes or no in the range ``a`` can be ``value``."""
    return isinstance(a, Bound) and (a.at_most is not False if value else a.at_least is not True)


def corners(function: Callable[[Any, Any], Any], endless: Callable[..., int], a: Bound, b: Bound) -> Bound:
    """The range of a function that rises or falls in each argument, over all of both.

    ``function`` gives the value where both ends are known; where one is not, ``endless`` says of the two ends, with the
    side on which each lies (-1 below, 1 above), whether the value has no end below (-1), none above (1), or goes to zero.
    """
    found, below, above = [], False, False
    sides = product(zip(a, (-1, 1), strict=True), zip(b, (-1, 1), strict=True))
    for (left, left_side), (right, right_side) in sides:
        sign = endless(left, left_side, right, right_side)
        below, above = below or sign == -1, above or sign == 1
        if sign == 0:
            found.append(0)
        elif sign == _FINITE:
            found.append(function(left, right))
    return Bound(None if below else min(found, default=None), None if above else max(found, default=None))


_FINITE = 2


def _sign(end: Any, side: int) -> int:
    return side if end is None else (end > 0) - (end < 0)


def product_ends(left: Any, left_side: int, right: Any, right_side: int) -> int:
    """How a product behaves at two ends (see :func:`corners`)."""
    return _sign(left, left_side) * _sign(right, right_side) if left is None or right is None else _FINITE


def quotient_ends(left: Any, left_side: int, right: Any, right_side: int) -> int:
    """How a quotient behaves at two ends of which the divisor's are on one side of zero, or at it."""
    if right is None:
        return 0 if left is not None else _sign(left, left_side) * right_side
    if right == 0:  # comes as near to it as may be: from above where it is the lower end
        return _sign(left, left_side) * -right_side
    return _FINITE if left is not None else left_side * _sign(right, right_side)


def of_kind(kind: Kind) -> Range:
    """What a kind allows, without the ends that are there to catch slips: 600 months, a birth in 1900.

    What is told to a person as the most there can be comes from the law, or from what the person said.
    """
    match kind:
        case YesNo():
            return Bound(False, True)
        case Choice():
            return frozenset(kind.options)
        case Money() | Number() | Whole():
            return Bound(kind.least, kind.most if kind.finite else None)
        case Date() | Text():
            return ANYTHING
    raise NotImplementedError(kind)
