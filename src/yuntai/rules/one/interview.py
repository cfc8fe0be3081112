"""What to ask: of the open facts those that matter, in the order in which the policy's author would ask a person.

An author declares first what the matter is about (born when, employed since when, what happened), then what it hangs on,
last what only the amount needs. Of facts declared as equals the one that settles most comes first, and a table to fill in
comes after everything that is said in a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from yuntai.rules.language.kinds import Choice
from yuntai.rules.language.meaning import Values
from yuntai.rules.language.policy import Fact, Relation
from yuntai.rules.one.status import UNKNOWN, status_of
from yuntai.rules.rule.rule import Rule

TRIED = 256
"""How many combinations of open facts are tried out to see which of them matter."""


@dataclass(frozen=True)
class Question:
    """A fact that can still change the result. ``settles`` is the share of its answers that would end the questions."""

    name: str
    ask: str
    options: Mapping[str, str]
    settles: float


class Interview:
    """The questions of one unknown answer, of which ``values`` are known: which of the open facts to ask, in which order.

    Whatever is answered adds to what is known and changes nothing of it, so that only what is open is computed anew.
    """

    def __init__(self, rule: Rule, known: Mapping[str, Any], values: Values, wanted: Sequence[str]) -> None:
        self.rule, self.known, self.wanted = rule, known, wanted
        self.as_of, self.known_on = values["as_of"], values["known_on"]
        self.settled = {name: value for name, value in values.items() if value is not None}

    def questions(self, names: Sequence[str]) -> tuple[Question, ...]:
        """The questions of the open facts ``names``, in the order in which to ask them."""
        questions = []
        for name in self._decisive(names):
            item, samples = self._item(name), self._samples(name)
            settled = sum(self._outcome({name: sample})[0] != UNKNOWN for sample in samples)
            options = item.kind.options if isinstance(item, Fact) and isinstance(item.kind, Choice) else {}
            questions.append(Question(name, item.ask, options, settled / len(samples)))
        return tuple(sorted(questions, key=self._turn))

    def _turn(self, question: Question) -> tuple[bool, int, float]:
        turns = self.rule.policy.turns
        return question.name in self.rule.relations, turns.get(question.name, len(turns)), -question.settles

    def _item(self, name: str) -> Fact | Relation:
        return self.rule.facts.get(name) or self.rule.relations[name]

    def _samples(self, name: str) -> list[Any]:
        item = self._item(name)
        return item.kind.samples(self.as_of) if isinstance(item, Fact) else [[]]

    def _outcome(self, more: Mapping[str, Any]) -> tuple[Any, ...]:
        adds = all(self.known.get(name) is None for name in more)  # rows with an open cell are put aside for others
        values = self.rule.values({**(self.settled if adds else self.known), **more}, self.as_of, self.known_on)
        return (status_of(values, self.wanted), *(values[name] for name in self.wanted))

    def _decisive(self, names: Sequence[str]) -> Sequence[str]:
        """``names`` without those that change nothing whatever the others are, where so few cases can be tried out.

        An open fact may still be idle where two steps hang together: whether a register holds a level-2 certificate does
        not matter if level 2 is out anyway.
        """
        items = [self._item(name) for name in names]
        finite = all(isinstance(item, Fact) and item.kind.finite for item in items)
        if not finite or prod(len(self._samples(name)) for name in names) > TRIED:
            return names
        outcomes = {
            combined: self._outcome(dict(zip(names, combined, strict=True)))
            for combined in product(*(self._samples(name) for name in names))
        }

        def decides(place: int) -> bool:
            seen: dict[tuple[Any, ...], tuple[Any, ...]] = {}
            for combined, outcome in outcomes.items():
                others = combined[:place] + combined[place + 1 :]
                if seen.setdefault(others, outcome) != outcome:
                    return True
            return False

        return [name for place, name in enumerate(names) if decides(place)] or names
