"""Every policy of every place: whatever the unknowns turn out to be, each step lies within its bounds."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.one_and_many import random_people, random_value
from yuntai.packs import FOLDER
from yuntai.rules.language.grounds import ALWAYS
from yuntai.rules.language.kinds import FAR, Choice
from yuntai.rules.language.parameters import Parameter, Record
from yuntai.rules.language.workdays import Arrangement
from yuntai.rules.one.bounding import Ranges
from yuntai.rules.one.bounds import bounds
from yuntai.rules.one.ranges import NEVER, Range, meet, point
from yuntai.rules.rule.packs import load_pack
from yuntai.rules.rule.rule import Rule

PACKS = {name: load_pack(FOLDER / name) for name in ("nanjing", "shanghai", "beijing")}
POLICIES = [(place, policy) for place, pack in PACKS.items() for policy in pack.policy_ids]


def lies_within(narrow: Range, wide: Range) -> bool:
    return narrow == NEVER or meet(narrow, wide) == narrow


def all_known(rule: Rule, seed: int, as_of: date) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    people = random_people(rule, 15, seed, as_of)
    for person in people:
        for name, value in person.items():
            if value is None:
                person[name] = random_value(rule.facts[name].kind, draw, as_of)
            elif isinstance(value, list):
                for row in value:
                    for column, kind in rule.relations[name].columns.items():
                        row.setdefault(column, random_value(kind, draw, as_of))
    return people


def forget(facts: Mapping[str, Any], draw: random.Random, share: float) -> dict[str, Any]:
    """``facts`` without a ``share`` of them, of relations, and of the cells of related rows."""
    return {
        name: (
            None
            if draw.random() < share
            else [{column: cell for column, cell in row.items() if draw.random() > share / 3} for row in value]
            if isinstance(value, list)
            else value
        )
        for name, value in facts.items()
    }


def lacking_nothing(rule: Rule, draw: random.Random, as_of: date) -> Rule:
    """``rule`` with an arbitrary value of each parameter where it has none, and one more year in the calendar."""
    parameters = {name: _completed(rule, parameter, draw, as_of) for name, parameter in rule.parameters.items()}
    year = max((a.year for a in rule.arrangements), default=2023) + 1
    rest = frozenset(date(year, 1, 1) + timedelta(draw.randint(0, 364)) for _ in range(20))
    more = Arrangement(year, "假设", ALWAYS, rest, frozenset())
    return replace(rule, parameters=parameters, arrangements=(*rule.arrangements, more))


def _completed(rule: Rule, parameter: Parameter, draw: random.Random, as_of: date) -> Parameter:
    def table(by: tuple[str, ...]) -> Any:
        if not by:
            return random_value(parameter.kind, draw, as_of)
        kind = rule.facts[by[0]].kind if by[0] in rule.facts else None
        keys = list(kind.options) if isinstance(kind, Choice) else sorted(draw.sample(range(40), 4))
        return {key: table(by[1:]) for key in keys}

    record = Record(date.min, FAR, ALWAYS, "假设", table(parameter.by))
    return replace(parameter, records=(*parameter.records, record))


def ranges_of(rule: Rule, facts: Mapping[str, Any], as_of: date, known_on: date) -> dict[str, Range]:
    ranges = Ranges(rule, rule.values(facts, as_of, known_on), {})
    return {name: ranges[name] for name in rule.nodes}


def of_results(
    rule: Rule, stages: list[dict[str, Any]], complete: Rule, as_of: date, known_on: date
) -> None:  # what more becomes known from stage to stage, the bounds of the last hold for the value
    names = (*rule.results, *rule.asides)
    values = complete.values(stages[-1], as_of, known_on)
    said = [bounds(rule, rule.values(facts, as_of, known_on), names) for facts in stages]
    for wider, narrower in pairwise(said):
        for name in narrower.keys() & wider.keys():
            assert lies_within(narrower[name], wider[name]), (name, stages)
    for name in names:
        for bound in said:
            if values[name] is not None and name in bound:
                assert lies_within(point(values[name]), bound[name]), (name, stages)


@pytest.mark.parametrize(("place", "policy"), POLICIES)
@settings(max_examples=settings.default.max_examples // 50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32),
    days=st.integers(0, 6000),
    known_on=st.just(FAR) | st.dates(date(2008, 1, 1), date(2026, 12, 31)),
)
def test_each_step_lies_within_its_bounds(place: str, policy: str, seed: int, days: int, known_on: date) -> None:
    rule, draw = PACKS[place].rule(policy), random.Random(seed)
    as_of = min(max(date(2026, 12, 31) - timedelta(days), rule.policy.begins), rule.policy.ends)
    complete = lacking_nothing(rule, draw, as_of)
    for person in all_known(rule, seed, as_of):
        some = forget(person, draw, 0.3)
        less = forget(some, draw, 0.4)
        wide, narrow, last = (ranges_of(rule, facts, as_of, known_on) for facts in (less, some, person))
        of_results(rule, [less, some, person], complete, as_of, known_on)
        values = complete.values(person, as_of, known_on)
        for name in rule.nodes:
            assert lies_within(narrow[name], wide[name]), (name, less, some)
            assert lies_within(last[name], narrow[name]), (name, some, person)
            if values[name] is not None:
                assert lies_within(point(values[name]), last[name]), (name, person)
