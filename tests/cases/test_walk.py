"""A case from the draft to the re-check: who may do what, in which order, and what follows from it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.city import People
from yuntai.cases.actions import act
from yuntai.cases.content import calendar, catalogue
from yuntai.cases.drafts import begin_draft, known_of, prefill
from yuntai.cases.duties import possible
from yuntai.cases.granted import payments_of
from yuntai.cases.models import Case, Event
from yuntai.cases.submission import NotReady, submit
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.acting import Acting
from yuntai.people.models import Appointment, Role, User
from yuntai.rules.language.workdays import workday_after

BANK = {"bank": "某银行鼓楼支行", "bank_account": "6200000000000000000"}


def hand_in(people: People, certificate: str = "") -> Case:
    """A claim of the worker's for her certificate, or for another of the same occupation and level."""
    worker = people.worker
    acting = Acting(worker, worker.person, "self")
    procedure = catalogue()["skill_upgrading"]
    (known,) = known_of(procedure, worker.person)
    answers = {
        **prefill(procedure, known),
        "certificate_number": certificate or known.row,
        **BANK,
        "held_by_registry": ["certificates"],
    }
    return submit(begin_draft(procedure, acting, answers), acting)


def test_the_subsidy_in_force_is_paid_to_who_works_flexibly(people: People) -> None:
    """Two thirds of the 898.80 yuan that she paid herself for the last month on record: 599.20."""
    freelancer, procedure = people.freelancer, catalogue()["flexible_subsidy"]
    acting = Acting(freelancer, freelancer.person, "self")
    known = next(one for one in known_of(procedure, freelancer.person) if one.facts["flexible"])
    answers = {**prefill(procedure, known), **BANK, "work_done": "送外卖", "held_by_registry": ["contributions"]}
    case = submit(begin_draft(procedure, acting, answers), acting)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    act(case, "pay", people.payer)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.amount) == ("closed", "granted", Decimal("599.20"))
    (row,) = payments_of(freelancer.person)
    assert (row["policy"], row["amount"]) == ("flexible_subsidy", Decimal("599.20"))


def names(case: Case, user, acting=None) -> list[str]:
    case.refresh_from_db()
    return [one.name for one in possible(case, user, acting)]


def test_from_the_draft_to_the_recheck(people: People) -> None:
    case = hand_in(people)
    worker = people.worker
    mine = Acting(worker, worker.person, "self")
    assert (case.state, case.due_on) == ("submitted", workday_after(today(), 3, calendar()))
    assert names(case, worker, mine) == ["withdraw"]
    assert names(case, people.clerk) == ["accept", "reject", "request_correction", "transfer", "note"]
    assert names(case, people.payer) == ["note"]

    act(case, "accept", people.clerk)
    case.refresh_from_db()
    assert case.state == "handling"
    assert case.due_on is not None

    act(case, "request_correction", people.reviewer, reason="证书照片不清", data={"materials": ["证书"]})
    case.refresh_from_db()
    assert (case.state, case.paused, case.due_on) == ("correcting", True, None)
    act(case, "supply", worker, acting=mine)
    case.refresh_from_db()
    assert (case.state, case.paused) == ("handling", False)

    act(case, "propose", people.reviewer)
    case.refresh_from_db()
    assert (case.outcome, case.amount, case.state) == ("granted", Decimal("500.00"), "proposed")
    assert case.decision["because"] == []
    assert "按哪天的规定（发证日或申领日）" in case.decision["ours"]  # so that a second officer looks

    act(case, "confirm", people.confirmer)
    case.refresh_from_db()
    assert case.state == "paying"

    act(case, "pay", people.payer)
    case.refresh_from_db()
    assert case.state == "closed"
    act(case, "rate", worker, acting=mine, data={"score": 5})
    act(case, "draw", people.supervisor)
    act(case, "recheck", people.supervisor, reason="与登记一致", data={"result": "right"})
    assert [event.kind for event in case.events.order_by("number")] == [
        "submit",
        "accept",
        "request_correction",
        "supply",
        "propose",
        "confirm",
        "pay",
        "rate",
        "draw",
        "recheck",
    ]
    assert verify() == []


def test_another_outcome_than_the_policys_needs_a_reason_and_a_second_officer(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    with pytest.raises(YuntaiError, match="决定与政策算出的结果不同，要写明理由"):
        act(case, "propose", people.reviewer, data={"outcome": "granted", "amount": "600"})
    act(case, "propose", people.reviewer, reason="补发差额", data={"outcome": "granted", "amount": "600"})
    case.refresh_from_db()
    assert case.state == "proposed"
    with pytest.raises(YuntaiError):
        act(case, "confirm", people.reviewer)
    act(case, "confirm", people.confirmer)
    case.refresh_from_db()
    assert (case.state, case.amount) == ("paying", Decimal("600.00"))


def test_handing_in_twice_makes_one_case(people: People) -> None:
    worker = people.worker
    acting = Acting(worker, worker.person, "self")
    procedure = catalogue()["skill_upgrading"]
    draft = begin_draft(procedure, acting, {})
    with pytest.raises(NotReady) as not_ready:
        submit(draft, acting)
    assert not_ready.value.errors["bank"] == "请填写这一项"
    (known,) = known_of(procedure, worker.person)
    draft.answers = {
        **prefill(procedure, known),
        "certificate_number": known.row,
        **BANK,
        "held_by_registry": ["certificates"],
    }
    draft.save()
    assert submit(draft, acting).pk == submit(draft, acting).pk
    assert Case.objects.count() == 1


def test_a_changed_row_shows(people: People) -> None:
    case = hand_in(people)
    Case.objects.filter(pk=case.pk).update(amount=Decimal("9999"))
    assert verify() == [f"办件 {case.number} 的“金额”与日志不符"]
    assert Event.objects.count() == 1


def test_a_refusal_against_the_policy_is_told_with_the_proposers_reason(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer, reason="证书已被发证机构注销", data={"outcome": "refused"})
    act(case, "confirm", people.confirmer)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "refused")
    told = Notice.objects.get(person=people.worker_person, template="case_refused", channel="site")
    assert "证书已被发证机构注销" in told.text


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("refused", [("case_refused", True)]),
        ("granted", [("case_decided", False), ("payment_made", True)]),
    ],
)
def test_an_event_is_told_in_one_message_and_the_last_invites_to_rate(
    people: People, outcome: str, told: list[tuple[str, bool]]
) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer, reason="证书已核对", data={"outcome": outcome})
    act(case, "confirm", people.confirmer)
    if outcome == "granted":
        act(case, "pay", people.payer)
    for channel in ("site", "sms"):
        found = Notice.objects.filter(case=case.number, channel=channel).order_by("pk")
        assert [(one.template, one.text.endswith("请您评价这次服务。")) for one in found] == [
            ("case_submitted", False),
            ("case_accepted", False),
            *told,
        ]


def test_nobody_handles_her_own_case(people: People) -> None:
    case = hand_in(people)
    worker = people.worker
    for role in (Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY):
        Appointment.objects.create(user=worker, unit=case.unit, role=role)
    worker = people.worker
    with pytest.raises(YuntaiError, match="这是您自己或您单位的办件，您要回避，受理请交给别人"):
        act(case, "accept", worker)
    assert names(case, worker, Acting(worker, worker.person, "self")) == ["withdraw"]


def test_supervision_is_told_above_where_a_unit_has_no_officer(people: People) -> None:
    case = hand_in(people)
    Appointment.objects.filter(unit=case.unit).delete()
    above = User.objects.create_user("above", display_name="上级")
    Appointment.objects.create(user=above, unit=case.unit.parent, role=Role.REVIEW)
    act(case, "supervise", people.supervisor, reason="群众来电催问")
    assert Notice.objects.filter(template="supervised", channel="site").get().user == above
