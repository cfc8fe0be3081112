"""Accounts: signing in and out, registration, passwords, the second factor, contact, who has looked."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from tests.city import signed_in
from tests.people.make import PASSWORD, officer, resident, resident_id, units
from tests.web.account_pages import errors
from yuntai.people.logs import log_access
from yuntai.people.models import Access, Person, Role, User
from yuntai.people.second_factor import device_of, give, present_code

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


@pytest.mark.parametrize("typed", ["wang", " WANG ", "ｗａｎｇ", resident_id(1)])
def test_sign_in_by_user_name_or_resident_id(client, typed):
    user = resident("wang", 1)
    assert sign_in(client, typed).url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [("/cases/", "/cases/"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("javascript:alert(1)", "/")],
)
def test_after_sign_in_one_is_where_one_wanted_to_go(client, wanted, goes_to):
    resident("wang", 1)
    assert sign_in(client, "wang", next=wanted).url == goes_to


@pytest.mark.parametrize("username", ["wang", "nobody", resident_id(7)])
def test_a_wrong_password_and_an_unknown_name_say_the_same(client, username):
    resident("wang", 1)
    response = sign_in(client, username, "wrong")
    assert errors(response) == ["用户名或密码不对。连续错 5 次要等 15 分钟"]
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find(id="f-username")["value"] == username
    assert page.find(id="f-password")["value"] == ""


def test_a_closed_account_does_not_open(client):
    User.objects.filter(pk=resident("wang", 1).pk).update(is_active=False)
    assert errors(sign_in(client, "wang")) == ["用户名或密码不对。连续错 5 次要等 15 分钟"]


def test_five_wrong_passwords_lock_until_a_moment_that_is_said(client):
    resident("wang", 1)
    assert [sign_in(client, "wang", "wrong").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    until = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=15))
    for name in ("wang", "WANG", resident_id(1)):
        response = sign_in(client, name)
        assert response.status_code == 429
        assert f"{until.month}月{until.day}日 {until:%H:%M} 以后再试" in response.text
        assert "带身份证到任一窗口重设" in response.text
    assert "_auth_user_id" not in client.session


def test_trying_again_does_not_lengthen_the_wait(client):
    resident("wang", 1)
    for _ in range(5):
        sign_in(client, "wang", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert sign_in(client, "wang", "wrong").status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, "wang").url == "/"


def test_others_are_not_locked_out_with_her(client):
    resident("wang", 1), resident("li", 2)
    for _ in range(6):
        sign_in(client, "wang", "wrong")
    assert sign_in(client, "li").url == "/"


def test_too_many_attempts_from_one_address_are_slowed(client, monkeypatch):
    monkeypatch.setattr(
        "django_ratelimit.core._get_window", lambda *_: 0
    )  # all within one minute, however slow it goes
    assert [sign_in(client, f"user{n}", "wrong").status_code for n in range(31)] == [200] * 30 + [429]


@pytest.mark.parametrize(("proxied", "address"), [(True, "203.0.113.9"), (False, "127.0.0.1")])
def test_behind_a_proxy_the_address_is_what_the_proxy_has_seen(client, settings, proxied, address):
    """The first address is the sender's own invention, and without a proxy all of it is."""
    settings.PROXIED = proxied
    client.post(
        SIGN_IN, {"username": "wang", "password": "wrong"}, headers={"x-forwarded-for": "198.51.100.7, 203.0.113.9"}
    )
    assert AccessAttempt.objects.get().ip_address == address


def test_neither_logs_nor_the_lockout_table_hold_what_was_typed(client, caplog):
    """People type their resident id there; a password must not be kept either."""
    resident("wang", 1)
    with caplog.at_level(logging.DEBUG):
        for _ in range(6):
            sign_in(client, resident_id(7), "my-secret-word")
    kept = repr(list(AccessAttempt.objects.values()))
    assert "login failure" in caplog.text
    for text in (resident_id(7), resident_id(7)[6:14], "my-secret-word"):
        assert text not in caplog.text
        assert text not in kept


def test_signing_out_takes_a_post_and_ends_the_session(client):
    resident("wang", 1)
    sign_in(client, "wang")
    assert client.get("/account/sign-out/").url == "/"
    assert client.post("/account/sign-out/").url == "/"
    assert client.get("/account/profile/").url == f"{SIGN_IN}?next=/account/profile/"


def test_care_mode_is_kept_with_the_account(client):
    resident("wang", 1)
    sign_in(client, "wang")
    client.post("/mode/", {"mode": "care", "next": "/"})
    assert User.objects.get().care_mode
    elsewhere = Client()
    assert sign_in(elsewhere, "wang").cookies["mode"].value == "care"
    elsewhere.post("/mode/", {"mode": "standard", "next": "/"})
    assert "mode" not in sign_in(Client(), "wang").cookies


NEW = {
    "name": "王小明",
    "resident_id": resident_id(1),
    "phone": "13812345678",
    "username": "wang",
    "password": PASSWORD,
}


def test_registration_by_real_name(client):
    assert "这里只检查身份号码的写法" in client.get("/account/register/").text
    assert client.post("/account/register/", NEW).url == "/"
    user = User.objects.get()
    assert (user.username, user.person.name, user.person.phone) == ("wang", "王小明", "13812345678")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"resident_id": resident_id(1)[:-1] + "?"}, "公民身份号码无效：前 17 位只能是数字，末位只能是数字或 X"),
        ({"resident_id": "320106600101001"}, "是 15 位旧号码，请换成 18 位公民身份号码"),
        ({"phone": "123"}, "“123”不是电话号码，请写成 13800000000 的样子"),
        ({"username": "taken"}, "这个用户名已经有人用了，请换一个"),
        ({"username": "TAKEN"}, "这个用户名已经有人用了，请换一个"),
        ({"username": resident_id(1)}, "不要用身份号码或手机号码做用户名，请另起一个"),
        ({"username": "13812345678"}, "不要用身份号码或手机号码做用户名，请另起一个"),
        ({"password": "1234567890"}, "这个密码太常见了"),
        ({"password": "short-1"}, "密码太短，至少要 10 位"),
        (
            {"resident_id": resident_id(8), "name": "赵敏"},
            "这个身份号码已经注册过，请直接登录；忘了密码请带身份证到窗口",
        ),
        ({"resident_id": resident_id(8)}, "姓名与身份号码对不上，请核对；登记错了的，请带身份证到窗口更正"),
        ({"name": ""}, "请填写姓名"),
    ],
)
def test_registration_that_is_refused_keeps_what_was_typed(client, change, sentence):
    resident("taken", 8, "赵敏")
    response = client.post("/account/register/", NEW | change)
    assert sentence in errors(response)[0]
    page = BeautifulSoup(response.content, "html.parser")
    for name, value in (NEW | change).items():
        assert page.find(id=f"f-{name}")["value"] == ("" if name == "password" else value)
    assert User.objects.count() == 1


@pytest.mark.parametrize("dot", ["·", "•", "・", " ・ ", "．", "."])
def test_a_number_may_be_pasted_and_the_dot_of_a_name_is_one_dot(client, dot):
    """As an address book and the keyboards of phones give them."""
    known = resident("before", 7, "买买提·阿不都").person
    User.objects.all().delete()
    pasted = "\u202d" + " ".join((resident_id(7)[:6], resident_id(7)[6:14], resident_id(7)[14:])) + "\u202c"
    change = {"name": f"买买提{dot}阿不都", "resident_id": pasted, "phone": "+86 138-1234-5678"}
    assert client.post("/account/register/", NEW | change).url == "/"
    assert User.objects.get().person == known


def test_a_new_password_signs_out_everywhere_else(client):
    user = resident("wang", 1)
    sign_in(client, "wang")
    elsewhere = signed_in(user)
    assert errors(client.post("/account/password/", {"old": "wrong", "new": "新的一句话-2026"})) == ["原密码不对"]
    short = client.post("/account/password/", {"old": PASSWORD, "new": "short"})
    assert errors(short) == ["密码太短，至少要 10 位"]
    assert client.post("/account/password/", {"old": PASSWORD, "new": "新的一句话-2026"}).url == "/account/profile/"
    assert client.get("/account/profile/").status_code == 200
    assert elsewhere.get("/account/profile/").url.startswith(SIGN_IN)
    assert sign_in(Client(), "wang", "新的一句话-2026").url == "/"


def test_an_officer_takes_up_an_authenticator_and_then_gives_its_code(client):
    user = officer("clerk", units()["gulou"], Role.ACCEPT)
    assert sign_in(client, "clerk").url == "/work/"
    for path in ("/work/", "/", "/account/profile/", "/account/counter/"):
        assert client.get(path).url == f"/account/second-factor/?next={quote(path)}"
    page = BeautifulSoup(client.get("/account/second-factor/").content, "html.parser")
    assert page.find("img")["src"].startswith("data:image/svg+xml")
    secret = page.find("code").get_text()
    assert BeautifulSoup(client.get("/account/second-factor/").content, "html.parser").find("code").get_text() == secret
    assert client.post("/account/second-factor/", {"code": "000000"}).status_code == 200
    assert device_of(user) is None
    code = _code_of(secret)
    spaced = f" {code[:3]} {code[3:]} "  # as authenticators show it
    assert client.post("/account/second-factor/", {"code": spaced}).url == "/work/"
    assert client.get("/work/").status_code == 200

    again = Client()
    sign_in(again, "clerk")
    assert again.get("/work/?show=all").url == "/account/second-factor/?next=/work/%3Fshow%3Dall"
    assert "绑定" not in again.get("/account/second-factor/").text
    assert "动态码不对、用过了或者过期了" in again.post("/account/second-factor/", {"code": code}).text
    device = device_of(user)
    device.throttle_reset()
    assert again.post("/account/second-factor/", {"code": present_code(user)}).url == "/work/"


def _code_of(secret):
    import base64

    from django_otp.oath import totp

    return f"{totp(base64.b32decode(secret.replace(' ', ''))):06}"


def test_guessing_codes_is_slowed(client):
    user = officer("clerk", units()["gulou"], Role.ACCEPT)
    give(user)
    sign_in(client, "clerk")
    answers = [client.post("/account/second-factor/", {"code": "x"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_resident_has_no_second_factor(client):
    resident("wang", 1)
    sign_in(client, "wang")
    assert client.get("/account/second-factor/").url == "/"


def test_contact_is_shown_masked_and_changed(client):
    resident("wang", 1)
    sign_in(client, "wang")
    text = client.get("/account/profile/").text
    assert "138****5678" in text
    for secret in ("13812345678", resident_id(1), "王小明"):
        assert secret not in text
    client.post("/account/profile/", {"phone": "", "email": "wang@example.com", "muted": ["email:policy"]})
    user, one = User.objects.get(), Person.objects.get()
    assert (one.phone, one.email, user.muted) == ("13812345678", "wang@example.com", ["email:policy"])
    client.post("/account/profile/", {"phone": "13900000000", "email": "", "muted": []})
    user, one = User.objects.get(), Person.objects.get()
    assert (one.phone, one.email, user.muted) == ("13900000000", "", [])


def test_a_wrong_address_changes_nothing_and_is_still_there(client):
    resident("wang", 1)
    sign_in(client, "wang")
    response = client.post("/account/profile/", {"email": "wang@", "muted": ["sms:payment"]})
    assert errors(response) == ["邮箱地址不完整，请写成 name@example.com 的样子"]
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find(id="f-email")["value"] == "wang@"
    assert [box["value"] for box in page.select("[name=muted][checked]")] == ["sms:payment"]
    assert User.objects.get().muted == []


def test_what_has_no_legal_effect_can_be_muted_channel_by_channel(client):
    resident("wang", 1)
    sign_in(client, "wang")
    page = BeautifulSoup(client.get("/account/profile/").content, "html.parser")
    assert [box["value"] for box in page.select("[name=muted]")] == [
        f"{channel}:{event}" for channel in ("sms", "email") for event in ("progress", "payment", "deadline", "policy")
    ]
    response = client.post("/account/profile/", {"muted": ["sms:decision"]})
    assert response.status_code == 200
    assert User.objects.get().muted == []


def test_who_has_looked_is_told_by_role_and_unit_not_by_name():
    wang, other = resident("wang", 1), resident("li", 2)
    clerk = officer("clerk", units()["gulou"], Role.ACCEPT, display_name="窗口李")
    log_access(clerk, wang.person, "姓名、身份号码、电话", "办件 26112500000001：核对身份")
    log_access(clerk, other.person, "别人的材料", "别人的办件")
    page = BeautifulSoup(signed_in(wang).get("/account/looked/").content, "html.parser")
    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.select("tbody tr")]
    at = timezone.localtime(Access.objects.first().at)
    assert rows == [
        [
            f"{at.month}月{at.day}日 {at:%H:%M}",
            "鼓楼区人社局受理岗",
            "姓名、身份号码、电话",
            "办件 26112500000001：核对身份",
        ]
    ]
    assert "窗口李" not in page.get_text()


def test_every_page_carries_the_strict_policy(client):
    policy = client.get(SIGN_IN)["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == "'self'"
    assert re.fullmatch(r"'self'( 'nonce-[^']+')?", rules["script-src"])
    assert (rules["form-action"], rules["base-uri"], rules["frame-ancestors"]) == ("'self'", "'none'", "'none'")
    assert "unsafe" not in policy
    response = client.get(SIGN_IN)
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert client.get(SIGN_IN).cookies["csrftoken"]["samesite"] == "Lax"
