"""Who asked to be kept secret does not become known by what is put right, nor does who looked hide behind the word."""

from __future__ import annotations

import pytest

from tests.cases.test_repairs import correct, propose
from tests.cases.test_routing import report
from tests.city import People, signed_in
from tests.people.make import person, resident_id
from tests.web.test_workbench import officer, text_of
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.cases.repair_kinds import MOVE
from yuntai.clock import today
from yuntai.people.logs import log_access, typed
from yuntai.people.models import Access, Role, Unit
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import confirm, shown
from yuntai.web.boards.accesses import Wanted

JIANGNING = "320115"


@pytest.fixture
def case(people: People) -> Case:
    return report(people, work_place=JIANGNING, keep_secret="是", contact_phone="13811112222")


def moved(people: People, case: Case) -> Proposal:
    return propose(people, MOVE, case, people.worker_person, case=case.pk, to=person(2, "李小红").pk)


def test_a_clerk_who_never_had_the_case_moves_nobody_out_of_it(people: People, case: Case) -> None:
    act(case, "accept", people.clerk)
    other = officer("other", Unit.objects.get(code=JIANGNING), Role.ACCEPT)
    sent = {"number": case.number, "resident_id": person(2, "李小红").resident_id, "name": "李小红"}
    sent |= {"paper": "居民身份证", "why": "收错了"}
    said = text_of(signed_in(other).post("/account/repairs/case/", sent))
    assert "申请人要求保密，请由正在办或者办过这个办件的人来提出" in said
    assert people.worker_person.name not in said
    assert not Proposal.objects.exists()


def test_who_confirms_sees_her_while_it_waits_and_no_other_reads_of_it(people: People, case: Case) -> None:
    proposal = moved(people, case)
    address, name = f"/account/proposals/{proposal.pk}/", people.worker_person.name
    assert name in text_of(signed_in(people.confirmer).get(address))
    looks = Access.objects.filter(person=people.worker_person, user=people.confirmer)
    assert {one.tells for one in looks} == {False}
    assert not Access.objects.filter(person=people.worker_person).telling().exists()
    confirm(proposal.pk, people.confirmer, shown(proposal)[1])
    later = officer("later", Unit.objects.get(code=JIANGNING), Role.CONFIRM)
    for one in (later, people.auditor):
        page = signed_in(one).get(address)
        assert name not in page.text, one
    assert name in text_of(signed_in(people.confirmer).get(address))


def test_what_was_typed_does_not_stand_in_the_log_of_the_case(people: People, case: Case) -> None:
    correct(people, people.worker_person, resident_id=resident_id(9))
    event = case.events.get(kind="repair")
    assert event.reason == "身份号码已更正，从登记库带出的内容请重新核对"  # “登记时看错了” may have named her


def test_a_letter_of_hers_is_issued_again_by_who_had_the_case(people: People, case: Case) -> None:
    act(case, "accept", people.clerk)
    other = officer("other", Unit.objects.get(code=JIANGNING), Role.ACCEPT)
    answer = signed_in(other).post("/account/repairs/letter/", {"number": case.number})
    assert (answer.status_code, "申请人要求保密" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("要求保密的办件 1", "“要求保密的办件 1”"),
        ("人员管理", "“人员管理”"),
        ("窗口代录", "“窗口代录”"),
        ("办件 261130000000001（轮到本岗办）", "“办件 261130000000001（轮到本岗办）”"),
        ("代办社保", "代办社保"),
    ],
)
def test_nobody_types_herself_out_of_the_register_of_looks(people: People, reason: str, kept: str) -> None:
    assert typed(reason) == kept
    log_access(people.clerk, people.elder.person, "更正", typed(reason))
    wanted = Wanted(people.supervisor, today(), today(), sign="stranger", person=people.elder.person.pk)
    assert [(one.why, one.tells) for one in wanted.found()] == [(kept, True)]
