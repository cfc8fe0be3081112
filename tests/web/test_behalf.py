"""Acting for others: mandates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.city import signed_in
from tests.people.make import officer, person, resident, units
from tests.web.account_pages import banner, errors
from yuntai.clock import today
from yuntai.notices.models import Notice
from yuntai.people.models import Mandate, Person, Role, User

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
        ({"basis": "随便"}, "请选择凭什么代办"),
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


def test_a_form_opened_for_the_present_person_is_taken():
    wang = resident("wang", 1)
    client = signed_in(wang)
    page = BeautifulSoup(client.get("/account/profile/").content, "html.parser")
    said = page.select_one("form:not(.form-inline) [name=acting]")["value"]
    assert said == f"{wang.pk}/self-{Person.objects.get().pk}"
    assert client.post("/account/profile/", {"acting": said, "email": "w@example.com"}).url == "/account/profile/"
