"""A system administrator proposes who may do what, a security administrator confirms it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.city import signed_in
from tests.people.make import PASSWORD, officer, person, resident, resident_id, units
from tests.proposals.make import confirm_on_page
from tests.web.account_pages import errors
from yuntai.notices.models import Notice
from yuntai.people.models import Access, Appointment, Role, User
from yuntai.people.second_factor import device_of, give
from yuntai.proposals.models import Proposal, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    there = units()
    return there | {
        "manager": officer("manager", there["gulou"], Role.MANAGE),
        "security": officer("security", there["city"], Role.SECURITY),
        "auditor": officer("auditor", there["city"], Role.AUDIT),
        "clerk": officer("clerk", there["street"], Role.ACCEPT, person=person(5, "李小红")),
        "far": officer("far", there["jiangning"], Role.REVIEW),
        "chief": officer("chief", there["city"], Role.SUPERVISE),
    }


def appoint(client, **more):
    given = {"username": "new", "display_name": "新来的", "unit": "gs", "role": "review", "why": "新进人员"}
    known = User.objects.filter(username=more.get("username", "")).first()
    given["resident_id"] = "" if known and known.persons() else resident_id(40)
    return client.post("/account/officers/", given | more)


def number_shown(user):
    page = signed_in(user).get(f"/account/proposals/{proposed().pk}/")
    found = BeautifulSoup(page.content, "html.parser").select_one("main p.account")
    return found and found.get_text()


def proposed():
    return Proposal.objects.first()


def test_somebody_new_is_appointed_by_two_and_sets_her_own_password(bureau, client):
    manager = signed_in(bureau["manager"])
    assert appoint(manager).url == f"/account/proposals/{proposed().pk}/"
    assert not User.objects.filter(username="new").exists()
    page = BeautifulSoup(signed_in(bureau["security"]).get("/account/proposals/").content, "html.parser")
    said = page.find("main").get_text(" ", strip=True)
    assert "任命新来的（new）：湖南路街道审核岗" in said
    assert "new（新来的），新开账户，密码由本人自己设" in said
    confirm_on_page(proposed(), bureau["security"])
    user = User.objects.get(username="new")
    assert [str(one) for one in user.roles()] == ["湖南路街道审核岗"]
    assert not user.has_usable_password()
    given = manager.post(f"/account/proposals/{proposed().pk}/password/")
    address = BeautifulSoup(given.content, "html.parser").find("main").find("code").get_text()
    form = client.get(address.removeprefix("http://testserver"), follow=True)
    wanted = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    for number in ("", "12345678"):
        client.post(form.request["PATH_INFO"], wanted | {"number": number})
        assert not User.objects.get(username="new").has_usable_password()
    client.post(form.request["PATH_INFO"], wanted | {"number": number_shown(bureau["security"])})
    assert User.objects.get(username="new").check_password(PASSWORD)
    said = [(one.user.username, one.what) for one in Access.objects.order_by("number")]
    assert said == [
        ("manager", "提出：任命新来的（new）：湖南路街道审核岗"),
        ("security", "确认：任命新来的（new）：湖南路街道审核岗"),
        ("manager", "给出设密码的网址：new"),
    ]
    assert [one.text for one in Notice.objects.filter(user=user)] == [
        "任命新来的（new）：湖南路街道审核岗。由一位提出、另一位确认。如果您不知道这件事，请马上告诉本单位的审计管理岗。"
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit": "j"}, "请选择单位"),
        ({"unit": "c"}, "请选择单位"),
        ({"username": "manager"}, "不能给自己任命岗位，请另一位系统管理岗提出"),
        ({"username": "MANAGER"}, "不能给自己任命岗位，请另一位系统管理岗提出"),
        ({"display_name": ""}, "还没有这个账户：请填写姓名，同时为这一位开账户"),
        ({"username": "clerk", "role": "accept"}, "这一位在这个单位已经有这个岗位"),
        ({"ends": "2020-01-01"}, "到期日不能早于今天"),
        ({"why": ""}, "请填写为什么"),
        (
            {"username": "clerk", "role": "security"},
            "李*红已经有湖南路街道受理岗：系统管理、安全管理、审计管理由不同的人担任，也都不办件；要换岗请先结束原来的任命",
        ),
        (
            {"username": "security", "role": "audit"},
            "security已经有市人社局安全管理岗：系统管理、安全管理、审计管理由不同的人担任，也都不办件；"
            "要换岗请先结束原来的任命",
        ),
    ],
)
def test_an_appointment_that_cannot_be(bureau, change, sentence):
    assert errors(appoint(signed_in(bureau["manager"]), **change)) == [sentence]
    assert Appointment.objects.count() == 6
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("who", ["security", "auditor", "clerk", "chief"])
def test_nobody_else_proposes(bureau, who):
    client = signed_in(bureau[who])
    number = bureau["clerk"].appointments.get().pk
    appoint(client)
    for path in (f"appointments/{number}/end", f"{bureau['clerk'].pk}/second-factor", f"{bureau['clerk'].pk}/password"):
        assert client.post(f"/account/officers/{path}/", {"why": "x"}).status_code == 403
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("who", ["manager", "auditor", "clerk", "chief", "far"])
def test_nobody_else_confirms(bureau, who):
    appoint(signed_in(bureau["manager"]))
    client, address = signed_in(bureau[who]), f"/account/proposals/{proposed().pk}/"
    client.post(address, {"answer": "confirm", "seen": "x"})
    client.post(address, {"answer": "refuse", "reason": "x"})
    assert proposed().state == State.WAITING
    assert client.get(address).status_code == {"manager": 200, "auditor": 200}.get(who, 404)


def end(bureau, who):
    number = bureau[who].appointments.get().pk
    return signed_in(bureau["manager"]).post(f"/account/officers/appointments/{number}/end/", {"why": "调走"})


def test_an_appointment_ends_at_once_when_it_is_confirmed(bureau):
    client = signed_in(bureau["clerk"])
    end(bureau, "clerk")
    assert client.get("/account/counter/").status_code == 200
    confirm_on_page(proposed(), bureau["security"])
    assert client.get("/account/counter/").status_code == 403


@pytest.mark.parametrize(("who", "status"), [("clerk", 302), ("far", 404), ("chief", 404), ("manager", 404)])
def test_a_manager_helps_the_officers_of_her_units_alone(bureau, who, status):
    user = bureau[who]
    if device_of(user) is None:
        give(user)
    client = signed_in(bureau["manager"])
    assert client.post(f"/account/officers/{user.pk}/second-factor/", {"why": "换手机"}).status_code == status
    assert client.post(f"/account/officers/{user.pk}/password/", {"why": "忘了"}).status_code == status
    assert device_of(user) is not None
    if status == 302:
        confirm_on_page(Proposal.objects.get(kind="second_factor"), bureau["security"])
        assert device_of(user) is None
    if who != "manager":  # she may ask for the end of her own appointment
        assert end(bureau, who).status_code == status


def test_a_void_password_is_set_by_its_owner_alone(bureau):
    manager, clerk = signed_in(bureau["manager"]), signed_in(bureau["clerk"])
    manager.post(f"/account/officers/{bureau['clerk'].pk}/password/", {"why": "忘了"})
    number = proposed().pk
    refused = manager.post(f"/account/proposals/{number}/password/")
    assert "这个网址现在不能给" in refused.text
    confirm_on_page(proposed(), bureau["security"])
    assert clerk.get("/account/profile/").status_code == 302  # signed out
    assert not User.objects.get(username="clerk").check_password(PASSWORD)
    assert signed_in(bureau["security"]).post(f"/account/proposals/{number}/password/").status_code == 403
    assert manager.post(f"/account/proposals/{number}/password/").status_code == 200
    shown = {who: number_shown(bureau[who]) for who in ("manager", "security", "auditor")}
    assert [who for who, number in shown.items() if number] == ["security"]
    user = User.objects.get(username="clerk")
    user.set_password("又一个很长的密码")
    user.save()
    assert "这个网址现在不能给" in manager.post(f"/account/proposals/{number}/password/").text


def test_an_address_is_not_handed_over_on_an_older_reset(bureau):
    manager = signed_in(bureau["manager"])
    for _ in range(2):
        manager.post(f"/account/officers/{bureau['clerk'].pk}/password/", {"why": "忘了"})
        confirm_on_page(proposed(), bureau["security"])
    second, first = Proposal.objects.all()
    assert "这个网址现在不能给" in manager.post(f"/account/proposals/{first.pk}/password/").text
    assert manager.post(f"/account/proposals/{second.pk}/password/").status_code == 200


def test_nobody_gets_at_the_account_of_one_who_also_works_above_her(bureau):
    manager = signed_in(bureau["manager"])
    address = f"/account/officers/{bureau['clerk'].pk}/password/"
    manager.post(address, {"why": "忘了"})
    Appointment.objects.create(user=bureau["clerk"], unit=bureau["city"], role="pay")
    assert manager.post(address, {"why": "忘了"}).status_code == 404
    page = signed_in(bureau["security"]).get(f"/account/proposals/{proposed().pk}/").text
    assert "李*红的岗位变了，请按现在的岗位重新提出" in page
    assert "确认，马上生效" not in page


def test_what_was_meant_for_a_new_account_is_not_given_to_who_took_the_name(bureau):
    appoint(signed_in(bureau["manager"]))
    resident("new", 7)
    security, address = signed_in(bureau["security"]), f"/account/proposals/{proposed().pk}/"
    assert "现在有了；请核对是谁的，再重新提出" in security.post(address, {"answer": "confirm", "seen": "x"}).text
    assert not User.objects.get(username="new").is_officer


def test_two_roles_that_do_not_go_together_are_not_given_by_two_proposals(bureau):
    manager = signed_in(bureau["manager"])
    appoint(manager, username="two", role="manage")
    first = proposed()
    appoint(manager, username="three", role="audit", resident_id=resident_id(41))
    confirm_on_page(proposed(), bureau["security"])
    confirm_on_page(first, bureau["security"])
    for username, role in (("two", "audit"), ("three", "accept")):
        assert "由不同的人担任" in errors(appoint(manager, username=username, role=role))[0]


def test_the_only_one_of_the_three_is_not_lost(bureau):
    chief = officer("chief_manager", bureau["city"], Role.MANAGE)
    number = bureau["security"].appointments.get().pk
    response = signed_in(chief).post(f"/account/officers/appointments/{number}/end/", {"why": "调走"})
    assert "security是全局唯一的安全管理岗，请先任命另一位" in response.text


def test_all_administrators_hear_of_a_new_one(bureau):
    appoint(signed_in(bureau["manager"]), username="third", role="audit")
    confirm_on_page(proposed(), bureau["security"])
    told = {one.user.username for one in Notice.objects.filter(template="administrators_changed")}
    assert told == {"security", "auditor"}  # the manager of a district is no administrator of the bureau


def test_who_holds_what_does_not_go_together_administers_nothing(bureau):
    Appointment.objects.create(user=bureau["clerk"], unit=bureau["city"], role="security")
    client = signed_in(User.objects.get(username="clerk"))
    assert client.get("/account/officers/").status_code == 403
    assert client.get("/work/").status_code == 200
    appoint(signed_in(bureau["manager"]))
    assert client.get(f"/account/proposals/{proposed().pk}/").status_code == 404
    Appointment.objects.create(user=bureau["security"], unit=bureau["city"], role="manage")
    both = signed_in(User.objects.get(username="security"))
    assert both.get("/account/officers/").status_code == 403
    assert both.get("/account/proposals/").status_code == 200
    assert both.get(f"/account/proposals/{proposed().pk}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "shown"), [("clerk", True), ("chief", True), ("manager", False), ("security", False), ("auditor", False)]
)
def test_the_workbench_is_shown_to_those_whom_it_opens_to(bureau, who, shown):
    client = signed_in(bureau[who])
    assert (client.get("/work/").status_code == 200) is shown
    for path in ("/account/profile/", "/matters/"):
        assert ('href="/work/"' in client.get(path).text) is shown, path


def test_who_audits_reads_who_did_what_and_verifies_it(bureau):
    appoint(signed_in(bureau["manager"]))
    auditor = signed_in(bureau["auditor"])
    assert "提出：任命新来的（new）：湖南路街道审核岗" in auditor.get("/boards/accesses/").text
    assert auditor.get("/boards/log/").status_code == 403
    assert auditor.get("/boards/export/accesses/").status_code == 200
    assert auditor.get("/boards/export/log/").status_code == 403
    assert "核验过了，都和封印时一样" in auditor.post("/account/verify/").text
    assert signed_in(bureau["security"]).get("/account/verify/").status_code == 403


def test_what_somebody_knew_of_a_residents_account_opens_no_officers(bureau):
    resident("wang", 8)
    manager = signed_in(bureau["manager"])
    appoint(manager, username="wang")
    page = signed_in(bureau["security"]).get(f"/account/proposals/{proposed().pk}/").text
    assert "原来的密码作废，由本人重新设" in page
    confirm_on_page(proposed(), bureau["security"])
    assert not User.objects.get(username="wang").has_usable_password()
    assert manager.post(f"/account/proposals/{proposed().pk}/password/").status_code == 200
    appoint(manager, username="clerk")  # who is an officer already keeps hers
    confirm_on_page(proposed(), bureau["security"])
    assert User.objects.get(username="clerk").check_password(PASSWORD)


def test_a_confirmation_is_not_taken_from_two_tabs_or_two_officers(bureau):
    appoint(signed_in(bureau["manager"]))
    other = officer("other", bureau["city"], Role.SECURITY)
    address = f"/account/proposals/{proposed().pk}/"
    tabs = [signed_in(bureau["security"]), signed_in(bureau["security"]), signed_in(other)]
    seen = [
        BeautifulSoup(tab.get(address).content, "html.parser").find("input", attrs={"name": "seen"})["value"]
        for tab in tabs
    ]
    answers = [
        tab.post(address, {"answer": "confirm", "seen": one}).status_code for tab, one in zip(tabs, seen, strict=True)
    ]
    assert answers == [302, 200, 200]
    assert Appointment.objects.filter(user__username="new").count() == 1


def test_an_officer_is_known_as_a_person_from_her_appointment_on(bureau):
    manager = signed_in(bureau["manager"])
    refused = appoint(manager, resident_id="")
    assert "请填写公民身份号码" in refused.text
    assert not Proposal.objects.exists()
    appoint(manager)
    page = BeautifulSoup(
        signed_in(bureau["security"]).get(f"/account/proposals/{proposed().pk}/").content, "html.parser"
    ).get_text(" ", strip=True)
    assert "本人的办件要回避" in page
    assert resident_id(40) not in page
    confirm_on_page(proposed(), bureau["security"])
    user = User.objects.get(username="new")
    assert (user.person, user.officer_person.resident_id, user.officer_person.name) == (None, resident_id(40), "新来的")


def test_who_was_an_officer_before_is_made_known_by_her_own_post(bureau):
    manager, far = signed_in(bureau["manager"]), bureau["far"]
    mine = officer("mine", bureau["street"], Role.REVIEW)
    assert "没有登记身份号码" in manager.get("/account/officers/").text
    appoint(manager, username="mine")
    confirm_on_page(proposed(), bureau["security"])
    again = User.objects.get(pk=mine.pk)
    assert again.officer_person.resident_id == resident_id(40)
    assert again.appointments.count() == 1
    assert far.officer_person is None
    refused = appoint(manager, username="mine", role="accept", resident_id=resident_id(41))
    assert "这个账户已经登记了另一个公民身份号码" in refused.text


def test_the_name_must_be_that_of_the_number(bureau):
    person(40, "王小明")
    refused = appoint(signed_in(bureau["manager"]))
    assert "这个公民身份号码登记的是另一个姓名" in refused.text
