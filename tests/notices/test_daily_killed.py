"""The daily reminders by workers of their own: killed in the middle, run again, two at once: everybody hears everything once."""

from __future__ import annotations

import signal
from collections import Counter

import pytest

from tests.notices.test_worker import Installation, installation

__all__ = ["installation"]

CASES = 20

_MONDAY = """
import sys
from datetime import datetime
from zoneinfo import ZoneInfo
import yuntai.clock
moment = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
yuntai.clock.now, yuntai.clock.today = lambda: moment, moment.date
import django
django.setup()
"""
_PREPARE = f"""
from datetime import date
from uuid import uuid4
from yuntai.site.upgrade import make_ready
make_ready()
import yuntai.ledger.entries
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import version_of
from yuntai.cases.history import refresh
from yuntai.cases.models import Case, Event
from yuntai.people.models import Appointment, Person, Unit, User
procedure = catalogue()["skill_upgrading"]
unit = Unit.objects.create(code="c", name="市人社局", level="city")
for name in ("first", "second"):
    Appointment.objects.create(user=User.objects.create_user(name), unit=unit, role="review", begins=date(2026, 1, 1))
common = {{"procedure": procedure.id, "version": version_of(procedure), "unit": unit}}
for number in range({CASES}):
    person = Person.objects.create(
        pseudonym=number, resident_id=str(number), resident_index=str(number), name="王小明", email="wang@example.org"
    )
    more = {{"person": person, "submission": uuid4(), **common}}
    Case.objects.create(number=f"late-{{number}}", state="handling", holder="review", due_on=date(2026, 2, 27), **more)
    case = Case.objects.create(number=f"asked-{{number}}", **more | {{"submission": uuid4()}})
    for kind, day, data in (
        ("submit", 16, {{"unit": unit.pk}}), ("request_correction", 17, {{"materials": []}})
    ):
        yuntai.ledger.entries.now = lambda: moment.replace(month=2, day=day)
        Event.append(case_id=case.pk, kind=kind, user_id=1, capacity="", unit_id=None, data=data)
    refresh(case)
"""
_WORKER = """
import os, signal
from yuntai.cases import effects, reminders
calls, tell = [], reminders.notify
last = int(sys.argv[1])
def notify(*args, **values):
    made = tell(*args, **values)
    calls.append(made)
    if len(calls) == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return made
effects.notify = reminders.notify = notify
from yuntai.cli.worker import worker
worker(["--once"], standalone_mode=False)
"""
_TOLD = """
from yuntai.notices.models import Notice
for one in Notice.objects.all():
    print(one.template, one.channel, one.case, one.user_id or "", one.state, sep=",")
"""
_WHOLE = "100000"


@pytest.fixture
def prepared(installation: Installation) -> Installation:
    installation.run(_MONDAY + _PREPARE)
    return installation


def told(installation: Installation) -> Counter[str]:
    return Counter(installation.run(_MONDAY + _TOLD).splitlines())


def everything() -> Counter[str]:
    """Both officers of each late case on the site, each applicant on the site and by e-mail."""
    numbers = range(CASES)
    late = [f"case_overdue,site,late-{n},{user},delivered" for n in numbers for user in (1, 2)]
    ways = {"site": "delivered", "email": "sent"}
    asked = [f"deadline_near,{way},asked-{n},,{state}" for n in numbers for way, state in ways.items()]
    return Counter([*late, *asked])


def test_killed_in_the_middle_of_each_job_and_run_again(prepared: Installation) -> None:
    for call in ("7", "50"):  # in the late cases; then, those done again, among the corrections
        process = prepared.start(_MONDAY + _WORKER, call)
        _, faults = process.communicate()
        assert process.returncode == -signal.SIGKILL, faults
    for _ in range(3):
        prepared.run(_MONDAY + _WORKER, _WHOLE)
    assert told(prepared) == everything()
    assert len(prepared.outbox()) == CASES
    assert not (prepared.home / "twice").exists()


def test_two_workers_at_once(prepared: Installation) -> None:
    processes = [prepared.start(_MONDAY + _WORKER, _WHOLE) for _ in range(2)]
    for process in processes:
        _, faults = process.communicate()
        assert process.returncode == 0, faults
    prepared.run(_MONDAY + _WORKER, _WHOLE)
    assert told(prepared) == everything()
    assert len(prepared.outbox()) == CASES
    assert not (prepared.home / "twice").exists()
