"""Records are merged while their cases are paid: one waits for the other, and none of the three fails at the database."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.at_once import needs_postgres
from tests.cases.race import claim, officers
from tests.cases.test_at_once import at_once
from tests.cases.test_repairs import propose
from tests.city import People
from tests.people.make import resident
from yuntai.cases import actions, repairs
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.cases.repair_kinds import MERGE
from yuntai.cases.verify import verify
from yuntai.errors import YuntaiError
from yuntai.people.acting import Acting
from yuntai.people.models import Person
from yuntai.proposals.proposing import confirm, shown

pytestmark = [needs_postgres, pytest.mark.django_db(transaction=True)]


def slowly(does: Any) -> Any:
    """The same, after a while in which others get as far as they can."""

    def later(*given: Any) -> Any:
        time.sleep(0.3)
        return does(*given)

    return later


def test_a_merge_and_two_payments(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    by_duty, cases = officers(), []
    for number, user in enumerate((resident("one", 100), resident("two", 200))):
        case = claim(Acting(user, user.person, "self"), f"C{number}")
        for step in ("accept", "propose", "confirm"):
            case = act(case, step, by_duty[step][0])
        cases.append(case)
    into, other = (case.person for case in cases)
    proposal = propose(people, MERGE, other, other, into=into.pk)
    seen = shown(proposal)[1]
    monkeypatch.setattr(actions, "lock", slowly(actions.lock))
    monkeypatch.setattr(repairs, "_note", slowly(repairs._note))
    raised = at_once(
        lambda: confirm(proposal.pk, people.confirmer, seen),
        *(lambda case=case, by=by: act(case, "pay", by) for case, by in zip(cases, by_duty["pay"], strict=True)),
    )
    assert all(isinstance(one, YuntaiError) for one in raised), raised  # one may have to be decided anew
    assert Person.objects.get(pk=other.pk).merged_into == into
    assert {Case.objects.get(pk=case.pk).state for case in cases} <= {"closed", "paying"}
    assert verify() == []
