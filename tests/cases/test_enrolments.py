"""Who acts for an employer as one of its staff acts no more once the registry says that she has left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.city import People, signed_in
from tests.people.make import person
from tests.web.test_workbench import text_of
from yuntai.cases import enrolments
from yuntai.notices.models import Notice
from yuntai.people import repairs
from yuntai.people.acting import choices
from yuntai.people.models import Employer, Operator, User
from yuntai.rules.language.kinds import FAR

GOT, LEFT, LATER = date(2026, 1, 10), date(2026, 3, 31), date(2026, 4, 1)


@pytest.fixture
def firm(people: People) -> Employer:
    return people.handler.operations.get().employer


@pytest.fixture
def one(people: People, firm: Employer) -> Operator:
    """The worker acts for the firm since January 2026."""
    return Operator.objects.create(user=people.worker, employer=firm, begins=GOT)


def held(monkeypatch: pytest.MonkeyPatch, *rows: dict[str, Any]) -> None:
    monkeypatch.setattr(enrolments, "rows_of", lambda _person: {"enrolments": rows})


def firms_of(people: People) -> list[Any]:
    return [one.subject for one in choices(User.objects.get(pk=people.worker.pk)) if one.basis == "operator"]


@pytest.mark.usefixtures("one")
def test_who_has_left_acts_no_more_and_reads_why(
    people: People, firm: Employer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(monkeypatch, {"employer": firm.uscc, "ended_on": LEFT}, {"employer": "91320106MA1TE5T01F", "ended_on": FAR})
    enrolments.operators_left(LEFT)  # the last day is hers
    assert firms_of(people) == [firm]
    for _ in range(2):
        enrolments.operators_left(LATER)
    assert firms_of(people) == []
    client = signed_in(people.worker)
    said = f"您不能再替{firm}办事：登记系统里，您在{firm}的参保到 2026年3月31日 为止"
    assert said.replace(" ", "") in text_of(client.get("/account/acting/")).replace(" ", "")
    assert client.post("/account/acting/", {"who": f"operator-{firm.pk}"}).status_code == 400
    told = Notice.objects.filter(template="operator_left", channel="site")
    assert sorted(one.user.username for one in told) == ["approver", "handler", "worker"]


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(
    "rows",
    [
        [],  # never staff: she acts by the firm's authorisation
        [{"ended_on": date(2025, 12, 31)}],  # she had left before she got the right
        [{"ended_on": LEFT}, {"ended_on": FAR}],  # she came back
        [{"ended_on": None}],
        [{"ended_on": LEFT, "employer": "91320106MA1TE5T01F"}],  # another firm's
        [{"ended_on": date(2026, 9, 30)}],  # still to come
    ],
)
def test_nobody_else_is_meant(
    people: People, firm: Employer, monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, Any]]
) -> None:
    held(monkeypatch, *({"employer": firm.uscc} | row for row in rows))
    enrolments.operators_left(LATER)
    assert firms_of(people) == [firm]
    assert not Notice.objects.filter(template="operator_left").exists()


@pytest.mark.usefixtures("one")
def test_who_goes_on_under_the_record_that_counts_has_not_left(
    people: People, firm: Employer, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = person(77)
    repairs.merge(people.worker_person, into)
    ends = {people.worker_person.pk: LEFT, into.pk: FAR}  # her enrolment goes on under the new number
    monkeypatch.setattr(
        enrolments,
        "rows_of",
        lambda one: {"enrolments": [{"employer": firm.uscc, "ended_on": ends[one.pk]}]},
    )
    enrolments.operators_left(LATER)
    assert firm in firms_of(people)
