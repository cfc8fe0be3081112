"""Cases that came in before there was a clock of acceptance, one claim for one thing, and secrecy; and before a year's holidays."""

from __future__ import annotations

from datetime import date
from importlib import import_module

from django.apps import apps

from tests.cases.test_routing import report
from tests.cases.test_walk import hand_in
from tests.city import People, rewrite
from tests.web.test_workbench import many_cases
from yuntai.cases import reminders
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.people.acting import Acting


def test_cases_of_before_get_their_clock_and_stay_secret(people: People) -> None:
    open_one, handled = hand_in(people), act(hand_in(people, "C2"), "accept", people.clerk)
    rejected = act(report(people, work_place="320115"), "reject", people.clerk, reason="不归我们管")
    secret = report(people, work_place="320115", keep_secret="是")
    due = {one.pk: one.due_on for one in (open_one, handled, rejected, secret)}
    assert None not in due.values()
    Case.objects.exclude(pk=handled.pk).update(due_on=None)
    Case.objects.update(secret=False)
    assert len(verify()) == 3
    import_module("yuntai.cases.migrations.0007_clocks_and_secrecy_of_before").fill(apps, None)
    assert verify() == []
    assert {one.pk: one.due_on for one in Case.objects.filter(pk__in=due)} == due
    assert list(Case.objects.filter(secret=True)) == [secret]


def test_an_older_case_that_shares_its_claim_can_still_be_put_right(people: People) -> None:
    first = hand_in(people)
    second = hand_in(people, "C2")
    rewrite(second, claimed_for=None, facts=first.facts)  # as could be before
    act(second, "request_correction", people.clerk, data={"fields": {"bank_account": "户名不是您本人"}})
    mine = Acting(people.worker, people.worker_person, "self")
    second = act(
        second, "supply", people.worker, acting=mine, data={"answers": {"bank_account": "6222021234567890128"}}
    )
    assert second.state == "submitted"


def test_due_days_are_counted_again_when_the_holidays_are_published(people: People) -> None:
    case = hand_in(people)
    settled, far = case.due_on, date(2099, 12, 31)
    Case.objects.filter(pk=case.pk).update(due_on=today(), due_provisional=True)
    many_cases(people, 1, due_on=far, due_provisional=True)
    reminders.due_days_settled(today())
    case.refresh_from_db()
    assert (case.due_on, case.due_provisional) == (settled, False)
    assert Case.objects.get(due_provisional=True).due_on == far
