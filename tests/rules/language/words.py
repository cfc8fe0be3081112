"""The language by example, one table a word: rows in, expression, value out; where it is not known, what it can still be.

``tests/rules/language/test_words.py`` holds one person's meaning, the bounds, and a table of many to them;
``docs/language.md`` is written from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yuntai.rules as words
from yuntai.rules import FAR, Choice, Date, Fact, Money, Number, Relation, Whole, YesNo
from yuntai.rules.language.expressions import Expression
from yuntai.rules.language.grounds import Publication
from yuntai.rules.language.kinds import Kind
from yuntai.rules.language.language import Rows, Table
from yuntai.rules.language.operations import Reading, Reference, literal
from yuntai.rules.language.parameters import Parameter, Record
from yuntai.rules.language.types import DATE, INTEGER, MONEY, NUMBER, Type
from yuntai.rules.language.workdays import Arrangement, workdays
from yuntai.rules.one.ranges import NEVER
from yuntai.rules.one.ranges import Bound as Still

KINDS: Mapping[str, Kind] = {
    "yes": YesNo(),
    "also": YesNo(),
    "n": Whole(),
    "money": Money(),
    "more": Money(),
    "share": Number(),
    "day": Date(),
    "other": Date(),
    "kind": Choice({"a": "甲", "b": "乙", "c": "丙"}),
}
FACTS = {name: Fact(name, kind, "？") for name, kind in KINDS.items()}
TYPES = {name: Type(kind.dtype) for name, kind in KINDS.items()}
COLUMNS: Mapping[str, Kind] = {"amount": Money(), "kind": KINDS["kind"], "day": Date()}
RELATIONS = {"paid": Relation("paid", table="paid", by="person", columns=COLUMNS)}


def _parameter(name: str, kind: Kind, by: tuple[str, ...], **values: Any) -> Parameter:
    """A parameter with a value from the first of January of each year (``y2020=…``), newest first."""
    records = [
        Record(date(int(year[1:]), 1, 1), FAR, Publication(date(int(year[1:]), 1, 1)), "办法", value)
        for year, value in values.items()
    ]
    return Parameter(name, name, "", by, kind, tuple(reversed(records)), "")


PARAMETERS = {
    "standard": _parameter("standard", Money(), (), y2020=Decimal(100), y2024=Decimal(200)),
    "lacking": _parameter("lacking", Money(), ()),
    "rate": _parameter("rate", Money(), ("kind",), y2000={"a": Decimal(500), "b": Decimal(280), "c": Decimal(300)}),
    "part": _parameter("part", Money(), ("kind",), y2000={"a": Decimal(500), "b": Decimal(280)}),
    "bands": _parameter("bands", Whole(), ("n",), y2000={12: 12, 60: 18, 120: 24}),
    "scale": _parameter("scale", Number(), ("money",), y2000={0: Decimal("0.1"), 1000: Decimal("0.2")}),
}

# 2024: 1 January off; 4 and 18 February worked, 10–17 February off (国务院办公厅关于2024年部分节假日安排的通知)
FEBRUARY_2024 = Arrangement(
    2024,
    "国务院办公厅关于2024年部分节假日安排的通知",
    Publication(date(2023, 10, 25)),
    frozenset(date(2024, 2, day) for day in range(12, 17)) | {date(2024, 1, 1)},
    frozenset({date(2024, 2, 4), date(2024, 2, 18)}),
)
CALENDAR = workdays((FEBRUARY_2024,))

_OTHER = Reference("other", DATE)
NAMES: Mapping[str, Any] = {
    **{name: getattr(words, name) for name in words.__all__},
    **{name: Expression(Reference(name, dtype)) for name, dtype in TYPES.items()},
    **{
        name: Expression(literal(Decimal(value)))
        for name, value in {"HALF": "0.5", "TENTH": "0.1", "FIFTH": "0.205"}.items()
    },
    "paid": Rows("paid", {name: Type(kind.dtype) for name, kind in COLUMNS.items()}),
    "standard": Expression(Reading("standard", _OTHER, (), "key", MONEY)),
    "lacking": Expression(Reading("lacking", _OTHER, (), "key", MONEY)),
    "rate": Table("rate", _OTHER, ("kind",), MONEY),
    "part": Table("part", _OTHER, ("kind",), MONEY),
    "bands": Table("bands", _OTHER, ("n",), INTEGER),
    "scale": Table("scale", _OTHER, ("money",), NUMBER),
}
"""What an expression may name: the words, the facts, the related rows, the parameters (read on the day ``other``)."""


def expression(text: str) -> Any:
    """The expression written as ``text``."""
    return eval(text, {"__builtins__": {}, **NAMES})


D = date
Row = tuple[Any, ...]
"""Expression, facts, value (or what it can still be), and a remark where there is one."""

EITHER = Still(False, True)
UNEVEN = {"money": Decimal("39745.29"), "more": Decimal("0.00")}
EDGE = {"money": Decimal("0.59"), "more": Decimal("0.11")}
PAID = [
    {"amount": Decimal("100.00"), "kind": "a", "day": D(2024, 1, 5)},
    {"amount": Decimal("50.00"), "kind": "b", "day": D(2024, 3, 1)},
]
IN_2024 = {"other": D(2024, 6, 1)}

WORDS: Mapping[str, list[Row]] = {
    "& | ~": [
        ("yes & also", {"yes": False}, False),
        ("yes & also", {"yes": True}, EITHER),
        ("yes & also", {}, EITHER),
        ("yes | also", {"yes": True}, True),
        ("yes | also", {"yes": False}, EITHER),
        ("~yes", {}, EITHER),
    ],
    "when": [
        ("when(yes, 1, 2)", {"yes": True}, 1),
        ("when(yes, 1, 2)", {"yes": False}, 2),
        ("when(yes, 1, 2)", {}, Still(1, 2), "SQL's CASE would say 2"),
        ("when(yes, 5, 5)", {}, 5, "both agree"),
        ("when(yes, n, 7)", {"n": 7}, 7),
        ("when(yes, n, 7)", {"n": 8}, Still(7, 8)),
        ("when(yes, n, 7)", {"yes": False}, 7, "the branch that is not taken may be unknown"),
        ("when(yes, n, 7)", {"yes": True}, Still(0, None)),
        ("when(yes, 500, 280)", {}, Still(280, 500)),
        ("when(yes, money, 0)", {"money": Decimal("100.00")}, Still(0, 100)),
        ("when(yes, when(also, 1, 2), 3)", {"yes": True, "also": False}, 2),
        ("when(when(yes, also, False), 1, 2)", {"yes": False}, 2),
        (
            "when(yes, money * TENTH + more, money * FIFTH)",
            {**UNEVEN, "yes": False},
            Decimal("8147.78445"),
            "nothing is cut: of DECIMAL(38, 5) and (38, 4) DuckDB makes (38, 4)",
        ),
    ],
    "comparison": [
        ('kind == "a"', {"kind": "a"}, True),
        ('kind == "a"', {}, EITHER),
        ('kind != "a"', {"kind": "b"}, True),
        ('kind != "d"', {}, Still(True, True), "no option of the fact"),
        ("n < 3", {"n": 3}, False),
        ("n <= 3", {"n": 3}, True),
        ("n > 3", {"n": 3}, False),
        ("n >= 3", {"n": 3}, True),
        ("n >= 0", {}, Still(True, True), "a whole number without a sign"),
        ("at_least(n, 5) < 3", {}, Still(False, False)),
        ("money * FIFTH < more * TENTH + more", EDGE, True, "0.12095 < 0.1210"),
        ("money * FIFTH == more * TENTH + more", EDGE, False),
    ],
    "isin": [
        ('kind.isin(["a", "b"])', {"kind": "c"}, False),
        ('kind.isin(["a", "b"])', {}, EITHER),
        ('kind.isin(["a", "b", "c"])', {}, Still(True, True), "there is no other option"),
    ],
    "between": [
        ("n.between(3, 5)", {"n": 5}, True),
        ("n.between(3, 5)", {"n": 6}, False),
        ("n.between(3, 5)", {}, EITHER),
    ],
    "at_least": [
        ("at_least(n, 1)", {"n": 0}, 1),
        ("at_least(n, 1)", {}, Still(1, None), "SQL's GREATEST would say 1"),
        ("at_least(money * FIFTH, money * TENTH + more)", UNEVEN, Decimal("8147.78445")),
    ],
    "at_most": [
        ("at_most(n, 1)", {}, Still(0, 1)),
        ("at_most(money, 2660)", {}, Still(0, 2660)),
        ("at_most(money, more)", {"money": Decimal("5.00")}, Still(0, 5)),
        ("at_most(money * FIFTH, money * HALF + more)", UNEVEN, Decimal("8147.78445")),
    ],
    "clip": [
        ("clip(money, 4000, 20000)", {"money": Decimal("3000.00")}, Decimal("4000.00")),
        ("clip(money, 4000, 20000)", {"money": Decimal("8500.00")}, Decimal("8500.00")),
        ("clip(money, 4000, 20000)", {"money": Decimal("25000.00")}, Decimal("20000.00")),
        (
            "clip(money, more, 2660)",
            {"money": Decimal("3600.00")},
            Still(2660, 2660),
            "a missing floor does not hide a cap",
        ),
        ("clip(money, more, 2660)", {}, Still(0, 2660)),
        ("clip(money, 1000, more)", {"money": Decimal("500.00")}, Still(0, 1000)),
    ],
    "+ - *": [
        (
            "money + more",
            {"money": Decimal("0.10"), "more": Decimal("0.20")},
            Decimal("0.30"),
            "not 0.30000000000000004",
        ),
        ("money * share", {"money": Decimal("100.05"), "share": Decimal("0.33333333")}, Decimal("33.34999967")),
        ("money + more", {"money": Decimal("100.00")}, Still(100, None)),
        ("money - more", {"money": Decimal("100.00")}, Still(None, 100)),
        ("money * share", {"money": Decimal("100.00")}, Still(0, None)),
        ("money * (n - 2)", {"money": Decimal("100.00")}, Still(-200, None)),
        ("-money", {}, Still(None, 0)),
    ],
    "half_up": [
        ("half_up(when(yes, money * TENTH + more, money * FIFTH))", {**EDGE, "yes": False}, Decimal("0.12")),
        ("half_up(divide(money, n))", {"money": Decimal("0.25"), "n": 10}, Decimal("0.03")),
        ("half_up(money, to=YUAN)", {"money": Decimal("2.50")}, Decimal("3.00")),
        ("half_up(money, to=JIAO)", {"money": Decimal("2.34")}, Decimal("2.30")),
        ("half_up(money, to=JIAO)", {"money": Decimal("2.35")}, Decimal("2.40")),
        ("half_up(money)", {}, Still(0, None)),
        ("half_up(share * when(yes, 1, 2))", {"share": Decimal("0.333")}, Still(Decimal("0.33"), Decimal("0.67"))),
        (
            "half_up(money * share)",
            {"money": Decimal("123456789012345.67"), "share": Decimal("1.00000005")},
            Decimal("123456795185185.12"),
            "beyond 64 bits",
        ),
        ("half_up(share)", {"share": Decimal("99999999999.985")}, Decimal("99999999999.99")),
        ("half_up(share)", {"share": Decimal("9999999999.995")}, Decimal("10000000000.00")),
        ("half_up(share - 1)", {"share": Decimal("0.995")}, Decimal("-0.01")),
        (
            "half_up(money * more)",
            {"money": Decimal("999999999999.99"), "more": Decimal("500.00")},
            Decimal("499999999999995.00"),
        ),
        ("half_up(money * HALF)", {"money": Decimal("999999999999999.98")}, Decimal("499999999999999.99")),
        ("half_up(money * HALF * HALF)", {"money": Decimal("999999999999999.96")}, Decimal("249999999999999.99")),
        ("half_up(money * share, to=YUAN)", {"money": Decimal("3.33"), "share": Decimal("0.15")}, Decimal("0")),
        ("half_up(money * share, to=YUAN)", {"money": Decimal("3.34"), "share": Decimal("0.15")}, Decimal("1")),
    ],
    "divide": [
        ("divide(money, n)", {"money": Decimal("100.00"), "n": 3}, Decimal("33.33333333")),
        ("divide(money, n)", {"money": Decimal("200.00"), "n": 3}, Decimal("66.66666666"), "cut, not rounded"),
        ("divide(money, share)", {"money": Decimal("8700.00"), "share": Decimal("21.75")}, Decimal("400.00000000")),
        ("divide(money, n)", {"money": Decimal("100.00"), "n": 0}, NEVER, "by nothing"),
        (
            "divide(money, n)",
            {"money": Decimal("100.00")},
            Still(0, 100),
            "the least that a whole number divides by is 1",
        ),
        ("divide(money, share)", {"money": Decimal("100.00")}, Still(0, None)),
        ("divide(money, n - 1)", {"money": Decimal("100.00")}, Still(None, None)),
        ("divide(money, n)", {"money": Decimal("999999999999.99"), "n": 1}, Decimal("999999999999.99000000")),
        ("divide(money, 12)", {"money": Decimal("99999999999.99")}, Decimal("8333333333.33250000")),
        ("divide(money, 12)", {"money": Decimal("9999999999.99")}, Decimal("833333333.33250000")),
        ("divide(-money, 7)", {"money": Decimal("100.00")}, Decimal("-14.28571428")),
        (
            "divide(money, share)",
            {"money": Decimal("99.99"), "share": Decimal("0.00000001")},
            Decimal("9999000000.00000000"),
        ),
        ("divide(money, more)", {"money": Decimal("0.01"), "more": Decimal("9999999999999999.99")}, Decimal("0E-8")),
    ],
    "down": [
        ("down(divide(money, n))", {"money": Decimal("100.00"), "n": 3}, Decimal("33.33")),
        ("down(money, to=YUAN)", {"money": Decimal("2.99")}, Decimal("2.00")),
        ("down(share * when(yes, 1, 2), to=FEN)", {"share": Decimal("0.999")}, Still(Decimal("0.99"), Decimal("1.99"))),
    ],
    "up": [
        ("up(divide(money, n))", {"money": Decimal("100.00"), "n": 3}, Decimal("33.34")),
        ("up(money, to=JIAO)", {"money": Decimal("2.31")}, Decimal("2.40")),
        ("up(money, to=JIAO)", {"money": Decimal("2.30")}, Decimal("2.30")),
        ("up(share * when(yes, 1, 2))", {"share": Decimal("0.333")}, Still(Decimal("0.34"), Decimal("0.67"))),
    ],
    "whole": [
        ("whole(share)", {"share": Decimal("3.99999999")}, 3),
        ("whole(at_most(share, more))", {"more": Decimal("3.50")}, Still(0, 3)),
    ],
    "months_after": [
        ("months_after(day, 1)", {"day": D(2023, 1, 31)}, D(2023, 2, 28)),
        ("months_after(day, 1)", {"day": D(2024, 1, 31)}, D(2024, 2, 29)),
        ("months_after(day, 1)", {"day": D(2023, 2, 28)}, D(2023, 3, 28)),
        ("months_after(day, n)", {"day": D(2023, 1, 31), "n": -1}, D(2022, 12, 31)),
        ("months_after(day, n)", {"day": D(2023, 1, 31)}, Still(D(2023, 1, 31), None)),
        ("months_after(day, at_most(n, 1))", {"day": D(2023, 1, 31)}, Still(D(2023, 1, 31), D(2023, 2, 28))),
    ],
    "years_after": [
        ("years_after(day, 1)", {"day": D(2020, 2, 29)}, D(2021, 2, 28)),
        ("years_after(day, n)", {"day": D(2022, 1, 1), "n": 1}, D(2023, 1, 1)),
        ("years_after(day, at_most(n, 2))", {"day": D(2022, 1, 1)}, Still(D(2022, 1, 1), D(2024, 1, 1))),
    ],
    "days_after": [
        ("days_after(day, 1)", {"day": D(2023, 12, 31)}, D(2024, 1, 1)),
        ("days_after(day, 1)", {"day": FAR}, Still(FAR, FAR), "past the last day there is"),
        ("days_after(day, when(yes, 3, 10))", {"day": D(2024, 1, 1)}, Still(D(2024, 1, 4), D(2024, 1, 11))),
    ],
    "months_between": [
        ("months_between(day, other)", {"day": D(2023, 1, 31), "other": D(2023, 2, 28)}, 1),
        ("months_between(day, other)", {"day": D(2023, 1, 31), "other": D(2023, 2, 27)}, 0),
        ("months_between(day, other)", {"day": D(2023, 1, 10), "other": D(2023, 2, 8)}, 0),
        ("months_between(day, other)", {"day": D(2023, 1, 10), "other": D(2023, 2, 10)}, 1),
        ("months_between(day, other)", {"day": D(2023, 1, 10), "other": D(2023, 1, 9)}, -1),
        ("months_between(day, other)", {"day": D(2024, 2, 29), "other": D(2025, 2, 28)}, 12),
        ("months_between(day, other)", {"day": D(2023, 1, 31)}, Still(None, None)),
        ("months_between(day, months_after(day, when(yes, 1, 3)))", {"day": D(2023, 1, 10)}, Still(1, 3)),
    ],
    "years_between": [
        (
            "years_between(day, other)",
            {"day": D(2008, 7, 11), "other": D(2024, 7, 11)},
            16,
            "on the birthday itself",
        ),
        ("years_between(day, other)", {"day": D(2008, 7, 11), "other": D(2024, 7, 10)}, 15),
        ("years_between(day, other)", {"day": D(2008, 7, 31), "other": D(2024, 7, 31)}, 16),
        ("years_between(day, other)", {"day": D(2008, 7, 31), "other": D(2024, 7, 30)}, 15),
        (
            "years_between(day, other)",
            {"day": D(1990, 3, 25), "other": D(2024, 8, 5)},
            34,
            "25 March is past",
        ),
        ("years_between(day, other)", {"day": D(2018, 1, 1), "other": D(2018, 3, 1)}, 0),
        ("years_between(day, other)", {"day": D(2000, 12, 31), "other": D(2001, 1, 1)}, 0, "DuckDB's date_diff says 1"),
        ("years_between(day, years_after(day, when(yes, 1, 3)))", {"day": D(2023, 1, 10)}, Still(1, 3)),
    ],
    "days_between": [
        ("days_between(day, other)", {"day": D(2024, 2, 28), "other": D(2024, 3, 1)}, 2),
        ("days_between(day, days_after(day, when(yes, 1, 3)))", {"day": D(2023, 1, 10)}, Still(1, 3)),
    ],
    "year() month() day()": [
        ("day.year() * 100 + day.month()", {"day": D(2024, 2, 28)}, 202402),
        ("day.month()", {}, Still(1, 12)),
        ("day.day()", {}, Still(1, 31)),
        ("days_after(day, when(yes, 1, 3)).month()", {"day": D(2024, 2, 28)}, Still(2, 3)),
        ("days_after(day, when(yes, 1, 3)).year()", {"day": D(2024, 12, 30)}, Still(2024, 2025)),
    ],
    "day_of": [
        ("day_of(day.year() + 1, 1, 15)", {"day": D(2023, 9, 30)}, D(2024, 1, 15)),
        ("day_of(2024, when(yes, 2, 3), 30)", {"yes": False}, D(2024, 3, 30)),
        ("day_of(2024, when(yes, 2, 3), 30)", {}, Still(D(2024, 2, 29), D(2024, 3, 30)), "there is no 30 February"),
    ],
    "workdays_after": [
        (
            "workdays_after(day, 1)",
            {"day": D(2024, 2, 9)},
            D(2024, 2, 18),
            "a Friday; holidays to the 17th, Sunday the 18th is worked",
        ),
        ("workdays_after(day, 2)", {"day": D(2024, 2, 9)}, D(2024, 2, 19)),
        ("workdays_after(day, 1)", {"day": D(2024, 2, 14)}, D(2024, 2, 18)),
        ("workdays_after(day, -1)", {"day": D(2024, 2, 19)}, D(2024, 2, 18)),
        ("workdays_after(day, -1)", {"day": D(2024, 2, 14)}, D(2024, 2, 9)),
        (
            "workdays_after(day, 1)",
            {"day": D(2024, 12, 31)},
            Still(D(2024, 12, 31), None),
            "past the last published year",
        ),
        ("workdays_after(day, 1)", {}, Still(None, None)),
        ("workdays_after(day, when(yes, 1, 2))", {"day": D(2024, 2, 9)}, Still(D(2024, 2, 18), D(2024, 2, 19))),
    ],
    "workdays_between": [
        ("workdays_between(day, other)", {"day": D(2024, 2, 1), "other": D(2024, 2, 29)}, 18),
        ("workdays_between(day, other)", {"day": D(2024, 2, 10), "other": D(2024, 2, 17)}, 0),
        ("workdays_between(day, days_after(day, when(yes, 0, 1)))", {"day": D(2024, 2, 8)}, Still(1, 2)),
    ],
}

LOOKED_UP: Mapping[str, list[Row]] = {
    "a parameter": [
        ("standard", {"other": D(2022, 1, 1)}, Decimal("100.00")),
        ("standard", IN_2024, Decimal("200.00")),
        ("standard", {}, Still(0, None), "the day may lie before the first value"),
        ("standard", {"other": D(2019, 1, 1)}, Still(0, None), "the platform has none of that day"),
        ("at_most(lacking, 2660)", IN_2024, Still(0, 2660)),
    ],
    "on": [
        ("on(day, standard)", {"day": D(2024, 5, 1), "other": D(2022, 1, 1)}, Decimal("200.00")),
        ("on(day, standard)", {"other": D(2022, 1, 1)}, Still(0, None)),
        (
            "on(days_after(day, when(yes, 0, 1)), standard)",
            {"day": D(2023, 12, 31)},
            Still(100, 200),
            "on the last day or the first",
        ),
    ],
    "table[key]": [
        ("rate[kind]", {"kind": "b", **IN_2024}, Decimal("280.00")),
        ("rate[kind]", IN_2024, Still(280, 500)),
        ("part[kind]", {"kind": "c", **IN_2024}, Still(0, None), "the table has no such key"),
        ("part[kind]", IN_2024, Still(0, None)),
    ],
    "table.at": [
        ("bands.at(n)", {"n": 12, **IN_2024}, 12),
        ("bands.at(n)", {"n": 119, **IN_2024}, 18),
        ("bands.at(n)", IN_2024, Still(12, 24)),
        ("bands.at(at_least(n, 70))", IN_2024, Still(18, 24)),
        ("bands.at(n)", {"n": 11, **IN_2024}, NEVER, "below the lowest band"),
    ],
    "table.marginal": [
        ("scale.marginal(money)", {"money": Decimal("1500.00"), **IN_2024}, Decimal("200.00000000")),
        ("scale.marginal(money)", IN_2024, Still(0, None)),
        ("scale.marginal(at_most(money, 1500))", IN_2024, Still(0, 200)),
    ],
    "rows.any": [
        ('paid.any(lambda row: row.kind == "a")', {"paid": PAID}, True),
        ('paid.any(lambda row: row.kind == "c")', {"paid": PAID}, False),
        ("paid.any()", {"paid": []}, False),
        ("paid.any()", {}, EITHER),
        ("paid.any(lambda row: row.kind == kind)", {"paid": PAID}, EITHER),
        ("paid.any(lambda row: row.amount > money)", {"paid": PAID, "money": Decimal("99.99")}, True),
    ],
    "rows.count": [
        ("paid.count()", {"paid": PAID}, 2),
        ("paid.count()", {}, Still(0, None)),
        ("paid.count(lambda row: row.kind == kind)", {"paid": PAID}, Still(0, 2)),
        ('paid.count(lambda row: (row.kind == "a") | (row.kind == kind))', {"paid": PAID}, Still(1, 2)),
    ],
    "rows.sum": [
        ('paid.sum("amount")', {"paid": PAID}, Decimal("150.00")),
        ('paid.sum("amount")', {"paid": []}, Decimal("0.00")),
        ('paid.sum("amount")', {}, Still(0, None)),
        ('paid.sum("amount", lambda row: row.kind == kind)', {"paid": PAID}, Still(0, 150)),
        ("paid.sum(lambda row: at_most(row.amount, 60))", {"paid": PAID}, Decimal("110.00")),
        ("paid.sum(lambda row: at_most(row.amount, money))", {"paid": PAID}, Still(0, 150)),
    ],
    "rows.latest": [
        ('paid.latest("amount", by="day", none=0)', {"paid": PAID}, Decimal("50.00")),
        ('paid.latest("amount", by="day", none=0)', {"paid": []}, Decimal("0.00")),
        ('paid.latest("amount", by="day", none=0)', {}, Still(0, None)),
        ('paid.latest("amount", lambda row: row.kind == kind, by="day", none=0)', {"paid": PAID}, Still(0, 100)),
    ],
    "rows.earliest": [
        ('paid.earliest("amount", by="day", none=0)', {"paid": PAID}, Decimal("100.00")),
        ('paid.earliest("amount", lambda row: row.kind == kind, by="day", none=0)', {"paid": PAID}, Still(0, 100)),
    ],
}
"""Those that look at the platform's values or at the person's other rows."""
