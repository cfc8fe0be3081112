"""Acting for others: mandates and the counter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.city import signed_in
from tests.people.make import PASSWORD, officer, person, resident, resident_id, units
from tests.web.account_pages import banner, errors
from yuntai.clock import today
from yuntai.notices.models import Notice
from yuntai.people import acting
from yuntai.people.models import Access, Mandate, Person, Role, User

pytestmark = pytest.mark.django_db
SOON = today() + timedelta(30)


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
