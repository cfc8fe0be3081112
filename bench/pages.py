"""``python -m bench.pages TIMES``: how often each page asks the database, and how long it takes by itself; JSON on the last line."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.timezone import localtime  # noqa: E402
from django_otp import DEVICE_ID_SESSION_KEY  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from bench.measure import milliseconds  # noqa: E402
from yuntai.cases.models import Case  # noqa: E402
from yuntai.people.models import Appointment, Role, User  # noqa: E402
from yuntai.people.sessions import SessionStore  # noqa: E402

PAGES = (
    ("resident", "home", "/"),
    ("resident", "finder", "/find/"),
    ("resident", "procedure", "/matters/skill_upgrading/"),
    ("resident", "my matters", "/cases/"),
    ("resident", "one matter", "/cases/{own}/"),
    ("resident", "my records", "/records/"),
    ("resident", "letters", "/letters/"),
    ("resident", "notices", "/notices/"),
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
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        if device := TOTPDevice.objects.filter(user=user).first():
            session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def main() -> None:
    own = Case.objects.filter(person__user__isnull=False).order_by("-pk").first()
    reviewer = Appointment.objects.filter(role=Role.REVIEW).order_by("pk").first()
    resident = User.objects.exclude(person=None).order_by("pk").first()
    assert reviewer is not None
    assert resident is not None
    users: dict[str, User | None] = {"": None, "review": reviewer.user}
    users["resident"] = own.person.user if own else resident
    users["supervise"] = Appointment.objects.filter(role=Role.SUPERVISE)[0].user
    some = Case.objects.order_by("pk")[Case.objects.count() // 2]
    waiting = Case.objects.waiting_for(reviewer.user)[0]
    names = {
        "own": own.number if own else "",
        "waiting": waiting.number,
        "number": some.number,
        "day": localtime(some.submitted_at).date().isoformat(),
    }
    clients = {role: client_of(user) for role, user in users.items()}
    found = []
    for role, title, path in PAGES:
        if "{own}" in path and own is None:
            continue
        client, address = clients[role], path.format(**names)
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked = len(queries)
        took = milliseconds(lambda client=client, address=address: client.get(address), int(sys.argv[1]))
        found.append({"page": title, "queries": asked, "milliseconds": took})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
