"""The server's main thread, which reads and sends for the threads that answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection
from threading import Thread
from typing import Any

import pytest
from waitress import wasyncore

from yuntai.site.server import made


def _answer(_environment: Any, start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [("Content-Length", "2")])
    return [b"12"]


def test_the_main_thread_rests_while_another_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    send = wasyncore.dispatcher.send
    server = made(_answer, socket.create_server(("127.0.0.1", 0)), 1)
    connection = HTTPConnection(*server.socket.getsockname(), timeout=10)
    answers: list[bytes] = []

    def slowly(channel: Any, *given: Any, **named: Any) -> Any:
        time.sleep(0.2)
        return send(channel, *given, **named)

    def ask() -> None:
        connection.request("GET", "/")
        answers.append(connection.getresponse().read())

    monkeypatch.setattr(wasyncore.dispatcher, "send", slowly)
    asking = Thread(target=ask)
    asking.start()
    turns = 0
    while asking.is_alive():
        wasyncore.loop(timeout=0.1, use_poll=True, map=server._map, count=1)
        turns += 1
    connection.close()
    server.close()

    assert answers == [b"12"]
    assert turns < 20, "it looks again and again whether it may send what another thread is sending"
