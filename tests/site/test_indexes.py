"""What every act and page looks up is found by an index, also where the values are bound: SQLite says how it would go about it."""

from __future__ import annotations

import pytest
from django.db import connection

from yuntai.cases import claims, granted
from yuntai.ledger import checkpoints
from yuntai.people.models import Person

pytestmark = pytest.mark.django_db


def plans_of(ask) -> list[str]:
    """How SQLite looks up what the statements of ``ask`` want, step by step."""
    asked = []

    def keep(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        ask()
    found = []
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            found += [step for *_, step in cursor.fetchall()]
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's planner")
@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda: claims.first_with("a" * 64), "case_claiming"),
        (lambda: granted.payments_of(Person(pk=1)), "person_merged"),
        (checkpoints._grown, "chain_to_bind"),
    ],
)
def test_it_is_found_by_its_index(ask, index) -> None:
    plans = plans_of(ask)
    assert any(index in step for step in plans), plans
    assert not [step for step in plans if step.startswith("SCAN") and "USING" not in step]
