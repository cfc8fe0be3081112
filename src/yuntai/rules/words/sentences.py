"""What a sentence states: statements by their patterns, quantities beside the names of what they measure.

A sentence may say two things of one fact; both are candidates. Rough quantities are all that they may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from yuntai.rules.language.kinds import Kind
from yuntai.rules.words.finding import Quantity, quantities
from yuntai.rules.words.lexicon import Name, Says, Statements, said_in
from yuntai.rules.words.readings import LIKELY, SAID, Candidate, Reading, Unread
from yuntai.rules.words.relative import absolute
from yuntai.rules.words.spans import Plain, Span, exactly, plainly
from yuntai.rules.words.values import sort_of, unit_of, value

_CLAUSE = re.compile(r"[,;。、:+()“”\"/]")
_OTHER = re.compile(r"[时周未非]|[日年](?=工资|收入|薪)")
"""What before a name makes it another: 日工资 is not 工资."""
_NEAR = 8
"""At most so many characters lie between a name and its quantity."""


_DENIED = re.compile(
    r"(?:不是|并非|没有?|从未|[未不非无])(?:我|自己|本人|因为?|由于?|被|公司|单位|老板|厂里|主动|个人|原因|什么|真的?|要)*$"
)
"""What before a statement denies it."""
_PRESSED = re.compile(r"(?:让|逼|叫|要|迫使|骗)(?:我|他|她|员工|劳动者)+(?:们)?(?:签|写|填|交)(?:了|个|份|一份)*$")
"""What before a statement makes it that of a paper one was pressed to sign."""
_WISHED = re.compile(r"(?:想|打算|准备|考虑|计划)(?:要|着)?(?:自己|主动)?$")
"""What before a statement makes it one that has not come yet."""
_EACH = re.compile(r"(?:每|一)个?[天日周月][^,;。\d]{0,5}$")
"""What before some hours makes them those of each day; how many days is not said."""


class Sentences:
    """Reads sentences for one policy, whose names are ``kinds``; ``idle`` words bear on nothing."""

    def __init__(
        self,
        names: Sequence[Name],
        statements: Statements,
        idle: re.Pattern[str],
        kinds: Mapping[str, Kind | None],
        today: date | None,
    ) -> None:
        self._names, self._all, self._idle, self._kinds, self._today = names, statements, idle, kinds, today

    def read(self, sentence: str) -> Reading:
        """What a sentence states; of what it says in two ways it gives both."""
        said = plainly(sentence)
        taken = [False] * len(said.text)
        found = [*self._statements(said, taken), *self._quantities(said, taken)]
        return Reading(tuple(found), tuple(self._unread(said, taken)))

    def _statements(self, said: Plain, taken: list[bool]) -> Iterator[Candidate]:
        matches = sorted(
            self._all.found(said.text), key=lambda pair: (not self._asked(pair[1]), -len(pair[0][0]), pair[1].weak)
        )
        kept = []
        for match, says in matches:
            before = _CLAUSE.split(said.text[: match.start()])[-1]
            denied = _DENIED.search(before) or _PRESSED.search(before)
            if not denied and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match[0])
                kept.append((match, says))
        filled: dict[str, Any] = {}
        for match, says in sorted(kept, key=lambda pair: pair[1].weak):
            start, end = said.place(*match.span())
            wished = _WISHED.search(said.text[: match.start()])
            sure = (LIKELY, f"“{wished[0]}{match[0]}”按已经{match[0]}算") if wished else (SAID, "")
            for name, meant in says.fills.items():
                if name not in self._kinds or (says.weak and name in filled):
                    continue
                try:
                    filled[name] = self._meant(name, meant, match)
                except ValueError:
                    continue
                yield Candidate(name, filled[name], self._kinds[name], start, end, *sure)

    def _meant(self, name: str, meant: Any, match: re.Match[str]) -> Span:
        """What a statement fills: a value as it stands, or the words that its pattern found, read. Raises ``ValueError``."""
        if not isinstance(meant, str) or "\\" not in meant:
            return exactly(meant)
        words, kind = match.expand(meant), self._kinds[name]
        return exactly(words) if kind is None else value(name, kind, "", words, unit_of("", name), "")[0]

    def _asked(self, says: Says) -> bool:
        """Whether a statement bears on this policy; what others ask is understood and beside the point."""
        return not says.fills or any(name in self._kinds for name in says.fills)

    def _quantities(self, said: Plain, taken: list[bool]) -> Iterator[Candidate]:
        """Quantities beside the name of what they measure: before it for days ("2023-03入职"), behind it else."""
        free = [q for q in quantities(said.text) if q.sort != "article" and not any(taken[q.start : q.end])]
        free = [
            q
            for q in free
            if q.sort != "hours" or re.search("[月周天日]$", q.text) or not _EACH.search(said.text[: q.start])
        ]
        if not free:
            return
        words = [(m, n) for n in self._names for m in said_in(n.word, said.text) if len(m[0]) > 1]
        words = [(m, n) for m, n in words if not _another(said.text, m.start())]
        used: set[str] = set()
        for quantity in free:
            if quantity.sort == "birth":
                yield from self._measured(
                    said, quantity, [(None, n) for n in self._names if n.target == "born_on"], used
                )
                continue
            near = sorted(
                (gap, -len(match[0]), at)
                for at, (match, _) in enumerate(words)
                if (gap := _gap(said.text, quantity, match)) is not None
            )
            for match, named in ((words[at][0], at) for _, _, at in near):
                same = [(m, n) for m, n in words[named:] + words[:named] if _overlap(m, match)]
                same.sort(key=lambda pair: pair[1].derived)
                found = list(self._measured(said, quantity, same, used))
                if found:
                    first, last = min(match.start(), quantity.start), max(match.end(), quantity.end)
                    taken[first:last] = [True] * (last - first)
                    yield from found
                    break

    def _measured(
        self, said: Plain, quantity: Quantity, names: Sequence[tuple[re.Match[str] | None, Name]], used: set[str]
    ) -> Iterator[Candidate]:
        """What ``quantity`` may be of those ``names``: the first that it fits, and what is derived from the same words."""
        text = absolute(quantity.text, self._today)
        text = re.sub(r"(?:出?生(?:人|的)?|的)$", "", text) if quantity.sort == "birth" else text
        said_so = f"“{quantity.text}”按{text}算" if text != quantity.text and quantity.sort == "date" else ""
        plain_found = False
        for match, name in names:
            kind = self._kinds[name.target]
            if (
                name.target in used
                or (plain_found and (name.way or not name.derived))
                or not _fits(quantity, _sort(name, kind))
            ):
                continue
            try:
                span, assumed = value(
                    name.target, kind, name.way, text, unit_of("", name.target), match[0] if match else ""
                )
            except ValueError:
                continue
            used.add(name.target)
            plain_found = True
            start, end = said.place(quantity.start, quantity.end)
            yield Candidate(name.target, span, kind, start, end, LIKELY, assumed or said_so, name.way)

    def _unread(self, said: Plain, taken: Sequence[bool]) -> Iterator[Unread]:
        """What is left in each clause when all that is understood or bears on nothing is taken away."""
        left = "".join(" " if gone else sign for sign, gone in zip(said.text, taken, strict=True))
        for piece in re.finditer(r"[^ ]+", _CLAUSE.sub(" ", left)):
            words = self._idle.sub("", piece[0]) if not self._idle.fullmatch(piece[0]) else ""
            if words:
                yield Unread(piece[0], *said.place(*piece.span()))


def _another(text: str, start: int) -> bool:
    """Whether what stands before a name makes it another one."""
    return start > 0 and bool(_OTHER.match(text, start - 1))


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _gap(text: str, quantity: Quantity, match: re.Match[str]) -> int | None:
    """How far a name lies from a quantity, where it may be its own."""
    if match.end() <= quantity.start:
        between = text[match.end() : quantity.start]
        far = len(between) + (2 if quantity.sort == "date" else 0)
    elif match.start() >= quantity.end:
        between = text[quantity.end : match.start()]
        far = len(between) + (0 if quantity.sort == "date" else 3)
    else:
        return None
    return far if len(between) <= _NEAR and not re.search(r"[,;。\d]", between) else None


_SORT_OF_WAY = {"months": "length", "full_years": "length", "served": "length", "share": "share"}


def _sort(name: Name, kind: Kind | None) -> str:
    return _SORT_OF_WAY.get(name.way) or sort_of(name.target, kind)


_FITTING: Mapping[str, tuple[str, ...]] = {
    "birth": ("date",),
    "date": ("date",),
    "age": ("age",),
    "length": ("length",),
    "hours": ("hours",),
    "days": ("days", "hours"),
    "share": ("share",),
    "money": ("money",),
    "number": ("money", "count", "number", "days"),
}


def _fits(quantity: Quantity, sort: str) -> bool:
    return sort in _FITTING[quantity.sort]
