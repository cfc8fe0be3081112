"""Acting for others: mandates, employers, the counter; officers and who appoints them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.browser import barriers, sideways
from tests.city import session_cookie, signed_in
from tests.people.make import PASSWORD, employer, officer, person, resident, resident_id, units
from yuntai.clock import today
from yuntai.notices.models import Notice
from yuntai.people import acting
from yuntai.people.models import Access, Appointment, Employer, Mandate, Operator, Person, Role, User
from yuntai.people.second_factor import device_of, give

pytestmark = pytest.mark.django_db
SOON = today() + timedelta(30)
USCC = "91320106MA1TE5T01F"


@pytest.fixture(autouse=True)
def _counters_at_zero():
    cache.clear()


def errors(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [item.get_text(strip=True) for item in page.select(".error-summary li")]


def banner(client):
    """What the page says above everything: for whom one acts."""
    region = BeautifulSoup(client.get("/account/profile/").content, "html.parser").select_one(".acting p")
    return region and region.get_text(" ", strip=True)


# Mandates


def give_mandate(client, **more):
    return client.post("/account/mandates/", {"agent": "li", "basis": "本人委托", "ends": SOON.isoformat(), **more})


def test_a_mandate_is_given_used_and_revoked():
    wang, li = signed_in(resident("wang", 1)), signed_in(resident("li", 2, "李小红"))
    assert give_mandate(wang).url == "/account/mandates/"
    one = Mandate.objects.get()
    assert (one.person.name, one.agent.username, one.basis, one.ends) == ("王小明", "li", "本人委托", SOON)
    assert li.post("/account/acting/", {"who": f"mandate-{one.person_id}"}).url == "/"
    assert banner(li) == "您正在代 王*明 办理"
    wang.post(f"/account/mandates/{one.pk}/revoke/")
    assert banner(li) is None
    assert li.post("/account/acting/", {"who": f"mandate-{one.person_id}"}).status_code == 400


def test_both_are_told_of_a_mandate():
    wang = resident("wang", 1)
    li = resident("li", 2, "李小红")
    give_mandate(signed_in(wang))
    for user in (wang, li):
        (told,) = Notice.objects.inbox(user)
        assert told.text.startswith("王*明委托李*红代办人社事项（本人委托）")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"agent": "nobody"}, "没有这个用户名，或者对方还没有实名注册；请向对方核对"),
        ({"agent": "clerk"}, "没有这个用户名，或者对方还没有实名注册；请向对方核对"),
        ({"agent": "wang"}, "不用委托自己，请填对方的用户名"),
        ({"basis": "随便"}, "请选择一项"),
        ({"ends": (today() - timedelta(1)).isoformat()}, "到期日不能早于今天"),
        ({"ends": "明年"}, "请选择日期，例如 2027-01-31"),
    ],
)
def test_a_mandate_that_cannot_be(change, sentence):
    resident("li", 2), officer("clerk", units()["gulou"], Role.ACCEPT)
    assert errors(give_mandate(signed_in(resident("wang", 1)), **change)) == [sentence]
    assert Mandate.objects.count() == 0


def test_an_agent_cannot_hand_the_mandate_on():
    wang, li = resident("wang", 1), resident("li", 2)
    resident("zhao", 3)
    Mandate.objects.create(person=wang.person, agent=li, basis="本人委托", ends=SOON)
    client = signed_in(li)
    client.post("/account/acting/", {"who": f"mandate-{wang.person_id}"})
    response = give_mandate(client, agent="zhao")
    assert (response.status_code, Mandate.objects.count()) == (400, 1)
    assert "只有本人才能委托别人" in response.text


def test_others_cannot_revoke_a_mandate():
    one = Mandate.objects.create(person=person(1), agent=resident("li", 2), basis="本人委托", ends=SOON)
    assert signed_in(resident("zhao", 3)).post(f"/account/mandates/{one.pk}/revoke/").status_code == 404
    assert signed_in(User.objects.get(username="li")).post(f"/account/mandates/{one.pk}/revoke/").status_code == 302
    assert not Mandate.objects.in_force().exists()


# The counter


@pytest.fixture
def clerk():
    return officer("clerk", units()["gulou"], Role.ACCEPT)


def at_counter(client, number=1, name="王小明", **more):
    form = {"name": name, "resident_id": resident_id(number), "reason": "申领失业保险金", "seen": "是"}
    return client.post("/account/counter/", form | more)


def test_an_officer_acts_for_the_person_at_the_counter_and_it_is_written_down(clerk):
    client = signed_in(clerk)
    assert at_counter(client).url == "/"
    assert banner(client) == "您正在窗口为 王*明 办理"
    entry = Access.objects.get()
    assert (entry.user, entry.person.name, entry.what, entry.why) == (clerk, "王小明", "窗口代录", "申领失业保险金")
    assert client.post("/account/acting/", {"stop": "1"}).url == "/account/counter/"
    assert banner(client) is None


def test_the_next_person_comes_after_the_first_has_gone(clerk):
    client = signed_in(clerk)
    at_counter(client)
    response = at_counter(client, 2, "李小红")
    assert (response.status_code, banner(client)) == (400, "您正在窗口为 王*明 办理")
    assert "换一位之前，请先按页面上方的“不再代办”" in response.text


def test_acting_at_a_counter_ends_with_the_session(clerk):
    client = signed_in(clerk)
    at_counter(client)
    client.post("/account/sign-out/")
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "acting" not in client.session


def test_after_15_idle_minutes_the_officer_is_told_so(clerk, monkeypatch):
    client = signed_in(clerk)
    at_counter(client)
    later = acting.time.time() + 15 * 60 + 2
    monkeypatch.setattr(acting.time, "time", lambda: later)
    response = client.get("/cases/", follow=True)
    assert response.redirect_chain == [("/account/acting/ended/", 302)]
    assert "15 分钟没有操作，代办已结束" in response.text
    assert banner(client) is None


def test_after_15_idle_minutes_nothing_is_sent_in_anothers_name(clerk, monkeypatch):
    client = signed_in(clerk)
    at_counter(client)
    later = acting.time.time() + 15 * 60 + 2
    monkeypatch.setattr(acting.time, "time", lambda: later)
    assert client.post("/account/mandates/", {"agent": "li"}).url == "/account/acting/ended/"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "王大明"}, "姓名与身份号码对不上，请核对"),
        ({"resident_id": "32010619900101001"}, "公民身份号码不是 18 位"),
        ({"reason": ""}, "请填写这一项"),
        ({"seen": ""}, "请先核对本人和证件，再勾选"),
    ],
)
def test_a_person_who_was_not_made_sure_of(clerk, change, sentence):
    person(1)
    client = signed_in(clerk)
    assert errors(at_counter(client, **change)) == [sentence]
    assert banner(client) is None
    assert Access.objects.count() == 0


def test_an_officer_cannot_act_for_herself_at_the_counter(clerk):
    clerk.person = person(1)
    clerk.save()
    response = at_counter(signed_in(clerk))
    assert response.status_code == 400
    assert "不能在窗口为自己办理" in response.text


def test_a_form_opened_for_one_person_is_not_taken_for_another(clerk):
    """Two tabs: the first still shows what was asked of 王小明 when 李小红 stands at the counter."""
    client = signed_in(clerk)
    at_counter(client)
    page = BeautifulSoup(client.get("/account/profile/").content, "html.parser")
    stale = {"acting": page.select_one("form:not(.form-inline) [name=acting]")["value"]}
    assert stale == {"acting": f"counter-{person(1).pk}"}
    client.post("/account/acting/", {"stop": "1"})
    at_counter(client, 2, "李小红")
    assert banner(client) == "您正在窗口为 李*红 办理"
    response = client.post("/account/profile/", stale | {"email": "wang@example.com"}, follow=True)
    assert response.redirect_chain == [("/account/acting/changed/", 302)]
    assert "刚才填的没有提交" in response.text
    assert "现在办理的是 李*红" in response.text


def test_a_form_opened_for_the_present_person_is_taken():
    client = signed_in(resident("wang", 1))
    page = BeautifulSoup(client.get("/account/profile/").content, "html.parser")
    said = page.select_one("form:not(.form-inline) [name=acting]")["value"]
    assert said == f"self-{Person.objects.get().pk}"
    assert client.post("/account/profile/", {"acting": said, "email": "w@example.com"}).url == "/account/profile/"


def test_a_forgotten_password_is_set_at_the_counter_by_the_person_herself(clerk, client):
    user = resident("wang", 1)
    for _ in range(5):
        client.post("/account/sign-in/", {"username": "wang", "password": "wrong"})
    officer_client = signed_in(clerk)
    assert officer_client.post("/account/counter/password/").status_code == 400
    at_counter(officer_client)
    page = BeautifulSoup(officer_client.post("/account/counter/password/").content, "html.parser")
    address = page.find("main").find("code").get_text().removeprefix("http://testserver")
    assert [entry.what for entry in Access.objects.order_by("number")] == ["窗口代录", "重设密码"]
    form = client.get(address, follow=True)
    new = {"new_password1": "新的一句话-2026", "new_password2": "新的一句话-2026"}
    assert client.post(form.request["PATH_INFO"], new).url == "/account/sign-in/"
    user.refresh_from_db()
    assert user.check_password("新的一句话-2026")
    assert client.post("/account/sign-in/", {"username": "wang", "password": "新的一句话-2026"}).url == "/"
    assert "已经用过或者过期了" in Client().get(address, follow=True).text


def test_an_officers_password_is_not_set_at_the_counter(clerk):
    other = officer("other", clerk.appointments.get().unit, Role.REVIEW, person=person(1))
    client = signed_in(clerk)
    at_counter(client)
    response = client.post("/account/counter/password/")
    assert (response.status_code, other.check_password(PASSWORD)) == (400, True)
    assert "工作人员的密码由本单位管理岗重设" in response.text


# Employers


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
    from yuntai.people.units import sync_units

    sync_units(catalogue().units)
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
        ({"name": "另一家公司"}, "名称与这个统一社会信用代码登记的不一致，请照营业执照填写"),
        ({"district": "浦东新区"}, "请选择一项"),
        ({"authorisation": ""}, "请上传加盖公章的授权书"),
        (
            {"authorisation": paper("授权书.docx")},
            "“授权书.docx”的格式不收，请换成 pdf、jpg、png",
        ),
    ],
)
def test_a_registration_that_cannot_be(change, sentence):
    employer()
    assert errors(apply(signed_in(resident("qian", 1)), **change)) == [sentence]
    assert Operator.objects.count() == 0


def test_who_comes_second_is_sent_to_the_approver():
    firm = employer()
    Operator.objects.create(user=resident("qian", 1), employer=firm, role="approver")
    assert errors(apply(signed_in(resident("li", 2)))) == ["这家单位已经实名注册，请它的审批人把您加为经办人"]


@pytest.fixture
def firm():
    """A registered employer with 钱 as its approver and 李 as a handler."""
    one = employer(registered_on=today())
    Operator.objects.create(user=resident("qian", 1, "钱多多"), employer=one, role="approver")
    Operator.objects.create(user=resident("li", 2, "李小红"), employer=one, role="handler")
    return one


def for_firm(username, firm):
    client = signed_in(User.objects.get(username=username))
    client.post("/account/acting/", {"who": f"operator-{firm.pk}"})
    return client


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


# Officers


@pytest.fixture
def bureau():
    there = units()
    return there | {
        "manager": officer("manager", there["gulou"], Role.MANAGE),
        "clerk": officer("clerk", there["street"], Role.ACCEPT),
        "far": officer("far", there["jiangning"], Role.REVIEW),
        "chief": officer("chief", there["city"], Role.SUPERVISE),
    }


def appoint(client, **more):
    return client.post(
        "/account/officers/", {"username": "new", "display_name": "新来的", "unit": "gs", "role": "review", **more}
    )


def test_a_manager_appoints_somebody_new_who_sets_her_own_password(bureau, client):
    page = BeautifulSoup(appoint(signed_in(bureau["manager"])).content, "html.parser")
    user = User.objects.get(username="new")
    assert [str(one) for one in user.roles()] == ["湖南路街道审核岗"]
    assert not user.has_usable_password()
    address = page.find("main").find("code").get_text().removeprefix("http://testserver")
    assert "设新密码" in client.get(address, follow=True).text
    entry = Access.objects.get()
    assert (entry.user, entry.what) == (bureau["manager"], "任命 new：湖南路街道审核岗")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit": "j"}, "请选择一项"),
        ({"unit": "c"}, "请选择一项"),
        ({"username": "manager"}, "不能给自己任命岗位，请上一级单位的管理岗办理"),
        ({"username": "MANAGER"}, "不能给自己任命岗位，请上一级单位的管理岗办理"),
        ({"display_name": ""}, "还没有这个账户：请填写姓名，同时为这一位开账户"),
        ({"username": "clerk", "role": "accept"}, "这一位在这个单位已经有这个岗位"),
        ({"ends": "2020-01-01"}, "到期日不能早于今天"),
    ],
)
def test_an_appointment_that_cannot_be(bureau, change, sentence):
    assert errors(appoint(signed_in(bureau["manager"]), **change)) == [sentence]
    assert Appointment.objects.count() == 4


def test_an_appointment_ends_at_once(bureau):
    client = signed_in(bureau["clerk"])
    assert client.get("/account/counter/").status_code == 200
    number = bureau["clerk"].appointments.get().pk
    signed_in(bureau["manager"]).post(f"/account/officers/appointments/{number}/end/")
    assert client.get("/account/counter/").status_code == 403


@pytest.mark.parametrize(("who", "status"), [("clerk", 302), ("far", 404), ("chief", 404), ("manager", 404)])
def test_a_manager_helps_the_officers_of_her_units_alone(bureau, who, status):
    user = bureau[who]
    if device_of(user) is None:
        give(user)
    client = signed_in(bureau["manager"])
    assert client.post(f"/account/officers/{user.pk}/second-factor/").status_code == status
    assert (device_of(user) is None) is (status == 302)
    assert client.post(f"/account/officers/{user.pk}/password/").status_code == {302: 200, 404: 404}[status]
    number = user.appointments.get().pk
    assert client.post(f"/account/officers/appointments/{number}/end/").status_code == status


def test_nobody_gets_at_the_account_of_one_who_also_works_above_her(bureau):
    Appointment.objects.create(user=bureau["clerk"], unit=bureau["city"], role="pay")
    client = signed_in(bureau["manager"])
    assert client.post(f"/account/officers/{bureau['clerk'].pk}/password/").status_code == 404


# In a real browser


def test_signing_in_and_acting_on_a_phone_without_scripts(visit):
    wang, li = resident("wang", 1), resident("li", 2, "李小红")
    Mandate.objects.create(person=wang.person, agent=li, basis="本人委托", ends=SOON)
    page = visit("/account/sign-in/", width=360, scripts=False)
    page.get_by_label("用户名或公民身份号码").fill("li")
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    page.goto(page.url.rstrip("/") + "/account/acting/")
    page.get_by_role("button", name="王*明（受托人）").click()
    region = page.get_by_role("region", name="代办")
    assert region.locator("strong").inner_text() == "王*明"
    region.get_by_role("button", name="不再代办").click()
    assert page.get_by_role("region", name="代办").count() == 0


@pytest.mark.parametrize("mode", ["standard", "care"])
@pytest.mark.parametrize("path", ["sign-in/", "register/"])
def test_no_barriers_before_signing_in(visit, path, mode):
    page = visit(f"/account/{path}", width=360, mode=mode)
    assert (barriers(page), sideways(page)) == ([], 0)


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("qian", ["profile/", "password/", "looked/", "acting/", "mandates/", "employers/", "employers/operators/"]),
        ("window", ["counter/", "employers/waiting/", "officers/", "acting/ended/", "acting/changed/", "profile/"]),
        ("half", ["second-factor/"]),
    ],
)
def test_no_barriers_afterwards(visit, firm, who, paths):
    there = units()
    window = officer("window", there["gulou"], Role.ACCEPT, Role.MANAGE)
    officer("half", there["street"], Role.ACCEPT, Role.REVIEW)
    qian = User.objects.get(username="qian")
    Mandate.objects.create(person=qian.person, agent=User.objects.get(username="li"), basis="本人委托", ends=SOON)
    Access.append(user_id=window.pk, person_id=qian.person_id, what="材料", why="办件")
    if who == "half":
        client = Client()
        client.force_login(User.objects.get(username="half"), backend="django.contrib.auth.backends.ModelBackend")
        cookie = {"sessionid": client.cookies["sessionid"].value}
    elif who == "qian":
        cookie = {"sessionid": for_firm("qian", firm).cookies["sessionid"].value}
    else:
        cookie = session_cookie(window)
    for path in paths:
        page = visit(f"/account/{path}", width=360, cookies=cookie)
        assert (path, barriers(page), sideways(page)) == (path, [], 0)
