"""Codes that are sent to a telephone: six digits, for ten minutes, for five tries, used once.

A code is also made where nobody gets it, so that whoever asks learns nothing. What is kept is its keyed digest alone; the
text with it is encrypted as every notice is.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from yuntai.clock import now
from yuntai.notices.models import Code
from yuntai.notices.notify import notify, notify_phone
from yuntai.people.fields import blind_index
from yuntai.people.models import Person, User

LIFE = timedelta(minutes=10)
TRIES = 5


@transaction.atomic
def send_code(about: str, recipient: Person | User | str | None, template: str, values: Mapping[str, Any]) -> UUID:
    """Make a code for ``about`` and send it to ``recipient`` (or to a telephone), if there is one; what it is asked for again by."""
    Code.objects.filter(made_at__lt=now() - LIFE).delete()
    key, digits = uuid4(), f"{secrets.randbelow(10**6):06}"
    Code.objects.create(key=key, about=about, digest=_digest(key, about, digits))
    if isinstance(recipient, str):
        notify_phone(recipient, template, {**values, "code": digits}, key=f"code/{key}")
    elif recipient is not None:
        notify(recipient, template, {**values, "code": digits}, key=f"code/{key}")
    return key


def redeem(key: UUID | str, digits: str) -> str | None:
    """What the code of ``key`` was made for, if these are its ``digits``; ``None`` else. Every call is a try."""
    live = Code.objects.filter(key=key, made_at__gte=now() - LIFE)
    counted = live.filter(tries__lt=TRIES).update(
        tries=F("tries") + 1
    )  # before it is looked at, however many ask at once
    code = live.first() if counted else None
    if code is None or not hmac.compare_digest(code.digest, _digest(code.key, code.about, digits)):
        return None
    return str(code.about) if live.delete()[0] else None


def _digest(key: UUID, about: str, digits: str) -> str:
    return blind_index(f"{key} {about} {digits}")
