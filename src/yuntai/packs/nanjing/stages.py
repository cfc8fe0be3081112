"""Stages of a matter, each with the day on which it was done (``FAR`` where it was not)."""

from functools import reduce
from itertools import combinations
from operator import and_

from yuntai.rules import FAR


def no_later(earlier, later):  # type: ignore[no-untyped-def]
    """Whether ``earlier`` was left out, or done no later than ``later``."""
    return (earlier == FAR) | (earlier <= later)


def in_order(*days):  # type: ignore[no-untyped-def]
    """Whether those of ``days`` that were done were done in this order."""
    return reduce(and_, (no_later(earlier, later) for earlier, later in combinations(days, 2)))
