"""Who speaks for whom: an opinion is that of the unit that the officer acts for; nobody at a counter rates for who stands there."""

from __future__ import annotations

import pytest

from tests.cases.test_routing import report
from tests.cases.test_walk import hand_in, names
from tests.city import People, rewrite, signed_in
from tests.people.make import resident
from tests.web.test_workbench import officer, open_case, text_of
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.acting import Acting
from yuntai.people.models import Appointment, Mandate, Operator, Person, Role, Unit, User
from yuntai.procedures.kinds import ResidentId


def two_elsewhere(people: People) -> list[Unit]:
    found = Unit.objects.filter(level="district").exclude(appointments__user=people.clerk).order_by("code")
    return list(found[:2])


def consulted(people: People, *units: Unit) -> Case:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    for unit in units:
        act(case, "consult", people.reviewer, reason="请核对", data={"unit": unit.code})
    return Case.objects.get(pk=case.pk)


def test_an_opinion_is_filed_under_the_unit_of_who_gives_it(people: People) -> None:
    first, second = two_elsewhere(people)
    of_first, of_second = officer("first", first, Role.REVIEW), officer("second", second, Role.REVIEW)
    case = consulted(people, first, second)
    act(case, "opine", of_second, reason="同意")
    event = case.events.latest("number")
    assert (event.unit, event.data) == (second, {"unit": second.pk, "to": "handling", "holder": "review"})
    assert "opine" not in names(case, of_second)
    assert "opine" in names(case, of_first)


def test_nobody_gives_the_opinion_of_another_unit(people: People) -> None:
    first, second = two_elsewhere(people)
    officer("first", first, Role.REVIEW)
    of_second = officer("second", second, Role.REVIEW)
    case = consulted(people, first, second)
    with pytest.raises(YuntaiError, match="没有请这个单位会办，或者您不能代它给意见"):
        act(case, "opine", of_second, reason="同意", data={"unit": first.code})
    assert case.events.latest("number").kind == "consult"


def test_nobody_answers_what_she_asked_herself(people: People) -> None:
    first, _ = two_elsewhere(people)
    above = officer("above", Unit.objects.get(parent=None), Role.REVIEW)
    of_first = officer("first", first, Role.REVIEW)
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "consult", above, reason="请核对", data={"unit": first.code})
    assert "opine" not in names(case, above)
    with pytest.raises(YuntaiError, match="您没有“会办意见”这个办件的权限"):
        act(case, "opine", above, reason="同意", data={"unit": first.code})
    assert "opine" in names(case, of_first)


def test_who_reviews_in_both_says_for_which(people: People) -> None:
    first, second = two_elsewhere(people)
    both = officer("both", first, Role.REVIEW)
    Appointment.objects.create(user=both, unit=second, role=Role.REVIEW)
    case = consulted(people, first, second)
    client = signed_in(User.objects.get(pk=both.pk))
    assert "代哪个单位给意见" in text_of(client.get(f"/work/cases/{case.number}/"))
    client.post(f"/work/cases/{case.number}/do/opine/", {"reason": "同意", "unit": second.code})
    event = case.events.latest("number")
    assert (event.kind, event.unit) == ("opine", second)
    assert event.data == {"unit": second.pk, "to": "handling", "holder": "review"}


def test_a_clerk_does_not_rate_for_who_stands_before_her(people: People) -> None:
    case = hand_in(people)
    act(case, "reject", people.clerk, reason="不是本市的证书")
    other = officer("other", case.unit, Role.ACCEPT)
    for basis in ("counter", "phone"):
        acting = Acting(other, people.worker_person, basis, case.unit)
        assert "rate" not in names(case, other, acting)
        with pytest.raises(YuntaiError, match="工作人员不能替别人评价"):
            act(case, "rate", other, acting=acting, data={"score": 5})
    act(case, "rate", people.worker, acting=Acting(people.worker, people.worker_person, "self"), data={"score": 1})
    assert Case.objects.get(pk=case.pk).rating == 1


def test_who_handled_it_does_not_rate_it_as_somebodys_agent(people: People) -> None:
    case = hand_in(people)
    act(case, "reject", people.clerk, reason="不是本市的证书")
    with pytest.raises(YuntaiError, match="您办过这个办件，不能再替别人评价它"):
        act(case, "rate", people.clerk, acting=Acting(people.clerk, people.worker_person, "mandate"), data={"score": 5})


def as_person(user: User, person: Person) -> User:
    """The officer is this person, whatever account she has as a resident."""
    user.officer_person = person
    user.save(update_fields=["officer_person"])
    return User.objects.get(pk=user.pk)


def test_an_officer_keeps_out_of_what_is_hers_as_a_person(people: People) -> None:
    case = hand_in(people)
    clerk = as_person(people.clerk, people.worker_person)
    assert clerk.person is None
    assert names(case, clerk) == []
    with pytest.raises(YuntaiError, match="这是您自己或您单位的办件，您要回避，受理请交给别人"):
        act(case, "accept", clerk)
    act(case, "accept", officer("other", case.unit, Role.ACCEPT))


def test_she_keeps_out_of_the_matters_of_those_for_whom_she_acts_and_who_act_for_her(people: People) -> None:
    case = hand_in(people)
    theirs = officer("theirs", case.unit, Role.ACCEPT)  # the applicant let her act
    Mandate.objects.create(person=people.worker_person, agent=theirs, basis="家人代办", ends=today()).revoke()
    hers = as_person(officer("hers", case.unit, Role.ACCEPT), people.elder.person)  # she let the applicant act
    for one in (theirs, hers):
        with pytest.raises(YuntaiError, match="您替申请人代办过，或者申请人替您代办过，您要回避"):
            act(case, "accept", one)
    assert "accept" in names(case, people.clerk)


def test_she_keeps_out_of_what_the_firm_asks_for_that_she_acted_for_under_another_account(people: People) -> None:
    firm, unit = people.handler.operations.get().employer, people.clerk.roles()[0].unit
    case = open_case(people, "employer_registration")
    Case.objects.filter(pk=case.pk).update(person=None, employer=firm)
    case = Case.objects.get(pk=case.pk)
    resident = User.objects.create_user("resident", person=Person.objects.register("11010119900307002X", "某人"))
    Operator.objects.create(user=resident, employer=firm).revoke()
    clerk = as_person(officer("clerk-too", unit, Role.ACCEPT), resident.person)
    with pytest.raises(YuntaiError, match="这是您自己或您单位的办件"):
        act(case, "accept", clerk)
    assert "accept" in names(case, people.clerk)


def test_she_keeps_out_of_what_names_her(people: People) -> None:
    case = open_case(people, "death_benefit")
    field = next(one for one in case.version.load().fields if isinstance(one.kind, ResidentId))
    rewrite(case, facts={field.name: people.freelancer.person.resident_id})
    case = Case.objects.get(pk=case.pk)
    assert "accept" in names(case, people.clerk)
    clerk = as_person(people.clerk, people.freelancer.person)
    with pytest.raises(YuntaiError, match="办件里写到了您本人，您要回避"):
        act(case, "accept", clerk)


def test_she_keeps_out_of_a_report_about_a_firm_that_she_has_acted_for_and_does_not_learn_who_reports(
    people: People,
) -> None:
    firm = people.handler.operations.get().employer
    case = report(people, work_place="320115", keep_secret="是", contact_phone="13811112222", employer_uscc=firm.uscc)
    address = f"/work/cases/{case.number}/"
    handler = resident("sun", 41)
    Operator.objects.create(user=handler, employer=firm).revoke()
    clerk = as_person(people.clerk, handler.person)
    with pytest.raises(YuntaiError, match="办件里写到了您自己的单位，您要回避"):
        act(case, "accept", clerk)
    page = signed_in(clerk).get(address).text
    assert people.worker_person.masked_name not in page
    assert "13811112222" not in page
    assert signed_in(clerk).post(f"{address}reveal/", {"why": "看看"}).status_code == 404
    other = officer("other", case.unit, Role.ACCEPT)
    assert people.worker_person.masked_name in signed_in(other).get(address).text
    assert "accept" in names(case, other)
