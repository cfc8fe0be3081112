"""Two accounts of one person are no two officers: what takes two is not done by one who signs in twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.cases.test_repairs import PAPER, propose
from tests.cases.test_walk import hand_in, names
from tests.city import People, signed_in
from tests.people.make import employer, person, resident, resident_id
from tests.proposals.make import confirmed
from tests.web.test_workbench import officer
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.models import Case
from yuntai.cases.repair_kinds import CORRECT, HAND_OVER, propose_repair
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.exports import NeedsSecond, export
from yuntai.people.models import Appointment, Employer, Mandate, Operator, Person, Role, User
from yuntai.people.officers import root, wanting
from yuntai.proposals.proposing import confirm, refuse, shown, waiting_for
from yuntai.proposals.staffing import propose_appointment
from yuntai.web.boards.lots import pool

SHE = 41


def hers(user: User) -> User:
    """The account is hers, whose other accounts are marked so too."""
    user.officer_person = person(SHE, "孙四一")
    user.save(update_fields=["officer_person"])
    return User.objects.get(pk=user.pk)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_she_does_not_confirm_by_another_account_what_she_decided(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(again(case), "propose", hers(people.reviewer), reason="核对过", data={"outcome": "refused"})
    second = hers(officer("second", case.unit, Role.CONFIRM))
    with pytest.raises(YuntaiError, match=r"您已经做过这个办件的.*，不能再做"):
        act(again(case), "confirm", second)
    assert {"confirm", "send_back"}.isdisjoint(names(again(case), second))
    assert "confirm" in names(again(case), people.confirmer)


def test_she_does_not_look_again_at_what_she_did_by_another_account(people: People) -> None:
    case = hand_in(people)
    act(case, "reject", hers(people.clerk), reason="不在受理范围")
    second = hers(officer("second", case.unit, Role.SUPERVISE))
    assert list(pool(people.supervisor, today(), today())) == [case.number]
    assert list(pool(second, today(), today())) == []
    with pytest.raises(YuntaiError, match="您已经做过这个办件的受理，不能再做监督"):
        act(again(case), "draw", second, data={})


def test_she_confirms_no_repair_of_her_own(people: People) -> None:
    one = person(2, "李小红")
    was = {"name": one.name, "resident_id": one.resident_id, "phone": one.phone}
    hers(people.clerk)
    proposal = propose(people, CORRECT, one, one, was=was, now=was | {"name": "李晓红"})
    second = hers(officer("second", proposal.unit, Role.REVIEW))
    assert list(waiting_for(second)) == []
    _, seen, _ = shown(proposal)
    for decide in (lambda: confirm(proposal.pk, second, seen), lambda: refuse(proposal.pk, second, "不")):
        with pytest.raises(YuntaiError, match="自己提出的不能自己确认"):
            decide()
    assert list(waiting_for(people.confirmer)) == [proposal]


def test_she_confirms_no_repair_of_herself_or_of_her_family(people: People) -> None:
    one = person(SHE, "孙四一")
    was = {"name": one.name, "resident_id": one.resident_id, "phone": one.phone}
    proposal = propose(people, CORRECT, one, one, was=was, now=was | {"name": "孙四二"})
    _, seen, _ = shown(proposal)
    herself = hers(officer("herself", proposal.unit, Role.REVIEW))
    assert list(waiting_for(herself)) == []
    with pytest.raises(YuntaiError, match="关于您自己的事不能由您确认"):
        confirm(proposal.pk, herself, seen)
    daughter = officer("daughter", proposal.unit, Role.REVIEW)
    Mandate.objects.create(person=one, agent=daughter, basis="家人代办", ends=today()).revoke()
    with pytest.raises(YuntaiError, match=r"您替这一位代办过.*要回避"):
        confirm(proposal.pk, daughter, seen)
    assert Person.objects.get(pk=one.pk).name == "孙四一"


def test_she_hands_over_no_firm_of_which_she_is_an_operator_by_another_account(people: People) -> None:
    firm, to, unit = employer(registered_on=today()), resident("li", 2, "李小红"), people.clerk.roles()[0].unit
    mine = resident("sun", SHE, "孙四一")
    Operator.objects.create(user=mine, employer=firm, role="approver")
    clerk = hers(people.clerk)
    content = {"employer": firm.pk, "to": to.pk, "name": firm.name, "legal_representative": "某", "keeps": True} | PAPER
    with pytest.raises(YuntaiError, match="这是您自己单位的事，要回避"):
        propose_repair(HAND_OVER, clerk, unit, firm, content, "交还")


def test_she_lets_no_registration_of_hers_pass_and_none_passes_twice(people: People) -> None:
    firm, unit = employer(name="新单位"), people.clerk.roles()[0].unit
    Employer.objects.filter(pk=firm.pk).update(district=catalogue().units[unit.code].district)
    one = Operator.objects.create(user=resident("sun", SHE, "孙四一"), employer=firm, waiting=True)
    other = signed_in(officer("other", unit, Role.ACCEPT))
    address = reverse("account:registration", args=[one.pk])
    assert other.get(address).status_code == 200
    herself = signed_in(hers(officer("herself", unit, Role.ACCEPT)))
    assert herself.post(address, {"answer": "pass"}).status_code == 404
    assert Operator.objects.get(pk=one.pk).waiting is True
    other.post(address, {"answer": "refuse", "reason": "授权书看不清"})
    assert other.post(address, {"answer": "pass"}).status_code == 404
    assert Operator.objects.get(pk=one.pk).waiting is True


def test_what_her_accounts_take_out_is_counted_together(people: People, settings: Any) -> None:
    settings.EXPORT_ROWS = 3
    first = hers(people.supervisor)
    second = hers(officer("second", root(), Role.SUPERVISE))
    export(first, "清单", ["a"], [["x"], ["y"]], "周例会")
    with pytest.raises(NeedsSecond, match="今天已经导出 2 行"):
        export(second, "清单", ["a"], [["x"], ["y"]], "周例会")


def test_no_person_is_two_of_the_three_administrators_by_two_accounts(people: People) -> None:
    first = hers(people.manager)
    other = officer("other-manager", root(), Role.MANAGE)
    with pytest.raises(YuntaiError, match=r"已经有.*系统管理.*由不同的人担任"):
        propose_appointment(other, root(), Role.SECURITY, "fresh", "孙四一", resident_id(SHE), None, "补缺")
    proposal = propose_appointment(other, root(), Role.SECURITY, "fresh", "李五", resident_id(42), None, "补缺")
    known = User.objects.get(pk=first.pk)
    known.officer_person = Person.objects.register(resident_id(42), "李五")  # who she is was learned meanwhile
    known.save(update_fields=["officer_person"])
    with pytest.raises(YuntaiError, match=r"情况|由不同的人担任"):
        confirmed(proposal, people.security)
    assert not User.objects.filter(username="fresh").exists()


def test_who_was_two_of_them_all_the_time_is_none(people: People) -> None:
    """Records of one person that were merged, or accounts of an older Yuntai."""
    first, second = people.manager, people.security
    assert (first.manages, second.has_role(Role.SECURITY)) == (True, True)
    for user in (first, second):
        hers(user)
    assert (people.manager.manages, people.security.has_role(Role.SECURITY)) == (False, False)
    assert any("不算数，因为同时有别的岗位" in one for one in wanting())
    Appointment.objects.get(user=first, role=Role.MANAGE).revoke()
    assert people.security.has_role(Role.SECURITY)
