"""Providers for tests: one that does as it is told, one that is shot in the middle of a send."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

from django.conf import settings

from yuntai.notices.providers import Fate, FileProvider, Message, NotSent, Receipt


class Killed(BaseException):
    """The process is no more."""


class Gateway:
    """Counts what went out by key. ``plan``: what the next sends do; when it is empty they succeed.

    ``ok`` | ``refuse`` (surely not sent) | ``refuse_for_good`` | ``lose`` (an error, nothing went out) | ``time_out`` (an error,
    it went out) | ``die_before`` | ``die_after`` (killed before or after it went out).
    ``asked``: what ``status`` does: ``truth`` | ``unknown`` | ``unreachable``.
    """

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.asked = "truth"
        self.out: Counter[str] = Counter()
        self.messages: list[Message] = []

    def send(self, message: Message) -> Receipt:
        act = self.plan.pop(0) if self.plan else "ok"
        match act:
            case "refuse" | "refuse_for_good":
                raise NotSent("号码 13812345678 不存在", final=act == "refuse_for_good")
            case "lose":
                raise ConnectionError("no route to the gateway")
            case "die_before":
                raise Killed
        self.out[message.key] += 1
        self.messages.append(message)
        match act:
            case "time_out":
                raise TimeoutError("no answer for 13812345678")
            case "die_after":
                raise Killed
        return Receipt(Fate.SENT, f"receipt-{message.key[:8]}")

    def status(self, key: str) -> Receipt:
        match self.asked:
            case "unreachable":
                raise ConnectionError("no route to the gateway")
            case "unknown":
                return Receipt(Fate.UNKNOWN)
        return Receipt(Fate.SENT, f"receipt-{key[:8]}") if self.out[key] else Receipt(Fate.NOT_SENT)


class Perilous(FileProvider):
    """Writes files, and does what the file ``peril`` of the home folder says: ``before 3`` or ``after 3`` kills its own
    process around its third send, ``wait`` holds every send until it says something else (``held-…`` shows that it does).
    A second send of a key is written down in ``twice``."""

    sends = 0

    def send(self, message: Message) -> Receipt:
        self.sends += 1
        while self._peril() == "wait":
            (settings.HOME.path / f"held-{os.getpid()}").touch()
            time.sleep(0.01)
        self._meet("before")
        try:
            receipt = super().send(message)
        except FileExistsError:
            with (settings.HOME.path / "twice").open("a") as file:
                file.write(f"{message.key}\n")
            raise
        self._meet("after")
        return receipt

    def _peril(self) -> str:
        return (settings.HOME.path / "peril").read_text()

    def _meet(self, moment: str) -> None:
        if self._peril() == f"{moment} {self.sends}":
            os.kill(os.getpid(), signal.SIGKILL)
