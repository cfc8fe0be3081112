"""The officers' second factor: a code from an authenticator (TOTP)."""

from __future__ import annotations

import secrets
import time
from base64 import b32encode

import segno
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.people.models import User

_NAME = "动态码"
_MOST_DRIFT = 20
"""Steps, of half a minute, by which an authenticator's clock may be wrong."""


def device_of(user: User) -> TOTPDevice | None:
    """The authenticator that the officer has taken up."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()  # type: ignore[no-any-return]


def new_key() -> str:
    """The secret of a new authenticator, as hexadecimal text."""
    return secrets.token_hex(20)


def enrolment(user: User, key: str) -> tuple[str, str]:
    """What an authenticator takes up: a QR code as an SVG data address, and the secret to type in groups of four."""
    device = TOTPDevice(user=user, name=_NAME, key=key)
    drawing = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2)
    secret = b32encode(device.bin_key).decode()
    return drawing, " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def enrol(user: User, key: str, code: str) -> TOTPDevice | None:
    """Take up the authenticator with ``key`` if ``code`` is its own; nothing is kept otherwise."""
    device = TOTPDevice.objects.create(user=user, name=_NAME, key=key, confirmed=True)
    if device.verify_token(code):
        return device  # type: ignore[no-any-return]
    device.delete()
    return None


def verify(device: TOTPDevice, code: str) -> bool:
    """Whether ``code`` is the authenticator's of now, and was not used yet.

    What the server's clock left behind while it was wrong bars nobody: codes that were used "later" than now, failures that are
    "still to come", a difference between the two clocks that is no more.
    """
    clock = _clock(device, drift=0)
    if device.last_t > clock.t() + max(device.drift, 0) + device.tolerance:
        device.drift, device.last_t = 0, clock.t() - device.tolerance - 1
    if device.throttling_failure_timestamp and device.throttling_failure_timestamp > now():
        device.throttle_reset(commit=False)
    if abs(device.drift) > _MOST_DRIFT:  # nobody's clock is: somebody wants a code of then to be one of now
        device.drift = 0
    is_code = code.isdecimal() and len(code) <= device.digits
    if device.drift and is_code and clock.verify(int(code), device.tolerance, device.last_t + 1):
        device.drift = 0
    return device.verify_token(code)  # type: ignore[no-any-return]


def give(user: User) -> None:
    """An authenticator that lives on the server alone, for the demonstration: :func:`present_code` tells its code."""
    TOTPDevice.objects.create(user=user, name=_NAME, key=new_key(), confirmed=True)


def reset(user: User) -> None:
    """Forget the officer's authenticator: she takes up a new one at the next sign-in."""
    TOTPDevice.objects.filter(user=user).delete()


def present_code(user: User) -> str:
    """The code of this moment, or the next where that was used already. Raises ``YuntaiError`` without an authenticator."""
    device = device_of(user)
    if device is None:
        raise YuntaiError(f"{user.username} 还没有绑定动态码")
    totp = _clock(device, device.drift)
    totp.time = time.time() + device.step * (device.last_t >= totp.t())
    return f"{totp.token():0{device.digits}}"


def _clock(device: TOTPDevice, drift: int) -> TOTP:
    """The authenticator's count of time, ``drift`` steps from the server's."""
    return TOTP(device.bin_key, device.step, device.t0, device.digits, drift)
