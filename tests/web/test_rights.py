"""Every address: who must be signed in for it, and that looking changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from tests.cases.test_walk import hand_in
from tests.city import People, signed_in
from tests.people.make import employer, officer, resident, units
from tests.web.test_workbench import a_paper
from yuntai.bookings.models import Session
from yuntai.bookings.seats import book
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft
from yuntai.clock import today
from yuntai.exchange.models import Message
from yuntai.notices.letters import issue_letter
from yuntai.notices.models import Letter
from yuntai.people.acting import Acting
from yuntai.people.models import ADMINISTRATORS, Employer, Mandate, Operator, Role, User
from yuntai.publishing.lists import object_to
from yuntai.publishing.models import Edition, Posting
from yuntai.site.demo import announce, hold_sessions, post_list, take_orders
from yuntai.web.account.urls import urlpatterns as ACCOUNT
from yuntai.web.boards.lots import draw_lots

pytestmark = pytest.mark.django_db

PUBLIC_ACCOUNT = {"sign_in", "register", "new_password", "identity", "identity_back"}
"""The pages of an account that are for those who are not signed in. Nothing else may be added without a thought."""

SHOWS_IN_FULL = {
    *("workbench:case", "workbench:material", "account:registration", "account:authorisation"),
    *("account:objection", "account:proposal"),
    *("resident:records", "resident:letter", "exchange:message", "postings:kept", "rolls:row", "rolls:mine"),
}
"""The pages that write down who looked (docs/decisions/0008): they show or hand out somebody's data in full."""

NEEDS_A_ROLE = (
    *(
        "counter",
        "registrations",
        "repairs",
        "officers",
        "proposals",
        "terminals",
        "notice_templates",
        "doubtful_notices",
        "verify",
    ),
)
"""Pages of an account that are for officers alone."""

PUBLIC_BOARDS = {"boards:promises"}

WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
WHO_LOOKED = {"people_access", "ledger_chain"}
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
    officers = [officer(role, there["city"], role) for role in (Role.ACCEPT, *ADMINISTRATORS, Role.SUPERVISE)]
    return [Client(), signed_in(wang), for_firm, half, *map(signed_in, officers)]


def test_looking_at_an_account_changes_nothing(everybody):
    for client in everybody:
        for name, pattern in addresses(ACCOUNT):
            if name not in ("identity_back", "new_password"):
                look(client, f"account:{name}", arguments(pattern))


def look(client: Client, name: str, given: dict[str, Any]) -> str:
    """Get a page: it writes the session at most, and who looked where it shows somebody's data in full. What it wrote of that."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(name, kwargs=given))
        if response.streaming:
            response.getvalue()
    assert response.status_code in (200, 302, 400, 403, 404, 405), name
    verbs = {found[1] for query in queries if (found := WRITES.match(query["sql"]))}
    counted = {"people_count"} if name == "account:identity" else set()
    assert verbs <= {"django_session", *counted, *(WHO_LOOKED if name in SHOWS_IN_FULL else ())}, name
    assert len(queries) <= 30, name
    return name if verbs >= WHO_LOOKED else ""


def test_looking_changes_nothing_but_who_looked(people):
    """Every address, with something behind it, by everybody who may see some of it."""
    looked = {look(client, name, given) for client, name, given in everything(people)}
    assert looked - {""} == {
        *("account:registration", "account:authorisation", "workbench:case", "workbench:material"),
        *("exchange:message", "postings:kept"),
    }


def everything(people: People) -> list[tuple[Client, str, dict[str, Any]]]:
    """Who looks, and at which address: every one, with a case, a paper, a letter, a draft and a registration behind it."""
    case = hand_in(people)
    case.materials.add(a_paper(people))
    act(case, "reject", people.clerk, reason="不在受理范围")
    draw_lots(people.supervisor, 1, "seed", today(), today())
    draft = begin_draft(catalogue()["arrears_report"], Acting(people.worker, people.worker_person, "self"))
    firm = people.approver.operations.get().employer
    new = employer(name="新单位")
    Employer.objects.filter(pk=new.pk).update(district=people.worker_person.district)
    waiting = Operator.objects.create(
        user=people.worker,
        employer=new,
        waiting=True,
        authorisation=ContentFile(b"%PDF-1.4 x", "a.pdf"),
    )
    known = {
        "procedure": "arrears_report",
        "bundle": "job_loss",
        "policy": "skill_upgrading",
        "key": draft.key,
        "pk": case.materials.get().pk,
        "seed": "seed",
        "line": 2,
        "name": next(iter(draft.version.load().fields)).name,
    }
    hold_sessions()
    take_orders()
    post_list()
    posting = Posting.objects.get()
    object_to(posting, people.worker_person, people.worker, "人数不对")
    order = Message.objects.incoming().earliest("pk")
    lecture = Session.objects.earliest("pk")
    book(lecture, people.worker_person, people.worker)
    announce()
    announced = Edition.objects.latest("pk")
    numbers = {
        **{f"announcements:{name}": announced.announcement_id for name in ("announcement", "edition", "text", "file")},
        "account:registration": waiting.pk,
        "account:authorisation": waiting.pk,
        "resident:letter": Letter.objects.get().number,
    }
    for_firm = signed_in(people.approver)
    for_firm.post("/account/acting/", {"who": f"operator-{firm.pk}"})
    officers = [
        signed_in(one) for one in (people.clerk, people.supervisor, people.manager, people.security, people.auditor)
    ]
    found = []
    for client in (Client(), signed_in(people.worker), signed_in(people.elder), for_firm, *officers):
        for name, pattern in addresses():
            if name in ("account:identity_back", "account:new_password", "components_workbench"):
                continue
            given = arguments(pattern)
            given |= {key: value for key, value in known.items() if key in given}
            if "number" in given:
                given["number"] = numbers.get(name, 1 if name.startswith("account:") else case.number)
            if name.startswith("announcements:") and "pk" in given:
                given["pk"] = announced.pk
            if name.startswith("sessions:") and "pk" in given:
                given["pk"] = lecture.pk
            if name.startswith("exchange:") and "pk" in given:
                given["pk"] = order.pk
            if name.startswith("postings:") and "pk" in given:
                given["pk"] = posting.pk
            if name == "boards:export":
                given["name"] = "log"
            found.append((client, name, given))
    return found


def test_who_acts_for_another_leaves_a_trace_where_she_reads(people):
    """The elder's agent reads her records and her letter; she herself leaves none."""
    elder, worker = people.elder, people.worker
    wording = catalogue().letters["refused"]
    letter = issue_letter(
        elder.person, "refused", wording.title, "不予办理", unit=people.clerk.roles()[0].unit, key="k"
    )
    pages = [("resident:records", {}), ("resident:letter", {"number": letter.number})]
    assert [look(signed_in(elder), *page) for page in pages] == ["", ""]
    agent = signed_in(worker)
    agent.post("/account/acting/", {"who": f"mandate-{elder.person.pk}"})
    assert [look(agent, *page) for page in pages] == ["resident:records", "resident:letter"]


@pytest.mark.parametrize(
    ("role", "open_pages"),
    [
        (None, []),
        (Role.ACCEPT, ["counter", "registrations", "repairs", "proposals", "terminals"]),
        (Role.REVIEW, ["proposals"]),
        (Role.CONFIRM, ["proposals"]),
        (Role.PAY, ["proposals"]),
        (Role.SUPERVISE, ["proposals"]),
        (Role.MANAGE, ["officers", "proposals", "terminals", "notice_templates", "doubtful_notices"]),
        (Role.SECURITY, ["officers", "proposals"]),
        (Role.AUDIT, ["officers", "proposals", "verify"]),
    ],
)
def test_which_role_opens_which_page(role, open_pages):
    place = units()["city"]
    user = officer("officer", place, role) if role else resident("wang", 1)
    client = signed_in(user)
    answers = {name: client.get(reverse(f"account:{name}")) for name in NEEDS_A_ROLE}
    assert {name for name, response in answers.items() if response.status_code == 200} == {*open_pages}
    for name, response in answers.items():
        if name not in open_pages:
            assert response.status_code == 403
            assert "这一页要有" in response.text


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_administrator_handles_cases(people, role):
    """None of the three sees a case or a list of them, nor acts on one, at the very unit that has it."""
    case = hand_in(people)
    client = signed_in(officer("administrator", case.unit, role))
    seen = {Role.AUDIT: {"boards:accesses", "boards:export"}, Role.MANAGE: {"boards:plans"}}.get(role, set())
    for name, pattern in addresses():
        if name.startswith(("workbench:", "boards:")):
            given = arguments(pattern)
            given |= {"number": case.number} if "number" in given else {}
            given |= {"name": "accesses"} if name == "boards:export" else {}
            address, opened = reverse(name, kwargs=given), name in seen or name in PUBLIC_BOARDS
            for response in (client.get(address, follow=True), client.post(address)):
                assert opened or response.status_code in (403, 404, 405), name
    case.refresh_from_db()
    assert case.events.count() == 1


def test_a_role_that_ended_yesterday_opens_nothing():
    user = officer("officer", units()["city"], Role.MANAGE)
    user.appointments.update(begins=today() - timedelta(2), ends=today() - timedelta(1))
    assert signed_in(User.objects.get(pk=user.pk)).get("/account/officers/").status_code == 403


def test_a_managers_pages_are_reached_from_her_head(people: People) -> None:
    client, head = signed_in(people.manager), ".site-navigation a"
    page = BeautifulSoup(client.get("/account/officers/").content, "html.parser")
    reached = {one.get_text(strip=True): one["href"] for one in page.select(head)}
    assert list(reached) == ["首页", "人员和岗位", "待确认事项", "公告", "自助终端", "通知", "计划"]
    assert [client.get(address).status_code for address in reached.values()] == [200] * 7
    home = BeautifulSoup(client.get("/").content, "html.parser")
    assert home.select_one(f"{head}[href='/account/officers/']")
    others = BeautifulSoup(signed_in(people.worker).get("/account/profile/").content, "html.parser")
    assert [one.get_text(strip=True) for one in others.select(head)] == ["首页", "替谁办理"]
