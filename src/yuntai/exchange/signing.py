"""How a request between two systems is signed: HMAC-SHA256 over method, address, time and body, good for five minutes."""

from __future__ import annotations

import hashlib
import hmac

TIME, SIGNATURE = "X-Yuntai-Time", "X-Yuntai-Signature"
"""The headers: seconds since 1970, and the signature in hexadecimal digits."""
HOLDS = 300
"""Seconds for which a signature is good."""


def signature(secret: bytes, method: str, address: str, time: str, body: bytes) -> str:
    """The signature of a request; ``address`` is path and query."""
    said = "\n".join((method, address, time, hashlib.sha256(body).hexdigest()))
    return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()


def is_good(secret: bytes, method: str, address: str, time: str, body: bytes, given: str, now: float) -> bool:
    """Whether a request was signed with ``secret``, not long ago."""
    if not (time.isascii() and time.isdecimal() and abs(now - int(time)) <= HOLDS):
        return False
    return hmac.compare_digest(signature(secret, method, address, time, body), given)
