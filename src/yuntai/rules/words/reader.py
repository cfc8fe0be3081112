"""Facts from words: from a value with its label ("月工资: 6万") or from a sentence, for one policy.

A reading says which facts are meant, where in the text each stands, of what kind it is, how sure that is and what had to be
assumed; what was not understood it names. It decides nothing: whoever asks may use, show or ask back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from yuntai.rules.language.kinds import Choice, Kind
from yuntai.rules.words.lexicon import Lexicon, Name
from yuntai.rules.words.readings import CIRCUMSTANCES, LIKELY, SAID, Candidate, Reading, Unread, moved, placed
from yuntai.rules.words.relative import absolute
from yuntai.rules.words.sentences import Sentences
from yuntai.rules.words.spans import Span, exactly, plain, plainly
from yuntai.rules.words.values import unit_of, value, yes_or_no

_COUNTED = re.compile(r"[\d一二两三四五六七八九十半]")


class Reader:
    """Reads what ``policy`` asks, in the words of ``lexicon``; ``kinds`` are its names (``Rule.kinds``)."""

    def __init__(
        self, lexicon: Lexicon, policy: str, kinds: Mapping[str, Kind | None], today: date | None = None
    ) -> None:
        self.lexicon = lexicon
        self.kinds: dict[str, Kind | None] = {**dict.fromkeys(CIRCUMSTANCES), **kinds}
        known = set(self.kinds)
        self.names = [n for n in lexicon.names if n.target in known and n.policy in ("", policy)]
        self._today = today
        self._sentences = Sentences(self.names, lexicon.statements, lexicon.idle, self.kinds, today)

    def free(self, sentence: str) -> Reading:
        """What a sentence states; of what it says in two ways it gives both."""
        return self._sentences.read(sentence)

    # ---------------------------------------------------------------- a label and its value

    def labelled(self, label: str, given: Any) -> Reading:
        """What ``given`` under ``label`` states."""
        try:
            name, text = plain(label), plain(given)
        except ValueError as error:
            return Reading(problem=str(error))
        said = plainly(given) if isinstance(given, str) else plainly(text)
        return placed(self._labelled(name, text, given), said)

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
            reading = moved(self.free(said + text), -len(said))  # 书面合同: 未签
            if reading.candidates:
                return reading
        return Reading(unread=(Unread(text, 0, len(text)),), problem=problem or f"不认识“{text}”")

    def _valued(self, meant: Name, label: str, text: str, given: Any) -> Reading:
        """The value of what a label names; words in brackets or behind a comma are read as a sentence."""
        kind, unit = self.kinds[meant.target], unit_of(label, meant.target)
        if isinstance(kind, Choice) and not meant.way:
            return self._chosen(meant.target, kind, text)
        stated = self.free(text) if kind is None else Reading()
        if any(candidate.name == meant.target for candidate in stated.candidates):
            return stated  # 类别: 一类
        span, assumed, rest = self._value(meant, kind, text, unit, label)
        if assumed and rest:
            with suppress(ValueError):  # 近3年（2年11个月）
                span, assumed = value(meant.target, kind, meant.way, rest, unit, label)
                rest = ""
        if meant.target == "number":
            span = exactly(given if isinstance(given, str) else text)
        more = moved(self.free(rest), text.index(rest)) if rest else Reading()
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
                return (*value(meant.target, kind, meant.way, absolute(said, self._today), unit, label), besides)
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
            return moved(reading, -len(label)) if reading.candidates else None
        contrary = self.free("未" + re.sub(r"^已经?", "", label))
        if contrary.candidates:
            return moved(contrary, -len(label) - 1)
        reading = self.free(label)
        if reading.candidates and all(isinstance(c.span.low, bool) for c in reading.candidates):
            turned = (Candidate(c.name, exactly(not c.span.low), c.kind, c.start, c.end) for c in reading.candidates)
            return moved(Reading(tuple(turned)), -len(label))
        return None
