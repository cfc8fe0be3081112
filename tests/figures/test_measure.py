"""Figures over tables that a person can add up at sight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal as D
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.hand import Hand, case
from yuntai.figures.measure import (
    Asked,
    Number,
    asked_rows,
    measure,
    period_name,
    periods,
    published,
    ranked,
    shares,
    value_of,
)
from yuntai.figures.targets import figures_of
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import load_pack

HERE = figures_of(load_pack(FOLDER / "nanjing"))
TODAY = date(2026, 12, 1)
YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))
XUANWU, GULOU, STREET = "320102", "320106", "320102-street"


def asked(figure: str, source: Any, ask: Asked, *by: str) -> dict[tuple[Any, ...], tuple[D, D | None]]:
    """Part and whole of a figure by what it is asked by."""
    one = HERE.figures[figure]
    numbers = measure(one, one.rows(source, HERE.thresholds, TODAY), ask, *by)
    return {key: (number.part, number.whole) for key, number in numbers.items()}


@pytest.fixture(scope="module")
def hand() -> Hand:
    """Seven cases: three of Xuanwu (one of its street), four of Gulou; five have ended, four of them after acceptance with a due
    day, three of these in time."""
    day = lambda month, number: date(2026, month, number)  # noqa: E731
    return Hand(
        ibis.duckdb.connect(),
        cases=[
            case(day(1, 5), accepted_on=day(1, 6), due_on=day(1, 20), closed_on=day(1, 20), worked=10, unit=XUANWU),
            case(day(1, 9), accepted_on=day(1, 9), due_on=day(1, 20), closed_on=day(2, 2), worked=16, unit=STREET),
            case(day(2, 1), closed_on=day(2, 2), state="rejected", unit=XUANWU, channel="counter"),
            case(day(2, 9), accepted_on=day(2, 9), due_on=day(3, 9), closed_on=day(3, 2), worked=14, unit=GULOU),
            case(day(4, 1), accepted_on=day(4, 1), due_on=day(4, 9), closed_on=day(4, 7), worked=4, unit=GULOU),
            case(day(4, 30), due_on=day(5, 9), state="handling", unit=GULOU, channel="phone"),
            case(day(11, 30), due_on=day(12, 9), state="handling", unit=GULOU),
        ],
        acts=[
            {"case": 1, "kind": "rate", "on": day(1, 21), "score": 5},
            {"case": 2, "kind": "rate", "on": day(2, 3), "score": 3},
            {"case": 2, "kind": "rate", "on": day(2, 9), "score": 4},
            {"case": 4, "kind": "propose", "on": day(2, 10), "overridden": True},
            {"case": 5, "kind": "propose", "on": day(4, 2)},
        ],
    )


def test_cases_by_month_and_channel(hand: Hand) -> None:
    by_month = asked("received", hand, YEAR, "month")
    assert by_month == {
        (date(2026, 1, 1),): (2, None),
        (date(2026, 2, 1),): (2, None),
        (date(2026, 4, 1),): (2, None),
        (date(2026, 11, 1),): (1, None),
    }
    assert asked("received", hand, YEAR, "channel") == {
        ("online",): (5, None),
        ("counter",): (1, None),
        ("phone",): (1, None),
    }
    assert asked("online_rate", hand, YEAR) == {(): (5, 7)}
    assert asked("received", hand, Asked(date(2026, 1, 9), date(2026, 2, 1))) == {(): (2, None)}


def test_how_well_they_went(hand: Hand) -> None:
    """Ended after acceptance with a due day: four, of which the second was late (2 February after 20 January)."""
    assert asked("closed_in_time", hand, YEAR) == {(): (3, 4)}
    assert asked("closed_in_time", hand, YEAR, "quarter") == {(date(2026, 1, 1),): (2, 3), (date(2026, 4, 1),): (1, 1)}
    assert asked("workdays_taken", hand, YEAR) == {(): (44, 4)}
    assert asked("closed", hand, YEAR) == {(): (5, None)}
    assert asked("open_now", hand, Asked(TODAY, TODAY)) == {(): (2, None)}
    assert asked("late_now", hand, Asked(TODAY, TODAY)) == {(): (1, None)}
    assert asked("closing_rate", hand, YEAR) == {(): (5, 7)}


def test_what_was_done_counts_for_the_unit_that_has_the_case(hand: Hand) -> None:
    assert asked("satisfied", hand, YEAR, "unit") == {(XUANWU,): (1, 1), (STREET,): (1, 2)}
    assert asked("overridden", hand, YEAR, "unit") == {(GULOU,): (1, 2)}


def test_units_are_counted_under_those_above_them(hand: Hand) -> None:
    tree = Asked(YEAR.since, YEAR.until, {XUANWU: XUANWU, STREET: XUANWU, GULOU: GULOU})
    assert asked("received", hand, tree, "unit") == {(XUANWU,): (3, None), (GULOU,): (4, None)}
    below = Asked(YEAR.since, YEAR.until, {XUANWU: XUANWU, STREET: XUANWU})
    assert asked("received", hand, below) == {(): (3, None)}
    assert asked("received", hand, Asked(YEAR.since, YEAR.until, {XUANWU: XUANWU}, {"channel": "counter"})) == {
        (): (1, None)
    }
    assert asked("acts_done", hand, YEAR) == {(): (5, None)}
    assert asked("acts_done", hand, below) == {}


def test_a_person_is_counted_once_in_a_number() -> None:
    day = lambda number: date(2026, 3, number)  # noqa: E731
    one = HERE.figures["highly_skilled"]
    found = ibis.memtable(
        {"on": [day(1), day(2), day(31), date(2026, 4, 1)], "person": [7, 7, 8, 7], "part": [1, 1, 1, 1]},
        schema=ibis.schema({"on": "date", "person": "int64", "part": "int64"}),
    )
    assert {key: n.part for key, n in measure(one, found, YEAR).items()} == {(): 2}
    by_month = {key: n.part for key, n in measure(one, found, YEAR, "month").items()}
    assert by_month == {(date(2026, 3, 1),): 2, (date(2026, 4, 1),): 1}


def test_values_shares_and_rank() -> None:
    rate, days, count = (HERE.figures[name] for name in ("closed_in_time", "workdays_taken", "received"))
    assert value_of(rate, Number(D(2), D(3), 3)) == D("66.7")
    assert value_of(rate, Number(D(0), D(0), 0)) is None
    assert value_of(days, Number(D(44), D(4), 4)) == D("11.0")
    assert value_of(count, Number(D(7), None, 7)) == 7
    numbers = {("甲",): Number(D(1), D(4), 4), ("乙",): Number(D(3), D(4), 4), ("丙",): Number(D(0), D(0), 0)}
    assert [(name, value) for name, _, value in ranked(rate, numbers)] == [
        ("乙", D("75.0")),
        ("甲", D("25.0")),
        ("丙", None),
    ]
    assert shares([Number(D(1), None, 1), Number(D(2), None, 2)]) == [D("33.3"), D("66.7")]
    assert shares([Number(D(0), None, 0)]) == [0]


def test_what_few_could_be_known_by_is_not_published() -> None:
    rate, count, money = (HERE.figures[name] for name in ("closed_in_time", "received", "granted_money"))

    def of(figure: Any, part: int, whole: int | None = None, rows: int = 99) -> tuple[Any, Any] | None:
        number = published(figure, Number(D(part), None if whole is None else D(whole), rows))
        return number and (number.part, number.whole)

    assert of(count, 7) is None
    assert of(count, 8) == (10, None)
    assert of(count, 12) == (10, None)
    assert of(count, 13) == (15, None)
    assert of(count, 0) == (0, None)
    assert of(rate, 3, 100) is None
    assert of(rate, 98, 103) == (100, 105)
    assert of(money, 5000, rows=7) is None
    assert of(money, 5000, rows=8) == (5000, None)


def test_periods() -> None:
    assert periods("month", date(2025, 11, 30), date(2026, 2, 1)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert periods("quarter", date(2026, 2, 28), date(2026, 12, 31)) == [date(2026, n, 1) for n in (1, 4, 7, 10)]
    assert periods("year", date(2024, 12, 31), date(2026, 1, 1)) == [date(n, 1, 1) for n in (2024, 2025, 2026)]
    assert [period_name(one, date(2026, 10, 1)) for one in ("month", "quarter", "year")] == [
        "2026年10月",
        "2026年4季度",
        "2026年",
    ]


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
CASES = st.fixed_dictionaries(
    {
        "came_on": DAYS,
        "unit": st.sampled_from([XUANWU, GULOU, STREET]),
        "channel": st.sampled_from(["online", "counter"]),
        "closed_on": DAYS,
        "accepted_on": DAYS,
        "due_on": DAYS,
        "amount": st.decimals("0.01", "999", places=2) | st.none(),
        "outcome": st.sampled_from(["granted", None]),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(CASES, max_size=12), st.tuples(DAYS, DAYS))
def test_a_figure_is_the_sum_of_its_rows(cases: list[Mapping[str, Any]], span: tuple[date, date]) -> None:
    source = Hand(ibis.duckdb.connect(), cases=[dict(one) for one in cases])
    ask = Asked(min(span), max(span), {XUANWU: XUANWU, STREET: XUANWU})
    for name in ("received", "online_rate", "closed_in_time", "granted_money"):
        one = HERE.figures[name]
        found = one.rows(source, HERE.thresholds, TODAY)
        behind = asked_rows(found, ask).to_pyarrow().to_pylist()
        for by in ((), ("month",), ("unit", "channel")):
            numbers = measure(one, found, ask, *by)
            assert sum(n.part for n in numbers.values()) == sum(row["part"] for row in behind)
            assert sum(n.whole or 0 for n in numbers.values()) == sum(row.get("whole", 0) for row in behind)
            assert sum(n.rows for n in numbers.values()) == len(behind)
