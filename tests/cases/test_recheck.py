"""Who may take a second look at a case: nobody who had a hand in it, nobody whose own it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases.test_walk import hand_in
from tests.city import People
from tests.web.test_workbench import elsewhere, officer
from yuntai.cases.actions import act
from yuntai.cases.duties import possible
from yuntai.cases.models import Case, Event
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.acting import Acting
from yuntai.people.models import Appointment, Operator, Role, User
from yuntai.web.boards.lots import pool

OVERRIDE = {"outcome": "granted", "amount": "600"}


def drawn(case: Case, people: People) -> Case:
    """The case, drawn by a supervisor who has not worked on it."""
    act(case, "draw", people.supervisor, reason="种子 s", data={"seed": "s"})
    return Case.objects.get(pk=case.pk)


def finished(case: Case, people: People, **doers: User) -> Case:
    """The case from its acceptance to its end, each step by ``doers`` or by the officer of that role."""
    steps = {"propose": people.reviewer, "confirm": people.confirmer, "pay": people.payer} | doers
    if case.state == "submitted":
        act(case, "accept", doers.get("accept", people.clerk))
    act(case, "propose", steps["propose"], reason="补发", data=OVERRIDE)
    act(case, "confirm", steps["confirm"])
    act(case, "pay", steps["pay"])
    return case


def accepted(case: Case, people: People, hand: User) -> None:
    finished(case, people, accept=hand)


def corrected(case: Case, people: People, hand: User) -> None:
    act(case, "request_correction", hand, reason="照片不清")
    act(case, "supply", people.worker, acting=Acting(people.worker, people.worker_person, "self"))
    finished(case, people)


def transferred(case: Case, people: People, hand: User) -> None:
    """Handed to another unit and back, by ``hand`` at first."""
    here, there = case.unit, elsewhere(people)
    other = officer("other", there, Role.ACCEPT)
    act(case, "transfer", hand, reason="不是本区的", data={"unit": there.code})
    act(case, "take_over", other)
    act(case, "transfer", other, reason="是本区的", data={"unit": here.code})
    act(case, "take_over", people.clerk)
    finished(case, people)


def taken_over(case: Case, people: People, hand: User) -> None:
    here, there = case.unit, elsewhere(people)
    other = officer("other", there, Role.ACCEPT)
    act(case, "transfer", people.clerk, reason="不是本区的", data={"unit": there.code})
    act(case, "take_over", other)
    act(case, "transfer", other, reason="是本区的", data={"unit": here.code})
    act(case, "take_over", hand)
    finished(case, people)


def asked_another_unit(case: Case, people: People, hand: User) -> None:
    there = elsewhere(people)
    act(case, "accept", people.clerk)
    act(case, "consult", hand, reason="请核对", data={"unit": there.code})
    act(case, "opine", officer("other", there, Role.REVIEW), reason="没有意见")
    finished(Case.objects.get(pk=case.pk), people)


def gave_an_opinion(case: Case, people: People, hand: User) -> None:
    there = elsewhere(people)
    Appointment.objects.create(user=hand, unit=there, role=Role.REVIEW)
    act(case, "accept", people.clerk)
    act(case, "consult", people.reviewer, reason="请核对", data={"unit": there.code})
    act(case, "opine", User.objects.get(pk=hand.pk), reason="没有意见")
    finished(Case.objects.get(pk=case.pk), people)


def reviewed(case: Case, people: People, hand: User) -> None:
    finished(case, people, propose=hand)


def confirmed(case: Case, people: People, hand: User) -> None:
    finished(case, people, confirm=hand)


def sent_back(case: Case, people: People, hand: User) -> None:
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer, reason="补发", data=OVERRIDE)
    act(case, "send_back", hand, reason="再核对")
    finished(Case.objects.get(pk=case.pk), people)


def paid(case: Case, people: People, hand: User) -> None:
    finished(case, people, pay=hand)


def noted(case: Case, people: People, hand: User) -> None:
    act(case, "note", hand, reason="已电话联系")
    finished(case, people)


HANDS = {
    "受理": accepted,
    "要求补正": corrected,
    "转办": transferred,
    "接收转办": taken_over,
    "请求会办": asked_another_unit,
    "会办意见": gave_an_opinion,
    "拟定决定": reviewed,
    "复核通过": confirmed,
    "退回重办": sent_back,
    "发放": paid,
    "备注": noted,
}


@pytest.mark.parametrize("step", HANDS)
def test_whoever_had_a_hand_in_it_neither_draws_nor_rechecks_it(people: People, step: str) -> None:
    unit = people.clerk.roles()[0].unit
    roles = (Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY, Role.SUPERVISE)
    hand = officer("hand", unit, *roles)
    case = hand_in(people)
    do: Callable[[Case, People, User], None] = HANDS[step]
    do(case, people, hand)
    hand = User.objects.get(pk=hand.pk)
    assert pool(hand, today(), today()) == {}
    assert list(pool(people.supervisor, today(), today())) == [case.number]
    with pytest.raises(YuntaiError, match=r"您.*过这个办件.*不能.*请交给别人"):
        act(case, "draw", hand, reason="种子 s", data={"seed": "s"})
    case = drawn(case, people)
    assert "recheck" not in [one.name for one in possible(case, hand)]
    with pytest.raises(YuntaiError, match=r"您.*过这个办件.*不能.*请交给别人"):
        act(case, "recheck", hand, reason="没有问题", data={"result": "right"})
    act(case, "recheck", people.supervisor, reason="没有问题", data={"result": "right"})


def test_what_the_rechecker_notes_on_a_drawn_case_does_not_bar_her(people: People) -> None:
    case = hand_in(people)
    finished(case, people)
    case = drawn(case, people)
    second = officer("second", case.unit, Role.SUPERVISE)
    act(case, "note", second, reason="调纸质材料")
    act(case, "recheck", second, reason="没有问题", data={"result": "right"})


def test_what_another_case_brought_about_is_nobodys_work(people: People) -> None:
    """The end of one part of a bundle begins the next: the log names whoever ended the first."""
    case = hand_in(people)
    Event.append(
        case_id=case.pk, kind="begin", user_id=people.supervisor.pk, capacity="", unit_id=None, data={"ended": "1"}
    )
    finished(case, people)
    assert list(pool(people.supervisor, today(), today())) == [case.number]
    act(drawn(case, people), "recheck", people.supervisor, reason="没有问题", data={"result": "right"})


def test_whoever_answered_the_bad_rating_of_a_drawn_case_does_not_recheck_it(people: People) -> None:
    case = hand_in(people)
    finished(case, people)
    case = drawn(case, people)
    mine = Acting(people.worker, people.worker_person, "self")
    act(case, "rate", people.worker, acting=mine, data={"score": "1"}, reason="太慢")
    third = officer("third", case.unit, Role.SUPERVISE)
    act(case, "answer_rating", third, reason="已道歉")
    with pytest.raises(YuntaiError, match="您办过这个办件（回访答复），不能再复查"):
        act(case, "recheck", third, reason="没有问题", data={"result": "right"})


def test_nobody_rechecks_her_own_case(people: People) -> None:
    case = hand_in(people)
    elder = people.elder
    Case.objects.filter(pk=case.pk).update(person=elder.person)  # others did everything for her
    finished(Case.objects.get(pk=case.pk), people)
    Appointment.objects.create(user=elder, unit=case.unit, role=Role.SUPERVISE)
    elder = User.objects.get(pk=elder.pk)
    assert pool(elder, today(), today()) == {}
    case = drawn(case, people)
    with pytest.raises(YuntaiError, match="这是您自己或您单位的办件，您要回避"):
        act(case, "recheck", elder, reason="没有问题", data={"result": "right"})


def test_nor_that_of_an_employer_she_has_acted_for(people: People) -> None:
    case = hand_in(people)
    firm = people.handler.operations.get().employer
    Case.objects.filter(pk=case.pk).update(person=None, employer=firm)
    finished(Case.objects.get(pk=case.pk), people)
    former = officer("former", case.unit, Role.SUPERVISE)
    Operator.objects.create(user=former, employer=firm).revoke()
    assert pool(former, today(), today()) == {}
    case = drawn(case, people)
    with pytest.raises(YuntaiError, match="这是您自己或您单位的办件，您要回避"):
        act(case, "recheck", former, reason="没有问题", data={"result": "right"})
