"""Errors that a person reads: one clear Chinese sentence, and where it happened."""

from __future__ import annotations

from pathlib import Path


class YuntaiError(Exception):
    """Something a person can put right. ``str(error)`` is a Chinese sentence to show as it is."""


class Unavailable(YuntaiError):
    """Something that pages need is away. It comes back without whoever reads the sentence doing anything."""


class Place:
    """A line of a file, as shown in an error (``policy.py:23``)."""

    def __init__(self, path: Path | str, line: int | None = None) -> None:
        self.path = Path(path)
        self.line = line

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else str(self.path)
