"""Pages with many cases in the table: no page asks the database more often than with few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.city import People, signed_in
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import version_of
from yuntai.cases.models import Case, Event, new_number
from yuntai.clock import today
from yuntai.people.logs import log_access
from yuntai.people.models import Unit

MANY, MOST_QUERIES = 2_000, 15


@contextmanager
def at_most(queries: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as captured:
        yield
    assert len(captured) <= queries


@pytest.fixture
def many(people: People) -> Case:
    """Cases of one person in the officers' unit; the first with its events. Somebody has looked at her data before."""
    log_access(people.supervisor, people.worker_person, "办件", "以前的一次")
    procedure = catalogue()["skill_upgrading"]
    unit = Unit.objects.filter(appointments__user=people.clerk)[0]
    common: dict[str, Any] = {
        "procedure": procedure.id,
        "version": version_of(procedure),
        "person": people.worker_person,
        "unit": unit,
        "facts": {"level": "3", "listed": "否", "issued_on": "2023-06-20", "occupation": "电工"},
    }
    Case.objects.bulk_create(
        Case(
            number=f"26{number:013}",
            submission=uuid4(),
            state="handling",
            holder="review",
            due_on=today() + timedelta(number % 20 - 5),
            **common,
        )
        for number in range(MANY)
    )
    first = Case.objects.create(number=new_number(), submission=uuid4(), **common)
    Event.append(
        case_id=first.pk,
        kind="submit",
        user_id=people.worker.pk,
        capacity="本人",
        unit_id=None,
        reason="",
        data={"unit": unit.pk, "channel": "online", "procedure": procedure.digest},
    )
    return act(first, "accept", people.clerk)


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("worker", "/"),
        ("worker", "/find/"),
        ("worker", "/cases/{number}/"),
        ("worker", "/records/"),
        ("worker", "/letters/"),
        ("reviewer", "/work/"),
        ("reviewer", "/work/?show=all"),
        ("reviewer", "/work/?show=all&page=40"),
        ("reviewer", "/work/?show=all&page=last"),
        ("reviewer", "/work/?q=26"),
        ("reviewer", "/work/?q=补贴&page=last"),
        ("supervisor", "/work/?show=late"),
        ("supervisor", "/boards/?days=365"),
        ("supervisor", "/boards/matters/online/"),
        ("supervisor", "/boards/risks/skill_upgrading/"),
        ("supervisor", "/boards/log/?page=last"),
        ("supervisor", "/boards/log/?officer=clerk&kind=accept&day={day}"),
        ("supervisor", "/boards/accesses/"),
        ("supervisor", "/work/?show=all&page=40"),
        ("supervisor", "/boards/"),
        ("supervisor", "/boards/cards/"),
        ("supervisor", "/boards/risks/"),
        ("supervisor", "/boards/log/"),
        ("supervisor", "/boards/ratings/"),
        ("supervisor", "/boards/draws/"),
        ("supervisor", "/boards/promises/"),
    ],
)
def test_queries(people: People, many: Case, username: str, path: str) -> None:
    """Of a page that was opened before: the first look at somebody's data in a day is written down."""
    client, address = signed_in(getattr(people, username)), path.format(number=many.number, day=today())
    assert client.get(address).status_code == 200
    with at_most(MOST_QUERIES):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("username", ["reviewer", "supervisor"])
def test_a_far_page_has_the_rows_that_come_there(people: People, many: Case, username: str) -> None:
    """By number from above: the case of today, then 1999 to 0; the third page of thirty begins with the sixty-first."""
    text = signed_in(getattr(people, username)).get("/work/?q=26&page=3").content.decode()
    assert many.number > f"26{MANY:013}"
    assert list(dict.fromkeys(re.findall(r"/work/cases/(\d+)/", text))) == [
        f"26{MANY - place:013}" for place in range(60, 90)
    ]
