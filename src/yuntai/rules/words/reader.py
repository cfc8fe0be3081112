"""Facts from words: from a value with its label ("月工资: 6万") or from a sentence, for one policy.

A reading says which facts are meant, where in the text each stands, of what kind it is, how sure that is and what had to be
assumed; what was not understood it names. It decides nothing: whoever asks may use, show or ask back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from yuntai.rules.language.kinds import Choice, Kind
from yuntai.rules.words.lexicon import Lexicon, Name, Says
from yuntai.rules.words.quantities import Quantity, quantities
from yuntai.rules.words.spans import Plain, Span, exactly, plain, plainly
from yuntai.rules.words.values import sort_of, unit_of, value, yes_or_no

SAID, LIKELY = "said", "likely"
"""How sure: in so many words, or only taken so (``assumed`` says why)."""

CIRCUMSTANCES = ("place", "as_of", "known_on", "number", "served")
"""What no fact of a policy is, but a text may say: where, when, which number is checked, how long one worked."""

_CLAUSE = re.compile(r"[,;。、:+()“”\"/]")
_SERIOUS = re.compile(r"[\d不未没无非]")
_OTHER = re.compile(r"[时周未非]|[日年](?=工资|收入|薪)")
"""What before a name makes it another: 日工资 is not 工资."""
_COUNTED = re.compile(r"[\d一二两三四五六七八九十半]")
_NEAR = 8
"""At most so many characters lie between a name and its quantity."""


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


class Reader:
    """Reads what ``policy`` asks, in the words of ``lexicon``; ``kinds`` are its names (``Rule.kinds``)."""

    def __init__(self, lexicon: Lexicon, policy: str, kinds: Mapping[str, Kind | None]) -> None:
        self.lexicon = lexicon
        self.kinds: dict[str, Kind | None] = {**dict.fromkeys(CIRCUMSTANCES), **kinds}
        known = set(self.kinds)
        own = [n for n in lexicon.names if n.target in known and n.policy in ("", policy)]
        self.names: Sequence[Name] = own
        self.says: Sequence[Says] = lexicon.says

    # ---------------------------------------------------------------- a label and its value

    def labelled(self, label: str, given: Any) -> Reading:
        """What ``given`` under ``label`` states."""
        try:
            name, text = plain(label), plain(given)
        except ValueError as error:
            return Reading(problem=str(error))
        said = plainly(given) if isinstance(given, str) else plainly(text)
        return _placed(self._labelled(name, text, given), said)

    def _labelled(self, name: str, text: str, given: Any) -> Reading:
        name, text = self.lexicon.labels.ours(name), self.lexicon.labels.ours(text)
        called = self.lexicon.called(name, self.names)
        truth = yes_or_no(text)
        problem = ""
        read: list[Reading] = []
        for meant in called:
            if read and not meant.derived:
                continue
            try:
                read.append(self._valued(meant, name, text, given))
            except ValueError as error:
                problem = problem or str(error)
        if read:
            found = {(c.name, c.span, c.start): c for reading in read for c in reading.candidates}
            return Reading(tuple(found.values()), read[0].unread)
        if truth is not None and (stated := self._stated(name, truth)):
            return stated
        reading = self.free(text)
        if reading.candidates or not reading.unread:
            return reading
        for said in dict.fromkeys((name, self.lexicon.labels.plainer(name))):
            reading = _moved(self.free(said + text), -len(said))  # 书面合同: 未签
            if reading.candidates:
                return reading
        return Reading(unread=(Unread(text, 0, len(text)),), problem=problem or f"不认识“{text}”")

    def _valued(self, meant: Name, label: str, text: str, given: Any) -> Reading:
        """The value of what a label names; words in brackets or behind a comma are read as a sentence."""
        kind, unit = self.kinds[meant.target], unit_of(label, meant.target)
        if isinstance(kind, Choice) and not meant.way:
            return self._chosen(meant.target, kind, text)
        span, assumed, rest = self._value(meant, kind, text, unit, label)
        if assumed and rest:
            with suppress(ValueError):  # 近3年（2年11个月）
                span, assumed = value(meant.target, kind, meant.way, rest, unit, label)
                rest = ""
        if meant.target == "number":
            span = exactly(given if isinstance(given, str) else text)
        more = _moved(self.free(rest), text.index(rest)) if rest else Reading()
        first = Candidate(meant.target, span, kind, 0, len(text), LIKELY if assumed else SAID, assumed, meant.way)
        return Reading((first, *more.candidates), more.unread)

    def _value(self, meant: Name, kind: Kind | None, text: str, unit: str, label: str) -> tuple[Span, str, str]:
        """The value, what was assumed, and the words besides: those in brackets, behind a comma. Raises ``ValueError``."""
        parted = re.fullmatch(r"(.+?)(?:\((.+)\)|[,;。](.+))", text)
        head, rest = (parted[1], parted[2] or parted[3]) if parted else (text, "")
        tries = [(text, ""), (head, rest)]
        for found in meant.word.finditer(head):  # 伤残等级: 十级伤残; 试用期: 试用期为6个月
            if found[0] and _COUNTED.search(again := head[: found.start()] + head[found.end() :].lstrip("为是:约")):
                tries.append((again, rest))
        problem: ValueError | None = None
        for said, besides in dict.fromkeys(tries[1:] if meant.target == "place" else tries):
            try:
                return (*value(meant.target, kind, meant.way, said, unit, label), besides)
            except ValueError as error:
                problem = problem or error
        assert problem
        raise problem

    def _chosen(self, target: str, kind: Choice, text: str) -> Reading:
        reading = self.free(text)
        if any(candidate.name == target for candidate in reading.candidates):
            return reading
        for key, title in kind.options.items():
            if text in (key, plain(title), plain(re.sub(r"（.*?）", "", title))):
                return Reading((Candidate(target, exactly(key), kind, 0, len(text)),))
        if reading.candidates or not (reading.unread or yes_or_no(text) is not None):
            return reading
        within = [key for key, title in kind.options.items() if len(text) > 1 and text in plain(title)]
        if len(within) == 1:
            assumed = f"“{text}”按{kind.options[within[0]]}算"
            return Reading((Candidate(target, exactly(within[0]), kind, 0, len(text), LIKELY, assumed),))
        raise ValueError(f"不认识“{text}”")

    def _stated(self, label: str, truth: bool) -> Reading | None:
        """A label that is answered yes is a statement, one that is answered no its contrary."""
        label = re.sub(r"^是否|\?$", "", label)
        if truth:
            reading = self.free(label)
            return _moved(reading, -len(label)) if reading.candidates else None
        contrary = self.free("未" + re.sub(r"^已经?", "", label))
        if contrary.candidates:
            return _moved(contrary, -len(label) - 1)
        reading = self.free(label)
        if reading.candidates and all(isinstance(c.span.low, bool) for c in reading.candidates):
            turned = (Candidate(c.name, exactly(not c.span.low), c.kind, c.start, c.end) for c in reading.candidates)
            return _moved(Reading(tuple(turned)), -len(label))
        return None

    # ---------------------------------------------------------------- a sentence

    def free(self, sentence: str) -> Reading:
        """What a sentence states; of what it says in two ways it gives both."""
        said = plainly(sentence)
        taken = [False] * len(said.text)
        found = [*self._statements(said, taken), *self._quantities(said, taken)]
        return Reading(tuple(found), tuple(self._unread(said, taken)))

    def _statements(self, said: Plain, taken: list[bool]) -> Iterator[Candidate]:
        matches = [(match, says) for says in self.says for match in says.pattern.finditer(said.text) if match[0]]
        matches.sort(key=lambda pair: (not self._asked(pair[1]), -len(pair[0][0])))
        kept = []
        for match, says in matches:
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match[0])
                kept.append((match, says))
        filled: dict[str, Any] = {}
        for match, says in sorted(kept, key=lambda pair: pair[1].weak):
            start, end = said.place(*match.span())
            for name, meant in says.fills.items():
                if name not in self.kinds or (says.weak and name in filled):
                    continue
                filled[name] = match.expand(meant) if isinstance(meant, str) else meant
                yield Candidate(name, exactly(filled[name]), self.kinds[name], start, end)

    def _asked(self, says: Says) -> bool:
        """Whether a statement bears on this policy; what others ask is understood and beside the point."""
        return not says.fills or any(name in self.kinds for name in says.fills)

    def _quantities(self, said: Plain, taken: list[bool]) -> Iterator[Candidate]:
        """Quantities beside the name of what they measure: before it for days ("2023-03入职"), behind it else."""
        free = [q for q in quantities(said.text) if q.sort != "article" and not any(taken[q.start : q.end])]
        if not free:
            return
        words = [(m, n) for n in self.names for m in n.word.finditer(said.text) if len(m[0]) > 1]
        words = [(m, n) for m, n in words if not _another(said.text, m.start())]
        used: set[str] = set()
        for quantity in free:
            near = sorted(
                (gap, -len(match[0]), at)
                for at, (match, _) in enumerate(words)
                if (gap := _gap(said.text, quantity, match)) is not None
            )
            for _, _, at in near:
                match, name = words[at]
                kind = self.kinds[name.target]
                try:
                    span, assumed = value(
                        name.target, kind, name.way, quantity.text, unit_of("", name.target), match[0]
                    )
                except ValueError:
                    continue
                if name.target in used or not _fits(quantity, sort_of(name.target, kind)):
                    continue
                used.add(name.target)
                first, last = min(match.start(), quantity.start), max(match.end(), quantity.end)
                taken[first:last] = [True] * (last - first)
                start, end = said.place(quantity.start, quantity.end)
                yield Candidate(name.target, span, kind, start, end, LIKELY, assumed, name.way)
                break

    def _unread(self, said: Plain, taken: Sequence[bool]) -> Iterator[Unread]:
        """What is left in each clause when all that is understood or bears on nothing is taken away."""
        left = "".join(" " if gone else sign for sign, gone in zip(said.text, taken, strict=True))
        for piece in re.finditer(r"[^ ]+", _CLAUSE.sub(" ", left)):
            words = self.lexicon.idle.sub("", piece[0]) if not self.lexicon.idle.fullmatch(piece[0]) else ""
            if words:
                yield Unread(piece[0], *said.place(*piece.span()))


def _moved(reading: Reading, by: int) -> Reading:
    """``reading`` with its places moved; what then lies before the text stands at its begin, and is not unread."""

    def at(place: int) -> int:
        return max(place + by, 0)

    return Reading(
        tuple(replace(c, start=at(c.start), end=at(c.end)) for c in reading.candidates),
        tuple(replace(u, start=at(u.start), end=at(u.end)) for u in reading.unread if u.end + by > 0),
        reading.problem,
    )


def _placed(reading: Reading, said: Plain) -> Reading:
    """``reading`` of the plain text with its places in what was written."""

    def at(one: Candidate | Unread) -> tuple[int, int]:
        return said.place(one.start, min(one.end, len(said.text)))

    return Reading(
        tuple(replace(c, start=at(c)[0], end=at(c)[1]) for c in reading.candidates),
        tuple(replace(u, start=at(u)[0], end=at(u)[1]) for u in reading.unread),
        reading.problem,
    )


def _another(text: str, start: int) -> bool:
    """Whether what stands before a name makes it another one."""
    return start > 0 and bool(_OTHER.match(text, start - 1))


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


_FITTING: Mapping[str, tuple[str, ...]] = {
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
