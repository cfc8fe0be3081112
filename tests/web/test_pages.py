"""Every page opens for those whom it is for, and for nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.city import People, signed_in

PUBLIC = (
    "/",
    "/search/?q=技能补贴",
    "/matters/",
    "/matters/skill_upgrading/",
    "/ask/skill_upgrading/?q=insured_employee",
    "/find/",
    "/law/",
    "/law/skill_upgrading/",
    "/offices/",
    "/offices/320102/",
    "/progress/",
    "/boards/promises/",
    "/account/sign-in/",
    "/account/register/",
    "/accessibility/",
    "/announcements/",
    "/announcements/feed/",
)
RESIDENT = (
    "/cases/",
    "/records/",
    "/letters/",
    "/account/profile/",
    "/account/acting/",
    "/account/password/",
    "/begin/skill_upgrading/",
)
OFFICER = ("/work/", "/work/?show=all", "/work/export/")
SUPERVISOR = (
    "/boards/",
    "/boards/cards/",
    "/boards/log/",
    "/boards/accesses/",
    "/boards/draws/",
    "/boards/export/log/",
)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.usefixtures("people")
def test_open_to_everybody(path: str) -> None:
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", [*RESIDENT, *OFFICER, *SUPERVISOR])
@pytest.mark.usefixtures("people")
def test_closed_without_signing_in(path: str) -> None:
    assert Client().get(path).url.startswith("/account/sign-in/")


@pytest.mark.parametrize("path", [*PUBLIC, *RESIDENT])
def test_open_to_a_resident(people: People, path: str) -> None:
    assert signed_in(people.worker).get(path).status_code == 200


@pytest.mark.parametrize("path", [*OFFICER, *SUPERVISOR])
def test_closed_to_a_resident(people: People, path: str) -> None:
    assert signed_in(people.worker).get(path).status_code == 403


@pytest.mark.parametrize("path", OFFICER)
def test_open_to_an_officer(people: People, path: str) -> None:
    assert signed_in(people.clerk).get(path).status_code == 200


@pytest.mark.parametrize("path", [*OFFICER, *SUPERVISOR])
def test_open_to_a_supervisor(people: People, path: str) -> None:
    assert signed_in(people.supervisor).get(path).status_code == 200


def test_search_engines_are_told_what_is_public(client: Client) -> None:
    told = client.get("/robots.txt")
    assert told["Content-Type"] == "text/plain"
    lines = told.content.decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /boards/promises/"]
    assert "Disallow: /cases/" in lines
    assert not [line for line in lines if line in ("Disallow: /", "Disallow: /matters/")]


def test_the_sign_of_the_tab_is_found_at_the_usual_place(client: Client) -> None:
    assert client.get("/favicon.ico").url.startswith("/static/yuntai/brand")
