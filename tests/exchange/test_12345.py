"""12345 as a real process over HTTP: work orders come once with number and limit, an answer goes back until it is taken."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings as django_settings

from tests.people.make import officer, units
from yuntai.exchange import rounds, systems
from yuntai.exchange.hotline import Hotline
from yuntai.exchange.models import Line, Message, State
from yuntai.exchange.signing import SIGNATURE, TIME, signature
from yuntai.exchange.systems import NotReached, Refused
from yuntai.exchange.taking import again, answer
from yuntai.notices import lease
from yuntai.notices.worker import Worker
from yuntai.people.models import Role, User

SECRET = b"a key of sixteen bytes or more"


@pytest.fixture
def refuse() -> int:
    """How many answers the stand-in does not take at first."""
    return 0


@pytest.fixture
def address(tmp_path: Path, refuse: int) -> Iterator[str]:
    """A stand-in in a process of its own."""
    key = tmp_path / "key"
    key.write_bytes(SECRET + b"\n")
    command = [sys.executable, "-m", "yuntai", "exchange", "stand-in", "--key", str(key), "--refuse", str(refuse)]
    command += ["--port", str(_free_port())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    try:
        assert process.stdout
        yield re.findall(r"http://[0-9.:]+", process.stdout.readline())[0]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def connected(address: str, settings: Any) -> Iterator[str]:
    """The platform is connected with the stand-in."""
    path = django_settings.HOME.key_path("exchange-12345")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(SECRET)
    settings.EXCHANGE = {"12345": ("yuntai.exchange.hotline.Hotline", address)}
    systems._system.cache_clear()
    yield address
    path.unlink()
    systems._system.cache_clear()


@pytest.fixture
def clerk(transactional_db: None) -> User:  # noqa: ARG001
    """For the whole bureau; 鼓楼 and 江宁 are those of the pack."""
    there = units()
    for unit, code in ((there["gulou"], "320106"), (there["jiangning"], "320115")):
        unit.code = code
        unit.save()
    return officer("clerk", there["city"], Role.ACCEPT)


def go_round(times: int = 1) -> None:
    for _ in range(times):
        Line.objects.update(asked_at="2026-01-01T00:00:00+08:00")
        Message.objects.filter(state=State.WAITING).update(due_at="2026-01-01T00:00:00+08:00")
        with lease.hold():
            rounds.go_round(lambda: True)


def told(address: str) -> dict[str, Any]:
    """The answers that the stand-in has, by the numbers of its work orders."""
    moment = str(int(time.time()))
    signed = {TIME: moment, SIGNATURE: signature(SECRET, "GET", "/replies", moment, b"")}
    return dict(requests.get(f"{address}/replies", headers=signed, timeout=5).json()["replies"])


@pytest.mark.usefixtures("connected", "clerk")
def test_work_orders_come_once_with_number_limit_and_place() -> None:
    go_round(2)
    found = {one.number[-1]: one for one in Message.objects.incoming().select_related("unit")}
    assert sorted(found) == ["1", "2", "3"]
    assert [str(found[number].unit) for number in "123"] == ["鼓楼区人社局", "江宁区人社局", "市人社局"]
    assert [one.number[-1] for one in Message.objects.incoming()] == ["3", "2", "1"]  # by the other's limit
    assert found["2"].body == {
        "text": "我在工地做了三个月，十月的工资还没有发，请帮忙问一问。",
        "name": "演示来电人",
        "phone": "13800000000",
        "district": "江宁区",
    }
    assert (found["1"].state, found["1"].title) == ("open", "演示：咨询技能补贴")
    assert Line.objects.get().problem == ""


@pytest.mark.parametrize("refuse", [2])
def test_an_answer_is_sent_until_it_is_taken(connected: str, clerk: User) -> None:
    go_round()
    order = Message.objects.incoming().get(number__endswith="1")
    reply = answer(order, clerk, "可以领，请到鼓楼区人社局窗口。")
    go_round()
    reply.refresh_from_db()
    assert (reply.state, reply.tries, reply.problem) == ("waiting", 1, "对方答 503：系统忙，请稍后再发")
    go_round()
    assert told(connected) == {}
    go_round(2)
    reply.refresh_from_db()
    assert (reply.state, reply.tries, reply.problem) == ("sent", 3, "")
    assert told(connected) == {order.number: {"key": reply.key.hex, "text": "可以领，请到鼓楼区人社局窗口。"}}
    happened = [(one.what, one.user, one.data) for one in order.happenings.order_by("place")]
    assert happened == [
        ("come", None, {"unit": "鼓楼区人社局"}),
        ("answer", clerk, {}),
        ("send", None, {"purpose": "答复对方转来的工单", "fields": "工单编号、答复内容", "way": "接口"}),
    ]


def test_an_answer_that_is_not_taken_fails_and_is_sent_again(connected: str, clerk: User) -> None:
    go_round()
    order = Message.objects.incoming().get(number__endswith="2")
    reply = answer(order, clerk, "已转监察。")
    Hotline(connected, SECRET).reply(order.number, "another", "别人先答了")
    go_round()
    reply.refresh_from_db()
    assert (reply.state, reply.problem) == ("failed", "对方答 409：这个工单已经答复过")
    again(reply, clerk)
    reply.refresh_from_db()
    assert (reply.state, reply.tries) == ("waiting", 0)
    assert [one.what for one in order.happenings.order_by("place")] == ["come", "answer", "refuse", "again"]


def test_one_key_is_taken_once_and_a_wrong_signature_never(address: str) -> None:
    hotline = Hotline(address, SECRET)
    number = hotline.orders(None)[0].number
    hotline.reply(number, "k", "答复")
    hotline.reply(number, "k", "答复")
    with pytest.raises(Refused, match="对方答 401：签名不对"):
        Hotline(address, b"another key of sixteen bytes").orders(None)
    with pytest.raises(Refused, match="对方答 404：没有这个工单"):
        hotline.reply("no/such", "k", "答复")
    assert requests.get(f"{address}/orders", timeout=5).status_code == 401


@pytest.mark.usefixtures("clerk")
def test_a_system_that_is_away_is_said_and_asked_again(connected: str, settings: Any) -> None:
    settings.EXCHANGE = {"12345": ("yuntai.exchange.hotline.Hotline", f"http://127.0.0.1:{_free_port()}")}
    Line.objects.create(party="12345", asked_at="2026-01-01T00:00:00+08:00")
    go_round()
    assert Line.objects.get().problem == "连不上（ConnectionError）"
    settings.EXCHANGE = {"12345": ("yuntai.exchange.hotline.Hotline", connected)}
    go_round()
    assert Line.objects.get().problem == ""
    assert Message.objects.incoming().count() == 3
    with pytest.raises(NotReached):
        Hotline(f"http://127.0.0.1:{_free_port()}", SECRET).orders(None)


@pytest.mark.usefixtures("connected")
def test_a_worker_that_died_over_a_message_keeps_nobody_from_sending_it(clerk: User) -> None:
    go_round()
    reply = answer(Message.objects.incoming().first(), clerk, "答复")
    Message.objects.filter(pk=reply.pk).update(claimed_by="12345678")  # a lease that nobody holds
    go_round()
    reply.refresh_from_db()
    assert (reply.state, reply.claimed_by) == ("sent", "")


@pytest.mark.usefixtures("connected", "clerk")
def test_the_worker_asks_besides_its_notices() -> None:
    Worker().run_once()
    assert Message.objects.incoming().count() == 3
