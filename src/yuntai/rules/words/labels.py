"""In how many ways one label may be said: without its unit, in our words for its own, from the pieces of an English key.

Each way is tried after those before it, so that what is named in so many words is never read in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

UNITS = r"\((?:单位:?)?(?:个?月|年|天|日|小时|h|万元|万|元|人民币|元/(?:个?月|天|日|小时|年)|%|岁|周岁|个|次|级|周|选填|必填|如有)\)"
WITHIN = "·"
"""What stands between a label and one within it."""
_UNITS = re.compile(UNITS)
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*")


@dataclass(frozen=True)
class Labels:
    """``same`` puts one word for many, ``spare`` are words that may be left out, ``english`` what pieces of a key mean."""

    same: Sequence[tuple[re.Pattern[str], str]]
    spare: re.Pattern[str]
    english: Mapping[str, str]

    def ways(self, label: str) -> Iterator[tuple[str, ...]]:
        """``label`` as it is written, with and without its unit, then in other ways that mean the same.

        One that stands within another (加班·平时) is read with it, then alone.
        """
        outer, _, inner = label.rpartition(WITHIN)
        if outer:
            yield from self._ways(label.replace(WITHIN, ""))
        yield from self._ways(inner)

    def _ways(self, label: str) -> Iterator[tuple[str, ...]]:
        core = _UNITS.sub("", label)
        yield (label, core)
        seen = {label, core}
        ours = self.plainer(self.ours(core))
        for way in (ours, self.spare.sub("", ours)):
            if way and way not in seen:
                seen.add(way)
                yield (way,)

    def plainer(self, text: str) -> str:
        """``text`` with one word for the many that mean it."""
        for pattern, word in self.same:
            text = pattern.sub(word, text)
        return text

    def ours(self, text: str) -> str:
        """An English key in Chinese (``monthlySalary``: 月工资); ``text`` itself where a piece of it is not known."""
        if not _KEY.fullmatch(text):
            return text
        pieces = [piece.lower() for piece in _HUMPS.findall(text)]
        found, at = [], 0
        while at < len(pieces):
            for end in range(len(pieces), at, -1):
                if (said := self.english.get(" ".join(pieces[at:end]))) is not None:
                    found.append(said)
                    at = end
                    break
            else:
                return text
        return "".join(found)
