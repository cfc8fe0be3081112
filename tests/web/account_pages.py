"""What a page of an account says."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from tests.city import signed_in
from yuntai.people.models import Employer, User


def errors(response: Any) -> list[str]:
    """What the page says is wrong, in its order."""
    page = BeautifulSoup(response.content, "html.parser")
    return [item.get_text(strip=True) for item in page.select(".error-summary li")]


def banner(client: Client) -> str | None:
    """What the page says above everything: for whom one acts."""
    region = BeautifulSoup(client.get("/account/profile/").content, "html.parser").select_one(".acting p")
    return region and region.get_text(" ", strip=True)


def for_firm(username: str, firm: Employer) -> Client:
    """A client of an operator who has chosen to act for ``firm``."""
    client = signed_in(User.objects.get(username=username))
    client.post("/account/acting/", {"who": f"operator-{firm.pk}"})
    return client
