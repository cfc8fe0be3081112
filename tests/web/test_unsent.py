"""A form that is sent after the session has ended, or from another sign-in: kept for its sender, shown to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.city import signed_in
from tests.people.make import PASSWORD, resident
from yuntai.clock import today
from yuntai.people.models import Mandate, User

pytestmark = pytest.mark.django_db

PROFILE = "/account/profile/"
STILL_THERE = "刚才填的还在"


@pytest.fixture
def wang() -> User:
    return resident("wang", 1)


def form_of(client: Client, path: str = PROFILE) -> dict[str, str]:
    """What a form of a page says of itself before anything is typed."""
    return {"acting": BeautifulSoup(client.get(path).content, "html.parser").select_one("[name=acting]")["value"]}


def cut_off(client: Client, path: str, sent: dict[str, Any], username: str = "wang") -> Any:
    """The session ends, the form is sent, ``username`` signs in and is back at ``path``."""
    client.logout()
    asked = client.post(path, sent)
    assert asked.url == f"/account/sign-in/?next={path}"
    return client.post("/account/sign-in/", {"username": username, "password": PASSWORD, "next": path}, follow=True)


def test_it_is_sent_again_with_one_press(wang: User) -> None:
    client = signed_in(wang)
    page = cut_off(client, PROFILE, form_of(client) | {"email": "wang@example.com", "muted": ["paid", "closed"]})
    assert STILL_THERE in page.text
    form = BeautifulSoup(page.content, "html.parser").select("main form")[0]
    fields = [(one["name"], one["value"]) for one in form.select("input") if one["name"] != "csrfmiddlewaretoken"]
    assert fields == [
        ("acting", f"{wang.pk}/self-{wang.person_id}"),
        ("email", "wang@example.com"),
        ("muted", "paid"),
        ("muted", "closed"),
    ]
    client.post(PROFILE, dict(fields[:2]))
    wang.person.refresh_from_db()
    assert wang.person.email == "wang@example.com"
    assert STILL_THERE not in client.get(PROFILE).text


def test_it_stays_until_it_is_sent_or_dropped(wang: User) -> None:
    client = signed_in(wang)
    cut_off(client, PROFILE, form_of(client) | {"email": "wang@example.com"})
    assert STILL_THERE in client.get(PROFILE).text
    assert STILL_THERE not in client.get("/account/mandates/").text
    assert client.post(PROFILE, form_of(client) | {"drop-unsent": "1"}).url == PROFILE
    assert STILL_THERE not in client.get(PROFILE).text


def test_nobody_else_sees_it(wang: User) -> None:
    resident("li", 2, "李小红")
    client = signed_in(wang)
    page = cut_off(client, PROFILE, form_of(client) | {"email": "wang@example.com"}, username="li")
    assert page.status_code == 200
    assert "wang@example.com" not in page.text
    assert STILL_THERE not in page.text
    assert "unsent" not in client.session


def test_one_acts_again_for_whom_one_acted(wang: User) -> None:
    other = resident("li", 2, "李小红")
    Mandate.objects.create(person=other.person, agent=wang, basis="本人委托", ends=today() + timedelta(30))
    client = signed_in(wang)
    client.post("/account/acting/", {"who": f"mandate-{other.person_id}"})
    page = cut_off(client, PROFILE, form_of(client) | {"email": "wang@example.com"})
    assert STILL_THERE in page.text
    assert "您正在代 <strong>李*红</strong> 办理" in page.text


def test_one_who_now_acts_for_another_finds_it_after_changing_back(wang: User) -> None:
    other = resident("li", 2, "李小红")
    Mandate.objects.create(person=other.person, agent=wang, basis="本人委托", ends=today() + timedelta(30))
    client = signed_in(wang)
    typed = form_of(client) | {"email": "wang@example.com"}
    client.post("/account/acting/", {"who": f"mandate-{other.person_id}"})
    assert client.post(PROFILE, typed).url == "/account/acting/changed/"
    assert STILL_THERE not in client.get(PROFILE).text
    client.post("/account/acting/", {"who": f"self-{wang.person_id}"})
    assert STILL_THERE in client.get(PROFILE).text


def test_files_are_to_be_chosen_again_and_words_can_be_copied(wang: User) -> None:
    client = signed_in(wang)
    paper = SimpleUploadedFile("授权书.pdf", b"%PDF-1.4", "application/pdf")
    path = "/account/employers/"
    page = cut_off(client, path, form_of(client) | {"name": "南京<某某>公司", "authorisation": paper})
    assert "选的文件没有传上来" in page.text
    assert "<blockquote>南京&lt;某某&gt;公司</blockquote>" in page.text
    assert "再提交一次" not in page.text


def test_a_password_is_never_kept(wang: User) -> None:
    client = signed_in(wang)
    path = "/account/password/"
    page = cut_off(client, path, form_of(client) | {"old": PASSWORD, "new": "another long password"})
    assert STILL_THERE not in page.text
    assert "unsent" not in client.session


class TestToken:
    """Two tabs: signing in in one makes the tokens of the other old."""

    @pytest.fixture
    def client(self, wang: User) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(wang, backend="django.contrib.auth.backends.ModelBackend")
        client.get(PROFILE)
        return client

    def test_a_form_of_ours_is_offered_again(self, client: Client) -> None:
        typed = form_of(client) | {"email": "wang@example.com", "csrfmiddlewaretoken": "x" * 64}
        page = client.post(PROFILE, typed, headers={"origin": "http://testserver"})
        assert STILL_THERE in page.text
        form = BeautifulSoup(page.content, "html.parser").select("main form")[0]
        again = {one["name"]: one["value"] for one in form.select("input")}
        assert again["email"] == "wang@example.com"
        assert client.post(PROFILE, again, headers={"origin": "http://testserver"}).url == PROFILE

    @pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {}])
    def test_a_form_of_another_site_is_not(self, client: Client, headers: dict[str, str]) -> None:
        page = client.post(PROFILE, form_of(client) | {"email": "evil@example.com"}, headers=headers)
        assert page.status_code == 403
        assert "这一页已经过期" in page.text
        assert "evil@example.com" not in page.text


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/mode/", "/"),
        ("/account/sign-out/", "/"),
        ("/records/statement/", "/records/"),
        ("/cases/123/supply/", "/cases/123/"),
        ("/account/mandates/7/revoke/", "/account/mandates/"),
    ],
)
def test_an_address_that_only_takes_forms_leads_to_its_page(wang: User, address: str, above: str) -> None:
    assert signed_in(wang).get(address).url == above
