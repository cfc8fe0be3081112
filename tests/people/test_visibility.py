"""Who sees what: a table of people and what they may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.people.make import employer, officer, person, resident, units
from yuntai.clock import today
from yuntai.people.logs import log_access
from yuntai.people.models import Access, Appointment, Employer, Mandate, Operator, Person, Role, Unit, User

pytestmark = pytest.mark.django_db
TOMORROW, YESTERDAY = (today() + timedelta(days) for days in (1, -1))


@pytest.fixture
def bureau():
    """Everybody of the tables below, by name."""
    there = units()
    people = {
        "wang": resident("wang", 1, "王小明"),
        "li": resident("li", 2, "李小红"),
        "zhao": resident("zhao", 3, "赵敏"),
        "clerk": officer("clerk", there["gulou"], Role.ACCEPT),
        "reviewer": officer("reviewer", there["street"], Role.REVIEW),
        "far": officer("far", there["jiangning"], Role.REVIEW),
        "supervisor": officer("supervisor", there["gulou"], Role.SUPERVISE),
        "chief": officer("chief", there["city"], Role.SUPERVISE),
        "manager": officer("manager", there["gulou"], Role.MANAGE),
        "nobody": AnonymousUser(),
    }
    firm, shop = employer(), employer("91320106MA1TE5T02J", "南京示例商店")
    Mandate.objects.create(person=people["wang"].person, agent=people["li"], basis="本人委托", ends=TOMORROW)
    Mandate.objects.create(
        person=people["zhao"].person, agent=people["li"], basis="本人委托", begins=date(2026, 1, 1), ends=YESTERDAY
    )
    Operator.objects.create(user=people["wang"], employer=firm, role=Operator.Role.APPROVER)
    Operator.objects.create(user=people["li"], employer=firm, waiting=True)
    Operator.objects.create(user=people["zhao"], employer=shop).revoke()
    return people


def names(rows):
    return sorted(str(row) for row in rows)


@pytest.mark.parametrize(
    ("who", "persons", "employers", "places"),
    [
        ("wang", ["王*明"], ["南京示例机械有限公司"], []),
        ("li", ["李*红", "王*明"], [], []),
        ("zhao", ["赵*"], [], []),
        ("clerk", [], [], ["湖南路街道", "鼓楼区人社局"]),
        ("reviewer", [], [], ["湖南路街道"]),
        ("far", [], [], ["江宁区人社局"]),
        ("chief", [], [], ["市人社局", "江宁区人社局", "湖南路街道", "鼓楼区人社局"]),
        ("nobody", [], [], []),
    ],
)
def test_persons_employers_and_units(bureau, who, persons, employers, places):
    user = bureau[who]
    assert names(Person.objects.visible_to(user)) == persons
    assert names(Employer.objects.visible_to(user)) == employers
    assert names(Unit.objects.visible_to(user)) == places


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("wang", ["clerk→王", "far→王"]),
        ("li", ["reviewer→李"]),
        ("clerk", []),
        ("far", []),
        ("supervisor", ["clerk→王", "reviewer→李"]),
        ("chief", ["clerk→王", "far→王", "reviewer→李"]),
        ("manager", []),
        ("nobody", []),
    ],
)
def test_the_log_of_who_looked(bureau, who, seen):
    for viewer, subject in (("clerk", "wang"), ("reviewer", "li"), ("far", "wang")):
        log_access(bureau[viewer], bureau[subject].person, "材料", "办件")
    found = Access.objects.visible_to(bureau[who]).select_related("user", "person")
    assert sorted(f"{one.user.username}→{one.person.name[0]}" for one in found) == seen


@pytest.mark.parametrize(
    ("who", "managed", "accounts"),
    [
        ("manager", ["湖南路街道", "鼓楼区人社局"], ["clerk", "manager", "reviewer", "supervisor"]),
        ("clerk", [], ["clerk"]),
        ("chief", [], ["chief"]),
        ("wang", [], ["wang"]),
        ("nobody", [], []),
    ],
)
def test_managers_appoint_in_their_units(bureau, who, managed, accounts):
    assert names(Unit.objects.managed_by(bureau[who])) == managed
    assert sorted(user.username for user in User.objects.visible_to(bureau[who])) == accounts


def test_a_look_at_oneself_is_not_written_down(bureau):
    log_access(bureau["wang"], bureau["wang"].person, "材料", "看看")
    assert Access.objects.count() == 0


@pytest.mark.parametrize(
    ("begins", "ends", "revoked", "good"),
    [
        (0, None, False, True),
        (0, 0, False, True),
        (-1, 1, False, True),
        (1, None, False, False),
        (-1, -1, False, False),
        (-1, 1, True, False),
        (0, None, True, False),
    ],
)
def test_a_right_holds_within_its_period_until_it_is_revoked(begins, ends, revoked, good):
    user = officer("clerk", units()["gulou"])
    begins, ends = (None if days is None else today() + timedelta(days) for days in (begins, ends))
    one = Appointment.objects.create(
        user=user, unit=Unit.objects.get(code="g"), role="accept", begins=begins, ends=ends
    )
    if revoked:
        one.revoke()
    assert Appointment.objects.in_force().exists() is good
    assert User.objects.get(pk=user.pk).is_officer is good


def test_what_was_in_force_yesterday_stays_known(bureau):
    one = Appointment.objects.create(
        user=bureau["clerk"], unit=Unit.objects.get(code="g"), role="review", begins=YESTERDAY
    )
    one.revoke()
    assert one not in Appointment.objects.in_force()
    assert one in Appointment.objects.in_force(YESTERDAY)


def test_the_log_says_in_which_role_somebody_looked(bureau):
    wang = bureau["wang"].person
    log_access(bureau["clerk"], wang, "材料", "办件")
    log_access(bureau["li"], wang, "参保记录", "代办")
    assert [one.capacity for one in Access.objects.order_by("number")] == ["鼓楼区人社局受理岗", "代办人"]
    bureau["clerk"].appointments.get().revoke()
    assert Access.objects.order_by("number").first().capacity == "鼓楼区人社局受理岗"


def test_a_person_known_to_others_stays_hidden(bureau):
    person(9, "孙悟空")
    assert all("孙**" not in names(Person.objects.visible_to(user)) for user in bureau.values())
