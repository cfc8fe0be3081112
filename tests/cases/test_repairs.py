"""What two officers put right: a letter, a case of somebody else, two records of one person, a firm's code, a closed account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from tests.cases.race import claim, officers
from tests.city import People
from tests.people.make import employer, person, resident, resident_id
from tests.web.test_workbench import a_paper, open_case
from yuntai.cases.actions import act
from yuntai.cases.claims import claim_of
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft, find_draft
from yuntai.cases.duties import is_own
from yuntai.cases.granted import held_of
from yuntai.cases.history import refresh
from yuntai.cases.letters import issue_again
from yuntai.cases.models import Case, Event, Material
from yuntai.cases.repair_kinds import CORRECT, HAND_OVER, MERGE, MOVE, RELEASE, SPLIT, Repair, propose_repair
from yuntai.cases.repairs import put_aside, take_along
from yuntai.cases.submission import submit
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Letter, Notice
from yuntai.people.acting import Acting, acting_of
from yuntai.people.models import Employee, Employer, Mandate, Operator, Person, User
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import confirm, lapse, refuse, shown, take_back
from yuntai.registry.pseudonym import pseudonym

PAPER = {"paper": "居民身份证"}
Subject = Person | Employer | Case | User


@pytest.fixture
def mine(people: People) -> Acting:  # noqa: ARG001 units are there
    user = resident("wang", 1)
    return Acting(user, user.person, "self")


def propose(people: People, kind: Repair, subject: Subject, person: Person | None = None, **content: Any) -> Proposal:
    unit = people.clerk.roles()[0].unit
    return propose_repair(kind, people.clerk, unit, subject, content | PAPER, "登记时看错了", person)


def put_right(people: People, kind: Repair, subject: Subject, person: Person | None = None, **content: Any) -> Proposal:
    """Proposed by the clerk, confirmed by the confirmer; all seals hold afterwards."""
    proposal = propose(people, kind, subject, person, **content)
    _, seen, fault = shown(proposal)
    assert fault == ""
    done = confirm(proposal.pk, people.confirmer, seen)
    assert verify() == []
    return done


def correct(people: People, one: Person, **changed: str) -> Proposal:
    was = {"name": one.name, "resident_id": one.resident_id, "phone": one.phone}
    return put_right(people, CORRECT, one, one, was=was, now=was | changed)


def merge(people: People, one: Person, into: Person) -> Proposal:
    return put_right(people, MERGE, one, one, into=into.pk)


def again(row: Any) -> Any:
    """A row as it is now."""
    return type(row)._base_manager.get(pk=row.pk)


def subsidy(acting: Acting, **answers: str) -> Case:
    """A case that claims something for whoever applies: one spell of unemployment."""
    one = catalogue()["unemployment_benefit"]
    draft = begin_draft(one, acting, {"lost_on": "2026-01-31"} | answers)
    case = Case.objects.create(
        number=f"2611300000{acting.subject.pk:05}",
        submission=draft.key,
        procedure=one.id,
        version=draft.version,
        unit=User.objects.get(username="clerk").roles()[0].unit,
        facts=draft.answers,
        person=acting.subject,
        claimed_for=claim_of(one, acting.subject, draft.answers, draft.begun_at.date()),
    )
    data = {"unit": case.unit_id, "channel": "online", "procedure": one.digest, "claimed_for": case.claimed_for}
    Event.append(
        case_id=case.pk, kind="submit", user_id=acting.user.pk, capacity="本人", unit_id=None, reason="", data=data
    )
    refresh(case)
    draft.delete()
    return case


# One letter


def test_a_name_and_a_telephone_are_corrected_by_two_and_both_telephones_hear_of_it(
    people: People, mine: Acting
) -> None:
    one = mine.subject
    proposal = correct(people, one, name="王小铭", phone="13900000001")
    kept = Person.objects.get(pk=one.pk)
    assert (kept.name, kept.phone, kept.resident_id) == ("王小铭", "13900000001", resident_id(1))
    told = Notice.objects.filter(person=one, channel="sms").order_by("pk")
    assert [(notice.template, notice.address) for notice in told] == [
        ("repair_proposed", "13812345678"),
        ("record_repaired", "13900000001"),
    ]
    assert proposal.content["was"] == {"name": "王小明", "resident_id": resident_id(1), "phone": "13812345678"}
    assert [(line.label, line.text, line.before) for line in CORRECT.kept(proposal)] == [
        ("姓名", "王小铭", "王小明"),
        ("手机号码", "13900000001", "13812345678"),
        ("看过的证件", "居民身份证", ""),
    ]


def test_a_corrected_number_is_another_record_of_the_registry_and_the_claims_follow(
    people: People, mine: Acting
) -> None:
    case, certificate = subsidy(mine), claim(mine, "C1")
    draft = begin_draft(catalogue()["arrears_report"], mine, {"held_by_registry": ["contributions"]})
    before, same = case.claimed_for, certificate.claimed_for
    correct(people, mine.subject, resident_id=resident_id(2))
    one = Person.objects.get(pk=mine.subject.pk)
    assert one.pseudonym == pseudonym(resident_id(2), settings.HOME.key("person"))
    assert (one.name, one.phone) == ("王小明", "13812345678")
    assert (Person.objects.with_resident_id(resident_id(2)), Person.objects.with_resident_id(resident_id(1))) == (
        one,
        None,
    )
    case, certificate = again(case), again(certificate)
    assert case.claimed_for not in (None, before)
    assert certificate.claimed_for == same
    assert case.claimed_for == claim_of(case.version.load(), one, case.facts, case.submitted_at.date())
    event = case.events.get(kind="repair")
    assert (event.user, event.reason) == (
        people.confirmer,
        "身份号码已更正，从登记库带出的内容请重新核对。登记时看错了",
    )
    assert again(draft).answers == {"held_by_registry": []}
    correct(people, one, resident_id=resident_id(1))
    assert again(case).claimed_for == before


def test_a_number_that_another_record_has_is_no_correction(people: People, mine: Acting) -> None:
    person(2, "李小红")
    with pytest.raises(YuntaiError, match="已经有这个身份号码的档案：如果是同一个人，请办“合并档案”"):
        correct(people, mine.subject, resident_id=resident_id(2))
    with pytest.raises(YuntaiError, match="校验位不对"):
        correct(people, mine.subject, resident_id=f"{resident_id(3)[:-1]}{'1' if resident_id(3)[-1] != '1' else '2'}")


def test_who_was_told_that_something_is_proposed_is_told_that_nothing_came_of_it(people: People, mine: Acting) -> None:
    one = mine.subject
    was = {"name": one.name, "resident_id": one.resident_id, "phone": one.phone}

    def dropped() -> int:
        return Notice.objects.filter(person=one, channel="sms", template="repair_dropped").count()

    for count, end in enumerate(
        (
            lambda number: refuse(number, people.confirmer, "证件不对"),
            lambda number: take_back(number, people.clerk),
            lambda number: lapse(number, today() + timedelta(8)),
        ),
        1,
    ):
        proposal = propose(people, CORRECT, one, one, was=was, now=was | {"name": "王大明"})
        assert dropped() == count - 1
        end(proposal.pk)
        assert dropped() == count
    assert Person.objects.get(pk=one.pk).name == "王小明"
    assert "证件不对" not in "".join(Notice.objects.filter(person=one).values_list("text", flat=True))


def test_what_was_changed_since_is_not_overwritten(people: People, mine: Acting) -> None:
    one = mine.subject
    was = {"name": one.name, "resident_id": one.resident_id, "phone": one.phone}
    proposal = propose(people, CORRECT, one, one, was=was, now=was | {"name": "王大明"})
    _, seen, _ = shown(proposal)
    one.phone = "13700000000"
    one.save(update_fields=["phone"])
    with pytest.raises(YuntaiError, match="已经又改过"):
        confirm(proposal.pk, people.confirmer, seen)
    assert Person.objects.get(pk=one.pk).name == "王小明"


def test_nobody_puts_right_what_is_her_own(people: People, mine: Acting) -> None:
    confirmer = people.confirmer
    confirmer.person = mine.subject
    User.objects.filter(pk=mine.user.pk).update(person=None)
    confirmer.save(update_fields=["person"])
    with pytest.raises(YuntaiError, match="不能由您确认"):
        correct(people, mine.subject, name="王大明")


def test_a_letter_stays_as_it_was_and_a_new_one_bears_the_new_name(people: People) -> None:
    case = open_case(people, "skill_upgrading")
    act(case, "accept", people.clerk)
    first = Letter.objects.get(case=case.number)
    assert issue_again(again(case)) is None
    correct(people, people.worker_person, name="改名字", resident_id=resident_id(5))
    new = issue_again(again(case))
    assert new == issue_again(again(case))
    assert (new.kind, "改名字" in new.html, "改名字" in first.html) == (first.kind, True, False)
    assert Letter.objects.get(pk=first.pk).sha256 == first.sha256


# A case of somebody else


def test_a_case_taken_in_for_the_wrong_person_goes_over_with_its_papers(people: People, mine: Acting) -> None:
    right, case, other = person(2, "李小红"), subsidy(mine), claim(mine, "C1")
    both, alone = a_paper(people), a_paper(people)
    for paper in (both, alone):
        paper.person = mine.subject
        paper.save()
        case.materials.add(paper)
    other.materials.add(both)
    before = case.claimed_for
    put_right(people, MOVE, case, mine.subject, case=case.pk, to=right.pk)
    case = again(case)
    assert (case.person, case.claimed_for == before) == (right, False)
    assert list(Case.objects.of(mine.subject)) == [other]
    assert {paper.person for paper in case.materials.all()} == {right}
    assert list(other.materials.all()) == [Material.objects.get(pk=both.pk)]
    assert Material.objects.get(pk=both.pk).person == mine.subject
    told = Notice.objects.filter(case=case.number, person=right, channel="site")
    assert [notice.template for notice in told] == ["case_submitted"]
    put_right(people, MOVE, case, right, case=case.pk, to=mine.subject.pk)
    assert (again(case).person, again(case).claimed_for) == (mine.subject, before)


def test_a_decided_case_does_not_change_hands(people: People, mine: Acting) -> None:
    by_duty, case, right = officers(), claim(mine, "C1"), person(2, "李小红")
    for step in ("accept", "propose"):
        case = act(case, step, by_duty[step][0])
    with pytest.raises(YuntaiError, match=f"办件 {case.number} 已经拟定决定，请先退回审核的人"):
        propose(people, MOVE, case, mine.subject, case=case.pk, to=right.pk)
    for step in ("confirm", "pay"):
        case = act(case, step, by_duty[step][0])
    with pytest.raises(YuntaiError, match="先由监督人员复查，撤销决定"):
        propose(people, MOVE, case, mine.subject, case=case.pk, to=right.pk)


def test_a_case_does_not_go_where_the_same_is_claimed(people: People, mine: Acting) -> None:
    case, right = subsidy(mine), resident("li", 2, "李小红")
    subsidy(Acting(right, right.person, "self"))
    with pytest.raises(YuntaiError, match="您已经在办同一件"):
        put_right(people, MOVE, case, mine.subject, case=case.pk, to=right.person.pk)
    assert again(case).person == mine.subject


# Two records of one person


def test_two_records_are_seen_from_both_sign_ins_and_claim_once(people: People, mine: Acting) -> None:
    other = resident("wang2", 2)
    old, new = claim(Acting(other, other.person, "self"), "C9"), claim(mine, "C1")
    spell = subsidy(Acting(other, other.person, "self"))
    letter = act(old, "reject", officers()["accept"][0], reason="不在范围")
    merge(people, other.person, mine.subject)
    one, two = User.objects.get(pk=mine.user.pk), User.objects.get(pk=other.pk)
    acting = acting_of(two, {})
    assert acting is not None
    assert acting.subject == mine.subject == acting_of(one, {}).subject
    for user in (one, two):
        assert set(Case.objects.visible_to(user)) == {old, new, spell}
        assert Notice.objects.inbox(user).filter(case=letter.number).exists()
        assert is_own(new, user)
        assert is_own(again(old), user)
    assert list(Letter.objects.to(mine.subject)) == list(Letter.objects.to(two.person)) == [Letter.objects.get()]
    assert set(Case.objects.of(acting.subject)) == {old, new, spell}
    with pytest.raises(YuntaiError, match=f"您已经在办同一件“参保职工技能提升补贴申领”，编号 {new.number}"):
        claim(acting, "C1")
    day = spell.submitted_at.date()
    assert again(spell).claimed_for == claim_of(spell.version.load(), mine.subject, spell.facts, day)
    with pytest.raises(Exception, match=r"(?i)unique"):
        subsidy(mine)


def test_what_one_record_was_paid_the_other_is_not_paid_again(people: People, mine: Acting) -> None:
    """500 yuan for a certificate once a year: paid under one record, refused under the other once they are one person's."""
    by_duty, other = officers(), resident("wang2", 2)
    paid = claim(Acting(other, other.person, "self"), "C9")
    for step in ("accept", "propose", "confirm", "pay"):
        paid = act(paid, step, by_duty[step][0])
    assert paid.amount == 500
    case = act(claim(mine, "C1"), "accept", by_duty["accept"][0])
    assert held_of(mine.subject).paid == []
    merge(people, other.person, mine.subject)
    one = again(mine.subject)
    assert [row["payment"] for row in held_of(one).paid] == [paid.number]
    assert [row["person"] for row in held_of(one).paid] == [mine.subject.pseudonym]
    case = act(case, "propose", by_duty["propose"][0])
    assert case.outcome == "refused"
    assert "recheck" not in {event.kind for event in case.events.all()}


def test_what_the_registry_holds_under_both_numbers_is_one_record(people: People, mine: Acting) -> None:
    worker, stranger = people.worker_person, mine.subject
    rows = held_of(worker).rows
    assert len(rows["certificates"]) == 1
    assert held_of(stranger).rows["certificates"] == []
    merge(people, worker, stranger)
    held = held_of(Person.objects.get(pk=stranger.pk))
    assert [row["certificate"] for row in held.rows["certificates"]] == [rows["certificates"][0]["certificate"]]
    assert {row["person"] for table in held.rows.values() for row in table} == {stranger.pseudonym}
    assert len(held.rows["persons"]) == 1


def test_records_that_claim_the_same_wait_until_one_is_decided(people: People, mine: Acting) -> None:
    other = resident("wang2", 2)
    first, second = subsidy(mine), subsidy(Acting(other, other.person, "self"))
    with pytest.raises(
        YuntaiError, match=rf"都在申领同一件.*（{second.number} 和 {first.number}）：请先让申请人撤回一件"
    ):
        merge(people, other.person, mine.subject)
    act(second, "withdraw", other, acting=Acting(other, other.person, "self"))
    merge(people, other.person, mine.subject)


def test_what_both_records_were_granted_is_shown_and_stays_as_it_is(people: People, mine: Acting) -> None:
    other = resident("wang2", 2)
    cases = [subsidy(mine), subsidy(Acting(other, other.person, "self"))]
    for case in cases:
        act(case, "accept", people.clerk)
        data = {"outcome": "granted", "amount": "100"}
        act(case, "propose", people.reviewer, reason="符合规定", data=data)
        act(again(case), "confirm", people.confirmer)
        act(again(case), "pay", people.payer)
    first, second = (again(case) for case in cases)
    proposal = merge(people, other.person, mine.subject)
    assert [line.text for line in MERGE.kept(proposal) if line.label == "领过两次"] == [
        f"{second.number} 和 {first.number}。合并以后由监督人员复查"
    ]
    assert again(second).claimed_for == second.claimed_for
    assert second.events.filter(kind="repair").count() == 1
    told = Notice.objects.filter(template="granted_twice", channel="site")
    assert [(one.user, one.case) for one in told] == [(people.supervisor, second.number)]
    assert f"办件编号 {second.number} 和 {first.number}。请复查" in told.get().text


def test_a_merge_is_undone_with_what_each_has_handed_in_since(people: People, mine: Acting) -> None:
    other = resident("wang2", 2)
    old = subsidy(Acting(other, other.person, "self"))
    before = old.claimed_for
    merge(people, other.person, mine.subject)
    acting = acting_of(User.objects.get(pk=other.pk), {})
    since, hers = claim(acting, "C8"), claim(mine, "C1")
    draft = begin_draft(catalogue()["arrears_report"], acting)
    assert since.person == draft.person == mine.subject
    put_right(people, SPLIT, other.person, other.person)
    person_ = Person.objects.get(pk=other.person.pk)
    assert (person_.merged_into, again(draft).person) == (None, person_)
    assert set(Case.objects.of(person_)) == {old, since}
    assert set(Case.objects.of(mine.subject)) == {hers}
    assert again(old).claimed_for == before
    assert set(Case.objects.visible_to(User.objects.get(pk=mine.user.pk))) == {hers}


def test_a_merge_on_which_a_decision_rests_is_not_undone_before_that_is_put_right(people: People, mine: Acting) -> None:
    by_duty, other = officers(), resident("wang2", 2)
    paid, case = claim(Acting(other, other.person, "self"), "C9"), claim(mine, "C1")
    for step in ("accept", "propose", "confirm", "pay"):
        paid = act(paid, step, by_duty[step][0])
    merge(people, other.person, mine.subject)
    for step in ("accept", "propose"):
        case = act(case, step, by_duty[step][0])
    if case.state == "proposed":
        case = act(case, "confirm", by_duty["confirm"][0])
    assert (case.state, case.outcome) == ("closed", "refused")
    with pytest.raises(YuntaiError, match=f"合并以后的决定（{case.number}）是看了两条档案才作的"):
        propose(people, SPLIT, other.person, other.person)


# A firm's code


@pytest.fixture
def firm(people: People) -> Employer:  # noqa: ARG001 units are there
    """A firm whose code 假 has, with a roster of one and a declaration begun."""
    one = employer(name="南京示例机械有限公司")
    false = resident("jia", 8, "贾冒名")
    Operator.objects.create(user=false, employer=one, role="approver")
    Employee.objects.create(employer=one, pseudonym=5, resident_id=resident_id(5), name="赵")
    begin_draft(catalogue()["retention_refund"], Acting(false, one, "operator"))
    return one


def give(people: People, firm: Employer, to: User, *, keeps: bool) -> Proposal:
    content = {"employer": firm.pk, "to": to.pk, "name": firm.name, "legal_representative": "钱多多", "keeps": keeps}
    return put_right(people, HAND_OVER, firm, **content)


def test_a_code_that_somebody_took_goes_to_the_true_firm_and_nothing_is_lost(people: People, firm: Employer) -> None:
    false, true = User.objects.get(username="jia"), resident("qian", 9, "钱多多")
    give(people, firm, true, keeps=False)
    assert not Operator.objects.in_force().filter(user=false).exists()
    assert [one.role for one in Operator.objects.in_force().filter(user=true, employer=firm)] == ["approver"]
    assert find_draft("retention_refund", firm) is None
    assert list(firm.roster.all()) == []
    assert put_aside(false) == {firm: (1, 1)}
    told = Notice.objects.filter(user=false, channel="sms")
    assert [(one.template, one.address) for one in told] == [("employer_right_ended", "13812345678")]
    assert "留下 0 份没有提交的草稿、0 件正在办的" in Notice.objects.get(user=true, channel="site").text
    own = employer(uscc="91320106MA27E5T02J", name="南京另一家有限公司")
    Operator.objects.create(user=false, employer=own, role="approver")
    take_along(false, firm, own)
    assert (find_draft("retention_refund", own) is not None, [one.name for one in own.roster.all()]) == (True, ["赵"])
    assert own.roster.get().resident_id == resident_id(5)
    assert put_aside(false) == {}


def test_the_other_way_round_what_was_put_aside_comes_back(people: People, firm: Employer) -> None:
    false, true = User.objects.get(username="jia"), resident("qian", 9, "钱多多")
    give(people, firm, true, keeps=False)
    give(people, firm, false, keeps=False)
    assert [one.user for one in Operator.objects.in_force().filter(employer=firm)] == [false]
    assert (find_draft("retention_refund", firm) is not None, firm.roster.count()) == (True, 1)
    assert put_aside(true) == put_aside(false) == {}


def test_what_an_operator_who_left_was_filling_in_goes_to_the_next(people: People, firm: Employer) -> None:
    true = resident("qian", 9, "钱多多")
    give(people, firm, true, keeps=True)
    assert (find_draft("retention_refund", firm) is not None, firm.roster.count()) == (True, 1)
    assert "留下 1 份没有提交的草稿、0 件正在办的" in Notice.objects.get(user=true, channel="site").text
    assert put_aside(User.objects.get(username="jia")) == {}


def test_a_draft_that_was_put_aside_is_not_handed_in(people: People, firm: Employer) -> None:
    false, true = User.objects.get(username="jia"), resident("qian", 9, "钱多多")
    draft = find_draft("retention_refund", firm)
    assert draft is not None
    give(people, firm, true, keeps=False)
    with pytest.raises(YuntaiError, match="已经封存，不能提交"):
        submit(draft, Acting(false, firm, "operator"))


# A closed account


def test_a_closed_account_is_opened_and_freed_of_another_sign_in(people: People, mine: Acting) -> None:
    User.objects.filter(pk=mine.user.pk).update(is_active=False, identity_subject="somebody")
    put_right(people, RELEASE, mine.user, mine.subject, user=mine.user.pk)
    user = User.objects.get(pk=mine.user.pk)
    assert (user.is_active, user.identity_subject) == (True, None)


def test_an_officer_who_acts_for_somebody_sees_all_her_records(people: People, mine: Acting) -> None:
    """A mandate that was given under either record reaches the cases of both."""
    other = resident("wang2", 2)
    cases = {claim(mine, "C1"), claim(Acting(other, other.person, "self"), "C9")}
    merge(people, other.person, mine.subject)
    for giver in (mine.subject, other.person):
        agent = people.reviewer if giver == mine.subject else people.payer
        assert not cases & set(Case.objects.visible_to(User.objects.get(pk=agent.pk)))
        Mandate.objects.create(person=giver, agent=agent, basis="书面委托书", ends=today())
        assert cases <= set(Case.objects.visible_to(User.objects.get(pk=agent.pk)))
