"""Random draws as SQL: a hash of the seed, a row's number and a salt, the same on any number of threads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yuntai.registry.sql import literal


@dataclass(frozen=True)
class Draw:
    """Draws of one seed. ``row`` is SQL that numbers the row; ``salt`` sets one draw of a row apart from another."""

    seed: int

    def bits(self, row: str, salt: str) -> str:
        """64 bits. The seed and the salt go into one number, because DuckDB's hash of several values mixes them so
        weakly that two draws of a row would go together."""
        digest = hashlib.sha256(f"{self.seed} {salt}".encode()).digest()
        return f"hash(xor(({row})::UBIGINT, {int.from_bytes(digest[:8], 'big')}::UBIGINT))"

    def unit(self, row: str, salt: str) -> str:
        """Uniform in [0, 1)."""
        return f"(({self.bits(row, salt)} >> 11)::DOUBLE * {2.0**-53!r})"

    def whole(self, row: str, salt: str, least: int, most: int) -> str:
        """A whole number from ``least`` to ``most``, both included."""
        return f"({least} + floor({self.unit(row, salt)} * {most - least + 1})::INT)"

    def normal(self, row: str, salt: str) -> str:
        """Standard normal."""
        radius = f"sqrt(-2 * ln(1 - {self.unit(row, salt)}))"
        return f"({radius} * cos(2 * pi() * {self.unit(row, salt + ' angle')}))"

    def chance(self, row: str, salt: str, share: float) -> str:
        """True for a ``share`` of the rows."""
        return f"({self.unit(row, salt)} < {share})"

    def one_of(self, row: str, salt: str, values: Sequence[str]) -> str:
        """One of some texts, all alike."""
        return f"[{', '.join(map(literal, values))}][{self.whole(row, salt, 1, len(values))}]"

    def weighted(self, row: str, salt: str, weights: Mapping[str, float]) -> str:
        """One of some texts by weight (to a thousandth, and never less)."""
        total = sum(weights.values())
        places = [value for value, weight in weights.items() for _ in range(max(1, round(1000 * weight / total)))]
        return self.one_of(row, salt, places)
