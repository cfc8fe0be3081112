"""No address fails at a character, a number or a name that no database holds: 400 or 404 with our page, on every database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.city import People, signed_in

IMPOSSIBLE = {"NUL": "\0", "a number": "9" * 30, "a name": "名" * 4000}
NAMES = (
    "code",
    "days",
    "district",
    "enrolment",
    "for",
    "group",
    "kind",
    "next",
    "number",
    "page",
    "place",
    "q",
    "row",
    "seed",
    "show",
    "original",
    "alone",
    "on",
    "unit",
)
USERS = ("worker", "handler", "clerk", "manager")


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        else:
            yield route


ROUTES = sorted(set(_routes(get_resolver().url_patterns)))
_PLACE = re.compile(r"<(\w+):\w+>")
GOOD = {"int": "1", "str": "1", "slug": "a", "uuid": "00000000-0000-4000-8000-000000000000"}


def _addresses(route: str, value: str) -> Iterator[str]:
    """The route with ``value`` in each of its places, one after the other; the others are filled with what could be."""
    places = list(_PLACE.finditer(route))
    for place in places:
        before, after = route[: place.start()], route[place.end() :]
        filled = (_PLACE.sub(lambda found: GOOD[found[1]], part) for part in (before, after))
        yield "/" + quote(value, safe="").join(filled)


def _clients(people: People) -> dict[str, Client]:
    clients = {"nobody": Client()} | {name: signed_in(getattr(people, name)) for name in USERS}
    for client in clients.values():
        client.raise_request_exception = False
    return clients


def test_there_are_places_to_try() -> None:
    assert len(ROUTES) > 80
    assert sum("<" in route for route in ROUTES) > 40


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_in_the_address(what: str, people: People) -> None:
    wrong = []
    for user, client in _clients(people).items():
        for route in ROUTES:
            for address in _addresses(route, IMPOSSIBLE[what]):
                response = client.get(address)
                if response.status_code not in (400, 404) or '<html lang="zh' not in response.text:
                    wrong.append((user, address[:80], response.status_code))
    assert wrong == []


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_in_the_query(what: str, people: People) -> None:
    wrong = []
    for user, client in _clients(people).items():
        for place, route in enumerate(ROUTES):
            if "<" not in route:
                response = client.get(f"/{route}?{urlencode({NAMES[place % len(NAMES)]: IMPOSSIBLE[what]})}")
                if response.status_code != 400 or '<html lang="zh' not in response.text:
                    wrong.append((user, route, response.status_code))
    assert wrong == []


def test_a_number_that_could_be_one(people: People) -> None:
    """Twenty digits are a number for a person, and too many for a database."""
    number, wrong = "9" * 20, []
    for user, client in _clients(people).items():
        for route in ROUTES:
            asked = f"/{route}?{urlencode(dict.fromkeys(NAMES, number))}"
            for address in _addresses(route, number) if "<" in route else [asked]:
                if (status := client.get(address).status_code) >= 500:
                    wrong.append((user, address[:80], status))
    assert wrong == []


def test_in_a_form(people: People) -> None:
    client = signed_in(people.worker)
    response = client.post("/letters/check/", {"number": "\0", "code": "1"})
    assert response.status_code == 400
    assert "送来的内容里有不能用的字符（NUL），请重新输入" in response.text


POSTED = ("count", "corrections", "last", "notice", "number", "person", "pk", "score", "seen", "unit", "without")


def test_a_number_of_thousands_of_digits_in_a_form(people: People) -> None:
    wrong, sent = [], dict.fromkeys(POSTED, "9" * 5000)
    for user in ("worker", "clerk", "supervisor", "manager"):
        client = signed_in(getattr(people, user))
        client.raise_request_exception = False
        for route in ROUTES:
            address = f"/{_PLACE.sub(lambda found: GOOD[found[1]], route)}"
            if "sign-out" not in address and (status := client.post(address, sent).status_code) >= 500:
                wrong.append((user, address, status))
    assert wrong == []
