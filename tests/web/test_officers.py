"""A manager appoints officers of her units and helps them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.city import signed_in
from tests.people.make import officer, units
from tests.web.account_pages import errors
from yuntai.people.models import Access, Appointment, Role, User
from yuntai.people.second_factor import device_of, give

pytestmark = pytest.mark.django_db


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
        ({"unit": "j"}, "请选择单位"),
        ({"unit": "c"}, "请选择单位"),
        ({"username": "manager"}, "不能给自己任命岗位，请上一级单位的系统管理岗办理"),
        ({"username": "MANAGER"}, "不能给自己任命岗位，请上一级单位的系统管理岗办理"),
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


@pytest.mark.parametrize(("who", "shown"), [("clerk", True), ("chief", True), ("manager", False)])
def test_the_workbench_is_shown_to_those_whom_it_opens_to(bureau, who, shown):
    client = signed_in(bureau[who])
    assert (client.get("/work/").status_code == 200) is shown
    for path in ("/account/profile/", "/matters/"):
        assert ('href="/work/"' in client.get(path).text) is shown, path
