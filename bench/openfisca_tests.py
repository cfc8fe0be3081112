"""OpenFisca's country template against our engine: the YAML tests of its installed wheel, on the pack in ``bench/country``.

Each test runs twice. Filled: what the template takes by default is filled in, and the test's figures must come out.
Strict: only what the test says is known; the figure comes out all the same, or the answer names what is missing. What it
names must be exact: filling in these facts alone gives the test's figure, and leaving any one of them out leaves it unknown.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from bench.environments import template_tests
from yuntai.rules.language.policy import Fact
from yuntai.rules.one.answer import answer
from yuntai.rules.one.status import UNKNOWN
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.rule.rule import Rule

COUNTRY = load_pack(Path(__file__).parent / "country")
DEFAULTS: Mapping[str, Any] = {
    "birth": date(1970, 1, 1),
    "salary": 0,
    "capital_returns": 0,
    "accommodation_size": 0,
    "housing_occupancy_status": "tenant",
    "rent": 0,
    "has_car": True,
    "goes_to_school": True,
}
"""What the template takes where nothing is given (``default_value`` of its variables)."""

MEMBER = ("birth", "salary", "capital_returns")
ROLES = {"adults": "adult", "children": "child"}
REFORMS: Mapping[str, Mapping[str, Any]] = {
    "modify_social_security_taxation": {"contribution_scale": {0: 0, 6000: 16, 12400: 12, 40000: 40}},
}
"""The template's reforms that change parameters, as they stand on 2017-01-01, the day of their tests."""

PARAMETERS = {"benefits.housing_allowance": "housing_allowance_rate"}
_ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


@dataclass
class Situation:
    """One household of a test: its own variables and its members', each with the values by period."""

    household: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """One figure that a test expects: ``who`` is a member's name, or empty for the household."""

    situation: Situation
    who: str
    variable: str
    month: date
    value: Any


@dataclass(frozen=True)
class Outcome:
    """What came of a test: whether it passed filled in, and strictly; what was named; whether that was exact."""

    file: str
    title: str
    filled: bool
    strict: bool
    missing: tuple[str, ...]
    exact: bool


def run(tests: Path) -> list[Outcome]:
    """The outcome of every test under ``tests``, the folder in the installed wheel."""
    return [
        _outcome(str(path.relative_to(tests)), test)
        for path in sorted(tests.rglob("*.yaml"))
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _outcome(file: str, test: Mapping[str, Any]) -> Outcome:
    margin = Fraction(str(test.get("absolute_error_margin", 0)))
    filled = strict = exact = True
    missing: dict[str, None] = {}
    for expected in _figures(test):
        question = _Question(expected, _assumed(test), margin)
        gaps = question.missing()
        filled &= question.right(question.gaps)
        if gaps:
            strict = False
            missing |= dict.fromkeys(question.name(gap) for gap in gaps)
            exact &= question.right(gaps) and all(question.unknown(question.gaps - {gap}) for gap in gaps)
        else:
            strict &= question.right(frozenset())
    return Outcome(file, test["name"], filled, strict, tuple(sorted(missing)), exact)


class _Question:
    """One expected figure put to our engine with some of the gaps filled. A gap is a variable and whose it is."""

    def __init__(self, expected: Expected, assumed: Mapping[str, Any], margin: Fraction) -> None:
        self.expected, self.margin = expected, margin
        situation, month, variable = expected.situation, expected.month, expected.variable
        self.rule = _rule_of(variable)
        person = self.rule.policy.subject == "persons"
        self.own = situation.members[expected.who] if person else situation.household
        self.rows = {} if person else situation.members
        self.computed = [name for name in self.own if name in self.rule.nodes]
        self.rule = _as_facts(self.rule, self.computed)
        self.rule = self.rule.assuming({k: v for k, v in assumed.items() if k in self.rule.parameters})
        self.known = {name: value for name in self.own if (value := _at(self.own, name, month)) is not None}
        self.known = {name: value for name, value in self.known.items() if name in self.rule.facts}
        self.cells = {
            who: {name: _at(values, name, month) for name in MEMBER} | {"role": situation.roles[who]}
            for who, values in self.rows.items()
        }
        self.gaps = frozenset(
            [("", name) for name in self.rule.facts if name in DEFAULTS and name not in self.known]
            + [(who, name) for who, row in self.cells.items() for name, value in row.items() if value is None]
        )

    def ask(self, fill: frozenset[tuple[str, str]]) -> Any:
        facts = self.known | {name: DEFAULTS[name] for who, name in fill if not who}
        if self.rule.relations:
            facts["members"] = [
                {name: DEFAULTS[name] if (who, name) in fill else value for name, value in row.items()}
                for who, row in self.cells.items()
            ]
        if self.expected.variable in self.rule.facts:  # a test may expect what the template fills in
            return facts.get(self.expected.variable)
        return answer(self.rule, facts, self.expected.month, wanted=[self.expected.variable])

    def value(self, fill: frozenset[tuple[str, str]]) -> Any:
        got = self.ask(fill)
        return got.results.get(self.expected.variable) if hasattr(got, "results") else got

    def unknown(self, fill: frozenset[tuple[str, str]]) -> bool:
        got = self.ask(fill)
        return got is None or getattr(got, "status", "") == UNKNOWN

    def right(self, fill: frozenset[tuple[str, str]]) -> bool:
        value, wanted = self.value(fill), self.expected.value
        if isinstance(wanted, bool) or (isinstance(wanted, str) and not isinstance(value, int | Decimal)):
            return bool(value == wanted)
        return value is not None and abs(Fraction(value) - _number(wanted)) <= self.margin

    def missing(self) -> frozenset[tuple[str, str]]:
        """What the strict answer names. Of the relation, the cells without which it stays unknown."""
        if not self.unknown(frozenset()):
            return frozenset()
        got = self.ask(frozenset())
        if got is None:
            return frozenset({("", self.expected.variable)})
        named = {question.name for question in got.questions}
        cells = [gap for gap in self.gaps if gap[0]] if "members" in named else []
        return frozenset(("", name) for name in named - {"members"}) | {
            gap for gap in cells if self.unknown(self.gaps - {gap})
        }

    @staticmethod
    def name(gap: tuple[str, str]) -> str:
        who, variable = gap
        return f"{who}.{variable}" if who else variable


def _rule_of(variable: str) -> Rule:
    """The policy that works a variable out, or else takes it as a fact."""
    variable = {"goes_to_school": "at_school"}.get(variable, variable)
    rules = [COUNTRY.rule(name) for name in COUNTRY.policy_ids]
    return next(rule for rule in rules for names in (rule.nodes, rule.facts) if variable in names)


def _as_facts(rule: Rule, computed: list[str]) -> Rule:
    """``rule`` with steps that a test gives as input taken as facts."""
    facts = {name: Fact(name, kind, rule.nodes[name].label) for name in computed if (kind := rule.nodes[name].kind)}
    nodes = {name: node for name, node in rule.nodes.items() if name not in facts}
    return replace(rule, nodes=nodes, facts={**rule.facts, **facts})


def _figures(test: Mapping[str, Any]) -> Iterator[Expected]:
    """Each expected figure of a test, with the situation it is of."""
    period, given, output = test["period"], test.get("input", {}), dict(test["output"])
    if "household" in given or "persons" in given:
        situation = _described(given, period)
        persons, household = output.pop("persons", {}), output.pop("household", {})
        for who, variables in (*persons.items(), ("", {**household, **output})):
            for variable, value in variables.items():
                yield from _dated(situation, who, variable, value, period)
        return
    count = max((len(value) for value in given.values() if isinstance(value, list)), default=1)
    for place in range(count):
        one = {name: value[place] if isinstance(value, list) else value for name, value in given.items()}
        situation = Situation(members={"person": {}}, roles={"person": "adult"})
        for name, value in one.items():
            of_household = name in COUNTRY.rule("household").facts or name in COUNTRY.rule("household").nodes
            (situation.household if of_household else situation.members["person"])[name] = _periods(value, period)
        for variable, value in output.items():
            yield from _dated(situation, "person", variable, value[place] if isinstance(value, list) else value, period)


def _described(given: Mapping[str, Any], period: Any) -> Situation:
    household = dict(given.get("household", {}))
    roles = {who: role for plural, role in ROLES.items() for who in household.pop(plural, [])}
    return Situation(
        {name: _periods(value, period) for name, value in household.items()},
        {
            who: {name: _periods(value, period) for name, value in given["persons"].get(who, {}).items()}
            for who in roles
        },
        roles,
    )


def _dated(situation: Situation, who: str, variable: str, value: Any, period: Any) -> Iterator[Expected]:
    for when, figure in _periods(value, period).items():
        yield Expected(situation, who, variable, _first_day(when), figure)


def _periods(value: Any, period: Any) -> dict[str, Any]:
    return {str(when): one for when, one in value.items()} if isinstance(value, dict) else {str(period): value}


def _first_day(period: str) -> date:
    year, _, month = period.partition("-")
    return date(int(year), int(month or 1), 1)


def _at(values: Mapping[str, Mapping[str, Any]], name: str, month: date) -> Any:
    """A variable in a month; a sum for a year is spread over its months. A birth holds for ever."""
    given = values.get(name, {})
    if name == "birth":
        return next(iter(given.values()), None)
    if f"{month:%Y-%m}" in given:
        value = given[f"{month:%Y-%m}"]
    elif str(month.year) in given:
        value = given[str(month.year)] if name not in ("salary", "capital_returns") else given[str(month.year)] / 12
    else:
        return None
    return Decimal(str(value)) if isinstance(value, float) else value


def _assumed(test: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters that a test supposes: by a reform of the template, or written into the test."""
    reform = str(test.get("reforms", "")).rpartition(".")[2]
    assumed = dict(REFORMS.get(reform, {}))
    for path, name in PARAMETERS.items():
        branch: Any = test.get("parameters", {})
        for part in path.split("."):
            branch = branch.get(part, {})
        for record in branch.get("values", {}).values():
            assumed[name] = Decimal(str(record["value"])) * 100
    return assumed


def _number(value: Any) -> Fraction:
    """A figure, or a small sum that a test writes out (``600 - 200 / 12``)."""
    if not isinstance(value, str):
        return Fraction(str(value))

    def work_out(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return _ARITHMETIC[type(node.op)](work_out(node.left), work_out(node.right))  # type: ignore[index,no-any-return]
        return Fraction(str(ast.literal_eval(node)))

    return work_out(ast.parse(value, mode="eval").body)


def report(_working: Path, _quick: bool) -> str:
    """A line a test."""
    outcomes = run(template_tests())
    lines = ["| test | defaults filled in | strict |", "|---|---|---|"]
    for one in outcomes:
        strict = "passes" if one.strict else f"names {', '.join(one.missing)}"
        lines.append(
            f"| {one.file}: {one.title} | {'passes' if one.filled else 'FAILS'} | {strict}{'' if one.exact else ' NOT EXACT'} |"
        )
    filled, strict = (sum(getattr(one, how) for one in outcomes) for how in ("filled", "strict"))
    exact = sum(one.exact and not one.strict for one in outcomes)
    return "\n".join(
        [
            "The YAML tests of openfisca-country-template 8.2.0, from its installed wheel, on the pack in `bench/country`.",
            "",
            f"- defaults filled in: {filled} of {len(outcomes)} pass",
            f"- strict: {strict} pass, {exact} name exactly the facts that are missing, {len(outcomes) - strict - exact} fail",
            "",
            *lines,
        ]
    )


if __name__ == "__main__":
    print(report(Path(), False))
