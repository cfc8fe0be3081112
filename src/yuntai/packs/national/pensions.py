"""What the pension policies share."""

from typing import Any

from yuntai.rules import clip


def minimum_months(year: Any, base: Any, first_year: Any, step: Any, most: Any) -> Any:
    """The months that must be paid to draw a monthly pension, for those who reach the age in ``year``."""
    return clip(base + (year - first_year + 1) * step, base, most)
