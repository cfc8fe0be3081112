"""The keyed digest that seals: HMAC-SHA256 with ``keys/ledger`` over a canonical text."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any

from django.conf import settings


def _plain(value: Any) -> str:
    """What is no plain data counts as its text, a moment as that in UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


# What ``json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)`` makes for each text anew.
_encoded = c_make_encoder(None, _plain, encode_basestring, None, ":", ",", True, False, True)


def canonical(value: Any) -> str:
    """The one text of a value: JSON without spaces, its keys sorted."""
    return "".join(_encoded(value, 0))


@cache
def key(home: Any) -> bytes:
    """The key of an installation."""
    return bytes(home.key("ledger"))


@cache
def _begun(home: Any) -> hmac.HMAC:
    return hmac.new(key(home), digestmod=hashlib.sha256)


def seal(*content: Any) -> str:
    """The seal of ``content``, 64 hexadecimal digits."""
    return sealing()(*content)


def sealing() -> Callable[..., str]:
    """:func:`seal` with the key at hand, for many."""
    begun = _begun(settings.HOME)

    def sealed(*content: Any) -> str:
        one = begun.copy()
        one.update(canonical(content).encode())
        return one.hexdigest()

    return sealed
