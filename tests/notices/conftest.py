"""People to tell something, a clock, and a gateway that does what a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.notices.gateway import Gateway
from yuntai.notices import delivery, notify, providers
from yuntai.people.models import Person, User

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock:
    """The time that notices see; a morning in March until moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: int) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (delivery, notify):
        monkeypatch.setattr(module, "now", clock)
    return clock


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """The provider of SMS and e-mail."""
    gateway = Gateway()
    monkeypatch.setattr(delivery, "provider_of", lambda _channel: gateway)
    yield gateway
    providers._provider.cache_clear()


@pytest.fixture
def person(db: None) -> Person:  # noqa: ARG001
    """王小明, with a mobile number and an address."""
    return Person.objects.create(
        pseudonym=1,
        resident_id="320102199003072398",
        resident_index="of-wang",
        name="王小明",
        phone="13812345678",
        email="wang@example.org",
    )


@pytest.fixture
def user(person: Person) -> User:
    """王小明's account."""
    return User.objects.create_user("wang", person=person)
