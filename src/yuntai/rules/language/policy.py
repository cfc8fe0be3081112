"""What a policy's author writes: facts, relations, steps, conditions, results.

A step is a function whose parameters *name* the facts, steps, relations and parameters that it needs; it returns an
expression in the words of :mod:`yuntai.rules.language.language`. Nothing is computed here: :mod:`yuntai.rules.rule.rule` puts a policy
together with the parameters of a place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.grounds import ALWAYS, Marked, Publication, marks, publication
from yuntai.rules.language.kinds import FAR, Kind, YesNo
from yuntai.rules.language.sentences import STATUSES, Sentence

Function = Callable[..., Any]

GIVES = {"": "不给什么", "person": "给个人", "employer": "给单位"}
"""Whom a policy gives something to: money, time off, a status that opens other doors."""
THEMES = {
    "skills": "技能提升",
    "employment": "就业失业",
    "startup": "创业",
    "insurance": "社会保险",
    "retirement": "退休养老",
    "injury": "工伤",
    "talent": "人才",
    "rights": "劳动维权",
    "employers": "用工",
}
"""Where a resident or an employer looks for a policy or a procedure."""
AUDIENCES = {"public": "公众", "staff": "工作人员", "none": "只供其他政策引用"}


def _here() -> Place:
    """The line of the author's file that is calling."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename in (__file__, "<string>"):  # a dataclass's own __init__
        frame = frame.f_back
    return Place(frame.f_code.co_filename, frame.f_lineno)


@dataclass(frozen=True)
class Fact:
    """Something about the person, the firm or the matter that is asked for or looked up.

    ``ask`` is the question in Chinese; only a fact that nothing but a registry's function needs may lack it.
    ``registry`` says where a registry holds it: ``table.column``, or a function of relations and other facts, written
    like a step. ``after`` names the fact whose day comes first, or is the same, where a policy has both.
    """

    name: str
    kind: Kind
    ask: str = ""
    registry: str | Function | None = None
    after: str = ""
    place: Place = field(default_factory=_here, compare=False, repr=False)


@dataclass(frozen=True)
class Relation:
    """Other rows of the same person: ``columns`` of ``table``, found by the key column ``by``.

    With ``on``, only the rows up to the day of the question count, and in an audit only those before the payment that
    is audited (``key`` tells rows of one day apart). ``ask`` is the question for a person whose rows no registry holds.
    ``title`` and ``labels`` name it and its columns in Chinese.
    """

    name: str
    table: str
    by: str
    columns: Mapping[str, Kind]
    ask: str = ""
    key: str | None = None
    on: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=_here, compare=False, repr=False)


@dataclass(frozen=True)
class Step(Marked):
    """A named value; ``role`` is step, condition, scope, result or aside."""

    name: str
    label: str
    source: str
    function: Function
    role: str
    kind: Kind | None
    place: Place


@dataclass(frozen=True)
class Once:
    """Of several rows with the same values of ``per``, only the one with the most favourable ``best`` may be had."""

    per: tuple[str, ...]
    best: str


@dataclass(frozen=True)
class Payments:
    """Where a registry holds what was paid: one row a payment, naming the policy and the row that it was paid for."""

    table: str = "payments"
    key: str = "payment"
    policy: str = "policy"
    subject: str = "subject"
    amount: str = "amount"
    on: str = "claimed_on"


class Policy:
    """A rule as written in its source.

    ``subject`` is the registry table whose rows are judged (a person, a certificate, an enrolment); ``begins`` and
    ``ends`` the period in force (both included, ISO); ``published`` the day of publication, or as in ``parameters.yaml`` what was
    looked for it (``{"unknown": "…", "by": "2023-01-05"}``); ``judged_on`` names the fact or step whose day decides which
    version of the parameters holds, by default the day of the question; ``paid`` names the result that is the amount
    paid for one row, for an audit. ``theme`` is where it is looked for, of :data:`THEMES`; ``gives`` says whom it gives
    something that one would want to know of unasked, of :data:`GIVES`, ``due`` the result that is the day from which it is
    given, and ``drawn`` the kind of a registry's benefits by which one sees that it is being given; ``audience`` whom the
    policy speaks to, of :data:`AUDIENCES`. A policy that ends says what is ``followed_by``: the id of the policy that one
    looks at now, or what is known of that in words, without a stop.
    """

    def __init__(
        self,
        *,
        title: str,
        subject: str,
        source: str,
        theme: str = "",
        gives: str = "",
        due: str | None = None,
        drawn: str | None = None,
        begins: str | None = None,
        ends: str | None = None,
        followed_by: str = "",
        published: str | Mapping[str, str] | None = None,
        judged_on: str = "as_of",
        paid: str | None = None,
        once: Once | None = None,
        audience: str = "public",
    ) -> None:
        self.id = ""
        self.place = _here()
        self.title = title
        self.subject = subject
        self.source = source
        self.begins = date.fromisoformat(begins) if begins else date.min
        self.ends = date.fromisoformat(ends) if ends else FAR
        self.published = self._publication(published)
        self.judged_on = judged_on
        self.paid = paid
        self.once = once
        self.payments = Payments()
        if bool(ends) != bool(followed_by):
            raise YuntaiError(
                f"{self.place}：写了 ends 的政策要写 followed_by（现在看哪一项，或者“没有查到”一类的话），没有 ends 的不写"
            )
        self.followed_by = followed_by
        self.theme = self._word("theme", theme, {"": "没有写", **THEMES})
        self.gives = self._word("gives", gives, GIVES)
        self.due = due
        self.drawn = drawn
        self.audience = self._word("audience", audience, AUDIENCES)
        self.facts: dict[str, Fact] = {}
        self.relations: dict[str, Relation] = {}
        self.turns: dict[str, int] = {}
        self.steps: dict[str, Step] = {}
        self.used: dict[str, tuple[str, str]] = {}
        self.sentences: list[Sentence] = []

    def _publication(self, said: str | Mapping[str, str] | None) -> Publication:
        if not said:
            return ALWAYS
        if isinstance(said, str):
            return Publication(date.fromisoformat(said))
        days = {key: date.fromisoformat(text) if key == "by" else text for key, text in said.items()}
        return publication({"published": days}, self.begins, self.place)

    def _word(self, name: str, word: str, words: Mapping[str, str]) -> str:
        if word not in words:
            raise YuntaiError(f"{self.place}：{name} 没有“{word}”，可以写：{'、'.join(filter(None, words))}")
        return word

    def _new(self, name: str, place: Place) -> None:
        for earlier in (self.facts, self.relations, self.steps, self.used):
            if name in earlier:
                raise YuntaiError(f"{place}：“{name}”已经写过了，换一个名字")
        if name in ("as_of", "known_on", "entitled"):
            raise YuntaiError(f"{place}：“{name}”是保留的名字，换一个")

    def fact(
        self, name: str, kind: Kind, *, ask: str = "", registry: str | Function | None = None, after: str = ""
    ) -> Fact:
        """Declare a fact of this policy alone. People are asked in the order of the declarations."""
        fact = Fact(name, kind, ask, registry, after, _here())
        self.include(fact)
        return fact

    def include(self, *shared: Fact | Relation) -> None:
        """Take up facts and relations that several policies share.

        Those of one call are equals, of which a person is asked first for the one that settles most.
        """
        turn = len(set(self.turns.values()))
        for item in shared:
            self._new(item.name, _here())
            self.turns[item.name] = turn
            if isinstance(item, Fact):
                self.facts[item.name] = item
            else:
                self.relations[item.name] = item

    def use(self, policy: str, *steps: str) -> None:
        """Take up steps or results of another policy by name, with all that they rest on."""
        for step in steps:
            self._new(step, _here())
            self.used[step] = (policy, step)

    def says(self, text: str, *, when: str = "", status: str = "entitled") -> None:
        """What the policy answers in one sentence (:mod:`yuntai.rules.language.sentences` has the form of ``text``).

        Of several for one ``status`` the first is said whose ``when``, a yes/no value, holds; the last of the answer
        itself has none. Where nothing is said for another status the platform says why: which conditions failed,
        which values are still missing, since when the policy holds. ``{because}`` stands for the conditions that failed.
        """
        place = _here()
        if status not in STATUSES:
            raise YuntaiError(f"{place}：status 没有“{status}”，可写 {'、'.join(STATUSES)}")
        self.sentences.append(Sentence(text, status, when, place))

    def _add(
        self,
        role: str,
        label: str,
        source: str,
        kind: Kind | None,
        verify: bool,
        checked: tuple[str, str] | None,
        ours: str,
    ) -> Callable[[Function], Function]:
        def add(function: Function) -> Function:
            code = function.__code__
            place = Place(Path(code.co_filename), code.co_firstlineno)
            name = function.__name__
            self._new(name, place)
            read = {"checked": {"on": date.fromisoformat(checked[0]), "at": checked[1]}} if checked else {}
            said = marks({"verify": verify, "ours": ours, **read}, place)
            self.steps[name] = Step(name, label, source, function, role, kind, place, **said.marks)
            return function

        return add

    def step(
        self,
        label: str,
        *,
        source: str,
        kind: Kind | None = None,
        verify: bool = False,
        checked: tuple[str, str] | None = None,
        ours: str = "",
    ) -> Callable[[Function], Function]:
        """An intermediate value; ``kind`` says how it is shown, where its type alone does not.

        ``verify`` marks a rule that nobody has yet checked against its source; ``checked`` is the day (ISO) on which
        somebody did and where the text was read; ``ours`` says what the text leaves open and how the platform reads it.
        """
        return self._add("step", label, source, kind, verify, checked, ours)

    def scope(
        self,
        label: str,
        *,
        source: str,
        verify: bool = False,
        checked: tuple[str, str] | None = None,
        ours: str = "",
    ) -> Callable[[Function], Function]:
        """Whom or what the policy is for. Outside it the answer is "not applicable", which is neither yes nor no."""
        return self._add("scope", label, source, YesNo(), verify, checked, ours)

    def condition(
        self,
        label: str,
        *,
        source: str,
        verify: bool = False,
        checked: tuple[str, str] | None = None,
        ours: str = "",
    ) -> Callable[[Function], Function]:
        """Something that must hold for a claim; ``entitled`` is all of them together."""
        return self._add("condition", label, source, YesNo(), verify, checked, ours)

    def result(
        self,
        label: str,
        kind: Kind,
        *,
        source: str,
        verify: bool = False,
        checked: tuple[str, str] | None = None,
        ours: str = "",
    ) -> Callable[[Function], Function]:
        """What the policy says in the end. It is asked for until it is known."""
        return self._add("result", label, source, kind, verify, checked, ours)

    def aside(
        self,
        label: str,
        kind: Kind,
        *,
        source: str,
        verify: bool = False,
        checked: tuple[str, str] | None = None,
        ours: str = "",
    ) -> Callable[[Function], Function]:
        """What the policy also says where it is known. Nobody is asked for it who does not want it."""
        return self._add("aside", label, source, kind, verify, checked, ours)
