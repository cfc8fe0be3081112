"""A bundle from one form to one result: parts with units and clocks of their own, one that waits, one that is not done."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from tests.city import People
from yuntai.cases.actions import act
from yuntai.cases.applications import application
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft
from yuntai.cases.models import BundleCase, Case, Draft, Material
from yuntai.cases.submission import NotReady, submit
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Letter, Notice
from yuntai.people.acting import Acting
from yuntai.people.models import Appointment, Role, Unit, User

ANSWERS = {  # no hardship: one member is dropped; lost the job at the end of a contract, two years insured
    "insured_before": "是",
    "hardship": "否",
    "wants_training": "是",
    "lost_on": "2026-10-31",
    "reason": "合同期满",
    "seeks_work": "是",
    "leaving_paper": "是",
    "wanted_work": "电工",
    "wanted_help": "介绍工作",
    "reemployed_on": "没有",
    "insured_months": "24",
    "months_left_over": "0",
    "mean_base": "5000",
    "bank": "某银行鼓楼支行",
    "bank_account": "6200000000000000000",
    "course": "电工",
    "course_level": "三级（高级工）",
    "time_of_day": "晚上",
    "status": "登记失业",
    "contact_phone": "13800000000",
}


def begun(people: People, **changed: str) -> Draft:
    """A draft of the bundle with every question answered and the one paper that is asked for."""
    worker = people.worker
    draft = begin_draft(catalogue().bundles["job_loss"], Acting(worker, worker.person, "self"), ANSWERS | changed)
    paper = Material.objects.create(
        person=worker.person,
        kind="leaving_proof",
        title="终止或者解除劳动关系的证明",
        file=ContentFile(b"%PDF-1.4 leaving", "leaving.pdf"),
        name="离职证明.pdf",
        size=16,
        sha256="4d7fe7a9aeb41330603b9e0daae33200651fc57fea047dd224c5b8e0125cc915",
        uploaded_by=worker,
    )
    draft.materials.add(paper)
    return draft


def hand_in(people: People, **changed: str) -> BundleCase:
    run = submit(begun(people, **changed), Acting(people.worker, people.worker.person, "self"))
    assert isinstance(run, BundleCase)
    return run


def part(run: BundleCase, procedure: str) -> Case:
    return run.parts.get(procedure=procedure)


def officer(name: str, role: Role) -> User:
    """An officer of the whole city."""
    user = User.objects.create_user(name, display_name=name)
    Appointment.objects.create(user=user, unit=Unit.objects.get(code="320100"), role=role, begins=today())
    return user


@pytest.fixture
def officers(people: People) -> dict[str, User]:  # noqa: ARG001 units are there
    return {role: officer(role, role) for role in (Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY)}


def grant(case: Case, officers: dict[str, User], **data: str) -> Case:
    """Accept and decide; a second officer confirms where that is wanted."""
    act(case, "accept", officers[Role.ACCEPT])
    case = act(case, "propose", officers[Role.REVIEW], reason="符合规定", data={"outcome": "granted", **data})
    return act(case, "confirm", officers[Role.CONFIRM]) if case.state == "proposed" else case


def test_one_form_makes_a_case_for_each_member_that_applies(people: People) -> None:
    run = hand_in(people)
    assert [(one.procedure, one.state) for one in run.parts.order_by("pk")] == [
        ("unemployment_registration", "submitted"),
        ("unemployment_benefit", "waiting"),
        ("training_enrolment", "submitted"),
    ]
    assert run.dropped == [{"title": "就业困难人员认定", "reason": "您没有所列的困难情形，不用认定。"}]
    registration, benefit, training = run.parts.order_by("pk")
    assert [one.kind for one in registration.materials.all()] == ["leaving_proof"]
    assert list(training.materials.all()) == []
    assert {"course", "bank"}.isdisjoint(registration.facts)
    assert benefit.facts["bank"] == "某银行鼓楼支行"
    assert "registered_on" not in benefit.facts
    assert len({run.number, registration.number, benefit.number, training.number}) == 4
    assert [one.template for one in Notice.objects.filter(channel="site")] == ["bundle_submitted"]
    assert verify() == []


def test_twice_the_same_draft_is_one_run(people: People) -> None:
    draft = begun(people)
    acting = Acting(people.worker, people.worker.person, "self")
    assert submit(draft, acting) == submit(draft, acting)
    assert (BundleCase.objects.count(), Case.objects.count(), Draft.objects.count()) == (1, 3, 0)


def test_what_is_missing_is_said_once(people: People) -> None:
    draft = begun(people, bank="", lost_on="")
    draft.materials.clear()
    with pytest.raises(NotReady) as not_ready:
        submit(draft, Acting(people.worker, people.worker.person, "self"))
    assert not_ready.value.errors == {
        "bank": "请填写这一项",
        "lost_on": "请填写这一项",
        "leaving_proof": "请上传“终止或者解除劳动关系的证明”",
    }
    assert Case.objects.count() == 0


def test_a_part_that_waits_begins_when_the_other_is_granted_and_takes_over_its_day(
    people: People, officers: dict[str, User]
) -> None:
    run = hand_in(people)
    with pytest.raises(YuntaiError, match="等前一件办完"):
        act(part(run, "unemployment_benefit"), "accept", officers[Role.ACCEPT])
    grant(part(run, "unemployment_registration"), officers)
    benefit = part(run, "unemployment_benefit")
    assert (benefit.state, benefit.facts["registered_on"]) == ("submitted", today().isoformat())
    assert [event.kind for event in benefit.events.order_by("number")] == ["submit", "begin"]
    assert verify() == []


def test_a_part_that_fails_does_not_hold_up_the_others(people: People, officers: dict[str, User]) -> None:
    run = hand_in(people)
    act(part(run, "unemployment_registration"), "reject", officers[Role.ACCEPT], reason="不在法定劳动年龄内")
    benefit = part(run, "unemployment_benefit")
    assert benefit.state == "submitted"
    assert "registered_on" not in benefit.facts
    grant(part(run, "training_enrolment"), officers)
    assert Letter.objects.filter(kind="bundle_result").count() == 0


def test_when_the_last_part_has_ended_one_letter_lists_them_all(people: People, officers: dict[str, User]) -> None:
    run = hand_in(people)
    grant(part(run, "training_enrolment"), officers)
    grant(part(run, "unemployment_registration"), officers)
    acting = Acting(people.worker, people.worker.person, "self")
    act(part(run, "unemployment_benefit"), "withdraw", people.worker, acting=acting)
    letter = Letter.objects.get(kind="bundle_result")
    assert (letter.case, letter.title) == (run.number, "一件事办理结果通知书")
    for line in (
        "失业登记（办件编号",
        "培训报名",
        "失业保险金",
        "：已撤回",
        "就业困难人员认定：没有办。您没有所列的困难情形，不用认定。",
    ):
        assert line in letter.html
    told = list(Notice.objects.filter(channel="site").values_list("template", flat=True))
    assert told.count("bundle_closed") == 1
    parts = Notice.objects.filter(template="case_decided")
    assert parts
    assert not any("评价" in one.text for one in parts)


def test_the_members_follow_the_answers(people: People) -> None:
    draft = begun(people, insured_before="否", wants_training="否", hardship="否")
    form = application(draft)
    assert [one.id for one in form.procedures] == ["unemployment_registration"]
    assert [one.procedure.id for one in form.dropped] == [
        "unemployment_benefit",
        "hard_to_employ",
        "training_enrolment",
    ]
