"""The account pages in a real browser: on a phone, without scripts, without barriers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.browser import barriers, sideways
from tests.city import session_cookie
from tests.people.make import PASSWORD, make_firm, officer, resident, units
from tests.web.account_pages import for_firm
from yuntai.clock import today
from yuntai.people.models import Access, Mandate, Role, User

pytestmark = pytest.mark.django_db
SOON = today() + timedelta(30)


@pytest.fixture
def firm():
    return make_firm()


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
        ("window", ["counter/", "employers/waiting/", "proposals/", "acting/ended/", "acting/changed/", "profile/"]),
        ("half", ["second-factor/"]),
        ("manager", ["officers/", "proposals/"]),
        ("auditor", ["officers/", "proposals/", "verify/"]),
    ],
)
def test_no_barriers_afterwards(visit, firm, who, paths):
    there = units()
    window = officer("window", there["gulou"], Role.ACCEPT)
    officer("half", there["street"], Role.ACCEPT, Role.REVIEW)
    officer("manager", there["city"], Role.MANAGE)
    officer("auditor", there["city"], Role.AUDIT)
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
        cookie = session_cookie(User.objects.get(username=who))
    for path in paths:
        page = visit(f"/account/{path}", width=360, cookies=cookie)
        assert (path, barriers(page), sideways(page)) == (path, [], 0)
