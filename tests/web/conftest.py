"""What all tests of pages need."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _counters_at_zero() -> None:
    """How often somebody tried is counted per account and address, and tests share both."""
    cache.clear()
