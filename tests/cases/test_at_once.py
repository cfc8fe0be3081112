"""What is done at the same time by several: on a real PostgreSQL, in threads with connections of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.cases.test_bundles import grant, hand_in, officer, part
from tests.city import People
from yuntai.cases.actions import act
from yuntai.cases.verify import verify
from yuntai.notices.models import Letter, Notice
from yuntai.people.models import Role

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time"),
]


def at_once(*actions: Callable[[], object]) -> list[BaseException]:
    """Run ``actions`` in threads that start together; what they raised."""
    start, raised = Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        start.wait()
        try:
            action()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_the_last_parts_of_a_bundle_end_at_once(people: People) -> None:
    officers = {role: officer(role, role) for role in (Role.ACCEPT, Role.REVIEW, Role.CONFIRM)}
    run = hand_in(people)
    grant(part(run, "unemployment_registration"), officers)
    left = [part(run, name) for name in ("unemployment_benefit", "training_enrolment")]
    raised = at_once(*(lambda one=one: act(one, "reject", officers[Role.ACCEPT], reason="材料不实") for one in left))
    assert raised == []
    assert Letter.objects.filter(kind="bundle_result").count() == 1
    told = Counter(Notice.objects.filter(channel="site").values_list("template", flat=True))
    assert told["bundle_closed"] == 1
    assert verify() == []


def test_one_case_is_accepted_once(people: People) -> None:
    clerk, run = officer("accept", Role.ACCEPT), hand_in(people)
    one = part(run, "training_enrolment")
    raised = at_once(*[lambda: act(one, "accept", clerk)] * 4)
    assert sorted(map(str, raised)) == ["办件现在是“办理中”，不能受理"] * 3
    assert verify() == []
