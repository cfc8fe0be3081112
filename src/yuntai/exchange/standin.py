"""What stands in for a city's 12345 (:mod:`yuntai.exchange.hotline`): for tests and for trying out. It keeps everything in memory."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from yuntai.clock import now
from yuntai.exchange.signing import SIGNATURE, TIME, is_good
from yuntai.exchange.systems import Order

_MOST = 1_000_000
"""Bytes of a request."""


def samples() -> list[Order]:
    """Some work orders of today, all made up."""
    moment = now().replace(microsecond=0)

    def order(number: int, days: int, title: str, text: str, district: str) -> Order:
        at = moment - timedelta(hours=number)
        due_on = (moment + timedelta(days=days)).date()
        return Order(f"YS{moment:%y%m%d}{number:04}", at, due_on, title, text, "演示来电人", "13800000000", district)

    return [
        order(1, 5, "演示：咨询技能补贴", "我今年考了电工三级证书，想问能不能领补贴、去哪里办。", "鼓楼区"),
        order(2, 1, "演示：反映欠薪", "我在工地做了三个月，十月的工资还没有发，请帮忙问一问。", "江宁区"),
        order(3, -1, "演示：社保转移", "社保从外地转过来两个月了还没有到，请查一下到哪一步了。", ""),
    ]


class StandIn:
    """A 12345 that has ``orders`` and does not take the first ``refuse`` replies."""

    def __init__(self, secret: bytes, orders: Sequence[Order], refuse: int = 0) -> None:
        self.secret, self.orders, self._refuse = secret, orders, refuse
        self.replies: dict[str, dict[str, str]] = {}
        self._lock = Lock()

    def answer(self, method: str, address: str, body: bytes) -> tuple[int, Any]:
        """Status and content of the answer to a request that was signed rightly."""
        parts = urlsplit(address)
        match method, [unquote(one) for one in parts.path.strip("/").split("/")]:
            case "GET", ["orders"]:
                since = parse_qs(parts.query).get("since", [""])[0]
                return 200, {"orders": list(self._had(since))}
            case "GET", ["replies"]:
                return 200, {"replies": self.replies}
            case "POST", ["orders", number, "replies"]:
                return self._reply(number, json.loads(body))
        return 404, {"error": "没有这个地址"}

    def _had(self, since: str) -> Iterator[dict[str, Any]]:
        for one in self.orders:
            if not since or one.said_at >= datetime.fromisoformat(since):
                said = asdict(one)
                yield said | {"received_at": said.pop("said_at").isoformat(), "due_on": one.due_on.isoformat()}

    def _reply(self, number: str, given: dict[str, str]) -> tuple[int, Any]:
        with self._lock:
            if number not in {one.number for one in self.orders}:
                return 404, {"error": "没有这个工单"}
            if self._refuse:
                self._refuse -= 1
                return 503, {"error": "系统忙，请稍后再发"}
            if (known := self.replies.get(number)) and known["key"] != given["key"]:
                return 409, {"error": "这个工单已经答复过"}
            self.replies[number] = {"key": given["key"], "text": given["text"]}
            return 201, {}


def serve(stand_in: StandIn, port: int) -> ThreadingHTTPServer:
    """A server at 127.0.0.1 that answers for ``stand_in``; port 0 is any that is free."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MOST))
            signed = self.headers.get(TIME, ""), body, self.headers.get(SIGNATURE, ""), time.time()
            if is_good(stand_in.secret, self.command, self.path, *signed):
                status, content = stand_in.answer(self.command, self.path, body)
            else:
                status, content = 401, {"error": "签名不对，或者两边的时间差得太多"}
            said = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = _answer

        def log_message(self, *_: Any) -> None:
            """Nothing: what is sent names people."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
