"""No state of a case without a way on: from each, officers reach an end without the applicant, and she without them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from tests.cases.test_walk import hand_in, names
from tests.city import People, signed_in
from tests.web.test_workbench import elsewhere, officer, open_case
from yuntai.cases import reminders
from yuntai.cases.actions import act
from yuntai.cases.content import calendar
from yuntai.cases.duties import possible
from yuntai.cases.granted import payments_of
from yuntai.cases.history import History, history
from yuntai.cases.models import Case
from yuntai.cases.states import ENDED, OPEN, State
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Letter, Notice
from yuntai.people.acting import Acting
from yuntai.people.models import Role, Unit, User
from yuntai.rules.language.workdays import workday_after

ASIDE = (
    "note",
    "draw",
    "recheck",
    "supervise",
    "answer_supervision",
    "lift",
    "transfer",
    "consult",
    "request_correction",
)
"""What leads nowhere new, or away from an end."""


def mine(people: People) -> Acting:
    return Acting(people.worker, people.worker_person, "self")


def submitted(people: People) -> Case:
    """Handed to another unit that has not taken it over."""
    case, there = hand_in(people), elsewhere(people)
    officer("there", there, Role.ACCEPT, Role.REVIEW)
    return act(case, "transfer", people.clerk, reason="不是本区的", data={"unit": there.code})


def handling(people: People) -> Case:
    """Another unit has not given the opinion that it was asked for; a supervisor waits for an answer."""
    case, there = hand_in(people), elsewhere(people)
    officer("there", there, Role.REVIEW)
    act(case, "accept", people.clerk)
    act(case, "consult", people.reviewer, reason="请核对", data={"unit": there.code})
    return act(case, "supervise", people.supervisor, reason="群众催问")


def correcting(people: People) -> Case:
    return act(handling(people), "request_correction", people.reviewer, reason="照片不清")


def proposed(people: People) -> Case:
    case = act(hand_in(people), "accept", people.clerk)
    return act(case, "propose", people.reviewer)


def paying(people: People) -> Case:
    return act(proposed(people), "confirm", people.confirmer)


def revisiting(people: People) -> Case:
    case = act(paying(people), "pay", people.payer)
    officer("second", case.unit, Role.REVIEW)
    return act(case, "rate", people.worker, acting=mine(people), data={"score": 1})


HARD = {
    State.SUBMITTED: submitted,
    State.CORRECTING: correcting,
    State.HANDLING: handling,
    State.PROPOSED: proposed,
    State.PAYING: paying,
    State.REVISITING: revisiting,
}
"""Each open state in its hardest form; one that waits for another part begins when that has ended, which these show."""


def given(name: str) -> dict[str, Any]:
    return {"outcome": "refused"} if name == "propose" else {}


def key(known: History) -> tuple[Any, ...]:
    return known.state, known.coming_from, tuple(known.waiting_for_opinion), bool(known.corrections), known.outcome


def ways(case: Case, users: list[User], acting: Acting | None) -> list[str]:
    """The shortest way to an end that these can go by themselves, by the names of the steps; raises where there is none."""
    tried = set()
    paths: deque[list[tuple[str, User]]] = deque([[]])
    while paths:
        path = paths.popleft()
        with transaction.atomic():
            one = Case.objects.get(pk=case.pk)
            for name, user in path:
                one = act(one, name, user, acting=acting, reason="理由", data=given(name))
            known = history(list(one.events.order_by("number")))
            more = [(t.name, user) for user in users for t in possible(one, user, acting) if t.name not in ASIDE]
            transaction.set_rollback(True)
        if known.state in ENDED:
            return [name for name, _ in path]
        if key(known) not in tried:
            tried.add(key(known))
            paths.extend([*path, step] for step in dict(more).items())
    raise AssertionError(f"no way from {case.state}, seen {tried}")


def test_every_open_state_is_walked() -> None:
    assert {*HARD, State.WAITING} == set(OPEN)


@pytest.mark.parametrize(
    ("state", "way"),
    [
        (State.SUBMITTED, ["reject"]),
        (State.CORRECTING, ["recall_correction", "go_on", "propose", "confirm"]),
        (State.HANDLING, ["go_on", "propose", "confirm"]),
        (State.PROPOSED, ["send_back", "propose", "confirm"]),
        (State.PAYING, ["pay"]),
        (State.REVISITING, ["answer_rating"]),
    ],
)
def test_officers_reach_an_end_without_the_applicant(people: People, state: State, way: list[str]) -> None:
    make: Callable[[People], Case] = HARD[state]
    case = make(people)
    assert case.state == state
    users = [people.clerk, people.reviewer, people.confirmer, people.payer]
    users += list(User.objects.filter(username__in=["there", "second"]))
    found = ways(case, users, None)
    assert len(found) <= len(way), found


@pytest.mark.parametrize("state", HARD)
def test_the_applicant_reaches_an_end_without_the_officers(people: People, state: State) -> None:
    case = HARD[state](people)
    assert case.state == state
    assert ways(case, [people.worker], mine(people)) == ["forgo" if state == State.REVISITING else "withdraw"]


def test_what_is_given_up_before_it_is_paid_stands_no_more(people: People) -> None:
    case = act(paying(people), "withdraw", people.worker, acting=mine(people))
    assert (case.state, case.outcome, case.amount) == ("withdrawn", "", None)
    assert not Case.objects.standing().filter(pk=case.pk).exists()
    assert verify() == []


def test_an_opinion_has_a_term_reminders_and_a_way_round(people: People) -> None:
    case, there = hand_in(people), elsewhere(people)
    officer("there", there, Role.REVIEW)
    act(case, "accept", people.clerk)
    act(case, "consult", people.reviewer, reason="请核对", data={"unit": there.code})
    due = workday_after(today(), 5, calendar())

    def told(template: str) -> list[str]:
        found = Notice.objects.filter(template=template, channel="site").order_by("pk")
        return [one.user.username for one in found]

    assert told("consultation_waits") == ["there"]
    reminders.consultations_due(workday_after(today(), 2, calendar()))
    assert told("consultation_waits") == ["there"]
    for _ in range(2):
        reminders.consultations_due(workday_after(today(), 3, calendar()))
        assert told("consultation_waits") == ["there", "there"]
    assert told("consultation_over") == []
    for _ in range(2):
        reminders.consultations_due(workday_after(due, 1, calendar()))
        assert told("consultation_waits") == ["there"] * 3
        assert told("consultation_over") == ["reviewer"]
    with pytest.raises(YuntaiError, match="不再等的，先办“不等会办意见”并写明理由"):
        act(case, "propose", people.reviewer)
    with pytest.raises(YuntaiError, match="不等会办意见要写明理由"):
        act(case, "go_on", people.reviewer)
    act(case, "go_on", people.reviewer, reason="已自行查到参保记录")
    assert "opine" not in names(case, User.objects.get(username="there"))
    act(case, "propose", people.reviewer)
    reminders.consultations_due(workday_after(due, 2, calendar()) + timedelta(30))
    assert told("consultation_over") == ["reviewer"]


def test_supervision_is_answered_and_lifted(people: People) -> None:
    case = act(hand_in(people), "supervise", people.supervisor, reason="群众催问")
    assert case.supervised
    act(case, "answer_supervision", people.clerk, reason="今天受理")
    told = Notice.objects.get(template="supervision_answered", channel="site")
    assert told.user == people.supervisor
    assert "今天受理" in told.text
    assert "answer_supervision" not in names(case, people.clerk)
    case = act(case, "lift", people.supervisor, reason="已经答复")
    assert not case.supervised
    assert "lift" not in names(case, people.supervisor)
    with pytest.raises(YuntaiError, match="没有等待答复的督办"):
        act(case, "answer_supervision", people.clerk, reason="再答")
    assert verify() == []


def test_supervision_that_nobody_answers_is_asked_again_and_reaches_who_leads(people: People) -> None:
    case = act(hand_in(people), "supervise", people.supervisor, reason="群众催问")
    due = workday_after(today(), 3, calendar())
    officer("leader", Unit.objects.get(parent=None), Role.SUPERVISE)

    def told(template: str) -> list[str]:
        return [one.user.username for one in Notice.objects.filter(template=template, channel="site").order_by("pk")]

    assert told("supervised") == ["clerk"]  # whom it waits for
    reminders.supervision_unanswered(workday_after(today(), 1, calendar()))
    assert told("supervised") == ["clerk"]
    for _ in range(2):
        reminders.supervision_unanswered(workday_after(today(), 2, calendar()))
        reminders.supervision_unanswered(due)
        assert told("supervised") == ["clerk"] * 2
    assert told("supervision_over") == []
    for _ in range(2):
        reminders.supervision_unanswered(workday_after(due, 1, calendar()))
        assert told("supervised") == ["clerk"] * 3
        assert told("supervision_over") == ["supervisor", "leader"]
    act(case, "answer_supervision", people.clerk, reason="今天受理")
    act(case, "supervise", people.supervisor, reason="还没有受理")
    act(case, "answer_supervision", people.clerk, reason="今天受理")
    reminders.supervision_unanswered(workday_after(due, 60, calendar()))
    assert told("supervised") == ["clerk"] * 4
    assert told("supervision_over") == ["supervisor", "leader"]


def test_what_ended_under_supervision_is_answered_and_lifted_still(people: People) -> None:
    case = act(hand_in(people), "supervise", people.supervisor, reason="群众催问")
    act(case, "reject", people.clerk, reason="不是本市的证书")
    act(case, "answer_supervision", people.clerk, reason="已经不予受理")
    assert not act(case, "lift", people.supervisor, reason="已经答复").supervised


def found_wrong(people: People, case: Case) -> Case:
    act(case, "draw", people.supervisor, reason="种子 s", data={"seed": "s"})
    return act(case, "recheck", people.supervisor, reason="证书是别人的", data={"result": "wrong"})


def test_what_was_granted_wrongly_is_revoked_and_its_applicant_told_how_to_object(people: People) -> None:
    case = act(paying(people), "pay", people.payer)
    with pytest.raises(YuntaiError, match="复查没有发现问题，不能撤销决定"):
        act(case, "revoke", people.confirmer, reason="证书是别人的")
    case = found_wrong(people, case)
    with pytest.raises(YuntaiError, match="已经发了钱的不能重办"):
        act(case, "reopen", people.supervisor, reason="重办")
    case = act(case, "revoke", people.confirmer, reason="证书是别人的")
    assert (case.state, case.outcome, case.amount) == ("recovering", "granted", Decimal("500.00"))
    letter = Letter.objects.get(case=case.number, kind="revoked")
    assert letter.title == "撤销决定书"
    told = Notice.objects.get(template="decision_revoked", channel="site")
    assert "理由：证书是别人的。已经发给您的 500.00 元要退回" in told.text
    assert "已经发给您的 500.00 元要退回，怎么退由" in letter.html
    page = signed_in(people.worker).get(f"/cases/{case.number}/").content.decode()
    assert "原来的决定已经撤销" in page
    assert "申请行政复议" in page
    assert "决定予以办理" not in page
    assert verify() == []


def test_what_was_paid_wrongly_is_claimed_again_once_the_money_is_back(people: People) -> None:
    case = found_wrong(people, act(paying(people), "pay", people.payer))
    case = act(case, "revoke", people.confirmer, reason="证书是别人的")
    assert [one["payment"] for one in payments_of(people.worker_person)] == [case.number]
    with pytest.raises(
        YuntaiError, match=f"原来办给的已经撤销，编号 {case.number}；发过的钱退回并且登记以后，才能再申领"
    ):
        hand_in(people)
    assert Case.objects.waiting_for(people.payer).get() == case
    assert "recover" not in names(case, people.reviewer)
    with pytest.raises(YuntaiError, match="登记退款要写明理由"):
        act(case, "recover", people.payer)
    case = act(case, "recover", people.payer, reason="2026年12月1日 退到财政专户，回单 0001")
    assert (case.state, Case.objects.waiting_for(people.payer).count()) == ("revoked", 0)
    assert Notice.objects.get(template="money_returned", channel="site").text.startswith(
        f"您的“参保职工技能提升补贴申领”（办件编号 {case.number}）撤销后要退回的 500.00元，已在 "
    )
    assert payments_of(people.worker_person) == []
    assert hand_in(people).state == "submitted"
    assert verify() == []


def test_what_was_granted_without_money_is_revoked_at_once(people: People) -> None:
    case = act(open_case(people, "hard_to_employ"), "accept", people.clerk)
    case = act(case, "propose", people.reviewer, reason="符合", data={"outcome": "granted"})
    if case.state == "proposed":
        case = act(case, "confirm", people.confirmer)
    case = act(found_wrong(people, case), "revoke", people.confirmer, reason="不是本市户籍")
    assert case.state == "revoked"
    assert "要退回" not in Letter.objects.get(case=case.number, kind="revoked").html


def test_what_was_refused_wrongly_is_decided_anew_by_two(people: People) -> None:
    case = act(hand_in(people), "accept", people.clerk)
    act(case, "propose", people.reviewer, reason="证书查不到", data={"outcome": "refused"})
    case = found_wrong(people, act(case, "confirm", people.confirmer))
    with pytest.raises(YuntaiError, match="没有予以办理的，没有可撤销的"):
        act(case, "revoke", people.confirmer, reason="证书查到了")
    case = act(case, "reopen", people.supervisor, reason="证书查到了")
    assert (case.state, case.outcome, case.closed_on, case.accepted_on) == ("handling", "", None, today())
    assert Notice.objects.filter(template="reopened", channel="site").count() == 1
    case = act(case, "propose", people.reviewer)
    assert case.state == "proposed"
    case = act(act(case, "confirm", people.confirmer), "pay", people.payer)
    assert (case.state, case.outcome) == ("closed", "granted")
    assert verify() == []


def test_what_was_not_accepted_wrongly_is_handled(people: People) -> None:
    case = found_wrong(people, act(hand_in(people), "reject", people.clerk, reason="不是本市的证书"))
    case = act(case, "reopen", people.supervisor, reason="是本市的")
    assert (case.state, case.accepted_on) == ("handling", today())
    assert (
        "不予受理" not in signed_in(people.worker).get(f"/cases/{case.number}/").content.decode().split("办理进度")[0]
    )
