"""What comes of reading: candidate facts, each with its place and how sure it is, and the words that were not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from yuntai.rules.language.kinds import Kind
from yuntai.rules.words.spans import Plain, Span

SAID, LIKELY = "said", "likely"
"""How sure: in so many words, or only taken so (``assumed`` says why)."""

CIRCUMSTANCES = ("place", "as_of", "known_on", "number", "served")
"""What no fact of a policy is, but a text may say: where, when, which number is checked, how long one worked."""

_SERIOUS = re.compile(r"[\d不未没无非]|[一二两三四五六七八九十百半]+个?(?:年|月|天|周|小时|元|倍)")


@dataclass(frozen=True)
class Candidate:
    """A fact that a text may state, from ``start`` to ``end`` of it."""

    name: str
    span: Span
    kind: Kind | None
    start: int
    end: int
    sure: str = SAID
    assumed: str = ""
    way: str = ""


@dataclass(frozen=True)
class Unread:
    """Words that were not understood; those with a number or a "not" in them are ``serious``."""

    text: str
    start: int
    end: int

    @property
    def serious(self) -> bool:
        return bool(_SERIOUS.search(self.text))


@dataclass(frozen=True)
class Reading:
    """What a text states, and what of it was not understood; ``problem`` says why a value cannot be."""

    candidates: tuple[Candidate, ...] = ()
    unread: tuple[Unread, ...] = ()
    problem: str = ""


def moved(reading: Reading, by: int) -> Reading:
    """``reading`` with its places moved; what then lies before the text stands at its begin, and is not unread."""

    def at(place: int) -> int:
        return max(place + by, 0)

    return Reading(
        tuple(replace(c, start=at(c.start), end=at(c.end)) for c in reading.candidates),
        tuple(replace(u, start=at(u.start), end=at(u.end)) for u in reading.unread if u.end + by > 0),
        reading.problem,
    )


def placed(reading: Reading, said: Plain) -> Reading:
    """``reading`` of the plain text with its places in what was written."""

    def at(one: Candidate | Unread) -> tuple[int, int]:
        return said.place(one.start, min(one.end, len(said.text)))

    return Reading(
        tuple(replace(c, start=at(c)[0], end=at(c)[1]) for c in reading.candidates),
        tuple(replace(u, start=at(u)[0], end=at(u)[1]) for u in reading.unread),
        reading.problem,
    )
