"""Somebody with a browser: asks for pages over one connection from an address of her own, follows links, sends forms.

As little as a browser can be: what it costs comes off the same two processors as what is measured. It knows a page by its tags and
their attributes, in whatever order these stand.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from typing import Any
from urllib.parse import urlencode, urlsplit

from django_otp.oath import totp

PATIENCE = 60
"""Seconds after which one gives up a page: an error."""
_REDIRECTS = 5

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_TAG = re.compile(r"<(input|select|textarea|option)\b([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SAID = re.compile(r"""<[^>]*\srole\s*=\s*["']?alert\b[^>]*>(.{0,600})""", re.DOTALL)


def attributes(text: str) -> dict[str, str]:
    """Those of a tag."""
    return {name: unescape(first or second or third) for name, first, second, third in _ATTRIBUTE.findall(text)}


class Someone:
    """A person with an account: what is on her page, which answers she got and how long each took, what she did and what failed."""

    def __init__(self, number: int, account: dict[str, str], wait: Callable[[Someone], None]) -> None:
        self.account, self.draw, self.asking = account, random.Random(number), False
        self.taken: list[tuple[str, float, float]] = []
        self.did: Counter[str] = Counter()
        self.failed: list[str] = []
        self.text, self.path = "", "/"
        self._from = f"127.0.{1 + number // 250}.{1 + number % 250}"
        self._wait = wait
        self._cookies: dict[str, str] = {}
        self._connection: HTTPConnection | None = None
        self.address = ""

    def go_to(self, address: str) -> None:
        """Work at this server from now on."""
        self.leave()
        self.address = address

    def leave(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, page: str, path: str) -> None:
        """Read the page that one is on, and go to another."""
        self._wait(self)
        self._ask(page, "GET", path)

    def post(self, page: str, action: str = "", **data: str) -> None:
        """Read the page that one is on, and send its form with ``action``, by default the page's own, filled in with ``data``."""
        self._wait(self)
        self.send(page, action, **data)

    def send(self, page: str, action: str = "", **data: str) -> None:
        """Send a form of the page that one is on."""
        action = action or self.path
        self._ask(page, "POST", action, dict(self._filled(action)) | data)

    def links(self, pattern: str) -> list[str]:
        """The addresses on the page that match ``pattern``."""
        wanted = re.compile(pattern)
        found = (unescape(first or second) for first, second in _HREF.findall(self.text))
        return [one for one in found if wanted.fullmatch(one)]

    def form(self, action: str = "") -> str | None:
        """What stands in the form with ``action``, by default the page's own."""
        for said, inside in _FORM.findall(self.text):
            named = attributes(said)
            if named.get("method", "").lower() == "post" and (named.get("action") or self.path) == (
                action or self.path
            ):
                return str(inside)
        return None

    def inputs(self, action: str = "") -> list[tuple[str, dict[str, str]]]:
        """The fields of a form: which tag each is, with its attributes."""
        return [(tag, attributes(said)) for tag, said in _TAG.findall(self.form(action) or "")]

    def _filled(self, action: str) -> Iterator[tuple[str, str]]:
        """What a browser sends of a form as it stands."""
        for tag, named in self.inputs(action):
            chosen = "checked" in named or named.get("type") not in ("radio", "checkbox")
            if tag == "input" and "name" in named and chosen:
                yield named["name"], named.get("value", "")

    def expect(self, what: str, good: bool) -> None:
        """Note what was done; as failed what did not lead where it should, with what the page says."""
        if good:
            self.did[what] += 1
        elif self.is_overtaken:
            self.did[f"{what}: somebody else was there first"] += 1
        else:
            said = _SAID.search(self.text)
            words = " ".join(re.sub(r"<[^>]*>", " ", said[1]).split()) if said else ""
            self.failed.append(f"{what}: at {re.sub(r'[0-9a-f-]{12,}', '…', self.path)} {words[:60]}".strip())

    @property
    def is_overtaken(self) -> bool:
        """Whether the page says that the case is another than when it was opened."""
        return "办件有了变化" in self.text

    def sign_in(self) -> None:
        """With the password, and the code where the account has a second factor."""
        self._ask("sign-in page", "GET", "/account/sign-in/")
        self.send("sign in", username=self.account["username"], password=self.account["password"])
        if key := self.account.get("key"):
            self._send_code(key)
            if self.path == "/account/second-factor/":  # each is taken once, and counts for half a minute
                time.sleep(30 - time.time() % 30)
                self._send_code(key)
        self.expect("sign in", self.path in ("/", "/work/", "/boards/"))

    def _send_code(self, key: str) -> None:
        self.send("second factor", code=f"{totp(bytes.fromhex(key)):06}")  # looked up when it is typed: it ages

    def _ask(self, page: str, method: str, path: str, data: dict[str, str] | None = None) -> None:
        begun = time.monotonic()
        try:
            status = self._follow(method, path, urlencode(data) if data is not None else None)
            if status >= 400 and (method, status) != ("POST", 400):  # what a form lacks is said on its page: see expect
                self.failed.append(f"{page}: {status}")
        except (OSError, HTTPException) as error:
            self.leave()
            self.failed.append(f"{page}: {type(error).__name__}")
        finally:
            self.asking = False
        ended = time.monotonic()
        self.taken.append((page, ended, ended - begun))

    def _follow(self, method: str, path: str, body: str | None) -> int:
        """Ask, and go where the answer leads; the status of the last."""
        for _ in range(_REDIRECTS):
            answer = self._request(method, path, body)
            text = answer.read()
            for said in answer.headers.get_all("Set-Cookie", ()):
                name, _, value = said.partition(";")[0].partition("=")
                self._cookies[name.strip()] = value
            if answer.status not in (301, 302, 303):
                self.text, self.path = text.decode(), path.partition("?")[0]
                return int(answer.status)
            parts = urlsplit(answer.headers["Location"])
            method, path, body = "GET", parts.path + (f"?{parts.query}" if parts.query else ""), None
        raise HTTPException("led in a circle")

    def _request(self, method: str, path: str, body: str | None) -> Any:
        headers = {"Referer": self.address + self.path}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items() if value)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        again = self._connection is not None
        if self._connection is None:
            host, _, port = self.address.removeprefix("http://").partition(":")
            self._connection = HTTPConnection(host, int(port), timeout=PATIENCE, source_address=(self._from, 0))
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            if not again:
                raise
            self.leave()  # a connection that was kept may have been closed meanwhile
            return self._request(method, path, body)
