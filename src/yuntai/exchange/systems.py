"""The systems of other offices: what one gives and takes, and which this installation is connected with.

``settings.EXCHANGE`` has for each party its adapter's dotted path and its address, empty where it has none: then messages come and go
as files (:mod:`yuntai.exchange.files`). The key that both sides sign with lies in ``keys/exchange-<party>`` of the home folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from yuntai.errors import YuntaiError

PARTIES = {"12345": "12345 热线"}
"""What each party is called."""


@dataclass(frozen=True)
class Order:
    """A work order as a party sends it: its number, when it got it, until when it wants an answer, who asks what, from where."""

    number: str
    said_at: datetime
    due_on: date
    title: str
    text: str
    name: str = ""
    phone: str = ""
    district: str = ""


class NotReached(Exception):
    """The system does not answer, or not now: try later."""


class Refused(Exception):
    """The system answered that it does not take this, now or later."""


class System(Protocol):
    """One outside system. Both methods end within a bounded time and raise nothing but ``NotReached`` and ``Refused``."""

    def orders(self, since: datetime | None) -> Sequence[Order]:
        """What it has had since a moment, or all; some of it may have come before."""

    def reply(self, number: str, key: str, text: str) -> None:
        """Answer a work order. With the same ``key`` again nothing more comes of it."""


def is_connected(party: str) -> bool:
    """Whether messages of a party come and go by an interface."""
    return bool(settings.EXCHANGE.get(party, ("", ""))[1])


def systems() -> Mapping[str, System]:
    """The systems that this installation is connected with, by party."""
    return {party: _system(path, address, party) for party, (path, address) in settings.EXCHANGE.items() if address}


@cache
def _system(path: str, address: str, party: str) -> System:
    made: System = import_string(path)(address, secret_of(settings.HOME.key_path(f"exchange-{party}")))
    return made


def secret_of(path: Path) -> bytes:
    """The key in a file. Raises ``YuntaiError`` where there is none."""
    try:
        secret = path.read_bytes().strip()
    except OSError:
        secret = b""
    if len(secret) < 16:
        raise YuntaiError(f"{path}：要有和对方约定的密钥，一行，至少 16 个字符，只有属主能读")
    return secret
