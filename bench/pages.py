"""``python -m bench.pages TIMES``: what each page costs by itself, over ``YUNTAI_HOME`` and with the code that ``PYTHONPATH`` names.

JSON on the last line. Without ``TIMES`` it answers line by line: to ``{}`` which pages there are, to ``{"page": "home"}`` what one
answer of that page cost, to ``{"page": "home", "queries": true}`` what it asked the database. Nothing else is at work in the process,
so the processor's time is the page's.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from itertools import cycle
from typing import Any
from unittest.mock import patch

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.timezone import localtime  # noqa: E402
from django_otp import DEVICE_ID_SESSION_KEY  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from yuntai.cases.models import Case, Draft  # noqa: E402
from yuntai.clock import today  # noqa: E402
from yuntai.people.models import Appointment, Employer, Operator, Role, User  # noqa: E402
from yuntai.registry.store import Registry  # noqa: E402

ROWS = 300
"""Of the declaration."""
SIGN_IN = "sign in, without Argon2"

PAGES = (
    ("resident", "home", "/"),
    ("resident", "finder", "/find/"),
    ("resident", "procedure", "/matters/skill_upgrading/"),
    ("resident", "my matters", "/cases/"),
    ("resident", "one matter", "/cases/{own}/"),
    ("resident", "my records", "/records/"),
    ("resident", "letters", "/letters/"),
    ("resident", "notices", "/notices/"),
    ("approver", f"declaration of {ROWS} rows", "/employer/declare/"),
    ("review", "queue", "/work/"),
    ("review", "all of a district", "/work/?show=all"),
    ("review", "a case", "/work/cases/{waiting}/"),
    ("supervise", "all of the city", "/work/?show=all"),
    ("supervise", "all, page 2,000", "/work/?show=all&page=2000"),
    ("supervise", "all, the last page", "/work/?show=all&page=last"),
    ("supervise", "late ones", "/work/?show=late"),
    ("supervise", "search by number", "/work/?q={number}"),
    ("supervise", "search by the number's beginning", "/work/?q=26"),
    ("supervise", "search by title", "/work/?q=补贴"),
    ("supervise", "overview", "/boards/"),
    ("supervise", "overview of a year", "/boards/?days=365"),
    ("supervise", "cards", "/boards/cards/"),
    ("supervise", "risks", "/boards/risks/?days=365"),
    ("supervise", "log", "/boards/log/"),
    ("supervise", "log, the last page", "/boards/log/?page=last"),
    ("supervise", "log of a case", "/boards/log/?case={number}"),
    ("supervise", "log of a kind", "/boards/log/?kind=reject"),
    ("supervise", "log of a day", "/boards/log/?day={day}"),
    ("supervise", "draws", "/boards/draws/"),
    ("supervise", "ratings", "/boards/ratings/?days=365"),
    ("", "promises", "/boards/promises/"),
    ("", "sign-in page", "/account/sign-in/"),
)
"""Who asks (the role of an officer), what the page is, and its address."""


def client_of(user: User | None) -> Client:
    """A client of ``user``, both factors given."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    if user is not None:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        if device := TOTPDevice.objects.filter(user=user).first():
            session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def approver() -> Client | None:
    """Who looks at the declaration of an employer that has begun one of ``ROWS`` rows; nobody where no employer is that large."""
    with Registry.open(settings.REGISTRY) as registry:
        table = registry.table("enrolments")
        staff = table.filter(table.kind == "employee", table.ended_on > today()).group_by("employer")
        found = staff.aggregate(staff=lambda one: one.count()).to_pyarrow().to_pylist()
    large = sorted((one["staff"], one["employer"]) for one in found if one["staff"] >= ROWS * 1.05)
    if not large:
        return None
    uscc = large[0][1]
    employer, _ = Employer.objects.get_or_create(uscc=uscc, defaults={"name": "某某有限公司", "registered_on": today()})
    operator = Operator.objects.filter(employer=employer).first() or Operator.objects.create(
        user=User.objects.create_user("approver"), employer=employer, role=Operator.Role.APPROVER
    )
    client = client_of(operator.user)
    client.post("/account/acting/", {"who": f"operator-{operator.pk}"})
    client.post("/employer/declare/")
    draft = Draft.objects.get(employer=employer)
    assert len(draft.answers["rows"]) >= ROWS, len(draft.answers["rows"])
    draft.answers["rows"] = draft.answers["rows"][:ROWS]
    draft.save(update_fields=["answers"])
    return client


def pages() -> dict[str, Callable[[], Any]]:
    """What asks for each page."""
    own = Case.objects.filter(person__user__isnull=False).order_by("-pk").first()
    reviewer = Appointment.objects.filter(role=Role.REVIEW).order_by("pk").first()
    assert reviewer is not None
    some = Case.objects.order_by("pk")[Case.objects.count() // 2]
    names = {
        "own": own.number if own else "",
        "waiting": Case.objects.waiting_for(reviewer.user)[0].number,
        "number": some.number,
        "day": localtime(some.submitted_at).date().isoformat(),
    }
    clients = {
        "": client_of(None),
        "review": client_of(reviewer.user),
        "resident": client_of(own.person.user if own else User.objects.exclude(person=None).order_by("pk")[0]),
        "supervise": client_of(Appointment.objects.filter(role=Role.SUPERVISE)[0].user),
        "approver": approver(),
    }
    return {
        title: partial(clients[role].get, path.format(**names))
        for role, title, path in PAGES
        if clients[role] is not None and (own or "{own}" not in path)
    }


def sign_in() -> Callable[[], Any] | None:
    """What signs residents in, one after the other, each from an address of her own; the password is held for right unread."""
    accounts = settings.HOME.path / "accounts.json"
    if not accounts.exists():
        return None
    ones = cycle(enumerate([one for one in json.loads(accounts.read_text()) if not one.get("role")]))
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.get("/account/sign-in/")  # a client makes its middleware with its first page, which no server does again

    def signed_in() -> Any:
        number, one = next(ones)
        client.cookies.clear()
        said = {"username": one["username"], "password": one["password"]}
        with patch.object(Argon2PasswordHasher, "verify", return_value=True):
            return client.post("/account/sign-in/", said, REMOTE_ADDR=f"127.0.9.{number + 1}")

    return signed_in


def cost(ask: Callable[[], Any]) -> dict[str, Any]:
    """Of one answer: milliseconds of the processor and of the clock."""
    began, used = time.perf_counter(), time.process_time()
    answer = ask()
    used, took = time.process_time() - used, time.perf_counter() - began
    assert answer.status_code in (200, 302), (answer.request["PATH_INFO"], answer.status_code)
    return {"cpu": used * 1000, "milliseconds": took * 1000}


def queries(ask: Callable[[], Any]) -> dict[str, Any]:
    """How often an answer asks the database, and the milliseconds of the longest query, where least came between."""
    slowest = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            ask()
        slowest.append(max((float(one["time"]) * 1000 for one in captured.captured_queries), default=0.0))
    return {"queries": len(captured), "slowest": min(slowest)}


def measure(ask: Callable[[], Any], times: int) -> dict[str, Any]:
    """A page's queries, then the medians of some answers."""
    found, runs = queries(ask), [cost(ask) for _ in range(times)]
    return found | {what: statistics.median(run[what] for run in runs) for what in runs[0]}


def main() -> None:
    asked = pages()
    if signing := sign_in():
        asked[SIGN_IN] = signing
    if sys.argv[1:]:
        print(json.dumps([{"page": title, **measure(ask, int(sys.argv[1]))} for title, ask in asked.items()]))
        return
    for line in sys.stdin:
        match json.loads(line):
            case {"page": title, "queries": True}:
                said: Any = queries(asked[title])
            case {"page": title}:
                said = cost(asked[title])
            case _:
                said = list(asked)
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
