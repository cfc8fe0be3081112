"""The keyed digest that seals: HMAC-SHA256 with ``keys/ledger`` over a canonical text."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings


def _plain(value: Any) -> str:
    """What is no plain data counts as its text, a moment as that in UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode
"""The one text of a value."""


@cache
def key(home: Any) -> bytes:
    """The key of an installation."""
    return bytes(home.key("ledger"))


def seal(*content: Any) -> str:
    """The seal of ``content``, 64 hexadecimal digits."""
    return hmac.digest(key(settings.HOME), canonical(content).encode(), hashlib.sha256).hex()
