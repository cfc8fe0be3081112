"""People at work over HTTP: ``python -m bench.crowd ADDRESS ACCOUNTS SECONDS PAUSE [PATH]``.

Each is a thread with a session and an address of her own. She arrives some time in the first half minute, signs in and does her
work over and over, with a pause before every page, drawn from an exponential distribution of mean ``PAUSE`` seconds. With a
``PATH`` everybody only asks for that page. The last line is JSON: for each page the seconds of every answer, and what failed.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from html import unescape
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import requests
from django_otp.oath import totp
from requests.adapters import HTTPAdapter

ARRIVAL = 30
"""Seconds in which the people arrive; requests a second are counted from then on."""

PATIENCE = 60
"""Seconds after which one gives up a page: an error."""


class _From(HTTPAdapter):
    """Connections from an address of one's own, as the people of a city have."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, source_address=(self._address, 0))


class Over(Exception):
    """It is time to stop."""


class Someone:
    """A person at work: gets pages, follows links, fills in forms, and notes how long each took."""

    def __init__(self, number: int, address: str, account: dict[str, str], until: float, pause: float) -> None:
        self.account, self.address, self.until, self.pause = account, address, until, pause
        self.draw = random.Random(number)
        self.session = requests.Session()
        self.session.mount("http://", _From(f"127.0.{1 + number // 250}.{1 + number % 250}"))
        self.taken: list[tuple[str, float, float]] = []
        self.failed: list[str] = []
        self.text = self.path = ""

    def get(self, page: str, path: str) -> None:
        self.read()
        self._ask(page, "GET", path)

    def post(self, page: str, action: str = "", **data: Any) -> None:
        """Read the page that one is on, and send its form."""
        self.read()
        self.send(page, action, **data)

    def send(self, page: str, action: str = "", **data: Any) -> None:
        """Send a form of the page that one is on."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.text)
        acting = re.search(r'name="acting" value="([^"]*)"', self.text)
        fields = {"csrfmiddlewaretoken": token[1] if token else "", **data}
        self._ask(page, "POST", action or self.path, fields | ({"acting": acting[1]} if acting else {}))

    def links(self, pattern: str) -> list[str]:
        """The addresses on the page that match ``pattern``."""
        return [unescape(found) for found in re.findall(rf'href="({pattern})"', self.text)]

    def read(self) -> None:
        """Pause."""
        time.sleep(self.draw.expovariate(1 / self.pause) if self.pause else 0)
        if time.monotonic() > self.until:
            raise Over

    def _ask(self, page: str, method: str, path: str, data: dict[str, Any] | None = None) -> None:
        begun, headers = time.monotonic(), {"Referer": self.address + self.path}
        try:
            answer = self.session.request(method, self.address + path, data=data, headers=headers, timeout=PATIENCE)
            self.text, self.path = answer.text, urlsplit(answer.url).path
            if answer.status_code >= 400:
                self.failed.append(f"{page}: {answer.status_code} {path}")
        except requests.RequestException as error:
            self.failed.append(f"{page}: {type(error).__name__} {path}")
        self.taken.append((page, begun, time.monotonic() - begun))

    def expect(self, what: str, good: bool) -> None:
        """Note as failed what did not lead where it should."""
        if not good:
            self.failed.append(f"{what}: at {self.path}")

    def sign_in(self) -> None:
        self.get("sign-in page", "/account/sign-in/")
        self.post("sign in", username=self.account["username"], password=self.account["password"])
        if key := self.account.get("key"):
            self.read()
            self.send("second factor", code=f"{totp(bytes.fromhex(key)):06}")  # looked up when it is typed: it ages
        self.expect("sign in", self.path in ("/", "/work/", "/boards/"))


ANSWERS = {"bank": "某银行鼓楼支行", "bank_account": "6200000000000000000", "certificate_number": "2301003003700001"}


def resident(someone: Someone) -> None:
    """Looks what she is entitled to, applies, follows her case."""
    someone.get("home", "/")
    someone.get("finder", "/find/")
    someone.get("procedure", "/matters/skill_upgrading/")
    someone.get("begin", "/begin/skill_upgrading/")
    rows = re.findall(r'name="row" value="([^"]+)"', someone.text)
    someone.post("begin: start", restart="1", **({"row": rows[0]} if rows else {}))
    for _ in range(20):
        if "/question/" not in someone.path:
            break
        name = someone.path.rstrip("/").rpartition("/")[2]
        someone.post("answer", **_answer(someone, name))
    someone.post("hand in")
    someone.expect("hand in", someone.path.endswith("/submitted/"))
    someone.get("my matters", "/cases/")
    if mine := someone.links(r"/cases/\d+/"):
        someone.get("one matter", mine[0])
    someone.get("notices", "/notices/")


def _answer(someone: Someone, name: str) -> dict[str, str]:
    """An answer that a question takes: a known one, the first choice, or none of the rows that it asks for."""
    if f'name="{name}-none"' in someone.text:
        return {f"{name}-none": "1"}
    choices = re.findall(rf'name="{name}" value="([^"]+)"', someone.text)
    options = re.findall(r'<option value="([^"]+)"', someone.text)
    return {name: ANSWERS.get(name) or next(iter([*choices, *options]), "2023-06-20")}


STEPS = {
    "accept": ("accept", {}),
    "review": ("propose", {"outcome": "granted", "amount": "500", "reason": "核对无误"}),
    "confirm": ("confirm", {}),
    "pay": ("pay", {}),
}


def officer(someone: Someone) -> None:
    """Opens one of the cases that wait and does what is hers."""
    action, data = STEPS[someone.account["role"]]
    someone.get("queue", "/work/")
    waiting = someone.links(r"/work/cases/\d+/[^\"]*")
    if waiting:
        someone.get("case", someone.draw.choice(waiting))
        if f"/do/{action}/" in someone.text:
            someone.post(action, f"{someone.path}do/{action}/", **data)
            someone.expect(action, "/do/" not in someone.path)


def supervisor(someone: Someone) -> None:
    """Looks at the figures, the cards and the log, and at one case."""
    someone.get("overview", "/boards/")
    someone.get("cards", "/boards/cards/")
    someone.get("log", "/boards/log/")
    someone.get("all cases", "/work/?show=all")
    if found := someone.links(r"/work/cases/\d+/[^\"]*"):
        someone.get("case", someone.draw.choice(found))


def main() -> None:
    address, accounts = sys.argv[1], json.loads(Path(sys.argv[2]).read_text())
    seconds, pause, only = float(sys.argv[3]), float(sys.argv[4]), sys.argv[5] if len(sys.argv) > 5 else ""
    begun = time.monotonic()
    ramp = min(ARRIVAL, seconds / 3)
    people = [Someone(n, address, one, begun + seconds, pause) for n, one in enumerate(accounts)]
    threads = [Thread(target=_work, args=(one, begun + ramp * n / len(people), only)) for n, one in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [one for someone in people for one in someone.taken]
    pages: dict[str, list[float]] = defaultdict(list)
    for page, _, took in taken:
        pages[page].append(took)
    counted = sum(begun + ramp <= at for _, at, _ in taken)
    failed = [one for someone in people for one in someone.failed]
    print(json.dumps({"pages": pages, "a_second": counted / (seconds - ramp), "failed": failed}))


def _work(someone: Someone, arrives: float, only: str) -> None:
    time.sleep(max(0.0, arrives - time.monotonic()))
    day: Callable[[Someone], None] = {"": resident, "supervise": supervisor}.get(
        someone.account.get("role", ""), officer
    )
    try:
        if not only:
            someone.sign_in()
        while True:
            someone.get(only, only) if only else day(someone)
    except Over:
        return


if __name__ == "__main__":
    main()
