"""What a published case says, in one form: the facts that it gives, and the results that it expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from yuntai.rules.language.kinds import Kind, Money, Number, YesNo
from yuntai.rules.published.asked import Form
from yuntai.rules.published.published import Published
from yuntai.rules.rule.rule import Rule
from yuntai.rules.words.lexicon import Lexicon
from yuntai.rules.words.reader import Reader
from yuntai.rules.words.spans import Span, exactly, plain
from yuntai.rules.words.values import begun, unit_of, value

SAID = {"status", "because"}
_WHERE = re.compile(r"(.+?)\[(\w+)=(\w+)\]")
_IRRELEVANT = {
    "born_on",
    "sex",
    "post",
    "hired_on",
    "ended_on",
    "place",
    "bound_as",
    "senior_manager",
    "contract_kind",
    "mean_wage",
}
"""What a case may say of a person though the policy asks nothing of it."""

_CIRCUMSTANCES = {"place": "地区", "as_of": "哪一天", "number": "号码", "served": "工作了多久"}


class NotCovered(Exception):
    """Why a case cannot be run, or its outcome not be compared."""


@dataclass
class Understood:
    """The spans that a case gives, by name; what was assumed in reading them and what was not read."""

    given: dict[str, Span] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def add(self, key: str, name: str, span: Span) -> None:
        """Raises ``NotCovered`` where the case says two things of one name."""
        earlier = self.given.setdefault(name, span)
        if earlier != span:
            if type(earlier.low) is not type(span.low) or not earlier.meets(span):
                raise NotCovered(f"{key}：同一件事有两种说法：{earlier.low}、{span.low}")
            self.given[name] = Span(max(earlier.low, span.low), min(earlier.high, span.high))


def parts(name: str) -> list[str]:
    """The results in ``a + b``."""
    return [part.strip() for part in name.split("+")]


def held(name: str) -> tuple[str, dict[str, str]]:
    """``monthly[wage_area=first]`` is a result where something is held to a value."""
    found = _WHERE.fullmatch(name)
    return (found[1], {found[2]: found[3]}) if found else (name, {})


class Understanding:
    """Reads cases of one ``form`` for one ``rule`` (``None`` for a check)."""

    def __init__(self, lexicon: Lexicon, form: Form, rule: Rule | None) -> None:
        self.form = form
        self.lexicon = lexicon.with_words(form.names, form.says, form.means, form.of)
        self.reader = Reader(self.lexicon, form.of, rule.kinds if rule else {})
        self._rule = rule
        results = self.lexicon.results.get(form.of, ())
        self._results = [
            name
            for name in results
            if not form.only or self._bases(name.target) <= form.only or f"{name.target} {name.way}" in form.only
        ]
        self._outcomes = self.lexicon.outcomes.get(form.of, ())

    @property
    def names(self) -> tuple[set[str], set[str]]:
        """The names that the form fills, and those that it compares with."""
        filled = {*self.form.suppose, *self.form.nowhere, *frozenset().union(*self.form.needs)}
        compared = {base for name in self._results for base in self._bases(name.target)}
        return filled, compared | {name for says in self._outcomes for name in says.fills}

    @staticmethod
    def _bases(target: str) -> set[str]:
        return {held(part)[0] for half in target.split("&") for part in parts(half)}

    # ---------------------------------------------------------------- inputs

    def given(self, case: Published, place: Callable[[str], str]) -> Understood:
        """What the inputs of ``case`` fill. Raises ``NotCovered`` on a label or a value that is not understood."""
        found = Understood()
        for key, said in case.inputs.items():
            self._input(key, said, found, place)
        return found

    def _input(self, key: str, said: Any, found: Understood, place: Callable[[str], str]) -> None:
        label = plain(key)
        if self.lexicon.aside.fullmatch(label) or said in ("", "?", "？"):
            return
        reading = self.reader.labelled(key, said)
        if not reading.candidates:
            known = self.lexicon.called(label, self.reader.names)
            if self.lexicon.targets(label) & _IRRELEVANT and not known:
                found.assumed.append(f"“{key}”与这项政策无关")
                return
            if not (reading.problem or reading.unread):
                return
            raise NotCovered(
                f"{key}：{reading.problem if known or reading.problem.startswith('“') else '不认识这一项'}"
            )
        for candidate in reading.candidates:
            span = candidate.span
            if candidate.name == "place":
                known_place = _place(str(span.low), place, key)
                if not known_place:
                    found.assumed.append(f"{key}：“{span.low}”没有资料包，或者不是一个地方，按没有写地区的算")
                    continue
                span = exactly(known_place)
            found.add(key, candidate.name, span)
            if candidate.assumed:
                found.assumed.append(f"{key}：{candidate.assumed}")
        for unread in reading.unread:
            if unread.serious:
                raise NotCovered(f"{key}：没有读懂“{unread.text}”")
            found.unread.append(f"{key}：{unread.text}")

    def supposed(self, given: Mapping[str, Span], home: str) -> dict[str, Span]:
        """What the form takes for granted, under what the case gives. Raises ``NotCovered``."""
        if missing := [names for names in self.form.needs if not names & set(given)]:
            raise NotCovered(f"没有写{'，或者'.join(f'“{self.title(name)}”' for name in sorted(missing[0]))}")
        local = {} if "place" in given else {"place": home, **self.form.nowhere}
        spans: dict[str, Span] = {}
        for name, said in {**self.form.suppose, **local}.items():
            if isinstance(said, str) and said.startswith("="):
                spans |= self._same(name, said[1:], {**spans, **given})
            elif said == "ever":
                spans[name] = self._ever(name)
            else:
                spans[name] = Span(*said) if isinstance(said, list) and len(said) == 2 else exactly(said)
        known = {name: span for name, span in given.items() if name != "served"}
        return {**spans, **known}

    def title(self, name: str) -> str:
        """What a policy officer calls ``name``: the question of a fact, the title of a step or of a standard."""
        rule = self._rule
        if rule and name in rule.facts:
            return rule.facts[name].ask
        if rule and name in rule.nodes:
            return rule.nodes[name].label
        return rule.parameters[name].title if rule and name in rule.parameters else _CIRCUMSTANCES.get(name, name)

    def _ever(self, name: str) -> Span:
        """All that a parameter of the place has been, in any of its areas. Raises ``NotCovered`` where it has no value."""

        def leaves(value: Any) -> list[Any]:
            return [leaf for part in value.values() for leaf in leaves(part)] if isinstance(value, Mapping) else [value]

        parameter = self._rule.parameters.get(name) if self._rule else None
        values = [leaf for record in parameter.records for leaf in leaves(record.value)] if parameter else []
        if not values:
            raise NotCovered(f"平台没有查到“{self.title(name)}”")
        return Span(min(values), max(values))

    def _same(self, name: str, other: str, known: Mapping[str, Span]) -> dict[str, Span]:
        last, _, length = (part.strip() for part in other.partition("-"))
        last, before = last.removeprefix("before "), last.startswith("before ")
        if not length:
            return {name: known[last]} if last in known else {}
        day = known.get(last)
        if day is None or length not in known:
            return {}
        if day.low != day.high:
            raise NotCovered(f"“{self.title(last)}”写得不够细，往前推不出“{self.title(name)}”")
        return {name: begun(known[length], day.low - timedelta(before))}

    # ---------------------------------------------------------------- what is expected

    def wanted(self, case: Published) -> dict[str, dict[str, Span | str]]:
        """The spans that each expected figure allows, by name. Raises ``NotCovered``."""
        wanted: dict[str, dict[str, Span | str]] = {}
        for key, said in case.expected.items():
            label = plain(key)
            if self.form.uncompared.fullmatch(label):
                continue
            meant = self._outcome(label, said) or self._result(label, said)
            if meant is not None:
                wanted[key] = meant
            elif not self.lexicon.uncompared.fullmatch(label):
                raise NotCovered(f"{key}：不认识这一项")
        if not wanted:
            raise NotCovered("没有可以核对的结果")
        return wanted

    def _outcome(self, label: str, said: Any) -> dict[str, Span | str] | None:
        text = f"{label}:{plain(said) if isinstance(said, str | int | bool | Decimal) else ''}"
        for says in self._outcomes:
            if says.pattern.fullmatch(text):
                return {name: exactly(meant) for name, meant in says.fills.items()}
        return None

    def _result(self, label: str, said: Any) -> dict[str, Span | str] | None:
        """What an expected figure is compared with: the surest of the results that its label may name."""
        problem = ""
        for name in self.lexicon.called(label, self._results):
            try:
                text = plain(said)
                if "&" in name.target:
                    first, last = (half.strip() for half in name.target.split("&"))
                    return {
                        first: value(first, None, "first", text, "", "")[0],
                        last: value(last, None, "last", text, "", "")[0],
                    }
                target = held(parts(name.target)[0])[0]
                kind = self._kind(target)
                span, _ = value(target, kind, name.way, text, unit_of(label, target), label)
                return {name.target: _allowed(text, span, kind)}
            except ValueError as error:
                problem = problem or str(error)
        if problem:
            raise NotCovered(f"{label}：{problem}")
        return None

    def _kind(self, target: str) -> Kind | None:
        if self._rule is None:
            return YesNo()
        node = self._rule.nodes.get(target)
        return node.kind if node else None


def _place(text: str, place: Callable[[str], str], key: str) -> str:
    try:
        return place(text)
    except ValueError as error:
        raise NotCovered(f"{key}：{error}") from None


def _allowed(text: str, span: Span, kind: Kind | None) -> Span:
    """What a published figure allows: an amount without cents may have lost them, a fraction was rounded."""
    if not isinstance(span.low, Decimal) or span.low != span.high or span.low == 0:
        return span
    if isinstance(kind, Money) and "." not in text:
        return Span(span.low - Decimal("0.5"), span.high + Decimal("0.99"))
    found = re.search(r"\.(\d+)", text)
    if found and isinstance(kind, Money | Number | None):
        half = Decimal(5).scaleb(-len(found[1]) - 1)
        return Span(span.low - half, span.high + half) if not (isinstance(kind, Money) and len(found[1]) > 1) else span
    return span
