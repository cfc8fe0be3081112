"""Employers by real name, and who acts for them; the account pages in a real browser."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.city import signed_in
from tests.people.make import PASSWORD, employer, make_firm, officer, person, resident
from tests.web.account_pages import banner, errors, for_firm
from yuntai.clock import today
from yuntai.notices.models import Notice
from yuntai.people.models import Employer, Operator, Role, User

pytestmark = pytest.mark.django_db
USCC = "91320106MA1TE5T01F"


def paper(name="授权书.pdf", content=b"%PDF-1.7 ..."):
    return SimpleUploadedFile(name, content)


def apply(client, **more):
    form = {"uscc": USCC, "name": "南京示例机械有限公司", "legal_representative": "钱多多", "district": "鼓楼"}
    return client.post("/account/employers/", form | {"authorisation": paper()} | more)


@pytest.fixture
def window():
    """A clerk of 鼓楼区, of 江宁区 and of the city, by the codes of the pack."""
    from yuntai.cases.content import catalogue
    from yuntai.people.models import Unit
    from yuntai.people.units import add_units

    add_units(catalogue().units)
    districts = catalogue().units.districts
    places = {
        "gulou": districts["鼓楼"].code,
        "jiangning": districts["江宁"].code,
        "city": next(iter(catalogue().units)),
    }
    return {name: officer(name, Unit.objects.get(code=code), Role.ACCEPT) for name, code in places.items()}


def test_an_employer_is_registered_and_counts_once_an_officer_has_checked(window):
    qian = resident("qian", 1, "钱多多")
    client = signed_in(qian)
    assert apply(client).url == "/account/employers/"
    one = Operator.objects.get()
    assert (one.waiting, one.role, one.legal_representative) == (True, "approver", "钱多多")
    with one.authorisation.open() as file:
        assert file.read() == b"%PDF-1.7 ..."
    assert "授权书" not in one.authorisation.name
    assert client.post("/account/acting/", {"who": f"operator-{one.employer_id}"}).status_code == 400
    assert "等窗口核验" in client.get("/account/employers/").text

    officer_client = signed_in(window["gulou"])
    assert "南京示例机械有限公司" in officer_client.get("/account/employers/waiting/").text
    paper_back = officer_client.get(f"/account/employers/waiting/{one.pk}/authorisation/")
    assert b"".join(paper_back.streaming_content) == b"%PDF-1.7 ..."
    assert paper_back["Content-Disposition"].startswith("attachment")
    officer_client.post(f"/account/employers/waiting/{one.pk}/", {"answer": "pass"})
    firm = Employer.objects.get()
    assert (firm.registered_on, firm.legal_representative) == (today(), "钱多多")
    assert client.post("/account/acting/", {"who": f"operator-{firm.pk}"}).url == "/employer/"
    assert banner(client) == "您正在代 南京示例机械有限公司 办理"
    (told,) = Notice.objects.inbox(qian)
    assert told.title == "单位已实名注册"


@pytest.mark.parametrize(("who", "sees"), [("gulou", True), ("jiangning", False), ("city", True)])
def test_officers_of_the_district_check(window, who, sees):
    apply(signed_in(resident("qian", 1)))
    one = Operator.objects.get()
    client = signed_in(window[who])
    assert ("南京示例机械有限公司" in client.get("/account/employers/waiting/").text) is sees
    assert client.get(f"/account/employers/waiting/{one.pk}/").status_code == (200 if sees else 404)
    assert client.post(f"/account/employers/waiting/{one.pk}/", {"answer": "pass"}).status_code == (
        302 if sees else 404
    )
    assert Operator.objects.in_force().exists() is sees


def test_the_catalogue_leads_to_the_page_of_registration(people):
    client = signed_in(people.worker)
    assert b"/matters/employer_registration/" in client.get("/matters/?for=employer").content
    assert b"/begin/employer_registration/" in client.get("/matters/employer_registration/").content
    response = client.get("/begin/employer_registration/", follow=True)
    assert response.redirect_chain == [("/account/employers/", 302)]
    assert "单位实名注册" in response.content.decode()


def test_nobody_checks_her_own_registration(window):
    clerk = window["gulou"]
    clerk.person = person(1)
    clerk.save()
    client = signed_in(clerk)
    apply(client)
    assert (
        client.post(f"/account/employers/waiting/{Operator.objects.get().pk}/", {"answer": "pass"}).status_code == 404
    )


def test_a_registration_is_refused_with_a_reason(window):
    qian = signed_in(resident("qian", 1))
    apply(qian)
    one = Operator.objects.get()
    client = signed_in(window["gulou"])
    refused = client.post(f"/account/employers/waiting/{one.pk}/", {"answer": "refuse"})
    assert "退回要写明原因，对方会看到" in refused.text
    client.post(f"/account/employers/waiting/{one.pk}/", {"answer": "refuse", "reason": "授权书没有盖章"})
    assert "已退回：授权书没有盖章" in qian.get("/account/employers/").text
    assert not Operator.objects.in_force().exists()
    assert Employer.objects.get().registered_on is None
    assert apply(qian).status_code == 302


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"uscc": "91320106MA1TE5T01G"}, "统一社会信用代码校验位不对"),
        ({"uscc": "9132"}, "统一社会信用代码不是 18 位"),
        (
            {"name": "另一家公司"},
            "名称与这个统一社会信用代码登记的不一致，请照营业执照填写；单位改了名，或者别人登记错了的，"
            "请带营业执照和加盖公章的授权书到窗口办“单位代码交还”",
        ),
        ({"district": "浦东新区"}, "请选择所在区"),
        ({"authorisation": ""}, "请上传加盖公章的授权书"),
        (
            {"authorisation": paper(content=b"GIF89a")},
            "“授权书.pdf”的内容是 gif，这里不收，请换成 pdf、jpg、png",
        ),
    ],
)
def test_a_registration_that_cannot_be(change, sentence):
    employer(registered_on=today())
    assert errors(apply(signed_in(resident("qian", 1)), **change)) == [sentence]
    assert Operator.objects.count() == 0


def test_who_comes_second_is_sent_to_the_approver():
    firm = employer()
    Operator.objects.create(user=resident("qian", 1), employer=firm, role="approver")
    assert errors(apply(signed_in(resident("li", 2)))) == [
        "这家单位已经实名注册，请它的审批人把您加为经办人；审批人不是本单位的人，或者联系不上的，"
        "请带营业执照和加盖公章的授权书到窗口办“单位代码交还”"
    ]


def test_an_approver_adds_and_revokes(firm):
    resident("zhao", 3, "赵敏")
    client = for_firm("qian", firm)
    assert 'href="/account/employers/operators/"' in client.get("/account/profile/").text
    client.post("/account/employers/operators/", {"username": "zhao", "role": "handler"})
    added = Operator.objects.in_force().get(user__username="zhao")
    assert (added.role, added.employer) == ("handler", firm)
    assert errors(client.post("/account/employers/operators/", {"username": "zhao", "role": "handler"})) == [
        "这一位已经是经办人或审批人；要换身份请先撤销"
    ]
    client.post(f"/account/employers/operators/{added.pk}/revoke/")
    assert not Operator.objects.in_force().filter(user__username="zhao").exists()


def test_a_handler_does_not(firm):
    resident("zhao", 3)
    client = for_firm("li", firm)
    added = client.post("/account/employers/operators/", {"username": "zhao", "role": "handler"})
    approver = Operator.objects.get(role="approver")
    revoked = client.post(f"/account/employers/operators/{approver.pk}/revoke/")
    assert (added.status_code, revoked.status_code) == (403, 403)
    assert Operator.objects.in_force().count() == 2


def test_the_last_approver_stays(firm):
    client = for_firm("qian", firm)
    response = client.post(f"/account/employers/operators/{Operator.objects.get(role='approver').pk}/revoke/")
    assert "至少要有一位审批人" in response.text
    assert Operator.objects.in_force().count() == 2


def test_the_operators_of_another_employer_are_out_of_reach(firm):
    other = employer("91320106MA1TE5T02J", "南京示例商店", registered_on=today())
    theirs = Operator.objects.create(user=resident("zhao", 3), employer=other, role="approver")
    client = for_firm("qian", firm)
    assert client.post(f"/account/employers/operators/{theirs.pk}/revoke/").status_code == 404


@pytest.fixture
def firm():
    return make_firm()


def test_who_is_here_for_an_employer_alone_is_asked_for_which(client):
    firm = employer(registered_on=today())
    user = User.objects.create_user("desk", PASSWORD, display_name="经办人")
    Operator.objects.create(user=user, employer=firm, role="handler")
    sent = {"username": "desk", "password": PASSWORD}
    assert client.post("/account/sign-in/", sent).url == "/account/acting/"
    assert client.post("/account/sign-in/", sent | {"next": "/matters/"}).url == "/matters/"
    resident_too = {"username": "li", "password": PASSWORD}
    Operator.objects.create(user=resident("li", 2, "李小红"), employer=firm, role="handler")
    assert client.post("/account/sign-in/", resident_too).url == "/"
