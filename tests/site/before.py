"""An installation as it was before rows were sealed: ``python -m tests.site.before`` in a new ``YUNTAI_HOME``.

The tables of then, a person with a case of two events and a look at her data, values encrypted by Fernet, logs of one row of
entries each: what Yuntai wrote until November 2026, written here by hand.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import django

django.setup()

from cryptography.fernet import Fernet  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from yuntai.cases.content import catalogue  # noqa: E402
from yuntai.people.fields import Cipher, blind_index  # noqa: E402
from yuntai.registry.pseudonym import pseudonym  # noqa: E402

BEFORE = [
    ("ledger", "0001_initial"),
    ("people", "0005_roster"),
    ("cases", "0007_clocks_and_secrecy_of_before"),
    ("notices", "0006_codes"),
    ("publishing", "0001_initial"),
]
AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def encrypted(text: str) -> Cipher:
    digest = hashlib.sha256(settings.HOME.key("identity")).digest()
    return Cipher(Fernet(base64.urlsafe_b64encode(digest)).encrypt(text.encode()).decode())


def seal(*content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(settings.HOME.key("ledger"), text.encode(), hashlib.sha256).hexdigest()


def main() -> None:
    for name in ("identity", "index", "ledger", "person"):
        settings.HOME.make_key(name)
    for app in ("auth", "contenttypes", "sessions", "axes", "otp_totp", "django_tasks_database"):
        call_command("migrate", app, verbosity=0)
    for app, name in BEFORE:
        call_command("migrate", app, name, verbosity=0)
    models = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    person = models.get_model("people", "Person").objects.create(
        pseudonym=pseudonym("320106196001010017", settings.HOME.key("person")),
        resident_id=encrypted("320106196001010017"),
        resident_index=blind_index("320106196001010017"),
        name=encrypted("王小明"),
        phone=encrypted("13812345678"),
        email=encrypted(""),
    )
    user = models.get_model("people", "User").objects.create(username="wang", password="!", person=person)
    unit = models.get_model("people", "Unit").objects.create(code="c", name="市人社局", level="city", path="c/")
    version = models.get_model("cases", "Version").objects.create(
        procedure="record_correction", digest="0" * 64, definition=catalogue()["record_correction"].to_dict()
    )
    case = models.get_model("cases", "Case").objects.create(
        number="261102000000010",
        submission=UUID(int=1),
        procedure="record_correction",
        version=version,
        person=person,
        unit=unit,
        facts=encrypted('{"bank": "某银行"}'),
        state="withdrawn",
        due_on=date(2026, 11, 5),
        begun_on=date(2026, 11, 2),
        closed_on=date(2026, 11, 2),
    )
    written(
        "cases",
        "Event",
        models,
        [
            {
                "case_id": case.pk,
                "kind": "submit",
                "user_id": user.pk,
                "capacity": "本人",
                "unit_id": None,
                "reason": "",
                "data": {"unit": unit.pk, "channel": "online"},
            },
            {
                "case_id": case.pk,
                "kind": "withdraw",
                "user_id": user.pk,
                "capacity": "本人",
                "unit_id": None,
                "reason": "不办了",
                "data": {},
            },
        ],
    )
    written("people", "Access", models, [{"user_id": user.pk, "person_id": person.pk, "what": "材料", "why": "办件"}])


def written(app: str, name: str, models: Any, entries: list[dict[str, Any]]) -> None:
    """A log with these entries, and its head."""
    model, number, last = models.get_model(app, name), 0, ""
    for number, entry in enumerate(entries, 1):
        made = seal(number, AT.isoformat(), last, *entry.values())
        model._base_manager.create(number=number, at=AT, previous=last, seal=made, **entry)
        last = made
    table = model._meta.db_table
    models.get_model("ledger", "Head").objects.create(
        ledger=table, number=number, seal=last, proof=seal(table, number, last)
    )


if __name__ == "__main__":
    main()
