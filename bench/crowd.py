"""People at work over HTTP: ``python -m bench.crowd ACCOUNTS [GROUP RESIDENTS OFFICERS SUPERVISORS]``: all, or a group of so many.

It is told what to do line by line: ``{"sign_in": ADDRESS}``, then ``{"address": ADDRESS, "seconds": 10, "pause": 0}``, at which
everybody goes on with her work where she left it, at the server with that address; with a pause before every page, drawn from an
exponential distribution of that mean in seconds. With ``only`` everybody asks for that page alone. Who has asked before the time is
over gets her answer, but it is not counted. Each person is a thread.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

from bench.people import PATIENCE, Someone

_SPREAD = 0.1
"""Seconds between the first pages of two people, so that they are not all at the same step."""

ANSWERS = {"bank": "某银行鼓楼支行", "bank_account": "6200000000000000000", "certificate_number": "2301003003700001"}


def resident(someone: Someone) -> None:
    """Looks what she is entitled to, applies, follows her case, and takes it back: what is open is not asked for twice."""
    someone.get("home", "/")
    someone.get("finder", "/find/")
    someone.get("procedure", "/matters/skill_upgrading/")
    someone.get("begin", "/begin/skill_upgrading/")
    rows = [named["value"] for _, named in someone.inputs() if named.get("name") == "row"]
    someone.post("begin: start", restart="1", **({"row": rows[0]} if rows else {}))
    for _ in range(20):
        if "/question/" not in someone.path:
            break
        someone.post("answer", **_answer(someone, someone.path.rstrip("/").rpartition("/")[2]))
    if someone.form() is not None:  # an earlier case may be with an officer still
        someone.post("hand in")
        someone.expect("hand in", someone.path.endswith("/submitted/"))
    someone.get("my matters", "/cases/")
    if mine := someone.links(r"/cases/\d+/"):
        someone.get("one matter", mine[0])
        someone.get("notices", "/notices/")
        someone.get("withdraw: ask", f"{mine[0]}withdraw/")
        while someone.form() is not None:
            someone.post("withdraw", reason="填错了")
            someone.expect("withdraw", not someone.path.endswith("/withdraw/"))
            if not someone.is_overtaken:
                break


def _answer(someone: Someone, name: str) -> dict[str, str]:
    """An answer that a question takes: a known one, the first choice, or none of the rows that it asks for."""
    fields = someone.inputs()
    if any(named.get("name") == f"{name}-none" for _, named in fields):
        return {f"{name}-none": "1"}
    choices = [
        named["value"]
        for tag, named in fields
        if named.get("value") and (tag == "option" or (named.get("name") == name and named.get("type") == "radio"))
    ]
    return {name: ANSWERS.get(name) or next(iter(choices), "2023-06-20")}


STEPS = {
    "accept": ("accept", ""),
    "review": ("propose", ""),
    "confirm": ("confirm", "send_back"),
    "pay": ("pay", "hand_back"),
}
"""What an officer of a role does to a case, and what instead where the policy's word is another one by now."""


def officer(someone: Someone) -> None:
    """Opens one of the cases that wait and does what is hers."""
    action, instead = STEPS[someone.account["role"]]
    someone.get("queue", "/work/")
    waiting = someone.links(r"/work/cases/\d+/.*")
    if not waiting:
        return
    someone.get("case", someone.draw.choice(waiting))
    case = someone.path
    if someone.form(f"{case}do/{action}/") is None:
        return
    someone.post(action, f"{case}do/{action}/", **(_decided(someone, case) if action == "propose" else {}))
    if someone.path != case and instead and someone.form(f"{case}do/{instead}/") is not None:
        someone.post(instead, f"{case}do/{instead}/", reason="情况变了，请重新决定")
        someone.expect(instead, someone.path == case)
    else:
        someone.expect(action, someone.path == case)


def _decided(someone: Someone, case: str) -> dict[str, str]:
    """As the policy says, which the form has chosen already; where it says nothing, no."""
    said = {"reason": "核对无误"}
    fields = [named for _, named in someone.inputs(f"{case}do/propose/") if named.get("name") == "outcome"]
    return said if any("checked" in named for named in fields) else said | {"outcome": "refused"}


def supervisor(someone: Someone) -> None:
    """Looks at the figures, the cards and the log, and at one case."""
    someone.get("overview", "/boards/")
    someone.get("cards", "/boards/cards/")
    someone.get("log", "/boards/log/")
    someone.get("all cases", "/work/?show=all")
    if found := someone.links(r"/work/cases/\d+/.*"):
        someone.get("case", someone.draw.choice(found))


DAYS: dict[str, Callable[[Someone], None]] = {"": resident, "supervise": supervisor}


@dataclass
class Round:
    """A time in which people work."""

    pause: float
    only: str = ""
    over: Event = field(default_factory=Event)


class Crowd:
    """All who work, and whether they may."""

    def __init__(self, accounts: list[dict[str, str]]) -> None:
        self.people = [Someone(number, one, self._wait) for number, one in enumerate(accounts)]
        self._open = Event()
        self._round = Round(0)
        self._begun = False

    def sign_in(self, address: str) -> dict[str, Any]:
        """Everybody, eight at a time: how many a second, and what failed."""
        begun = time.monotonic()
        for one in self.people:
            one.go_to(address)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(Someone.sign_in, self.people))
        took = time.monotonic() - begun
        return self._told() | {"a_second": len(self.people) / took}

    def work(self, address: str, seconds: float, pause: float, only: str = "") -> dict[str, Any]:
        """Let them work: what was answered within the time, how long each answer took, what was done, what failed."""
        for one in self.people:
            one.go_to(address)
        self._round, used = Round(pause, only), time.process_time()
        begun = time.monotonic()
        self._open.set()
        if not self._begun:
            self._begun = True
            for number, one in enumerate(self.people):
                Thread(target=self._live, args=(one, number * _SPREAD), daemon=True).start()
        time.sleep(seconds)
        end = time.monotonic()
        self._open.clear()
        self._round.over.set()
        while any(one.asking for one in self.people) and time.monotonic() < end + PATIENCE:
            time.sleep(0.01)
        took, used = time.monotonic() - begun, time.process_time() - used
        for one in self.people:
            one.leave()
        return self._told(end) | {"client": used, "took": took}

    def _told(self, end: float = float("inf")) -> dict[str, Any]:
        """What has been noted, which is forgotten thereby."""
        pages: dict[str, list[float]] = defaultdict(list)
        did: Counter[str] = Counter()
        failed: list[str] = []
        answers = sum(len(one.taken) for one in self.people)
        for one in self.people:
            for page, at, took in one.taken:
                if at <= end:
                    pages[page].append(took)
            did += one.did
            failed += one.failed
            one.taken, one.did, one.failed = [], Counter(), []
        return {"pages": pages, "did": did, "failed": failed, "answers": answers}

    def _wait(self, someone: Someone) -> None:
        """Until it is time, and she has read her page."""
        while True:
            self._open.wait()
            running = self._round
            if running.pause and running.over.wait(someone.draw.expovariate(1 / running.pause)):
                continue
            someone.asking = True
            if self._open.is_set() and running is self._round:
                return
            someone.asking = False

    def _live(self, someone: Someone, later: float) -> None:
        time.sleep(later)
        day = DAYS.get(someone.account.get("role", ""), officer)
        while True:
            self._open.wait()
            if only := self._round.only:
                someone.get(only, only)
            else:
                day(someone)


def group(accounts: list[dict[str, str]], number: int, *counts: int) -> list[dict[str, str]]:
    """So many residents, officers and supervisors; nobody is in two groups."""
    kinds: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in accounts:
        kinds[{"": "resident", "supervise": "supervisor"}.get(one.get("role", ""), "officer")].append(one)
    return [
        one
        for kind, count in zip(("resident", "officer", "supervisor"), counts, strict=True)
        for one in kinds[kind][number * count : (number + 1) * count]
    ]


def main() -> None:
    accounts, counts = json.loads(Path(sys.argv[1]).read_text()), map(int, sys.argv[2:])
    crowd = Crowd(group(accounts, *counts) if sys.argv[2:] else accounts)
    for line in sys.stdin:
        question = json.loads(line)
        said = crowd.sign_in(question["sign_in"]) if "sign_in" in question else crowd.work(**question)
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
