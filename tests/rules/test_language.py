"""The words of the language, each with literal values: for one person, and for many in DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pytest

from tests.rules.one_and_many import in_memory
from yuntai.rules import (
    JIAO,
    YUAN,
    at_least,
    at_most,
    clip,
    day_of,
    days_after,
    days_between,
    divide,
    down,
    half_up,
    months_after,
    months_between,
    up,
    when,
    whole,
    workdays_after,
    workdays_between,
    years_after,
    years_between,
)
from yuntai.rules.language.meaning import Values, meaning
from yuntai.rules.language.operations import Reference
from yuntai.rules.language.workdays import Arrangement, workdays
from yuntai.rules.many.sql import Composer
from yuntai.rules.rule.rule import Node

TYPES = {
    "yes": dt.boolean,
    "also": dt.boolean,
    "n": dt.int64,
    "money": dt.Decimal(18, 2),
    "more": dt.Decimal(18, 2),
    "share": dt.Decimal(38, 8),
    "day": dt.date,
    "other": dt.date,
    "kind": dt.string,
}
NAMES = {name: Reference(name, dtype).to_expr() for name, dtype in TYPES.items()}
YES, ALSO, N, MONEY, MORE, SHARE, DAY, OTHER, KIND = NAMES.values()

HALF, TENTH, FIFTH = (ibis.literal(Decimal(share), type=dt.Decimal(38, 8)) for share in ("0.5", "0.1", "0.205"))

# 2024: 1 January off; 4 and 18 February worked, 10–17 February off (国务院办公厅关于2024年部分节假日安排的通知)
FEBRUARY_2024 = Arrangement(
    2024,
    "国务院办公厅关于2024年部分节假日安排的通知",
    date(2023, 10, 25),
    frozenset(date(2024, 2, day) for day in range(12, 17)) | {date(2024, 1, 1)},
    frozenset({date(2024, 2, 4), date(2024, 2, 18)}),
)
CALENDAR = workdays((FEBRUARY_2024,))


def for_one(expression: Any, facts: Mapping[str, Any]) -> Any:
    return meaning(expression.op())(Values(facts, {}, {}, CALENDAR))


def for_many(expression: Any, facts: Mapping[str, Any]) -> Any:
    table = in_memory([{"row": "1", **dict.fromkeys(TYPES), **facts}], {"row": dt.string, **TYPES})
    composer = Composer(table, {}, {}, {}, CALENDAR)
    nodes = {"value": Node("value", "", "", expression.op())}
    result = ibis.duckdb.connect().to_pyarrow(composer.add(nodes, ["value"]).select("value"))
    return result.to_pylist()[0]["value"]


def for_all(expression: Any, facts: Mapping[str, Any]) -> Any:
    """The facts the same for all rows."""
    table = in_memory([{"row": "1"}], {"row": dt.string})
    composer = Composer(table, {**dict.fromkeys(TYPES), **facts}, {}, {}, CALENDAR)
    nodes = {"value": Node("value", "", "", expression.op())}
    return ibis.duckdb.connect().to_pyarrow(composer.add(nodes, ["value"])).to_pylist()[0]["value"]


@pytest.fixture(params=[for_one, for_many, for_all], ids=["one", "many", "all"])
def value(request: pytest.FixtureRequest) -> Callable[[Any, Mapping[str, Any]], Any]:
    return request.param  # type: ignore[no-any-return]


D = date
UNKNOWN = None

LOGIC = [
    (YES & ALSO, {"yes": False}, False),
    (YES & ALSO, {"yes": True}, UNKNOWN),
    (YES & ALSO, {}, UNKNOWN),
    (YES | ALSO, {"yes": True}, True),
    (YES | ALSO, {"yes": False}, UNKNOWN),
    (~YES, {}, UNKNOWN),
    (when(YES, 1, 2), {"yes": True}, 1),
    (when(YES, 1, 2), {"yes": False}, 2),
    (when(YES, 1, 2), {}, UNKNOWN),  # SQL's CASE would say 2
    (when(YES, 5, 5), {}, 5),  # both agree
    (when(YES, N, 7), {"n": 7}, 7),
    (when(YES, N, 7), {"n": 8}, UNKNOWN),
    (when(YES, N, 7), {"yes": False}, 7),  # the branch that is not taken may be unknown
    (when(YES, N, 7), {"yes": True}, UNKNOWN),
    (when(YES, when(ALSO, 1, 2), 3), {"yes": True, "also": False}, 2),
    (when(when(YES, ALSO, False), 1, 2), {"yes": False}, 2),
    (KIND == "a", {"kind": "a"}, True),
    (KIND.isin(["a", "b"]), {"kind": "c"}, False),
    (KIND.isin(["a", "b"]), {}, UNKNOWN),
    (N.between(3, 5), {"n": 5}, True),
    (N.between(3, 5), {"n": 6}, False),
    (N.between(3, 5), {}, UNKNOWN),
]

UNEVEN = {"money": Decimal("39745.29"), "more": Decimal("0.00")}
EDGE = {"money": Decimal("0.59"), "more": Decimal("0.11")}

AMOUNTS = [
    (at_least(N, 1), {"n": 0}, 1),
    (at_least(N, 1), {}, UNKNOWN),  # SQL's GREATEST would say 1
    (at_most(N, 1), {}, UNKNOWN),
    (at_most(MONEY, MORE), {"money": Decimal("5.00")}, UNKNOWN),
    (clip(MONEY, 4000, 20000), {"money": Decimal("3000.00")}, Decimal("4000.00")),
    (clip(MONEY, 4000, 20000), {"money": Decimal("8500.00")}, Decimal("8500.00")),
    (clip(MONEY, 4000, 20000), {"money": Decimal("25000.00")}, Decimal("20000.00")),
    (MONEY + MORE, {"money": Decimal("0.10"), "more": Decimal("0.20")}, Decimal("0.30")),  # not 0.30000000000000004
    (MONEY * SHARE, {"money": Decimal("100.05"), "share": Decimal("0.33333333")}, Decimal("33.34999967")),
    # side by side with fewer decimals nothing is lost: of DECIMAL(38, 5) and (38, 4) DuckDB makes (38, 4)
    (when(YES, MONEY * TENTH + MORE, MONEY * FIFTH), {**UNEVEN, "yes": False}, Decimal("8147.78445")),
    (at_least(MONEY * FIFTH, MONEY * TENTH + MORE), UNEVEN, Decimal("8147.78445")),
    (at_most(MONEY * FIFTH, MONEY * HALF + MORE), UNEVEN, Decimal("8147.78445")),
    (half_up(when(YES, MONEY * TENTH + MORE, MONEY * FIFTH)), {**EDGE, "yes": False}, Decimal("0.12")),
    (MONEY * FIFTH < MORE * TENTH + MORE, EDGE, True),  # 0.12095 < 0.1210
    (MONEY * FIFTH == MORE * TENTH + MORE, EDGE, False),
    (divide(MONEY, N), {"money": Decimal("100.00"), "n": 3}, Decimal("33.33333333")),
    (divide(MONEY, N), {"money": Decimal("200.00"), "n": 3}, Decimal("66.66666666")),  # cut, not rounded
    (divide(MONEY, SHARE), {"money": Decimal("8700.00"), "share": Decimal("21.75")}, Decimal("400.00000000")),
    (divide(MONEY, N), {"money": Decimal("100.00"), "n": 0}, UNKNOWN),
    (divide(MONEY, N), {"money": Decimal("999999999999.99"), "n": 1}, Decimal("999999999999.99000000")),
    (half_up(divide(MONEY, N)), {"money": Decimal("0.25"), "n": 10}, Decimal("0.03")),
    (half_up(MONEY, to=YUAN), {"money": Decimal("2.50")}, Decimal("3.00")),
    (half_up(MONEY, to=JIAO), {"money": Decimal("2.34")}, Decimal("2.30")),
    (half_up(MONEY, to=JIAO), {"money": Decimal("2.35")}, Decimal("2.40")),
    (down(divide(MONEY, N)), {"money": Decimal("100.00"), "n": 3}, Decimal("33.33")),
    (down(MONEY, to=YUAN), {"money": Decimal("2.99")}, Decimal("2.00")),
    (up(divide(MONEY, N)), {"money": Decimal("100.00"), "n": 3}, Decimal("33.34")),
    (up(MONEY, to=JIAO), {"money": Decimal("2.31")}, Decimal("2.40")),
    (up(MONEY, to=JIAO), {"money": Decimal("2.30")}, Decimal("2.30")),
    (half_up(MONEY), {}, UNKNOWN),
    (whole(SHARE), {"share": Decimal("3.99999999")}, 3),
    # beyond what fits in 64 bits, at its border, and below zero
    (
        half_up(MONEY * SHARE),
        {"money": Decimal("123456789012345.67"), "share": Decimal("1.00000005")},
        Decimal("123456795185185.12"),
    ),
    (half_up(SHARE), {"share": Decimal("99999999999.985")}, Decimal("99999999999.99")),
    (half_up(SHARE), {"share": Decimal("9999999999.995")}, Decimal("10000000000.00")),
    (half_up(SHARE - 1), {"share": Decimal("0.995")}, Decimal("-0.01")),
    (
        half_up(MONEY * MORE),
        {"money": Decimal("999999999999.99"), "more": Decimal("500.00")},
        Decimal("499999999999995.00"),
    ),
    (half_up(MONEY * HALF), {"money": Decimal("999999999999999.98")}, Decimal("499999999999999.99")),
    (half_up(MONEY * HALF * HALF), {"money": Decimal("999999999999999.96")}, Decimal("249999999999999.99")),
    (divide(MONEY, 12), {"money": Decimal("99999999999.99")}, Decimal("8333333333.33250000")),
    (divide(MONEY, 12), {"money": Decimal("9999999999.99")}, Decimal("833333333.33250000")),
    (divide(-MONEY, 7), {"money": Decimal("100.00")}, Decimal("-14.28571428")),
    (divide(MONEY, SHARE), {"money": Decimal("99.99"), "share": Decimal("0.00000001")}, Decimal("9999000000.00000000")),
    (divide(MONEY, MORE), {"money": Decimal("0.01"), "more": Decimal("9999999999999999.99")}, Decimal("0E-8")),
    (half_up(MONEY * SHARE, to=YUAN), {"money": Decimal("3.33"), "share": Decimal("0.15")}, Decimal("0")),
    (half_up(MONEY * SHARE, to=YUAN), {"money": Decimal("3.34"), "share": Decimal("0.15")}, Decimal("1")),
]

DATES = [
    (months_after(DAY, 1), {"day": D(2023, 1, 31)}, D(2023, 2, 28)),
    (months_after(DAY, 1), {"day": D(2024, 1, 31)}, D(2024, 2, 29)),
    (months_after(DAY, 1), {"day": D(2023, 2, 28)}, D(2023, 3, 28)),
    (months_after(DAY, N), {"day": D(2023, 1, 31), "n": -1}, D(2022, 12, 31)),
    (months_after(DAY, N), {"day": D(2023, 1, 31)}, UNKNOWN),
    (years_after(DAY, 1), {"day": D(2020, 2, 29)}, D(2021, 2, 28)),
    (years_after(DAY, N), {"day": D(2022, 1, 1), "n": 1}, D(2023, 1, 1)),
    (days_after(DAY, 1), {"day": D(2023, 12, 31)}, D(2024, 1, 1)),
    (days_after(DAY, 1), {"day": D(9999, 12, 31)}, UNKNOWN),
    (months_between(DAY, OTHER), {"day": D(2023, 1, 31), "other": D(2023, 2, 28)}, 1),
    (months_between(DAY, OTHER), {"day": D(2023, 1, 31), "other": D(2023, 2, 27)}, 0),
    (months_between(DAY, OTHER), {"day": D(2023, 1, 10), "other": D(2023, 2, 8)}, 0),
    (months_between(DAY, OTHER), {"day": D(2023, 1, 10), "other": D(2023, 2, 10)}, 1),
    (months_between(DAY, OTHER), {"day": D(2023, 1, 10), "other": D(2023, 1, 9)}, -1),
    (months_between(DAY, OTHER), {"day": D(2024, 2, 29), "other": D(2025, 2, 28)}, 12),
    # one rule for the birthday itself, at the end of a month as within it
    (years_between(DAY, OTHER), {"day": D(2008, 7, 11), "other": D(2024, 7, 11)}, 16),
    (years_between(DAY, OTHER), {"day": D(2008, 7, 11), "other": D(2024, 7, 10)}, 15),
    (years_between(DAY, OTHER), {"day": D(2008, 7, 31), "other": D(2024, 7, 31)}, 16),
    (years_between(DAY, OTHER), {"day": D(2008, 7, 31), "other": D(2024, 7, 30)}, 15),
    # the birthday is past although its day of the month is the later one
    (years_between(DAY, OTHER), {"day": D(1990, 3, 25), "other": D(2024, 8, 5)}, 34),
    (years_between(DAY, OTHER), {"day": D(2018, 1, 1), "other": D(2018, 3, 1)}, 0),
    (years_between(DAY, OTHER), {"day": D(2000, 12, 31), "other": D(2001, 1, 1)}, 0),  # DuckDB's date_diff says 1
    (days_between(DAY, OTHER), {"day": D(2024, 2, 28), "other": D(2024, 3, 1)}, 2),
    (DAY.year() * 100 + DAY.month(), {"day": D(2024, 2, 28)}, 202402),
    (day_of(DAY.year() + 1, 1, 15), {"day": D(2023, 9, 30)}, D(2024, 1, 15)),
    # 9 February 2024 is a Friday; the holiday runs to the 17th, and Sunday the 18th is worked
    (workdays_after(DAY, 1), {"day": D(2024, 2, 9)}, D(2024, 2, 18)),
    (workdays_after(DAY, 2), {"day": D(2024, 2, 9)}, D(2024, 2, 19)),
    (workdays_after(DAY, 1), {"day": D(2024, 2, 14)}, D(2024, 2, 18)),
    (workdays_after(DAY, -1), {"day": D(2024, 2, 19)}, D(2024, 2, 18)),
    (workdays_after(DAY, -1), {"day": D(2024, 2, 14)}, D(2024, 2, 9)),
    (workdays_between(DAY, OTHER), {"day": D(2024, 2, 1), "other": D(2024, 2, 29)}, 18),
    (workdays_between(DAY, OTHER), {"day": D(2024, 2, 10), "other": D(2024, 2, 17)}, 0),
    (workdays_after(DAY, 1), {"day": D(2024, 12, 31)}, UNKNOWN),  # past the last published year
    (workdays_after(DAY, 1), {}, UNKNOWN),
]


@pytest.mark.parametrize(("expression", "facts", "expected"), [*LOGIC, *AMOUNTS, *DATES])
def test_value(
    value: Callable[[Any, Mapping[str, Any]], Any], expression: Any, facts: Mapping[str, Any], expected: Any
) -> None:
    found = value(expression, facts)
    assert found == expected
    assert (found is None) == (expected is None)
