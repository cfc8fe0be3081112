"""Draw objects and inspectors at random, so that anybody with the seed and the list can check the draw (双随机).

With the published ``seed``, an object's key and a weight ``w`` (1 where none is given)::

    h = SHA-256 of the UTF-8 text "seed|key", as 64 hexadecimal digits
    u = h / 2**256
    x = -ln(1 - u) / w, to 12 significant digits

The objects with the smallest ``x`` are drawn (of equal ones, the smaller ``h``). Without weights that is the smallest ``h``: it
is enough to sort by the output of ``printf '%s' 'seed|key' | sha256sum``. With weights an object comes first with a
probability proportional to its weight (Efraimidis and Spirakis 2006, exponential keys).

In strata, each stratum gets its share of ``count`` by size: the whole part of count · size / all, and the places left over
go to the largest remainders (of equal ones, the stratum that sorts first).

Inspectors then go to the drawn objects in their order: of those without a conflict, the ones with the fewest objects so far,
and of these the smallest SHA-256 of "seed|key|inspector".
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from yuntai.errors import YuntaiError

RISK: Mapping[str, int] = {"high": 4, "medium": 2, "low": 1}
"""The weight of a finding by its severity, where findings themselves are drawn for a check."""


@dataclass(frozen=True)
class Inspector:
    """Who may inspect. ``conflicts`` names columns of the objects, and the values that this inspector must not draw:
    a former employer, a case that he or she handled."""

    name: str
    conflicts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def may_inspect(self, item: Mapping[str, Any]) -> bool:
        """Whether no conflict stands in the way."""
        return not any(_text(item.get(column)) in values for column, values in self.conflicts.items())


@dataclass(frozen=True)
class Drawn:
    """An object that was drawn: its place in the draw from 1, its stratum, the figures to recheck, who inspects it."""

    place: int
    key: str
    stratum: tuple[str, ...]
    digest: str
    weight: Fraction
    x: float
    inspectors: tuple[str, ...] = ()


def draw(
    items: Mapping[str, Mapping[str, Any]],
    seed: str,
    count: int,
    *,
    by: Sequence[str] = (),
    weight: str | None = None,
    inspectors: Sequence[Inspector] = (),
    per_object: int = 2,
) -> list[Drawn]:
    """Draw ``count`` of ``items`` (by key), in strata of the columns ``by``, by risk where the column ``weight`` says so.

    Objects of the weight 0 are never drawn. With ``inspectors``, ``per_object`` of them go to each. Raises ``YuntaiError``
    where there are too few objects, a weight is no number, or too few inspectors are without a conflict.
    """
    if not seed:
        raise YuntaiError("抽取要有公布的种子")
    weights = {key: _weight(key, item, weight) for key, item in items.items()}
    strata: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, item in items.items():
        if weights[key] > 0:
            strata[tuple(_text(item[column]) for column in by)].append(key)
    drawable = sum(map(len, strata.values()))
    if not 1 <= count <= drawable:
        raise YuntaiError(f"能抽的有 {drawable:,} 个，要抽 {count:,} 个")
    drawn: list[Drawn] = []
    for stratum, share in allot({stratum: len(keys) for stratum, keys in strata.items()}, count).items():
        ranked = sorted((x_of(seed, key, weights[key]), digest(seed, key), key) for key in strata[stratum])
        for x, hashed, key in ranked[:share]:
            drawn.append(Drawn(len(drawn) + 1, key, stratum, hashed, weights[key], x))
    return _send(drawn, items, seed, inspectors, per_object) if inspectors else drawn


def digest(*parts: str) -> str:
    """SHA-256 of the parts, joined by ``|``."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def x_of(seed: str, key: str, weight: Fraction) -> float:
    """The exponential key of an object: the smaller, the sooner it is drawn."""
    u = int(digest(seed, key), 16) / 2**256
    return float(f"{-math.log1p(-u) / float(weight):.12g}")


def allot(sizes: Mapping[tuple[str, ...], int], count: int) -> dict[tuple[str, ...], int]:
    """How many of ``count`` each stratum gets: in proportion, the rest by the largest remainders."""
    whole = sum(sizes.values())
    shares = {stratum: divmod(count * size, whole) for stratum, size in sorted(sizes.items())}
    left = count - sum(share for share, _ in shares.values())
    favoured = sorted(shares, key=lambda stratum: (-shares[stratum][1], stratum))[:left]
    return {stratum: share + (stratum in favoured) for stratum, (share, _) in shares.items()}


def _send(
    drawn: Sequence[Drawn],
    items: Mapping[str, Mapping[str, Any]],
    seed: str,
    inspectors: Sequence[Inspector],
    per_object: int,
) -> list[Drawn]:
    load: Counter[str] = Counter()
    sent = []
    for one in drawn:
        free = [inspector.name for inspector in inspectors if inspector.may_inspect(items[one.key])]
        if len(free) < per_object:
            raise YuntaiError(f"{one.key} 要 {per_object} 名检查人员，没有利益冲突的只有 {len(free)} 名")
        chosen = sorted(free, key=lambda name: (load[name], digest(seed, one.key, name)))[:per_object]
        load.update(chosen)
        sent.append(Drawn(**{**vars(one), "inspectors": tuple(chosen)}))
    return sent


def _weight(key: str, item: Mapping[str, Any], column: str | None) -> Fraction:
    if column is None:
        return Fraction(1)
    text = _text(item[column])
    try:
        weight = Fraction(RISK.get(text, text))
    except (ValueError, ZeroDivisionError):
        weight = Fraction(-1)
    if weight < 0:
        raise YuntaiError(f"{key} 的权重“{text}”不是 0 或正数")
    return weight


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
