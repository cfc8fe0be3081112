"""The words in which a policy answers: a sentence with values of the policy in their places.

``您{retires_on}到法定退休年龄[（{retirement_age}）][delay_months?，比原来推迟{delay_months}]。``

A name in braces stands for a value, as its kind shows it. A part in brackets is said only where all its values are known and
are something (not zero, not "no", not a day that never comes); ``[name?…]`` where ``name`` is something, ``[!name?…]`` where it is not.
A part ``[name?…{name}…]`` also says between which ends its value lies, where it is not known.
Outside brackets a clause (up to ，；。, or to a part in brackets that begins with one) whose value nobody knows is left out.

``您^可以领{amount}。`` is said of an amount that is not known as 您最多可以领 500.00 元: that it is an end of what can be stands
where ``^`` is, without it before the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from yuntai.errors import Place, YuntaiError

LIMIT_HERE = "^"
"""Where it stands in a clause that its value is only the most or the least that can be."""

STATUSES = ("entitled", "not_entitled", "unknown", "not_applicable")

_NAME = r"[a-z_][a-z0-9_]*"
_PIECE = re.compile(
    rf"\[(?:(?P<sign>!?)(?P<only>{_NAME})[?？])?(?P<group>[^\[\]]*)\]"
    rf"|\{{(?P<slot>{_NAME})(?P<share>:%)?\}}"
    r"|(?P<text>[^\[\]{}，；。]*[，；。]|[^\[\]{}，；。]+)"
)


@dataclass(frozen=True)
class Slot:
    """The place of a value; ``share`` where it is said in hundredths (80%)."""

    name: str
    share: bool = False


@dataclass(frozen=True)
class Group:
    """What is said only where its values are something, and ``only``, where given, is (or with ``absent`` is not)."""

    pieces: tuple[str | Slot, ...]
    only: str = ""
    absent: bool = False


Clause = tuple[str | Slot | Group, ...]


@dataclass(frozen=True)
class Sentence:
    """What is said of an answer that has ``status``, where the yes/no value ``when`` holds (empty: always)."""

    text: str
    status: str
    when: str
    place: Place

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The sentence cut into its clauses. Raises ``YuntaiError`` on brackets that do not close."""
        clauses: list[Clause] = []
        clause: list[str | Slot | Group] = []
        for piece in self._pieces(self.text):
            if isinstance(piece, Group) and clause and str(piece.pieces[0])[:1] in ("，", "；"):
                clauses.append(tuple(clause))
                clause = []
            clause.append(piece)
            if isinstance(piece, str) and piece.endswith(("，", "；", "。")):
                clauses.append(tuple(clause))
                clause = []
        return (*clauses, tuple(clause)) if clause else tuple(clauses)

    def _pieces(self, text: str) -> Iterator[str | Slot | Group]:
        end = 0
        for match in _PIECE.finditer(text):
            if match.start() != end:
                break
            end = match.end()
            if match["slot"]:
                yield Slot(match["slot"], bool(match["share"]))
            elif match["group"] is not None:
                inner = tuple(one for one in self._pieces(match["group"]) if not isinstance(one, Group))
                yield Group(inner, match["only"] or "", bool(match["sign"]))
            else:
                yield match["text"]
        if end != len(text):
            raise YuntaiError(f"{self.place}：这句话的括号不成对，或者名字写错了：“{text[end:]}”")

    @property
    def slots(self) -> Iterator[Slot]:
        """The places of values, those in brackets too."""
        for clause in self.clauses:
            for piece in clause:
                yield from (one for one in getattr(piece, "pieces", (piece,)) if isinstance(one, Slot))

    @property
    def conditions(self) -> Iterator[str]:
        """The names that decide whether the sentence, or a part of it, is said."""
        yield from (self.when,) if self.when else ()
        for clause in self.clauses:
            yield from (piece.only for piece in clause if isinstance(piece, Group) and piece.only)
