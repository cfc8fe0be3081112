"""The officers' code: taken up once, used once, told by the server where it is the server's own."""

from __future__ import annotations

import base64
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.people.make import officer, units
from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.people.models import Role
from yuntai.people.second_factor import device_of, enrol, enrolment, give, new_key, present_code, reset, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer("clerk", units()["gulou"], Role.ACCEPT)


def test_without_an_authenticator(clerk):
    assert device_of(clerk) is None
    with pytest.raises(YuntaiError, match="clerk 还没有绑定动态码"):
        present_code(clerk)


def test_the_drawing_and_the_secret_are_of_the_key(clerk):
    key = new_key()
    drawing, secret = enrolment(clerk, key)
    assert drawing.startswith("data:image/svg+xml")
    assert base64.b32decode(secret.replace(" ", "")) == bytes.fromhex(key)
    address = urlsplit(TOTPDevice(user=clerk, key=key).config_url)
    assert (address.scheme, parse_qs(address.query)["issuer"]) == ("otpauth", ["云台"])
    assert TOTPDevice.objects.count() == 0


def test_an_authenticator_is_taken_up_with_its_code_alone(clerk):
    key = new_key()
    code = f"{totp(bytes.fromhex(key)):06}"
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert enrol(clerk, key, wrong) is None
    assert enrol(clerk, key, "") is None
    assert enrol(clerk, key, "abc") is None
    assert device_of(clerk) is None
    assert enrol(clerk, key, code) == device_of(clerk)


def test_a_code_is_good_once(clerk):
    give(clerk)
    code = present_code(clerk)
    assert device_of(clerk).verify_token(code)
    assert not device_of(clerk).verify_token(code)


def test_the_server_tells_the_next_code_where_one_was_used(clerk):
    give(clerk)
    assert device_of(clerk).verify_token(present_code(clerk))
    assert device_of(clerk).verify_token(present_code(clerk))


def test_a_lost_authenticator_is_forgotten(clerk):
    give(clerk)
    reset(clerk)
    assert device_of(clerk) is None


def steps(count):
    """Now, in steps of thirty seconds, and ``count`` more."""
    return int(time.time() // 30) + count


def code_of(device, count):
    return f"{totp(device.bin_key, drift=count):06}"


def test_a_clock_that_was_a_day_ahead_bars_nobody(clerk):
    give(clerk)
    device = device_of(clerk)
    device.last_t, device.drift = steps(2880), 3
    device.throttling_failure_timestamp, device.throttling_failure_count = now() + timedelta(1), 9
    device.save()
    code = code_of(device, 0)
    assert verify(device, code)
    assert not verify(device_of(clerk), code)


def test_a_clock_that_crept_ahead_and_was_set_right_bars_nobody(clerk):
    give(clerk)
    device = device_of(clerk)
    device.last_t, device.drift = steps(-200), -10  # her telephone was five minutes behind the server
    device.save()
    assert verify(device, code_of(device, 0))
    assert device_of(clerk).drift == 0


def test_a_code_of_another_time_is_none(clerk):
    give(clerk)
    device = device_of(clerk)
    device.last_t, device.drift = steps(-200), -10
    device.save()
    assert not verify(device, code_of(device, -5))
    assert not verify(device_of(clerk), "abc")


@pytest.mark.parametrize(("steps", "good"), [(-10, True), (-120, False)], ids=["five minutes", "an hour"])
def test_no_clock_is_an_hour_wrong_whatever_the_table_says(clerk, steps, good):
    """Whoever has seen a code of then has it count as one of now; the table's word for it is not sealed."""
    give(clerk)
    device = device_of(clerk)
    seen = f"{totp(device.bin_key, drift=steps):06}"
    TOTPDevice.objects.update(drift=steps, last_t=-1)
    assert verify(device_of(clerk), seen) is good


def test_a_code_of_thousands_of_digits_is_a_wrong_one_whatever_the_drift():
    user = officer("officer", units()["city"], Role.ACCEPT)
    give(user)
    device = device_of(user)
    device.drift = 1
    assert verify(device, "9" * 5000) is False
