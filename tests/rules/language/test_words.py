"""The words of the language: for one person, its bounds, and for many in DuckDB, as the tables say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pytest

import yuntai.rules
from tests.rules.language.manual import DOCUMENT, manual
from tests.rules.language.words import (
    CALENDAR,
    COLUMNS,
    FACTS,
    LOOKED_UP,
    PARAMETERS,
    RELATIONS,
    TYPES,
    WORDS,
    Still,
    expression,
)
from tests.rules.one_and_many import in_memory
from tests.rules.test_kinds import TAKEN
from yuntai.rules import FAR
from yuntai.rules.language.meaning import OTHERS, STRICT, Values, meaning
from yuntai.rules.many.sql import Composer
from yuntai.rules.one.bounding import BOUNDS, Ranges, bounding
from yuntai.rules.one.ranges import NEVER, point
from yuntai.rules.rule.rule import Node

ROWS = [row for table in (WORDS, LOOKED_UP) for rows in table.values() for row in rows]
KNOWN = {"known_on": FAR}
DECLARED = {"Fact", "Once", "Policy", "Relation"}
"""What a policy declares itself by: told in the guide, not a word of an expression."""


def for_one(text: str, facts: Mapping[str, Any]) -> Any:
    return meaning(expression(text).op())(Values({**KNOWN, **facts}, {}, PARAMETERS, CALENDAR))


def for_many(text: str, facts: Mapping[str, Any]) -> Any:
    row = {"row": "1", "person": 1, **{name: facts.get(name) for name in TYPES}}
    return _computed(text, facts, [row], {"row": dt.string, "person": dt.int64, **TYPES}, KNOWN)


def for_all(text: str, facts: Mapping[str, Any]) -> Any:
    """The facts the same for all rows."""
    kinds = {"row": dt.string, "person": dt.int64}
    fixed = {**KNOWN, **{name: facts.get(name) for name in TYPES}}
    return _computed(text, facts, [{"row": "1", "person": 1}], kinds, fixed)


def _computed(
    text: str, facts: Mapping[str, Any], rows: list[dict[str, Any]], kinds: Mapping[str, Any], fixed: Mapping[str, Any]
) -> Any:
    columns = {"person": dt.int64, **{name: dt.dtype(kind.dtype) for name, kind in COLUMNS.items()}}
    related = {}
    if facts.get("paid") is not None:
        related["paid"] = ("person", in_memory([{"person": 1, **row} for row in facts["paid"]], columns))
    composer = Composer(in_memory(rows, kinds), fixed, PARAMETERS, related, CALENDAR)
    nodes = {"value": Node("value", "", "", expression(text).op())}
    return ibis.duckdb.connect().to_pyarrow(composer.add(nodes, ["value"]).select("value")).to_pylist()[0]["value"]


@pytest.mark.parametrize("compute", [for_one, for_many, for_all])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_value(compute: Callable[[str, Mapping[str, Any]], Any], row: tuple[Any, ...]) -> None:
    text, facts, expected, *_ = row
    known = expected != NEVER and not isinstance(expected, Still)
    found = compute(text, facts)
    assert found == (expected if known else None)
    assert (found is None) == (not known)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_bounds(row: tuple[Any, ...]) -> None:
    text, facts, expected, *_ = row
    known = expected != NEVER and not isinstance(expected, Still)
    rule: Any = SimpleNamespace(facts=FACTS, nodes={}, parameters=PARAMETERS, relations=RELATIONS)
    values = Values({**KNOWN, **facts}, {}, PARAMETERS, CALENDAR)
    assert bounding(expression(text).op())(Ranges(rule, values, {})) == (point(expected) if known else expected)


def test_each_operation_has_bounds() -> None:
    """All but the one that only asks whether something is known, which no policy may."""
    assert {op.__name__ for op in {*STRICT, *OTHERS} - BOUNDS.keys()} == {"IsNull"}
    assert BOUNDS.keys() <= {*STRICT, *OTHERS}


def test_each_word_has_a_table() -> None:
    told = "\n".join([*(row[0] for row in ROWS), *(type(kind).__name__ for kind, *_ in TAKEN)])
    missing = {name for name in yuntai.rules.__all__ if name not in told} - DECLARED
    assert missing == {"FAR"}  # the value of a date that is "none", in the table of dates
    assert any(value == FAR for *_, value in TAKEN)
    guide = (DOCUMENT.parent / "guides" / "write-a-policy.md").read_text(encoding="utf-8")
    assert all(name in guide for name in DECLARED)


def test_the_manual_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == manual(), "make language"
