"""The officers' second factor: a code from an authenticator (TOTP)."""

from __future__ import annotations

import time
from base64 import b32encode

import segno
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from yuntai.errors import YuntaiError
from yuntai.people.models import User


def device_of(user: User) -> TOTPDevice:
    """The officer's device; a new one, not yet confirmed, where there is none."""
    device = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "pk").first()
    return device or TOTPDevice.objects.create(user=user, name="动态码", confirmed=False)


def enrolment(device: TOTPDevice) -> tuple[str, str]:
    """What an authenticator takes up: a QR code as an SVG data address, and the secret to type."""
    drawing = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2)
    return drawing, b32encode(device.bin_key).decode()


def present_code(user: User) -> str:
    """The code of this moment, for whoever holds the installation's keys. Raises ``YuntaiError`` for who is no officer."""
    if not user.is_officer:
        raise YuntaiError(f"{user.username} 不是工作人员，不用动态码")
    device = device_of(user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():0{device.digits}}"
