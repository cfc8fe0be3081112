"""A process that serves pages: ``python -m yuntai.site.server SOCKET READY THREADS``, as ``yuntai serve`` and ``yuntai web`` start it.

``SOCKET`` is the number of the listening socket, which all such processes share; ``READY`` of a pipe that learns when this one has read
all that its pages are made of. It answers before that: what a page needs then is read when it is asked for.
The main thread reads each request to its end before a thread is given to it, and sends what a slow reader has not taken yet: who
sends nothing, or a byte a second, holds a socket and no thread.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from threading import Thread
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

_CONNECTIONS = 2000
"""At once; more wait to be accepted."""
_SILENCE = 60
"""Seconds after which who sends nothing and waits for nothing is let go."""
_LONGEST = 64 * 2**20
"""Bytes of a request: a material has 20 MB at most, and a form several."""
_PATIENCE = 30.0
"""Seconds that what is being answered may still take once the process is told to stop."""

_LINGER = 2.0
"""Seconds that it then waits for who has connected, or has just been answered: a request may be on its way."""


def main() -> None:
    parent = os.getppid()
    listening, ready, threads = map(int, sys.argv[1:])
    from yuntai.site.wsgi import application

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that all threads are busy is no fault
    server = made(application, socket.socket(fileno=listening), threads)
    Thread(target=_read_all, args=(ready,), daemon=True).start()
    serve(server, parent)


def made(application: Any, listening: socket.socket, threads: int) -> Any:
    """A server that answers at ``listening`` once its loop is turned."""
    server = create_server(
        application,
        sockets=[listening],
        threads=threads,
        connection_limit=_CONNECTIONS,
        channel_timeout=_SILENCE,
        max_request_body_size=_LONGEST,
        asyncore_use_poll=True,  # select() knows no file beyond the 1024th
        clear_untrusted_proxy_headers=False,  # people.accounts knows whom to believe
        ident="",
    )
    server.channel_class = Channel
    return server


def _read_all(ready: int) -> None:
    """Read what the first who asks should not wait for; a process that cannot ends."""
    from django.db import connections

    from yuntai.cases.content import read_all

    try:
        read_all()
        os.write(ready, b".")
    except Exception:
        logging.getLogger(__name__).exception("What pages are made of cannot be read")
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        os.close(ready)
        connections.close_all()


def serve(server: Any, parent: int) -> None:
    """Answer until SIGTERM, or until the process ``parent`` that started this one is gone; then what has come in, and no more."""
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while not told and os.getppid() == parent:
        _turn(server)
    wasyncore.dispatcher.close(server)
    until = time.monotonic() + _PATIENCE
    while server.active_channels and time.monotonic() < until:
        for channel in list(server.active_channels.values()):
            channel.task_class = _Last
            busy = channel.requests or channel.request or channel.total_outbufs_len
            channel.will_close |= not busy and time.time() - channel.last_activity >= _LINGER
        _turn(server)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that the main thread does not look after while a thread answers, unless the thread waits for it.

    Waitress looks for whether it can send while the thread is sending, which it does itself, and holds the lock: the main thread
    then goes round and round, a hundred times an answer where threads wait for each other.
    """

    def writable(self) -> bool:
        least = self.adj.outbuf_high_watermark if self.requests else 0
        return bool(self.total_outbufs_len > least or self.will_close or self.close_when_flushed)


class _Last(WSGITask):  # type: ignore[misc]
    """Answers a request and says that the connection ends with it."""

    def __init__(self, channel: Any, request: Any) -> None:
        request.headers["CONNECTION"] = "close"
        super().__init__(channel, request)


def _turn(server: Any) -> None:
    wasyncore.loop(timeout=1, use_poll=True, map=server._map, count=1)


if __name__ == "__main__":
    main()
