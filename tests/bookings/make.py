"""A room and sessions in it, on days that are known to be worked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from yuntai.bookings.models import Room, Session
from yuntai.bookings.planning import When, add_room, plan
from yuntai.clock import SHANGHAI, today
from yuntai.people.models import Unit, User
from yuntai.rolls.content import calendar
from yuntai.rules.language.workdays import workday_after


def a_workday() -> date:
    """A workday to come."""
    return workday_after(today(), 3, calendar())


def at(hour: int, minute: int = 0, day: date | None = None) -> datetime:
    """A time in Shanghai, of the workday to come if no day is said."""
    return datetime.combine(day or a_workday(), time(hour, minute), SHANGHAI)


def a_room(user: User, unit: Unit, name: str = "一号庭", **fields: Any) -> Room:
    """A room that is open on workdays from 9 to 17."""
    made = {"seats": 30, "opens": time(9), "closes": time(17)} | fields
    return add_room(user, unit, Room(name=name, **made))


def a_session(user: User, room: Room, capacity: int = 30, **changes: Any) -> Session:
    """A lecture from 10 to 11:30."""
    begins = changes.pop("begins", at(10))
    when = When(begins, changes.pop("ends", begins + timedelta(minutes=90)), room)
    said = {"open_to_all": True} | changes
    return plan(user, room.unit, "lecture", "退休政策讲座", when, capacity, **said)
