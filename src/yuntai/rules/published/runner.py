"""Published cases run through the policies of the place that each belongs to, and compared.

It is strict: a label or a value that is not understood, a fact that is missing, a phrase too wide to settle the figure make a
case "not covered". What is assumed in reading is said. Where the law leaves two readings and the published answer follows the
other, the case is "disputed".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import product
from operator import add
from typing import Any

from yuntai.errors import YuntaiError
from yuntai.rules.language.kinds import FAR, Kind
from yuntai.rules.language.operations import Literal
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.status import NOT_APPLICABLE, UNKNOWN
from yuntai.rules.published.asked import Asked, Category, Form
from yuntai.rules.published.published import (
    DISPUTED,
    NOT_COVERED,
    PUBLISHED_WRONG,
    RIGHT,
    WRONG,
    Figure,
    Outcome,
    Published,
)
from yuntai.rules.published.understanding import SAID, NotCovered, Understanding, held, parts
from yuntai.rules.rule.packs import Pack, load_pack
from yuntai.rules.rule.rule import Rule
from yuntai.rules.words.lexicon import Lexicon
from yuntai.rules.words.readings import CIRCUMSTANCES
from yuntai.rules.words.spans import Span, exactly, plain

REFUSED = "refused"
"""The status where the policy refuses the facts themselves."""

Check = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""A computation that is no policy: facts in, results out."""

Wanted = Mapping[str, Mapping[str, Span]]


@dataclass(frozen=True)
class _Run:
    """What came out for one choice of values, by name."""

    found: Mapping[str, Any]
    rule: Rule | None = None
    answer: Answer | None = None

    def value(self, name: str) -> Any:
        """The value of ``a`` or of ``a + b``."""
        values = [self.found.get(part) for part in parts(name)]
        return None if None in values else reduce(add, values)

    def published(self, name: str, span: Span) -> Span:
        """What was published; a word is read as the kind of the result."""
        kind = self._kind(name)
        if kind and isinstance(span.low, str) and not isinstance(self.value(name), str):
            return exactly(kind.parse(span.low))
        return span

    def shown(self, name: str) -> str:
        """The value as a person reads it."""
        value, kind = self.value(name), self._kind(name)
        return "没有" if value is None else kind.show(value) if kind else str(value)

    def _kind(self, name: str) -> Kind | None:
        node = self.rule.nodes.get(held(parts(name)[0])[0]) if self.rule else None
        return node.kind if node else None


class Runner:
    """Runs cases. What belongs to no other place belongs to ``home``; the packs lie beside each other."""

    def __init__(self, asked: Asked, lexicon: Lexicon, home: Pack, checks: Mapping[str, Check] | None = None) -> None:
        self.asked = asked
        self.lexicon = lexicon
        self._packs = {home.id: home}
        self._home = home.id
        self._country = home.folders[-1].name
        self._folder = home.folders[0].parent
        self._checks = checks or {}
        self._understandings: dict[tuple[int, str], Understanding] = {}

    def run(self, case: Published) -> Outcome:
        """What becomes of ``case``; one of no known category is put to the only policy that reads all of it."""
        if category := self.asked.category(case.category):
            return self._in_category(category, case)
        read = [
            (c, outcome)
            for c in self.asked.categories
            if (outcome := self._in_category(c, case)).verdict != NOT_COVERED
        ]
        if len(read) != 1:
            return Outcome(case, NOT_COVERED, f"没有“{case.category}”这一类")
        [(category, outcome)] = read
        return replace(outcome, assumed=(f"“{case.category}”按“{category.title}”一类", *outcome.assumed))

    def _in_category(self, category: Category, case: Published) -> Outcome:
        """The outcome of ``case`` by the first of the forms that reads all of it."""
        said = " ".join(f"{key} {value}" for key, value in case.inputs.items())
        reasons = []
        for form in category.forms:
            if not form.when.search(said):
                continue
            try:
                return self._by_form(category, form, case)
            except NotCovered as why:
                reasons.append(str(why))
        return Outcome(case, NOT_COVERED, "；".join(dict.fromkeys(reasons)) or "没有一种写法合得上")

    def check_names(self) -> None:
        """Raise ``YuntaiError`` with file and line on a name in the data that its policy does not have."""
        for category in self.asked.categories:
            for form in category.forms:
                self._check_names(form, {name for other in category.readings for name in other.values})

    def _check_names(self, form: Form, held_to: set[str]) -> None:
        if form.check:
            if form.check not in self._checks:
                raise YuntaiError(f"{form.where}：没有“{form.check}”这项核对")
            return
        rule = self._rule(form, self._home)
        assert rule
        filled, compared = self._understanding(form, self._home).names
        given = {
            *rule.facts,
            *rule.relations,
            *rule.nodes,
            *rule.policy.used,
            *rule.parameters,
            *CIRCUMSTANCES,
            "served",
        }
        compared = {name for name in compared if name not in SAID}
        for names, known in ((filled, given), (compared, {*rule.nodes}), (held_to, {*rule.parameters, *rule.nodes})):
            if unknown := sorted(names - known):
                raise YuntaiError(f"{form.where}：政策 {form.policy} 没有“{unknown[0]}”")

    # -------------------------------------------------------------------------------- one case by one form

    def _by_form(self, category: Category, form: Form, case: Published) -> Outcome:
        place = self._where(case, form)
        reads = self._understanding(form, place or self._home)
        understood = reads.given(case, lambda text: self._place(text, form.anywhere))
        if place:
            understood.given.setdefault("place", exactly(place))
        wanted: Wanted = reads.wanted(case)  # type: ignore[assignment]
        given = reads.supposed(understood.given, self._home)
        runs = [self._once(form, dict(zip(given, ends, strict=True)), wanted, {}) for ends in _ends(given)]
        compared = [_compare(case, wanted, run) for run in runs]
        wrong = [n for n, figures in enumerate(compared) if not all(figure.right for figure in figures)]
        if wrong and _possible(wanted, runs):
            wide = "、".join(f"“{reads.title(name)}”" for name, span in given.items() if len(span.ends) > 1)
            raise NotCovered(f"{wide}写得不够细，结果因此不止一个")
        at = wrong[0] if wrong else 0
        said = {"assumed": tuple(understood.assumed), "unread": tuple(understood.unread)}
        outcome = Outcome(case, WRONG if wrong else RIGHT, "", compared[at], runs[at].answer, **said)
        if not wrong:
            return outcome
        if known := category.known_errors.get(case.id):
            return replace(outcome, verdict=PUBLISHED_WRONG, reason=known)
        if other := self._other_reading(category, form, case, given, wanted):
            return replace(outcome, verdict=DISPUTED, reason=other)
        return outcome

    def _other_reading(
        self, category: Category, form: Form, case: Published, given: Mapping[str, Span], wanted: Wanted
    ) -> str:
        """The reading of the law by which all that was published comes out; empty where there is none."""
        for other in category.readings:
            try:
                runs = [
                    self._once(form, dict(zip(given, ends, strict=True)), wanted, other.values) for ends in _ends(given)
                ]
            except NotCovered:
                continue
            if all(figure.right for run in runs for figure in _compare(case, wanted, run)):
                return f"公布的按另一种读法：{other.title}（{other.why}）"
        return ""

    def _once(self, form: Form, given: dict[str, Any], wanted: Wanted, reading: Mapping[str, Any]) -> _Run:
        if form.check:
            return _Run(self._checks[form.check](given))
        names = [name for spans in wanted.values() for sums in spans for name in parts(sums)]
        place = given.pop("place")
        rule = self._rule(form, place)
        assert rule
        given = {_full(rule, name): value for name, value in given.items()} | dict(reading)
        plain_names = [name for name in names if not held(name)[1]]
        nothing = all(not span.low and not span.high for spans in wanted.values() for span in spans.values())
        whole = self._held(rule, dict(given), plain_names, nothing) if plain_names else _Run({}, rule)
        found = dict(whole.found)
        for name, (base, fixed) in ((name, held(name)) for name in names if name not in plain_names):
            found[name] = self._held(rule, {**given, **fixed}, [base]).found.get(base)
        return _Run(found, rule, whole.answer)

    def _held(self, rule: Rule, given: dict[str, Any], names: list[str], nothing: bool = False) -> _Run:
        """What comes out of ``rule`` for exact values; where it does not apply, ``nothing`` comes out if that was published.

        Raises ``NotCovered``.
        """
        as_of, known_on = given.pop("as_of", None), given.pop("known_on", FAR)
        if as_of is None:
            raise NotCovered("没有写按哪一天判断")
        facts = {name: value for name, value in given.items() if name in rule.facts or name in rule.relations}
        try:
            supposed = _supposing(rule, {name: value for name, value in given.items() if name not in facts})
            outcomes = [name for name in names if name in (*rule.results, *rule.asides)]
            got = answer(supposed, facts, as_of, known_on=known_on, wanted=outcomes, ask=False)
        except YuntaiError as error:
            if "status" not in names:
                raise NotCovered(str(error)) from None
            return _Run({"status": REFUSED}, rule)
        found = {step.name: step.value for step in got.trace} | dict(got.results)
        found |= {"status": got.status, "because": got.because[0].name if got.because else None}
        if got.status == NOT_APPLICABLE and "status" not in names:
            if nothing:
                return _Run(dict.fromkeys(names, 0), rule, got)
            raise NotCovered(f"不适用：不满足{'、'.join(step.label for step in got.because)}")
        if got.status == UNKNOWN and ("status" in names or any(found.get(name) is None for name in names)):
            raise NotCovered("；".join(got.gaps) or f"还要知道：{'、'.join(_open(supposed, got))}")
        if unused := [name for name in names if name not in found]:
            raise NotCovered(f"没有算到 {unused[0]}")
        return _Run(found, rule, got)

    # -------------------------------------------------------------------------------- places

    def _where(self, case: Published, form: Form) -> str | None:
        """The place that a case names, else the one that its grounds point to."""
        places = [name for name in self.lexicon.names if name.target == "place"]
        for key, said in case.inputs.items():
            if self.lexicon.called(plain(key), places) and isinstance(said, str):
                try:
                    return self._place(plain(said), form.anywhere) or None
                except ValueError as error:
                    raise NotCovered(f"{key}：{error}") from None
        grounds = plain(case.grounds)
        found = [place for place, pattern in self.asked.belongs.items() if pattern.search(grounds)]
        return found[0] if len(found) == 1 else None

    def _place(self, text: str, anywhere: bool) -> str:
        """The pack of a place: 北京 and 北京市 are the same; a city without a pack of its own is its province's.

        The whole country is no place (empty), nor is, for a form that holds ``anywhere``, one without a pack. Raises
        ``ValueError``.
        """
        titles = {pack: title.rstrip("省市") for pack, title in self._places.items()}
        if text in (titles.pop(self._country), "国家"):
            return ""
        named = [pack for pack, title in titles.items() if title in text]
        if named:
            return max(named, key=lambda pack: len(self._pack(pack).folders))
        for pack, cities in self.lexicon.cities.items():
            if cities.search(text) and pack in titles:
                return pack
        if anywhere and self.lexicon.elsewhere.search(text):
            return ""
        raise ValueError(f"没有“{text}”的资料包")

    @cached_property
    def _places(self) -> Mapping[str, str]:
        return {path.parent.name: self._pack(path.parent.name).title for path in self._folder.glob("*/pack.yaml")}

    def _pack(self, name: str) -> Pack:
        if name not in self._packs:
            self._packs[name] = load_pack(self._folder / name)
        return self._packs[name]

    def _rule(self, form: Form, place: str) -> Rule | None:
        if form.check:
            return None
        assert form.policy
        pack = self._pack(place)
        if form.policy not in pack.policy_ids:
            raise NotCovered(f"{pack.title}的资料包里没有政策 {form.policy}")
        return pack.rule(form.policy)

    def _understanding(self, form: Form, place: str) -> Understanding:
        key = (id(form), place)
        if key not in self._understandings:
            self._understandings[key] = Understanding(self.lexicon, form, self._rule(form, place))
        return self._understandings[key]


def _compare(case: Published, wanted: Wanted, run: _Run) -> tuple[Figure, ...]:
    figures = []
    for key, spans in wanted.items():
        right = all(run.value(name) in run.published(name, span) for name, span in spans.items())
        figures.append(Figure(key, case.expected[key], "，".join(run.shown(name) for name in spans), right))
    return tuple(figures)


def _full(rule: Rule, name: str) -> str:
    """The full name of a step that is used from another policy."""
    return ".".join(rule.policy.used.get(name, (name,)))


def _ends(given: Mapping[str, Span]) -> Iterator[tuple[Any, ...]]:
    return product(*(span.ends for span in given.values()))


def _possible(wanted: Wanted, runs: list[_Run]) -> bool:
    """Whether all that was published lies between what came out for the ends of what was written."""
    for name, span in (pair for spans in wanted.values() for pair in spans.items()):
        values = [run.value(name) for run in runs]
        if None in values or not runs[0].published(name, span).meets(Span(min(values), max(values))):
            return False
    return True


def _supposing(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """``rule`` with parameters and steps held to ``values``."""
    steps = {name: value for name, value in values.items() if name in rule.nodes}
    assumed = {name: _everywhere(rule, name, value) for name, value in values.items() if name in rule.parameters}
    rule = rule.assuming(assumed) if assumed else rule
    return replace(rule, nodes={**rule.nodes, **{name: _fixed(rule, name, value) for name, value in steps.items()}})


def _everywhere(rule: Rule, name: str, value: Any) -> Any:
    """One value for a parameter that is a table: the same at every key."""
    parameter = rule.parameters.get(name)
    if not parameter or not parameter.by or isinstance(value, Mapping) or not parameter.records:
        return value

    def fill(table: Any) -> Any:
        return {key: fill(inner) for key, inner in table.items()} if isinstance(table, dict) else value

    return fill(parameter.records[0].value)


def _fixed(rule: Rule, name: str, value: Any) -> Any:
    node = rule.nodes[name]
    if node.kind:
        try:
            value = node.kind.parse(value) if isinstance(value, str) else node.kind.check(value)
        except ValueError as error:
            raise YuntaiError(f"{name}：{error}") from None
    return replace(node, op=Literal(value, node.op.dtype), source="算例给出或者假设")


def _open(rule: Rule, got: Answer) -> list[str]:
    """The questions that the trace leaves open."""
    needed = {need for step in got.trace if step.value is None for need in rule.nodes[step.name].needs}
    known = {step.name for step in got.trace if step.value is not None}
    return [rule.facts[name].ask or name for name in rule.facts if name in needed - known]
