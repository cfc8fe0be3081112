"""Everybody at once: screening, auditing and trying a reform over a handful of rows that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pytest

from tests.rules.one_and_many import in_memory
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.many.audit import audit
from yuntai.rules.many.audit import summarise as findings_of
from yuntai.rules.many.population import Population
from yuntai.rules.many.reform import reform
from yuntai.rules.many.reform import summarise as effect_of
from yuntai.rules.many.screen import screen
from yuntai.rules.many.screen import summarise as summary_of
from yuntai.rules.rule.packs import load_pack

UPGRADING = load_pack(FOLDER / "nanjing").rule("skill_upgrading")
DAY = date(2023, 12, 31)
D = date

CERTIFICATE = {
    "certificate": "string",
    "person": "int64",
    "occupation": "string",
    "level": "int64",
    "issued_on": "date",
    "listed": "boolean",
    "starred": "boolean",
    "shortage": "boolean",
    "assessed_in_nanjing": "boolean",
    "found_in_osta": "boolean",
    "found_in_jshrss": "boolean",
}
# certificate, person, occupation, level, issued_on; the rest is off the list and found unless said otherwise
CERTIFICATES = [
    ("c1", 1, "电工", 3, D(2023, 3, 1), {}),  # entitled: 500
    ("c2", 1, "焊工", 4, D(2023, 5, 1), {}),  # entitled: 280, but one a year: the 500 goes before
    ("c3", 2, "电工", 5, D(2023, 3, 1), {"found_in_osta": False, "found_in_jshrss": False}),  # not found
    ("c4", 3, "电工", 4, D(2022, 3, 1), {}),  # before the notice: not applicable
    ("c5", 4, "电工", 3, D(2023, 3, 1), {"found_in_osta": None, "found_in_jshrss": None}),  # not known
    ("c6", 5, "电工", 3, D(2023, 3, 1), {}),  # not insured any more
    ("c7", 6, "电工", 4, D(2023, 3, 1), {}),  # paid rightly (p1): 280
    ("c8", 6, "电工", 5, D(2023, 4, 1), {}),  # paid (p2) although a higher level had been paid
    ("c9", 7, "车工", 4, D(2023, 3, 1), {}),  # paid 500 (p3) instead of 280
    ("c10", 8, "车工", 3, D(2023, 3, 1), {"found_in_osta": None, "found_in_jshrss": None}),  # paid (p4), not known
]
ENROLMENTS = [(person, "employee", D(2020, 1, 1), D(9999, 12, 31)) for person in (1, 2, 3, 4, 6, 7, 8)]
ENROLMENTS += [(5, "employee", D(2020, 1, 1), D(2023, 6, 30))]
PAYMENTS = [
    ("p1", 6, "c7", "电工", 4, "280", D(2023, 6, 1)),
    ("p2", 6, "c8", "电工", 5, "150", D(2023, 9, 1)),
    ("p3", 7, "c9", "车工", 4, "500", D(2023, 6, 1)),
    ("p4", 8, "c10", "车工", 3, "500", D(2023, 6, 1)),
    ("p5", 9, "c99", "车工", 3, "500", D(2023, 6, 1)),  # a certificate that nobody knows
]


class Tables:
    """A source of tables held in memory."""

    def __init__(self, tables: Mapping[str, tuple[str, ibis.Table]]) -> None:
        self._tables = tables

    def table(self, name: str) -> ibis.Table:
        return self._tables[name][1]

    def key(self, name: str) -> tuple[str, ...]:
        return (self._tables[name][0],)

    def __contains__(self, name: object) -> bool:
        return name in self._tables


def town(**changes: Any) -> Tables:
    plain = {
        "listed": False,
        "starred": False,
        "shortage": False,
        "assessed_in_nanjing": True,
        "found_in_osta": True,
        "found_in_jshrss": True,
    }
    certificates = [
        {**plain, "certificate": c, "person": p, "occupation": o, "level": level, "issued_on": day, **more}
        for c, p, o, level, day, more in CERTIFICATES
    ]
    columns = {"person": "int64", "kind": "string", "began_on": "date", "ended_on": "date"}
    enrolments = [dict(zip(columns, row, strict=True)) for row in ENROLMENTS]
    paid = {
        "payment": "string",
        "person": "int64",
        "subject": "string",
        "occupation": "string",
        "level": "int64",
        "amount": "decimal(18, 2)",
        "claimed_on": "date",
    }
    payments = [
        {**dict(zip(paid, row, strict=True)), "amount": Decimal(row[5]), "policy": "skill_upgrading"}
        for row in PAYMENTS
    ]
    tables = {
        "certificates": ("certificate", in_memory(certificates, CERTIFICATE)),
        "enrolments": ("enrolment", in_memory(enrolments, columns)),
        "payments": ("payment", in_memory(payments, {**paid, "policy": "string"})),
    }
    return Tables({**tables, **changes})


def rows(table: ibis.Table, key: str = "row") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in ibis.duckdb.connect().to_pyarrow(table).to_pylist()}


def test_screening_puts_every_row_in_its_group() -> None:
    found = rows(screen(Population(UPGRADING, town()), DAY))
    assert {name: (row["status"], row["because"], row["amount"]) for name, row in found.items()} == {
        "c1": ("entitled", "", 500),
        "c2": ("entitled", "", 280),
        "c3": ("not_entitled", "findable", 0),
        "c4": ("not_applicable", "in_force", None),
        "c5": ("unknown", "", None),
        "c6": ("not_entitled", "insured", 0),
        "c7": ("not_entitled", "not_repeated", 0),  # had, and may not be had again
        "c8": ("not_entitled", "not_repeated", 0),
        "c9": ("not_entitled", "not_repeated", 0),
        "c10": ("not_entitled", "not_repeated", 0),
    }


def test_the_most_favourable_of_several_is_chosen_and_the_others_shown() -> None:
    found = rows(screen(Population(UPGRADING, town()), DAY))
    assert (found["c1"]["chosen"], found["c1"]["instead_of"]) == (True, None)
    assert (found["c2"]["chosen"], found["c2"]["instead_of"]) == (False, "c1")
    assert found["c3"]["chosen"] is None


def test_screening_in_figures() -> None:
    with screen(Population(UPGRADING, town()), DAY).cache() as screened:
        summary = summary_of(UPGRADING, screened)
    assert summary.groups == {"entitled": 2, "not_entitled": 6, "unknown": 1, "not_applicable": 1}
    assert (summary.due_rows, summary.due, summary.others) == (1, Decimal(500), 1)
    assert summary.because[0] == ("not_repeated", 4)
    # either register alone settles nothing where both are unknown, but each is open in the one row
    assert summary.settles == (("found_in_jshrss", 0, 1), ("found_in_osta", 0, 1))


def test_a_table_that_is_missing_is_not_known_rather_than_empty() -> None:
    tables = town()
    without = Tables({n: (tables.key(n)[0], tables.table(n)) for n in ("certificates", "enrolments")})
    found = rows(screen(Population(UPGRADING, without), DAY))
    assert (found["c1"]["status"], found["c1"]["asks"]) == ("unknown", "payments")


def test_screening_needs_the_subject() -> None:
    with pytest.raises(YuntaiError, match="没有“certificates”表"):
        screen(Population(UPGRADING, Tables({})), DAY)


def test_a_registry_without_a_needed_column_says_so() -> None:
    bad = ("payment", in_memory([], {"payment": "string", "person": "int64"}))
    with pytest.raises(YuntaiError, match="“payments”表缺少 amount、claimed_on、level、occupation、policy 列"):
        screen(Population(UPGRADING, town(payments=bad)), DAY)


def test_auditing_judges_each_payment_on_its_day_by_those_before_it() -> None:
    found = rows(audit(Population(UPGRADING, town())), "payment")
    assert {n: (r["finding"], r["because"], r["paid"], r["due"]) for n, r in found.items()} == {
        "p1": ("none", "", 280, 280),
        "p2": ("not_entitled", "not_repeated", 150, 0),
        "p3": ("amount", "", 500, 280),
        "p4": ("unknown", "", 500, None),
        "p5": ("no_record", None, 500, None),
    }


def test_auditing_in_figures() -> None:
    with audit(Population(UPGRADING, town())).cache() as audited:
        findings = [(f.finding, f.because, f.payments, f.paid) for f in findings_of(audited)]
    assert findings == [
        ("not_entitled", "not_repeated", 1, Decimal(150)),
        ("amount", "", 1, Decimal(500)),
        ("unknown", "", 1, Decimal(500)),
        ("no_record", "", 1, Decimal(500)),
        ("none", "", 1, Decimal(280)),
    ]


def test_later_law_is_told_from_a_wrong_decision(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Paid 280 on 1 June; a value of 300 for the same time is published in October."""
    from tests.rules.packs import rule_of

    rule = rule_of(
        tmp_path_factory.mktemp("later"),
        """
policy.fact("level", Whole(1, 5), ask="？", registry="certificates.level")

@policy.result("金额", Money(), source="办法")
def amount(level, rate):
    return when(level > 0, rate, 0)
""",
        """rate:
  title: 标准
  unit: 元/人
  values:
    - {effective: 2023-01-01, published: 2022-12-01, source: 甲, value: 280}
    - {effective: 2023-05-01, published: 2023-10-01, source: 乙, value: 300}
""",
    )
    rule.policy.subject = "certificates"
    columns = {
        "payment": "string",
        "subject": "string",
        "policy": "string",
        "amount": "decimal(18, 2)",
        "claimed_on": "date",
    }
    paid = [
        {"payment": n, "subject": "c1", "policy": "trial", "amount": Decimal(amount), "claimed_on": D(2023, 6, 1)}
        for n, amount in (("right", 300), ("as it was known", 280), ("never right", 290))
    ]
    tables = town(payments=("payment", in_memory(paid, columns)))
    found = rows(audit(Population(rule, tables)), "payment")
    assert {n: row["finding"] for n, row in found.items()} == {
        "right": "none",
        "as it was known": "later_law",
        "never right": "amount",
    }


def test_a_reform_in_figures() -> None:
    with reform(Population(UPGRADING, town()), {"offlist_amount": {3: 200, 4: 300}}, DAY).cache() as compared:
        effect = effect_of(compared)
    # before: c1 at 500 (c2's 280 gives way); after: c2 at 300 is the better one, c1's 200 gives way
    assert (effect.before, effect.after) == (Decimal(500), Decimal(300))
    assert (effect.more, effect.less, effect.same, effect.unknown) == (1, 1, 7, 1)


def test_a_reform_of_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(YuntaiError, match="是不是“offlist_amount”？"):
        reform(Population(UPGRADING, town()), {"offlist_amont": {3: 200}}, DAY)
