"""A session as a file for a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from yuntai.bookings.models import Session
from yuntai.clock import now

_LINE = 75
"""Bytes of a line; a longer one goes on in the next, which begins with a blank (RFC 5545, 3.1)."""


def as_calendar(session: Session, host: str) -> str:
    """The file: one event, which is called off where the session is. ``host`` makes its name one in the world."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Yuntai//sessions//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:session-{session.pk}@{host}",
        f"SEQUENCE:{session.changes.count() - 1}",
        f"DTSTAMP:{_moment(now())}",
        f"DTSTART:{_moment(session.begins)}",
        f"DTEND:{_moment(session.ends)}",
        f"SUMMARY:{_text(session.title)}",
        f"LOCATION:{_text(session.where)}",
        f"STATUS:{'CANCELLED' if session.cancelled_at else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of as many bytes as one may have, no character cut."""
    part, size = "", 0
    for letter in line:
        bytes_ = len(letter.encode())
        if size + bytes_ > _LINE:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + bytes_
    yield part
