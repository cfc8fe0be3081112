"""Signing in through a city's identity service, with a real provider on this machine."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup
from django.test import Client
from joserfc.jwk import RSAKey

from tests.people.make import resident_id
from tests.web.identity_provider import CLIENT, provider
from yuntai.people.models import User

pytestmark = pytest.mark.django_db
WANG = {"sub": "s-1", "name": "王小明", "resident_id": resident_id(1), "phone_number": "13812345678"}
REFUSED = "没有登录成功：身份服务的答复不对、过期了，或者您取消了登录。请再试一次"


@pytest.fixture
def service(settings):
    """A provider that the platform knows, with 王小明 before it."""
    with provider() as server:
        server.claims = WANG
        settings.OIDC = {
            "issuer": server.issuer,
            "client_id": CLIENT[0],
            "client_secret": CLIENT[1],
            "title": "我的南京",
            "claim": "resident_id",
        }
        yield server


def there(client: Client, wanted: str = "") -> str:
    """Go to the provider; the address to which it sends the browser back."""
    response = client.get("/account/identity/", {"next": wanted})
    assert response.status_code == 302
    answer = requests.get(response.url, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://testserver")


def said(client: Client, address: str) -> str:
    """What the sign-in page says after coming back."""
    response = client.get(address, follow=True)
    assert response.redirect_chain[0][0] == "/account/sign-in/"
    assert "_auth_user_id" not in client.session
    return BeautifulSoup(response.content, "html.parser").select_one(".site-messages p").get_text()


@pytest.mark.usefixtures("service")
def test_the_way_there_and_back(client):
    response = client.get(there(client, "/cases/"))
    assert response.url == "/cases/"
    user = User.objects.get()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.person.name, user.person.resident_id) == ("王小明", resident_id(1))
    assert client.get("/account/profile/").status_code == 200


def test_state_nonce_and_pkce_are_sent_and_new_each_time(service, client):
    there(client), there(client)
    first, second = service.asked
    assert first["scope"] == "openid profile phone"
    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 16
        assert first[name] != second[name]


def test_the_second_time_the_resident_id_is_not_needed(service, client):
    client.get(there(client))
    service.claims = {"sub": "s-1"}
    other = Client()
    assert other.get(there(other)).url == "/"
    assert User.objects.count() == 1


@pytest.mark.usefixtures("service")
def test_another_page_than_ours_is_not_gone_to(client):
    assert client.get(there(client, "https://evil.example/")).url == "/"


@pytest.mark.parametrize(
    "spoil",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(service, client, spoil):
    service.spoil = spoil
    assert said(client, there(client)) == REFUSED
    assert User.objects.count() == 0


def test_a_token_signed_by_another_is_refused(service, client):
    service.signing_key = RSAKey.generate_key(2048, {"kid": "1"})
    assert said(client, there(client)) == REFUSED


@pytest.mark.usefixtures("service")
def test_a_code_in_another_browser_is_refused(client):
    """Somebody else's link signs nobody in: the state belongs to the browser that began."""
    address = there(client)
    assert said(Client(), address) == REFUSED
    assert client.get(address).url == "/"


@pytest.mark.usefixtures("service")
def test_a_code_is_good_once(client):
    address = there(client)
    client.get(address)
    client.post("/account/sign-out/")
    assert said(client, address) == REFUSED


@pytest.mark.usefixtures("service")
def test_a_code_stolen_from_another_request_fails_for_want_of_its_verifier(client):
    other = Client()
    stolen = parse_qs(urlsplit(there(other)).query)["code"][0]
    mine = parse_qs(urlsplit(there(client)).query)["state"][0]
    assert said(client, f"/account/identity/back/?code={stolen}&state={mine}") == REFUSED


@pytest.mark.usefixtures("service")
def test_who_cancels_there_is_back_at_the_sign_in(client):
    assert said(client, "/account/identity/back/?error=access_denied&state=x") == REFUSED


def test_a_service_that_does_not_say_who_it_is(service, client):
    service.claims = {"sub": "s-1"}
    assert said(client, there(client)).startswith("身份服务没有告诉我们您的姓名和公民身份号码")


def test_a_service_that_does_not_answer(settings, client):
    with provider() as server:
        settings.OIDC = {
            "issuer": server.issuer,
            "client_id": "x",
            "client_secret": "y",
            "title": "我的南京",
            "claim": "x",
        }
    assert said(client, "/account/identity/") == "身份服务现在连不上，请过一会儿再试，或者打 12333"


def test_without_a_service_there_is_no_such_page(client):
    assert client.get("/account/identity/").status_code == 404
    assert "我的南京" not in client.get("/account/sign-in/").text


@pytest.mark.usefixtures("service")
def test_with_a_service_residents_come_from_there(client):
    assert "用我的南京登录" in client.get("/account/sign-in/").text
    assert client.get("/account/register/").url == "/account/sign-in/"
