"""Where the events led that were written before events said so themselves: until December 2026 the fold looked it up in the table of
acts. Their seals stay as they are, so what that table said of them is kept here for good, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from yuntai.cases.corrections import settle

if TYPE_CHECKING:
    from yuntai.cases.history import History

_DUTIES = {
    **dict.fromkeys(("accept", "reject"), "accept"),
    **dict.fromkeys(("establish", "propose"), "review"),
    **dict.fromkeys(("confirm", "send_back", "revoke"), "confirm"),
    **dict.fromkeys(("pay", "hand_back", "recover"), "pay"),
    **dict.fromkeys(("supervise", "lift", "draw", "recheck", "reopen"), "supervise"),
}
_LED = {
    "begin": "submitted",
    "accept": "handling",
    "reject": "/rejected",
    "request_correction": "correcting",
    "send_back": "handling",
    "hand_back": "handling",
    "pay": "/closed",
    "withdraw": "/withdrawn",
    "recover": "/revoked",
    "reopen": "handling",
}
HOLDERS = {
    "submitted": "accept",
    "correcting": "applicant",
    "handling": "review",
    "revisiting": "review",
    "proposed": "confirm",
    "paying": "pay",
    "recovering": "pay",
}
"""Who had to do something in which state."""


def said_before(known: History, kind: str, data: Mapping[str, Any]) -> dict[str, str]:
    """What an event of then would say of where it led (:mod:`yuntai.cases.leading`); ``known`` is the case before it."""
    if kind in _FOLLOWED:
        to = _FOLLOWED[kind](known, data)
    else:
        to = _LED.get(kind) or (f"/{known.state}" if known.closed_on else known.state)
    said = {"to": to}
    if holder := HOLDERS.get(to.removeprefix("/")):
        said["holder"] = holder
    if kind in _DUTIES:
        said["duty"] = _DUTIES[kind]
    if kind in ("send_back", "hand_back", "reopen") or (kind == "withdraw" and known.state == "paying"):
        said["outcome"] = ""
    return said


def _submitted(_known: History, data: Mapping[str, Any]) -> str:
    return "waiting" if data.get("after") else "submitted"


def _settled(known: History, data: Mapping[str, Any]) -> str:
    return "correcting" if settle(known.corrections, data) else known.before_correction


def _proposed(_known: History, data: Mapping[str, Any]) -> str:
    return "proposed" if data["second_officer"] else _decided(data["outcome"], bool(data.get("amount")))


def _confirmed(known: History, _data: Mapping[str, Any]) -> str:
    return _decided(known.outcome, bool(known.amount))


def _decided(outcome: str, paid: bool) -> str:
    return "paying" if outcome == "granted" and paid else "/closed"


def _rated(known: History, data: Mapping[str, Any]) -> str:
    return "revisiting" if data["reopens"] else f"/{known.state}"


def _ended_again(known: History, _data: Mapping[str, Any]) -> str:
    return f"/{known.ended_as}"


def _revoked(known: History, _data: Mapping[str, Any]) -> str:
    return "/recovering" if known.amount else "/revoked"


_FOLLOWED: dict[str, Callable[[History, Mapping[str, Any]], str]] = {
    "submit": _submitted,
    **dict.fromkeys(("supply", "recall_correction", "lapse"), _settled),
    "propose": _proposed,
    "confirm": _confirmed,
    "rate": _rated,
    **dict.fromkeys(("answer_rating", "forgo"), _ended_again),
    "revoke": _revoked,
}
