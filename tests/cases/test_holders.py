"""Who has to do something now is a column of the case, which follows from its events; cases of before get it in an upgrade."""

from __future__ import annotations

import pytest

from tests.cases.test_walk import hand_in
from tests.city import People
from tests.web.test_workbench import many_cases
from yuntai.cases import holders
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.cases.states import State, holder_of
from yuntai.cases.verify import verify
from yuntai.people.acting import Acting

HELD = {
    "waiting": "",
    "submitted": "accept",
    "correcting": "applicant",
    "handling": "review",
    "proposed": "confirm",
    "paying": "pay",
    "closed": "",
    "revisiting": "review",
    "rejected": "",
    "withdrawn": "",
    "recovering": "pay",
    "revoked": "",
}


def test_who_holds_a_case_in_which_state() -> None:
    assert {state: holder_of(state) for state in State.values} == HELD


def test_a_case_goes_from_hand_to_hand(people: People) -> None:
    case = hand_in(people)
    held = [case.holder]
    mine = Acting(people.worker, people.worker_person, "self")
    for name, user, more in (
        ("request_correction", people.clerk, {"reason": "请写明"}),
        ("supply", people.worker, {"reason": "写明了", "acting": mine}),
        ("accept", people.clerk, {}),
        ("propose", people.reviewer, {}),
        ("confirm", people.confirmer, {}),
        ("pay", people.payer, {}),
        ("rate", people.worker, {"reason": "太慢", "acting": mine, "data": {"score": "1"}}),
    ):
        case = act(case, name, user, **more)
        held.append(case.holder)
        assert (case in Case.objects.open()) == (case.closed_on is None)
    assert held == ["accept", "applicant", "accept", "review", "confirm", "pay", "", "review"]
    assert verify() == []


def test_it_is_in_the_queue_of_whoever_holds_it(people: People) -> None:
    case = hand_in(people)
    officers = (people.clerk, people.reviewer, people.confirmer, people.payer)

    def queues() -> list[str]:
        return [one.username for one in officers if case in Case.objects.waiting_for(one)]

    assert queues() == ["clerk"]
    act(case, "accept", people.clerk)
    assert queues() == ["reviewer"]
    act(case, "propose", people.reviewer)
    assert queues() == ["confirmer"]
    act(case, "confirm", people.confirmer)
    assert queues() == ["payer"]
    act(case, "pay", people.payer)
    assert queues() == []


def test_a_changed_one_shows(people: People) -> None:
    case = hand_in(people)
    Case.objects.filter(pk=case.pk).update(holder="review")
    assert verify() == [f"办件 {case.number} 的“等谁办”与日志不符"]


def test_cases_of_before_get_it_some_at_once(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    handled = act(hand_in(people), "accept", people.clerk)
    ended = act(hand_in(people, "C2"), "reject", people.clerk, reason="不归我们管")
    many_cases(people, 3, state="paying", outcome="granted", amount=1)
    right = act(hand_in(people, "C3"), "accept", people.clerk)
    Case.objects.exclude(pk=right.pk).update(holder=None)
    assert holders.are_unsaid()
    monkeypatch.setattr(holders, "_AT_ONCE", 2)
    said: list[int] = []
    holders.say_all(said.append)
    assert said == [2, 4, 5]
    assert not holders.are_unsaid()
    found = dict(Case.objects.values_list("pk", "holder"))
    assert (found.pop(handled.pk), found.pop(ended.pk), found.pop(right.pk)) == ("review", "", "review")
    assert list(found.values()) == ["pay", "pay", "pay"]
