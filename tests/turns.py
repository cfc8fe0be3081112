"""What is too much for every ``make test`` takes turns: another part each day, all of it in ``make test-all``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest

from yuntai.clock import today

TURN = int(os.environ.setdefault("YUNTAI_TURN", str(today().toordinal())))
"""Whose turn it is; in the environment, so that all workers know the same and a day can be had again."""


def in_turns(days: int, values: Sequence[Any]) -> list[Any]:
    """``values`` for ``parametrize``: each is tested once in so many ``days``, and is ``slow`` on the others."""
    return [
        value if (number + TURN) % days == 0 else pytest.param(value, marks=pytest.mark.slow)
        for number, value in enumerate(values)
    ]
