"""Every word of the language and every policy, on random people: row by row what DuckDB says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.conftest import Place
from tests.rules.language.words import CALENDAR, NEVER, TYPES, WORDS, Still, expression
from tests.rules.one_and_many import PACK, in_memory, random_people, rule_with_amounts, together
from tests.turns import in_turns
from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.operations import Reference
from yuntai.rules.many.engines import ENGINES
from yuntai.rules.many.sql import Composer
from yuntai.rules.rule.rule import Node, references


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Any]:
    connection = ibis.duckdb.connect()
    yield connection
    connection.disconnect()


def test_every_word_of_the_language(place: Place) -> None:
    row, kinds, nodes, expected = {"row": "1"}, {"row": dt.string}, {}, {}
    for i, (text, facts, value, *_) in enumerate(row for rows in WORDS.values() for row in rows):
        op = expression(text).op()
        named = {name: TYPES[name] for name in references(op)}
        row |= {f"{name} {i}": facts.get(name) for name in named}
        kinds |= {f"{name} {i}": dtype for name, dtype in named.items()}
        its_own = {Reference(name, dtype): Reference(f"{name} {i}", dtype) for name, dtype in named.items()}
        nodes[f"case {i}"] = Node(
            f"case {i}", "", "", op.fold(lambda op, inputs, own=its_own: own.get(op) or op.made_of(inputs))
        )
        expected[f"case {i}"] = None if value == NEVER or isinstance(value, Still) else value
    composer = Composer(in_memory([row], kinds), {}, {}, {}, CALENDAR, ENGINES[place.connection.name])
    (found,) = place.connection.to_pyarrow(composer.add(nodes, nodes).select(*nodes)).to_pylist()
    assert found == expected


@pytest.mark.parametrize("policy", in_turns(4, PACK.policy_ids))
@settings(
    max_examples=settings.default.max_examples // 100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**32),
    days=st.integers(0, 6000),
    known_on=st.just(FAR) | st.dates(date(2008, 1, 1), date(2026, 12, 31)),
    by_row=st.booleans(),
)
def test_every_policy(
    place: Place, duckdb: Any, policy: str, seed: int, days: int, known_on: date, by_row: bool
) -> None:
    rule = rule_with_amounts(policy)
    as_of = min(max(date(2026, 12, 31) - timedelta(days), rule.policy.begins), rule.policy.ends)
    people = random_people(rule, 100, seed, as_of)
    here = together(rule, people, as_of, known_on, duckdb, by_row=by_row)
    there = together(rule, people, as_of, known_on, place.connection, by_row=by_row)
    for one, other, person in zip(here, there, people, strict=True):
        assert other == one, person
