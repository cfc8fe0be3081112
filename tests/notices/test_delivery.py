"""Delivery: retries with pauses, quiet hours, and never twice, whatever dies in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.notices.conftest import SHANGHAI, Clock
from tests.notices.gateway import Gateway, Killed
from yuntai.errors import YuntaiError
from yuntai.notices import lease
from yuntai.notices.delivery import deliver, deliver_due, settle, take_back
from yuntai.notices.models import Notice, State
from yuntai.people.models import Person, User


@pytest.fixture
def make(person: Person, clock: Clock) -> Callable[..., Notice]:
    """A new notice that is due now."""

    def make(channel: str = "sms", key: str = "k") -> Notice:
        return Notice.objects.create(
            person=person,
            key=key,
            channel=channel,
            template="case_closed",
            event="progress",
            title="已办结",
            text="您的办件已办结。",
            address="13812345678",
            due_at=clock(),
        )

    return make


def work() -> None:
    """What a worker does, in a process of its own life."""
    with lease.hold():
        take_back()
        deliver_due(lambda: True)


def test_sent(make: Callable[..., Notice], gateway: Gateway, clock: Clock) -> None:
    notice = make()
    work()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.sent_at) == (State.SENT, 1, clock())
    assert notice.receipt == f"receipt-{notice.provider_key.hex[:8]}"
    (message,) = gateway.messages
    assert (message.key, message.channel, message.address) == (notice.provider_key.hex, "sms", "13812345678")
    assert (message.title, message.text) == ("已办结", "您的办件已办结。")
    work()
    assert gateway.out.total() == 1


def test_tried_again_after_1_5_30_and_120_minutes_then_failed(
    make: Callable[..., Notice], gateway: Gateway, clock: Clock
) -> None:
    notice = make()
    gateway.plan = ["refuse"] * 5
    tried = []
    begun = clock()
    for _ in range(300):
        attempts = Notice.objects.get().attempts
        work()
        if Notice.objects.get().attempts > attempts:
            tried.append((clock() - begun).total_seconds() / 60)
        clock.forward(minutes=1)
    assert tried == [0, 1, 6, 36, 156]
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (State.FAILED, 5)
    assert notice.problem == "NotSent: 号码 … 不存在"
    assert gateway.out.total() == 0


def test_refused_for_good_is_not_tried_again(make: Callable[..., Notice], gateway: Gateway) -> None:
    notice = make()
    gateway.plan = ["refuse_for_good"]
    work()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (State.FAILED, 1)


def test_a_late_worker_keeps_the_quiet_hours(make: Callable[..., Notice], gateway: Gateway, clock: Clock) -> None:
    sms, email = make(), make("email")
    clock.time = datetime(2026, 3, 2, 23, 0, tzinfo=SHANGHAI)
    work()
    sms.refresh_from_db()
    email.refresh_from_db()
    assert (sms.state, sms.attempts, email.state) == (State.WAITING, 0, State.SENT)
    assert sms.due_at == datetime(2026, 3, 3, 8, 0, tzinfo=SHANGHAI)
    clock.time = datetime(2026, 3, 3, 7, 59, tzinfo=SHANGHAI)
    work()
    assert gateway.out.total() == 1
    clock.time = datetime(2026, 3, 3, 8, 0, tzinfo=SHANGHAI)
    work()
    sms.refresh_from_db()
    assert sms.state == State.SENT


def test_a_retry_does_not_fall_into_the_quiet_hours(
    make: Callable[..., Notice], gateway: Gateway, clock: Clock
) -> None:
    clock.time = datetime(2026, 3, 2, 20, 59, 30, tzinfo=SHANGHAI)
    notice = make()
    gateway.plan = ["refuse"]
    work()
    notice.refresh_from_db()
    assert notice.due_at == datetime(2026, 3, 3, 8, 0, tzinfo=SHANGHAI)


def test_a_time_out_after_it_went_out_is_found_by_asking(
    make: Callable[..., Notice], gateway: Gateway, clock: Clock
) -> None:
    notice = make()
    gateway.plan = ["time_out"]
    work()
    notice.refresh_from_db()
    assert (notice.state, notice.claimed_by, notice.problem) == (State.SENDING, "", "TimeoutError: no answer for …")
    work()
    notice.refresh_from_db()
    assert notice.state == State.SENDING  # asked only after the pause
    clock.forward(minutes=1)
    work()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, gateway.out.total()) == (State.SENT, 1, 1)


def test_lost_on_the_way_is_sent_after_asking(make: Callable[..., Notice], gateway: Gateway, clock: Clock) -> None:
    notice = make()
    gateway.plan = ["lose"]
    work()
    clock.forward(minutes=1)
    work()
    work()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, gateway.out.total()) == (State.SENT, 2, 1)


@pytest.mark.parametrize("moment", ["die_before", "die_after"])
def test_one_that_nobody_can_tell_of_waits_for_an_officer(
    make: Callable[..., Notice], gateway: Gateway, clock: Clock, user: User, moment: str
) -> None:
    notice = make()
    gateway.plan, gateway.asked = [moment], "unknown"
    with pytest.raises(Killed):
        work()
    for _ in range(5):
        work()
        clock.forward(hours=1)
    notice.refresh_from_db()
    assert notice.state == State.IN_DOUBT
    out = gateway.out.total()
    settle(notice, user, sent=moment == "die_after")
    work()
    notice.refresh_from_db()
    assert (notice.state, notice.settled_by, gateway.out.total()) == (State.SENT, user, 1)
    assert out == (1 if moment == "die_after" else 0)
    with pytest.raises(YuntaiError, match="这条通知的发送情况已经明确了"):
        settle(notice, user, sent=False)


def test_a_provider_that_cannot_be_reached_is_asked_with_pauses_then_an_officer(
    make: Callable[..., Notice], gateway: Gateway, clock: Clock
) -> None:
    notice = make()
    gateway.plan, gateway.asked = ["time_out"], "unreachable"
    for _ in range(300):
        work()
        clock.forward(minutes=1)
    notice.refresh_from_db()
    assert (notice.state, notice.problem) == (State.IN_DOUBT, "ConnectionError: no route to the gateway")
    assert gateway.out.total() == 1


def test_one_that_kills_every_worker_fails_at_last(make: Callable[..., Notice], gateway: Gateway) -> None:
    notice = make()
    gateway.plan = ["die_before"] * 20
    for _ in range(20):
        try:
            work()
        except Killed:
            continue
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, gateway.out.total()) == (State.FAILED, 5, 0)


def test_what_a_living_worker_has_claimed_is_left_alone(make: Callable[..., Notice], gateway: Gateway) -> None:
    notice = make()
    Notice.objects.filter(pk=notice.pk).update(state=State.SENDING, claimed_by="4711", attempts=1)
    with lease.lock("4711"):
        assert lease.is_alive("4711")
        work()
        notice.refresh_from_db()
        assert (notice.state, notice.claimed_by) == (State.SENDING, "4711")
    assert not lease.is_alive("4711")
    work()  # asks
    work()  # sends
    notice.refresh_from_db()
    assert (notice.state, gateway.out.total()) == (State.SENT, 1)


def test_only_under_a_lease(make: Callable[..., Notice], gateway: Gateway) -> None:
    notice = make()
    with pytest.raises(RuntimeError, match="yuntai worker"):
        deliver(notice.pk)
    assert gateway.out.total() == 0
    notice.refresh_from_db()
    assert notice.state == State.WAITING


def test_it_stops_between_two_notices(make: Callable[..., Notice], gateway: Gateway) -> None:
    for key in "abc":
        make(key=key)
    answers = iter([True, True, False])
    with lease.hold():
        deliver_due(lambda: next(answers))
    assert gateway.out.total() == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    plan=st.lists(
        st.sampled_from(["ok", "refuse", "refuse_for_good", "lose", "time_out", "die_before", "die_after"]), max_size=8
    ),
    asked=st.lists(st.sampled_from(["truth", "unknown", "unreachable"]), min_size=1, max_size=8),
)
def test_never_twice(
    make: Callable[..., Notice], gateway: Gateway, clock: Clock, plan: list[str], asked: list[str]
) -> None:
    """Whatever happens at each send and each question: nothing goes out twice, what is written down as sent went out,
    what failed did not, and in the end each notice is in one of these states or waits for an officer."""
    Notice.objects.all().delete()
    gateway.out.clear()
    gateway.plan = list(plan)
    notices = [make(key=key) for key in "ab"]
    for turn in range(40):
        gateway.asked = asked[turn % len(asked)]
        try:
            work()
        except Killed:
            continue
        finally:
            clock.forward(minutes=125)
    for notice in notices:
        notice.refresh_from_db()
        out = gateway.out[notice.provider_key.hex]
        assert notice.state in (State.SENT, State.FAILED, State.IN_DOUBT)
        if notice.state == State.IN_DOUBT:
            assert out <= 1
        else:
            assert out == (1 if notice.state == State.SENT else 0)
