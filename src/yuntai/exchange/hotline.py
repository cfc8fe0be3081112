"""The adapter of a city's 12345 over HTTP: work orders as JSON, signed requests (:mod:`yuntai.exchange.signing`).

``GET /orders?since=<moment>`` gives ``{"orders": [{number, received_at, due_on, title, text, name, phone, district}, …]}``;
``POST /orders/<number>/replies`` takes ``{key, text}``. What 12345 of a city really speaks differs from city to city: whoever connects
it writes a module like this one; :mod:`yuntai.exchange.standin` is the other side of this one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

import requests

from yuntai.clock import SHANGHAI
from yuntai.exchange.signing import SIGNATURE, TIME, signature
from yuntai.exchange.systems import NotReached, Order, Refused

_TIMEOUT = (5, 20)
"""Seconds to be connected, and between two parts of the answer."""
_LATER = (408, 425, 429)
"""Refusals that hold for now."""


class Hotline:
    """12345 at an ``address``, with the ``secret`` of both sides."""

    def __init__(self, address: str, secret: bytes) -> None:
        self._address, self._secret = address.rstrip("/"), secret

    def orders(self, since: datetime | None) -> Sequence[Order]:
        query = f"?{urlencode({'since': since.isoformat()})}" if since else ""
        answer = self._ask("GET", f"/orders{query}")
        try:
            return [_order(one) for one in answer["orders"]]
        except (KeyError, TypeError, ValueError) as error:
            raise NotReached(f"对方给的工单看不懂（{type(error).__name__}: {error}）") from None

    def reply(self, number: str, key: str, text: str) -> None:
        self._ask("POST", f"/orders/{quote(number, safe='')}/replies", {"key": key, "text": text})

    def _ask(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Any:
        body = json.dumps(content, ensure_ascii=False).encode() if content else b""
        moment = str(int(time.time()))
        signed = {TIME: moment, SIGNATURE: signature(self._secret, method, path, moment, body)}
        try:
            answer = requests.request(
                method,
                self._address + path,
                data=body,
                headers={"Content-Type": "application/json", **signed},
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
            said = answer.json() if answer.content else {}
        except requests.RequestException as error:
            raise NotReached(f"连不上（{type(error).__name__}）") from None
        if answer.ok:
            return said
        why = f"对方答 {answer.status_code}" + (
            f"：{said['error']}" if isinstance(said, dict) and "error" in said else ""
        )
        raise (NotReached if answer.status_code >= 500 or answer.status_code in _LATER else Refused)(why)


def _order(given: Mapping[str, Any]) -> Order:
    texts = {name: str(given.get(name) or "").strip() for name in ("title", "text", "name", "phone", "district")}
    number = str(given["number"]).strip()
    if not number or not texts["text"]:
        raise ValueError("number, text")
    said_at = datetime.fromisoformat(given["received_at"])
    said_at = said_at if said_at.tzinfo else said_at.replace(tzinfo=SHANGHAI)
    return Order(number, said_at, date.fromisoformat(given["due_on"]), **texts)
