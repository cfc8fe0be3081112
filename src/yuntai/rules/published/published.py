"""Published worked cases run through the policies of the place that each belongs to, and compared.

It is strict: a key or a word that the crosswalk does not know, a fact that is missing, a phrase too wide to settle the
figure make a case "not covered". Nothing is ignored and nothing guessed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, reduce
from itertools import product
from operator import add
from pathlib import Path
from typing import Any

import ibis

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.kinds import FAR, Kind
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.status import NOT_APPLICABLE, UNKNOWN
from yuntai.rules.rule.packs import Pack, load_pack
from yuntai.rules.rule.rule import Rule
from yuntai.rules.words.crosswalk import Crosswalk, Form, Meaning, lookup, merge, parts
from yuntai.rules.words.phrases import Span, exactly, plain

RIGHT, WRONG, PUBLISHED_WRONG, NOT_COVERED = "right", "wrong", "published_wrong", "not_covered"
VERDICTS = {RIGHT: "正确", WRONG: "不符", PUBLISHED_WRONG: "公布的答案有误", NOT_COVERED: "未覆盖"}
REFUSED = "refused"
"""The status where the policy refuses the facts themselves."""

_CIRCUMSTANCES = {"place", "as_of", "known_on"}
_SAID = {"status", "because"}

Check = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""A computation that is no policy: facts in, results out."""


class _NotCovered(Exception):
    """Why a case cannot be run, or its outcome not be compared."""


@dataclass(frozen=True)
class Published:
    """A case as it was published, a line of a file; ``grounds`` are its legal basis and where it was found."""

    id: str
    category: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    grounds: str


@dataclass(frozen=True)
class Figure:
    """An expected figure: what was published, what came out, and whether they agree."""

    key: str
    published: Any
    ours: str
    right: bool


@dataclass(frozen=True)
class Outcome:
    """What became of a case; ``reason`` says why it is not covered, or why the published answer is wrong."""

    case: Published
    verdict: str
    reason: str = ""
    figures: tuple[Figure, ...] = ()
    answer: Answer | None = None


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
        node = self.rule.nodes.get(parts(name)[0]) if self.rule else None
        return node.kind if node else None


def read_published(path: Path) -> list[Published]:
    """The cases of a JSONL file. Raises ``YuntaiError`` with the line where one is not written right."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise YuntaiError(f"{path}：不是 UTF-8 文字") from None
    return [_published(line, Place(path, number)) for number, line in enumerate(lines, 1) if line.strip()]


def _published(line: str, where: Place) -> Published:
    try:
        row = json.loads(line, parse_float=Decimal)
    except ValueError as error:
        raise YuntaiError(f"{where}：不是 JSON（{error}）") from None
    texts = ("id", "category")
    if (
        not isinstance(row, dict)
        or not all(isinstance(row.get(key), str) for key in texts)
        or not all(isinstance(row.get(key), dict) and row[key] for key in ("input", "expected"))
    ):
        raise YuntaiError(f"{where}：要有 id、category（文字）和 input、expected（名称和值）")
    grounds = f"{row.get('basis', '')} {row.get('source', '')}"
    return Published(row["id"], row["category"], row["input"], row["expected"], grounds)


class Runner:
    """Runs cases by ``crosswalk``. What belongs to no other place belongs to ``home``; the packs lie beside each other."""

    def __init__(self, crosswalk: Crosswalk, home: Pack, checks: Mapping[str, Check] | None = None) -> None:
        self.crosswalk = crosswalk
        self._packs = {home.id: home}
        self._home = home.id
        self._folder = home.folders[0].parent
        self._checks = checks or {}

    def run(self, case: Published) -> Outcome:
        """What becomes of ``case``: of the forms of its category, the first that reads all of it decides."""
        category = self.crosswalk.categories.get(case.category)
        if category is None:
            return Outcome(case, NOT_COVERED, f"没有“{case.category}”这一类的对照")
        reasons = []
        for form in category.forms:
            try:
                outcome = self._by_form(form, case)
            except _NotCovered as why:
                reasons.append(str(why))
            else:
                known = category.known_errors.get(case.id)
                if outcome.verdict == WRONG and known:
                    return replace(outcome, verdict=PUBLISHED_WRONG, reason=known)
                return outcome
        return Outcome(case, NOT_COVERED, "；".join(dict.fromkeys(reasons)))

    def check_names(self) -> None:
        """Raise ``YuntaiError`` with file and line on a name in the crosswalk that its policy does not have."""
        for category in self.crosswalk.categories.values():
            for form in category.forms:
                self._check_names(form)

    def _check_names(self, form: Form) -> None:
        if form.check:
            if form.check not in self._checks:
                raise YuntaiError(f"{form.where}：没有“{form.check}”这项核对")
            return
        assert form.policy
        rule = self._rule(form, self._home)
        filled, compared = form.names
        given = {*rule.facts, *rule.relations, *rule.nodes, *rule.policy.used, *rule.parameters, *_CIRCUMSTANCES}
        for names, known in ((filled, given), (compared, {*rule.nodes, *_SAID})):
            if unknown := sorted(names - known):
                raise YuntaiError(f"{form.where}：政策 {form.policy} 没有“{unknown[0]}”")

    # -------------------------------------------------------------------------------- one case by one form

    def _by_form(self, form: Form, case: Published) -> Outcome:
        given = self._given(form, case)
        wanted = self._wanted(form, case)
        runs = [self._once(form, dict(zip(given, ends, strict=True)), wanted) for ends in _ends(given)]
        compared = [self._compare(case, wanted, run) for run in runs]
        wrong = [n for n, figures in enumerate(compared) if not all(figure.right for figure in figures)]
        if wrong and _possible(wanted, runs):
            wide = "、".join(name for name, span in given.items() if len(span.ends) > 1)
            raise _NotCovered(f"{wide} 写得不够细，结果因此不止一个")
        at = wrong[0] if wrong else 0
        return Outcome(case, WRONG if wrong else RIGHT, "", compared[at], runs[at].answer)

    def _given(self, form: Form, case: Published) -> dict[str, Span]:
        """What the case fills, over what the form supposes."""
        found: dict[str, Span] = {}
        for key, value in case.inputs.items():
            if not lookup(form.ignored, key):
                self._read(form.inputs, key, value, found)
        if "place" not in found and (place := self._pointed(case)):
            found["place"] = exactly(place)
        if missing := [names for names in form.needs if not names & set(found)]:
            raise _NotCovered(f"没有写{'或'.join(sorted(missing[0]))}")
        supposed = form.suppose if "place" in found else {"place": self._home, **form.suppose, **form.nowhere}
        return {**_spans(supposed, found), **found}

    def _pointed(self, case: Published) -> str | None:
        """The place that the grounds of a case point to."""
        grounds = plain(case.grounds)
        places = [place for place, pattern in self.crosswalk.belongs.items() if pattern.search(grounds)]
        return places[0] if len(places) == 1 else None

    def _wanted(self, form: Form, case: Published) -> dict[str, dict[str, Span]]:
        """The spans that each expected figure allows, by name."""
        wanted: dict[str, dict[str, Span]] = {}
        for key, value in case.expected.items():
            if not lookup(form.uncompared, key):
                self._read(form.expected, key, value, wanted.setdefault(key, {}))
        if not wanted:
            raise _NotCovered("没有可以核对的结果")
        return wanted

    def _read(self, meanings: Mapping[str, Meaning], key: str, value: Any, into: dict[str, Span]) -> None:
        """Add what ``key`` stands for."""
        meaning: Meaning | None = lookup(meanings, key)
        if meaning is None:
            raise _NotCovered(f"{key}：不认识这一项")
        try:
            merge(into, meaning.of(value, self._place))
        except ValueError as error:
            raise _NotCovered(f"{key}：{error}") from None

    def _once(self, form: Form, given: dict[str, Any], wanted: Mapping[str, Mapping[str, Span]]) -> _Run:
        if form.check:
            return _Run(self._checks[form.check](given))
        rule = self._rule(form, given.pop("place"))
        given = {_full(rule, name): value for name, value in given.items()}
        names = [name for spans in wanted.values() for sums in spans for name in parts(sums)]
        as_of, known_on = given.pop("as_of", None), given.pop("known_on", FAR)
        if as_of is None:
            raise _NotCovered("没有写按哪一天判断")
        facts = {name: value for name, value in given.items() if name in rule.facts or name in rule.relations}
        try:
            supposed = _supposing(rule, {name: value for name, value in given.items() if name not in facts})
            outcomes = [name for name in names if name in (*rule.results, *rule.asides)]
            got = answer(supposed, facts, as_of, known_on=known_on, wanted=outcomes, ask=False)
        except YuntaiError as error:
            if "status" not in names:
                raise _NotCovered(str(error)) from None
            return _Run({"status": REFUSED}, rule)
        found = {step.name: step.value for step in got.trace} | dict(got.results)
        found |= {"status": got.status, "because": got.because[0].name if got.because else None}
        if got.status == NOT_APPLICABLE and "status" not in names:
            raise _NotCovered(f"不适用：不满足{'、'.join(step.label for step in got.because)}")
        if got.status == UNKNOWN and ("status" in names or any(found.get(name) is None for name in names)):
            raise _NotCovered("；".join(got.gaps) or f"还要知道：{'、'.join(_open(supposed, got))}")
        if unused := [name for name in names if name not in found]:
            raise _NotCovered(f"没有算到 {unused[0]}")
        return _Run(found, rule, got)

    def _compare(self, case: Published, wanted: Mapping[str, Mapping[str, Span]], run: _Run) -> tuple[Figure, ...]:
        figures = []
        for key, spans in wanted.items():
            right = all(run.value(name) in run.published(name, span) for name, span in spans.items())
            shown = "，".join(run.shown(name) for name in spans)
            figures.append(Figure(key, case.expected[key], shown, right))
        return tuple(figures)

    # -------------------------------------------------------------------------------- places

    def _place(self, given: Any) -> Span:
        """The pack of a place: 北京 and 北京市 are the same."""
        text = plain(given)
        for pack in self._places:
            if text in (title := self._places[pack], title.rstrip("省市")):
                return exactly(pack)
        raise ValueError(f"没有“{text}”的资料包")

    @cached_property
    def _places(self) -> Mapping[str, str]:
        return {path.parent.name: self._pack(path.parent.name).title for path in self._folder.glob("*/pack.yaml")}

    def _pack(self, name: str) -> Pack:
        if name not in self._packs:
            self._packs[name] = load_pack(self._folder / name)
        return self._packs[name]

    def _rule(self, form: Form, place: str) -> Rule:
        assert form.policy
        pack = self._pack(place)
        if form.policy not in pack.policy_ids:
            raise _NotCovered(f"{pack.title}的资料包里没有政策 {form.policy}")
        return pack.rule(form.policy)


def _full(rule: Rule, name: str) -> str:
    """The full name of a step that is used from another policy."""
    return ".".join(rule.policy.used.get(name, (name,)))


def _spans(supposed: Mapping[str, Any], found: Mapping[str, Span]) -> dict[str, Span]:
    """What is supposed; ``=name`` is what was found for another name, and nothing where nothing was."""
    spans: dict[str, Span] = {}
    for name, value in supposed.items():
        if isinstance(value, str) and value.startswith("="):
            spans |= {name: found[value[1:]]} if value[1:] in found else {}
        elif isinstance(value, list) and len(value) == 2:
            spans[name] = Span(*value)
        else:
            spans[name] = exactly(value)
    return spans


def _ends(given: Mapping[str, Span]) -> Iterator[tuple[Any, ...]]:
    return product(*(span.ends for span in given.values()))


def _possible(wanted: Mapping[str, Mapping[str, Span]], runs: list[_Run]) -> bool:
    """Whether all that was published lies between what came out for the ends of what was written."""
    for name, span in (pair for spans in wanted.values() for pair in spans.items()):
        values = [run.value(name) for run in runs]
        if None in values or not runs[0].published(name, span).meets(Span(min(values), max(values))):
            return False
    return True


def _supposing(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """``rule`` with parameters and steps held to ``values``."""
    steps = {name: value for name, value in values.items() if name in rule.nodes}
    assumed = {name: _everywhere(rule, name, value) for name, value in values.items() if name not in steps}
    rule = rule.assuming(assumed) if assumed else rule
    return replace(rule, nodes={**rule.nodes, **{name: _held(rule, name, value) for name, value in steps.items()}})


def _everywhere(rule: Rule, name: str, value: Any) -> Any:
    """One value for a parameter that is a table: the same at every key."""
    parameter = rule.parameters.get(name)
    if not parameter or not parameter.by or isinstance(value, Mapping) or not parameter.records:
        return value

    def fill(table: Any) -> Any:
        return {key: fill(inner) for key, inner in table.items()} if isinstance(table, dict) else value

    return fill(parameter.records[0].value)


def _held(rule: Rule, name: str, value: Any) -> Any:
    node = rule.nodes[name]
    if node.kind:
        try:
            value = node.kind.parse(value) if isinstance(value, str) else node.kind.check(value)
        except ValueError as error:
            raise YuntaiError(f"{name}：{error}") from None
    return replace(node, op=ibis.literal(value, type=node.op.dtype).op(), source="算例给出或者假设")


def _open(rule: Rule, got: Answer) -> list[str]:
    """The questions that the trace leaves open."""
    needed = {need for step in got.trace if step.value is None for need in rule.nodes[step.name].needs}
    known = {step.name for step in got.trace if step.value is not None}
    return [rule.facts[name].ask or name for name in rule.facts if name in needed - known]
