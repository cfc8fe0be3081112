"""Who carries a message out of the house. ``settings.NOTICE_PROVIDERS`` names one a channel, by dotted path."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Message:
    """What a provider is given. ``key`` is the same whenever the same message is handed over."""

    key: str
    channel: str
    address: str
    title: str
    text: str


class Fate(StrEnum):
    """What a provider knows of a message."""

    SENT = "sent"
    DELIVERED = "delivered"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Receipt:
    """What a provider says of a message; ``reference`` is its own number for it."""

    fate: Fate
    reference: str = ""


class NotSent(Exception):
    """The provider is sure that the message did not go out. ``final``: nor would it next time (the number does not exist)."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class Provider(Protocol):
    """One way out. Both methods must end within a bounded time; any error but ``NotSent`` means that nobody knows."""

    def send(self, message: Message) -> Receipt:
        """Send it. Raises ``NotSent`` where it surely did not go out."""

    def status(self, key: str) -> Receipt:
        """What became of the message with this key, as far as the provider knows."""


class FileProvider:
    """One file a message in the outbox of the home folder. A second of the same key is an error."""

    def send(self, message: Message) -> Receipt:
        path = self._path(message.key)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        draft = path.with_name(f".{uuid4().hex}")
        lines = (f"渠道：{message.channel}", f"收件：{message.address}", f"标题：{message.title}", "", message.text, "")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # the whole message or nothing, and never over another
        finally:
            draft.unlink()
        return Receipt(Fate.SENT, path.name)

    def status(self, key: str) -> Receipt:
        path = self._path(key)
        return Receipt(Fate.SENT, path.name) if path.exists() else Receipt(Fate.NOT_SENT)

    def _path(self, key: str) -> Path:
        return settings.HOME.outbox / f"{key}.txt"


class ConsoleProvider:
    """Prints each message. It keeps nothing, so it cannot say later what went out."""

    def send(self, message: Message) -> Receipt:
        sys.stdout.write(f"[{message.channel}] {message.address} {message.title}\n{message.text}\n")
        sys.stdout.flush()
        return Receipt(Fate.SENT)

    def status(self, key: str) -> Receipt:
        return Receipt(Fate.UNKNOWN)


def provider_of(channel: str) -> Provider:
    """The provider of a channel."""
    return _provider(settings.NOTICE_PROVIDERS[channel])


@cache
def _provider(path: str) -> Provider:
    return import_string(path)()  # type: ignore[no-any-return]
