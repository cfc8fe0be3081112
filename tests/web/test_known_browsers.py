"""Whoever tries passwords on somebody's name from elsewhere locks her out of no browser in which she has signed in before."""

from __future__ import annotations

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from tests.people.make import PASSWORD, resident
from yuntai.people import browsers

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """Six an hour from elsewhere, three in a known browser, all in one window."""
    assert browsers._RATES == {True: "10/15m", False: "60/h"}
    monkeypatch.setattr(browsers, "_RATES", {True: "3/15m", False: "6/h"})
    monkeypatch.setattr("django_ratelimit.core._get_window", lambda *_: 0)


def sign_in(client, name="wang", password=PASSWORD, address="203.0.113.7"):
    return client.post(SIGN_IN, {"username": name, "password": password}, REMOTE_ADDR=address).status_code


def attack(times, address="198.51.100.{}"):
    """Wrong passwords from browsers that nobody knows; the last answer."""
    return [sign_in(Client(), password="wrong", address=address.format(n % 250 + 1)) for n in range(times)][-1]


def test_her_own_browser_lets_her_in_while_others_try(client):
    user = resident("wang", 1)
    assert sign_in(client) == 302
    client.post("/account/sign-out/")
    assert attack(7) == 429
    assert sign_in(Client()) == 429  # nor does her password open from where nobody knows her
    assert sign_in(client) == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_so_it_does_where_the_others_share_her_address(client):
    resident("wang", 1)
    assert sign_in(client) == 302
    client.post("/account/sign-out/")
    assert attack(5, "203.0.113.7") == 429
    assert sign_in(Client()) == 429
    assert sign_in(client) == 302


def test_in_a_known_browser_tries_are_counted_too(client):
    resident("wang", 1), resident("li", 2)
    assert sign_in(client) == 302
    client.post("/account/sign-out/")
    assert [sign_in(client, password="wrong") for _ in range(4)] == [200] * 3 + [429]
    assert sign_in(client) == 429
    assert sign_in(client, "li") == 302  # her name alone


def test_who_set_a_new_password_at_a_window_is_known(client):
    user = resident("wang", 1)
    assert attack(7) == 429
    number = urlsafe_base64_encode(force_bytes(user.pk))
    form = client.get(f"/account/new-password/{number}/{default_token_generator.make_token(user)}/", follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"new_password1": "another-long-word", "new_password2": "another-long-word"})
    assert sign_in(client, password="another-long-word") == 302


def test_a_cookie_that_somebody_made_up_is_none(client):
    resident("wang", 1)
    assert attack(7) == 429
    client.cookies["known"] = f"abc.{browsers._mark({'username': 'wang'})}:made:up"
    assert sign_in(client) == 429


def test_a_browser_knows_the_last_five(client):
    for n in range(1, 8):
        resident(f"wang{n}", n)
        assert sign_in(client, f"wang{n}", address=f"203.0.113.{n}") == 302
        client.post("/account/sign-out/")
    marks = client.cookies["known"].value.split(":")[0].split(".")[1:]
    assert marks == [browsers._mark({"username": f"wang{n}"}) for n in (7, 6, 5, 4, 3)]
