"""Two officers decide at the same moment: it is done once, and what does not go together does not come together."""

from __future__ import annotations

from itertools import count

import pytest

from tests.at_once import at_once, needs_postgres
from tests.people.make import officer, resident_id, units
from yuntai.errors import YuntaiError
from yuntai.ledger.verify import problems
from yuntai.people.exports import NeedsSecond, export
from yuntai.people.models import Appointment, Role, User
from yuntai.proposals.proposing import confirm, shown
from yuntai.proposals.staffing import propose_appointment, propose_end

pytestmark = [needs_postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bureau():
    there = units()
    return there | {
        "manager": officer("manager", there["city"], Role.MANAGE),
        "security": officer("security", there["city"], Role.SECURITY),
        "second": officer("second", there["city"], Role.SECURITY),
    }


def tried(*doings):
    """What comes of it when each of the threads does one of these."""
    turn = count()

    def one():
        try:
            doings[next(turn) % len(doings)]()
        except YuntaiError as error:
            return str(error)
        return ""

    return at_once(one)


def confirming(proposal, by):
    seen = shown(proposal)[1]
    return lambda: confirm(proposal.pk, User.objects.get(pk=by.pk), seen)


def appointing(bureau, role, username="new"):
    number = resident_id(8)
    return propose_appointment(bureau["manager"], bureau["city"], role, username, "新来的", number, None, "新进人员")


def test_one_confirmation_of_many_counts(bureau):
    proposal = appointing(bureau, "accept")
    said = tried(*(confirming(proposal, bureau[one]) for one in ("security", "second")))
    assert sorted(said) == ["", *["这件事已确认，不用再办"] * 5]
    assert Appointment.objects.filter(user__username="new").count() == 1
    assert list(problems()) == []


def test_two_of_the_three_roles_do_not_come_together(bureau):
    officer("known", bureau["city"])
    found = [appointing(bureau, role, "known") for role in ("manage", "security", "audit", "accept")]
    tried(*(confirming(one, bureau["security"]) for one in found))
    assert Appointment.objects.filter(user__username="known").count() == 1


def test_a_new_account_comes_once(bureau):
    found = [appointing(bureau, role) for role in ("manage", "audit")]
    said = tried(*(confirming(one, bureau["security"]) for one in found))
    assert said.count("") == 1
    assert Appointment.objects.filter(user__username="new").count() == 1


def test_the_last_two_do_not_end_each_other(bureau):
    ends = [propose_end(bureau["manager"], bureau[one].appointments.get(), "调走") for one in ("security", "second")]
    tried(confirming(ends[0], bureau["second"]), confirming(ends[1], bureau["security"]))
    assert Appointment.objects.in_force().filter(role=Role.SECURITY).count() == 1


def test_rows_that_are_taken_out_at_once_are_counted(bureau, settings):
    settings.EXPORT_ROWS = 3
    manager = bureau["manager"]

    def take():
        try:
            export(manager, "清单", ["a"], [["x"]], "周例会")
        except NeedsSecond:
            return False
        return True

    assert sorted(at_once(take)) == [False] * 3 + [True] * 3


def test_one_person_does_not_become_two_of_the_three_by_two_accounts(bureau):
    found = [
        propose_appointment(bureau["manager"], bureau["city"], role, name, "新来的", resident_id(7), None, "新进人员")
        for role, name in (("manage", "one"), ("security", "two"), ("audit", "three"))
    ]
    said = tried(*(confirming(one, bureau["security"]) for one in found))
    assert said.count("") == 1
    assert Appointment.objects.filter(user__username__in=("one", "two", "three")).count() == 1
