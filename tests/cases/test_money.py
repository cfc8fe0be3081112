"""What a decision may say of money: nothing where a matter pays nothing; not by one officer where no policy says how much."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.city import People, signed_in
from tests.web.test_workbench import open_case
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import version_of
from yuntai.cases.models import Case

UNPAID = [one.id for one in catalogue().values() if "person" in one.audience and one.paid is None]


def moved(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("procedure", UNPAID)
def test_a_matter_that_pays_nothing_takes_no_amount_whatever_is_posted(people: People, procedure: str) -> None:
    case = open_case(people, procedure)
    act(case, "accept", people.clerk)
    data = {"outcome": "granted", "amount": "99999", "reason": "材料齐全"}
    posted = signed_in(people.reviewer).post(f"/work/cases/{case.number}/do/propose/", data)
    assert posted.status_code == 302
    case = moved(case)
    assert (case.outcome, case.amount) == ("granted", None)
    if case.state == "proposed":
        signed_in(people.confirmer).post(f"/work/cases/{case.number}/do/confirm/", {"amount": "99999"})
        case = moved(case)
    assert (case.state, case.amount) == ("closed", None)
    assert [event.data["amount"] for event in case.events.filter(kind="propose")] == [None]


@pytest.mark.parametrize(("outcome", "amount"), [("granted", Decimal("100.00")), ("refused", None)])
def test_where_no_policy_says_how_much_another_officer_always_confirms(
    people: People, outcome: str, amount: Decimal | None
) -> None:
    """A hundred yuan are under every limit of a procedure."""
    case = open_case(people, "interview_subsidy")
    case.version = version_of(replace(case.version.load(), policy=None))
    case.save(update_fields=["version"])
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer, reason="按票据核定", data={"outcome": outcome, "amount": "100"})
    case = moved(case)
    assert (case.state, case.outcome, case.amount) == ("proposed", outcome, amount)


def test_a_registration_without_a_policy_is_decided_by_one(people: People) -> None:
    case = open_case(people, "unemployment_registration")
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer, data={"outcome": "granted"})
    assert moved(case).state == "closed"
