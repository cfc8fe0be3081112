"""What every kind of value does: take what a person typed, hold it to a range and a day, show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar


@dataclass(frozen=True)
class Kind:
    """Base of the kinds; ``title`` is its Chinese name."""

    title: ClassVar[str]
    dtype: ClassVar[str]

    def parse(self, text: str) -> Any:
        """Read what a person typed. Raises ``ValueError`` with a Chinese sentence."""
        raise NotImplementedError

    def check(self, value: Any) -> Any:
        """Return ``value`` as this kind holds it. Raises ``ValueError`` with a Chinese sentence."""
        raise NotImplementedError

    def check_on(self, value: Any, day: date) -> Any:
        """Return ``value`` as a person can say it on ``day``. Raises ``ValueError`` with a Chinese sentence."""
        return self.check(value)

    def doubt(self, value: Any, day: date) -> str:
        """What to ask back where ``value``, said on ``day``, can be but hardly is; empty where it is usual."""
        return ""

    def show(self, value: Any) -> str:
        """The value as a person reads it."""
        return str(value)

    def samples(self, today: date) -> list[Any]:
        """A few values spread over the range, to see how much an answer would settle."""
        raise NotImplementedError

    @property
    def finite(self) -> bool:
        """Whether the samples are all the values there are."""
        return False
