"""On whose behalf: what ends it, and that nobody takes it by writing the session herself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people.make import employer, officer, person, resident, units
from yuntai.clock import today
from yuntai.people import acting
from yuntai.people.acting import Acting, acting_of, begin, choices, keep_or_end, stop
from yuntai.people.models import Mandate, Operator, Role, Terminal, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def li():
    """An agent of 王小明 and an operator of a firm."""
    user = resident("li", 2, "李小红")
    Mandate.objects.create(person=person(1), agent=user, basis="本人委托", ends=today() + timedelta(30))
    Operator.objects.create(user=user, employer=employer())
    return user


def shown(found):
    return found and (str(found.subject), found.basis)


def test_oneself_unless_one_chooses(li):
    assert shown(acting_of(li, {})) == ("李*红", "self")
    assert not acting_of(li, {}).is_for_another


def test_the_choices(li):
    assert [shown(one) for one in choices(li)] == [
        ("李*红", "self"),
        ("南京示例机械有限公司", "operator"),
        ("王*明", "mandate"),
    ]


@pytest.mark.parametrize("basis", ["operator", "mandate"])
def test_a_choice_lasts_until_it_is_stopped(li, basis):
    session = {}
    chosen = next(one for one in choices(li) if one.basis == basis)
    begin(session, chosen)
    assert acting_of(li, session) == chosen
    stop(session)
    assert acting_of(li, session).basis == "self"


@pytest.mark.parametrize(("rights", "basis"), [(Operator, "operator"), (Mandate, "mandate")])
def test_what_is_revoked_ends_at_once(li, rights, basis):
    session = {}
    begin(session, next(one for one in choices(li) if one.basis == basis))
    rights.objects.get().revoke()
    assert acting_of(li, session).basis == "self"
    assert session == {}


@pytest.mark.parametrize(
    "claimed",
    [
        {"kind": "person", "id": None, "basis": "self"},
        {"kind": "person", "id": None, "basis": "mandate"},
        {"kind": "person", "id": None, "basis": "operator"},
        {"kind": "employer", "id": None, "basis": "mandate"},
        {"kind": "person", "id": None, "basis": "counter"},
        {"kind": "person", "id": None, "basis": "terminal"},
        {"kind": "person", "id": None, "basis": "anything"},
    ],
)
def test_nobody_acts_without_the_right(claimed):
    zhao, other = resident("zhao", 3, "赵敏"), person(4)
    assert acting_of(zhao, {"acting": claimed | {"id": other.pk}}).subject == zhao.person


def test_an_officer_acts_for_nobody_unless_somebody_stands_there():
    gulou = units()["gulou"]
    clerk = officer("clerk", gulou, Role.ACCEPT)
    assert acting_of(clerk, {}) is None
    session = {}
    begin(session, Acting(clerk, person(1), "counter", gulou))
    assert shown(acting_of(clerk, session)) == ("王*明", "counter")


@pytest.mark.parametrize("basis", ["counter", "phone"])
def test_an_officer_acts_at_the_counters_of_her_units_alone(basis):
    there = units()
    clerk = officer("clerk", there["gulou"], Role.ACCEPT)
    session = {}
    for unit, good in (("gulou", True), ("street", True), ("city", False), ("jiangning", False)):
        begin(session, Acting(clerk, person(1), basis, there[unit]))
        assert (acting_of(clerk, session) is not None) is good, unit


def test_a_reviewer_acts_for_nobody_at_a_counter():
    gulou = units()["gulou"]
    session = {}
    begin(session, Acting(reviewer := officer("reviewer", gulou, Role.REVIEW), person(1), "counter", gulou))
    assert acting_of(reviewer, session) is None


def test_who_is_no_longer_at_the_counter_acts_for_nobody():
    gulou = units()["gulou"]
    clerk = officer("clerk", gulou, Role.ACCEPT)
    session = {}
    begin(session, Acting(clerk, person(1), "counter", gulou))
    clerk.appointments.get().revoke()
    assert acting_of(User.objects.get(pk=clerk.pk), session) is None


@pytest.mark.parametrize(
    ("basis", "idle", "goes_on"),
    [
        ("counter", 0, True),
        ("counter", 15 * 60, True),
        ("counter", 15 * 60 + 1, False),
        ("phone", 15 * 60 + 1, False),
        ("mandate", 8 * 3600, True),
    ],
)
def test_a_person_at_a_counter_is_forgotten_after_15_minutes(li, monkeypatch, basis, idle, goes_on):
    moment = [1_000_000]
    monkeypatch.setattr(acting.time, "time", lambda: moment[0])
    session = {}
    begin(session, Acting(li, person(1), basis))
    moment[0] += idle
    assert keep_or_end(session) is goes_on
    assert ("acting" in session) is goes_on


def test_each_page_begins_the_15_minutes_anew(li, monkeypatch):
    moment = [1_000_000]
    monkeypatch.setattr(acting.time, "time", lambda: moment[0])
    session = {}
    begin(session, Acting(li, person(1), "counter"))
    for _ in range(5):
        moment[0] += 14 * 60
        assert keep_or_end(session)


@pytest.mark.parametrize(
    ("basis", "level", "channel"),
    [
        ("self", None, "online"),
        ("mandate", None, "online"),
        ("operator", None, "online"),
        ("counter", "city", "counter"),
        ("counter", "gulou", "counter"),
        ("counter", "street", "outlet"),
        ("phone", "city", "phone"),
        ("terminal", "street", "terminal"),
    ],
)
def test_the_channel_follows_from_the_ground_and_the_place(li, basis, level, channel):
    unit = units()[level] if level else None
    assert Acting(li, li.person, basis, unit).channel == channel


def test_at_a_terminal_one_acts_for_oneself_alone(li):
    street = units()["street"]
    terminal = Terminal(name="大厅 1 号机", unit=street)
    session = {}
    begin(session, next(one for one in choices(li) if one.basis == "mandate"))
    found = acting_of(li, session, terminal)
    assert (shown(found), found.unit, found.is_for_another) == (("李*红", "terminal"), street, False)
    assert acting_of(officer("clerk", street, Role.ACCEPT), {}, terminal) is None
