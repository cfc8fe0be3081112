"""What a change seals of its rows: one digest of what they say in clear, of the marks of their secrets, and of which it replaced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from yuntai.ledger.seals import canonical


def digest(columns: Sequence[str], rows: Iterable[Sequence[Any]], replaced: Iterable[int]) -> str:
    """The digest of ``rows`` in their order, with the values of ``columns``, and of the keys of the rows that they replaced.

    What is empty is left out, so that rows say the same once there are more columns.
    """
    told = hashlib.sha256()
    for row in rows:
        told.update(
            canonical(
                {name: value for name, value in zip(columns, row, strict=True) if value not in (None, "")}
            ).encode()
        )
    told.update(canonical(sorted(replaced)).encode())
    return told.hexdigest()
