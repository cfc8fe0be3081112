"""Every address: who must be signed in for it, and that looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from tests.city import signed_in
from tests.people.make import employer, officer, resident, units
from yuntai.clock import today
from yuntai.people.models import Mandate, Operator, Role, User
from yuntai.web.account.urls import urlpatterns as ACCOUNT

pytestmark = pytest.mark.django_db

PUBLIC_ACCOUNT = {"sign_in", "register", "new_password", "identity", "identity_back"}
"""The pages of an account that are for those who are not signed in. Nothing else may be added without a thought."""

MAY_WRITE = ("django_session", "axes_access", "people_access", "ledger_head")
_ARGUMENTS = {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}


def addresses(patterns: Any = None, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """All addresses of the site by their full names."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*names, pattern.name)), pattern
        else:
            yield from addresses(pattern.url_patterns, (*names, pattern.namespace) if pattern.namespace else names)


def arguments(pattern: URLPattern) -> dict[str, Any]:
    converters = pattern.pattern.converters.items()
    return {name: _ARGUMENTS.get(type(converter).__name__, "x") for name, converter in converters}


def test_every_address_has_a_name_and_all_are_walked():
    names = [name for name, _ in addresses()]
    assert {"account:profile", "resident:cases", "workbench:queue", "mode"} <= set(names)
    assert len(names) > 40


def test_every_page_needs_somebody_signed_in_unless_it_is_marked():
    """Even with a POST and whatever address: an anonymous visitor is sent to the sign-in."""
    client = Client()
    open_to_all = []
    for name, pattern in addresses():
        path = reverse(name, kwargs=arguments(pattern))
        if not getattr(pattern.callback, "login_required", True):
            open_to_all.append(name)
            continue
        for response in (client.get(path), client.post(path)):
            assert (name, response.status_code) == (name, 302)
            assert response.url.startswith("/account/sign-in/?next="), name
    assert {name for name in open_to_all if name.startswith("account:")} == {f"account:{one}" for one in PUBLIC_ACCOUNT}
    assert not [name for name in open_to_all if name.startswith(("workbench:", "employer:"))]


@pytest.fixture
def everybody() -> list[Client]:
    """A resident who is agent, approver and applicant; an officer of the window; a manager; one who is half signed in."""
    there = units()
    wang, li = resident("wang", 1), resident("li", 2, "李小红")
    Mandate.objects.create(person=li.person, agent=wang, basis="本人委托", ends=today() + timedelta(30))
    firm = employer()
    Operator.objects.create(user=wang, employer=firm, role="approver")
    Operator.objects.create(user=li, employer=firm, waiting=True)
    for_firm = signed_in(wang)
    for_firm.post("/account/acting/", {"who": f"operator-{firm.pk}"})
    half = Client()
    half.force_login(officer("half", there["city"], Role.ACCEPT), backend="django.contrib.auth.backends.ModelBackend")
    officers = [officer(role, there["city"], role) for role in (Role.ACCEPT, Role.MANAGE, Role.SUPERVISE)]
    return [Client(), signed_in(wang), for_firm, half, *map(signed_in, officers)]


def test_looking_at_an_account_changes_nothing(everybody):
    """No page that is got writes more than the session, the counters of attempts, and the log of who looked."""
    for client in everybody:
        for name, pattern in addresses(ACCOUNT):
            if name in ("identity_back", "new_password"):
                continue
            path = reverse(f"account:{name}", kwargs=arguments(pattern))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                response = client.get(path)
            assert response.status_code in (200, 302, 400, 403, 404, 405), name
            written = [
                query["sql"]
                for query in queries
                if query["sql"].split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE")
                and not query["sql"].split('"')[1].startswith(MAY_WRITE)
            ]
            assert (name, written) == (name, [])
            assert len(queries) <= 30, name


@pytest.mark.parametrize(
    ("role", "open_pages"),
    [
        (None, []),
        (Role.ACCEPT, ["counter", "registrations"]),
        (Role.REVIEW, []),
        (Role.CONFIRM, []),
        (Role.PAY, []),
        (Role.SUPERVISE, []),
        (Role.MANAGE, ["officers"]),
    ],
)
def test_which_role_opens_which_page(role, open_pages):
    place = units()["city"]
    user = officer("officer", place, role) if role else resident("wang", 1)
    client = signed_in(user)
    answers = {name: client.get(reverse(f"account:{name}")) for name in ("counter", "registrations", "officers")}
    assert [name for name, response in answers.items() if response.status_code == 200] == open_pages
    for name, response in answers.items():
        if name not in open_pages:
            assert response.status_code == 403
            assert "这一页要有" in response.text


def test_a_role_that_ended_yesterday_opens_nothing():
    user = officer("officer", units()["city"], Role.MANAGE)
    user.appointments.update(begins=today() - timedelta(2), ends=today() - timedelta(1))
    assert signed_in(User.objects.get(pk=user.pk)).get("/account/officers/").status_code == 403
