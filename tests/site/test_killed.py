"""The web server and the worker are killed in the middle of submissions: no case is lost or doubled, no notice sent twice."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import requests

from tests.site.conftest import Platform

KILLS = int(os.environ.get("YUNTAI_KILLS", "6"))
"""How often the server and the worker are killed; ``make test-all`` does it fifty times."""


_PREPARE = """
from pathlib import Path
from yuntai.cli.platform import prepare
from yuntai.site.demo import make_accounts
from yuntai.people.models import User
from yuntai.people.acting import Acting
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft, known_of, prefill
prepare()
make_accounts(Path({city!r}))
worker = User.objects.get(username="worker")
worker.set_password("a-password-for-tests")
worker.save()
acting = Acting(worker, worker.person, "self")
procedure = catalogue()["skill_upgrading"]
known = known_of(procedure, worker.person)[0]
answers = prefill(procedure, known) | {{"certificate_number": known.row, "bank": "某银行鼓楼支行",
    "bank_account": "6200000000000000000", "held_by_registry": ["certificates"]}}
from django.db import connection
from yuntai.cases.models import Draft
with connection.cursor() as cursor:  # many drafts of one person, so that one session hands them all in
    cursor.execute("DROP INDEX one_draft_a_person")
first = begin_draft(procedure, acting, answers)
rest = [Draft(person=first.person, procedure=first.procedure, version=first.version, begun_by=worker,
    answers=answers | {{"certificate_number": f"K{{number}}"}}) for number in range(1, {drafts})]
for draft in [first, *Draft.objects.bulk_create(rest)]:
    print(draft.key)
"""

_RESULT = """
import json
from yuntai.cases.models import Case, Draft
from yuntai.cases.verify import verify
from yuntai.notices.models import Notice
print(json.dumps({"cases": [str(key) for key in Case.objects.values_list("submission", flat=True)],
    "drafts": [str(key) for key in Draft.objects.values_list("key", flat=True)],
    "problems": verify(),
    "sent": [str(key) for key in Notice.objects.filter(channel="sms", state="sent").values_list("provider_key", flat=True)],
    "states": [state for state in Notice.objects.filter(channel="sms").values_list("state", flat=True)]}))
"""


def test_killed_again_and_again(platform: Platform, tmp_path: Path) -> None:
    keys = platform.run(_PREPARE.format(city=str(tmp_path), drafts=KILLS * 4)).split()
    draw, waiting, answered = random.Random(1), list(keys), 0
    for _ in range(KILLS):
        platform.start()
        session = _signed_in(platform)
        until = time.monotonic() + draw.uniform(0.2, 1.5)
        while waiting and time.monotonic() < until:
            answered += _submit(platform, session, waiting.pop(0))
        if waiting:  # in the middle of one: sent, and not waited for
            _leave(platform, session, waiting.pop(0), draw.uniform(0.0, 0.05))
        platform.kill()
    platform.start()
    session = _signed_in(platform)
    for key in keys:  # whoever saw no answer tries again
        _submit(platform, session, key)
    platform.kill()
    platform.run(
        "from django.core.management import call_command\nfrom yuntai.notices.worker import Worker\nWorker().run_once()"
    )
    found = json.loads(platform.run(_RESULT))
    assert answered > 0
    assert found["problems"] == []
    assert found["drafts"] == []
    assert Counter(found["cases"]) == Counter(keys)
    assert len(found["states"]) == len(keys)  # one text message each, whether sent or, at night, waiting
    assert len(list((tmp_path / "home" / "outbox").glob("*"))) == len(found["sent"])


def _signed_in(platform: Platform) -> requests.Session:
    session = requests.Session()
    form = session.get(platform.address + "/account/sign-in/", timeout=30)
    token = form.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    data = {"username": "worker", "password": "a-password-for-tests", "csrfmiddlewaretoken": token}
    assert session.post(platform.address + "/account/sign-in/", data, timeout=30).ok
    return session


def _submit(platform: Platform, session: requests.Session, key: str) -> bool:
    """Hand in a draft; whether a case was the answer."""
    data = {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
    response = session.post(f"{platform.address}/apply/{key}/check/", data, timeout=30, allow_redirects=False)
    return response.status_code == 302


def _leave(platform: Platform, session: requests.Session, key: str, seconds: float) -> None:
    """Hand in a draft and go away before the answer."""
    try:
        data = {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
        session.post(f"{platform.address}/apply/{key}/check/", data, timeout=max(seconds, 0.001))
    except requests.RequestException:
        return
