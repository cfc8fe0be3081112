"""Making, moving and cancelling sessions. A room has one session at a time; whoever has a seat is told of what changes.

Locks are taken in one order, session before room, and only a session that is there already is locked first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yuntai.bookings.kinds import kinds
from yuntai.bookings.models import PLANNERS, Change, Room, Session
from yuntai.clock import day_of, now
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify, recipients
from yuntai.people.models import Unit, User
from yuntai.rolls.content import calendar
from yuntai.rules.language.kinds import Date
from yuntai.rules.language.workdays import is_workday

MOST_SEATS = 5_000


@dataclass(frozen=True)
class When:
    """When and where: in a room, or at a ``place`` that is no room of ours."""

    begins: datetime
    ends: datetime
    room: Room | None = None
    place: str = ""

    def as_data(self) -> dict[str, Any]:
        """As a change keeps it."""
        where = {"room": self.room.pk} if self.room else {"place": self.place}
        return {"begins": self.begins.isoformat(), "ends": self.ends.isoformat(), **where}


@transaction.atomic
def plan(
    user: User, unit: Unit, kind: str, title: str, when: When, capacity: int, *, open_to_all: bool = False
) -> Session:
    """A new session of a unit whose sessions ``user`` makes. Raises ``YuntaiError`` with what is in the way."""
    require_planner(user, unit)
    return hold(user, unit, kind, title, when, capacity, open_to_all=open_to_all)


@transaction.atomic
def hold(
    user: User,
    unit: Unit,
    kind: str,
    title: str,
    when: When,
    capacity: int,
    *,
    open_to_all: bool = False,
    case: str = "",
) -> Session:
    """The same for whoever has the right to it from elsewhere: an act of a ``case``."""
    if kind not in kinds():
        raise YuntaiError(f"没有“{kind}”这种场次，可以是：{'、'.join(kinds().values())}")
    if not title.strip():
        raise YuntaiError("请填写名称，例如“仲裁庭审”“退休政策讲座”")
    if not 1 <= capacity <= MOST_SEATS:
        raise YuntaiError(f"名额要在 1 到 {MOST_SEATS} 之间")
    _require_possible(when, unit, capacity)
    session = Session.objects.create(
        kind=kind,
        title=title.strip(),
        unit=unit,
        room=when.room,
        place=when.place,
        begins=when.begins,
        ends=when.ends,
        capacity=capacity,
        open_to_all=open_to_all,
        case=case,
    )
    Change.append(session_id=session.pk, user_id=user.pk, what="plan", reason="", data=when.as_data())
    return session


@transaction.atomic
def move(session: Session, user: User, when: When, reason: str) -> Session:
    """Hold it at another time or elsewhere; whoever has a seat or waits for one is told with the reason."""
    require_planner(user, session.unit)
    return shift(session, user, when, reason)


@transaction.atomic
def shift(session: Session, user: User, when: When, reason: str) -> Session:
    """The same for whoever has the right to it from elsewhere."""
    session = _open_one(session)
    reason = _said(reason, "请写明为什么改期，约了的人会看到")
    if (when.begins, when.ends, when.room, when.place) == (session.begins, session.ends, session.room, session.place):
        raise YuntaiError("时间和地点都没有变")
    _require_possible(when, session.unit, session.capacity, session)
    session.begins, session.ends, session.room, session.place = when.begins, when.ends, when.room, when.place
    session.save(update_fields=["begins", "ends", "room", "place"])
    change = Change.append(session_id=session.pk, user_id=user.pk, what="move", reason=reason, data=when.as_data())
    _tell(session, "session_moved", change, where=session.where, reason=reason)
    return session


@transaction.atomic
def cancel(session: Session, user: User, reason: str) -> None:
    """It is not held; whoever has a seat or waits for one is told with the reason. Its room is free again."""
    require_planner(user, session.unit)
    session = _open_one(session)
    reason = _said(reason, "请写明为什么取消，约了的人会看到")
    session.cancelled_at = now()
    session.save(update_fields=["cancelled_at"])
    change = Change.append(session_id=session.pk, user_id=user.pk, what="cancel", reason=reason, data={})
    _tell(session, "session_cancelled", change, reason=reason)


@transaction.atomic
def add_room(user: User, unit: Unit, room: Room) -> Room:
    """A new room of a unit."""
    require_planner(user, unit)
    if room.closes <= room.opens:
        raise YuntaiError("关门要晚于开门")
    if Room.objects.filter(unit=unit, name=room.name).exists():
        raise YuntaiError(f"{unit}已经有“{room.name}”，请换一个名称")
    room.unit = unit
    room.save()
    return room


def require_planner(user: User, unit: Unit) -> None:
    """Raise ``YuntaiError`` where ``user`` does not make the sessions of a unit."""
    if not Unit.objects.held_by(user, *PLANNERS).filter(pk=unit.pk).exists():
        raise YuntaiError(f"要有{unit}的{'或'.join(role.label for role in PLANNERS)}岗位才能安排场次")


def locked(session: Session) -> Session:
    """The session as it is now; whoever else would change it or its bookings waits until this transaction has ended."""
    one: Session = (
        Session.objects.select_for_update(of=("self",)).select_related("unit", "room__unit").get(pk=session.pk)
    )
    return one


def _require_possible(when: When, unit: Unit, capacity: int, session: Session | None = None) -> None:
    if when.begins <= now():
        raise YuntaiError("开始时间要晚于现在")
    if when.ends <= when.begins:
        raise YuntaiError("结束要晚于开始")
    if day_of(when.begins) != day_of(when.ends):
        raise YuntaiError("一场要在同一天里结束；连着几天的，请每天安排一场")
    if when.room is None:
        if not when.place.strip():
            raise YuntaiError("请选一个场所，或者写明在哪里")
        return
    room = Room.objects.select_for_update(of=("self",)).get(pk=when.room.pk)
    if room.unit_id != unit.pk:
        raise YuntaiError(f"“{room}”不是{unit}的场所")
    if capacity > room.seats:
        raise YuntaiError(f"“{room}”只有 {room.seats} 个座位，坐不下 {capacity} 人")
    _require_open(room, when)
    others = Session.objects.standing().filter(room=room, begins__lt=when.ends, ends__gt=when.begins)
    if other := others.exclude(pk=session.pk if session else None).first():
        raise YuntaiError(f"“{room}”{other.when}已经有“{other.title}”，请换一个时间或者场所")


def _require_open(room: Room, when: When) -> None:
    begins, ends = localtime(when.begins), localtime(when.ends)
    if not room.on_rest_days and not is_workday(begins.date(), calendar()):
        raise YuntaiError(f"{Date().show(begins.date())}不上班，“{room}”不开门")
    if begins.time() < room.opens or ends.time() > room.closes:
        raise YuntaiError(f"“{room}”{room.open_hours}开门，这一场排在了外面")


def _open_one(session: Session) -> Session:
    session = locked(session)
    if session.cancelled_at:
        raise YuntaiError("这一场已经取消了")
    if session.begins <= now():
        raise YuntaiError("这一场已经开始，不能再改")
    return session


def _tell(session: Session, template: str, change: Change, **values: str) -> None:
    for one in session.bookings.standing().select_related("person__merged_into", "employer"):
        for recipient in recipients(one.subject):
            notify(
                recipient,
                template,
                {"title": session.title, "day": session.day, "hours": session.hours} | values,
                key=f"session/{session.pk}/{change.place}/{one.pk}",
                case=session.case,
                url=f"/sessions/{session.pk}/",
            )


def _said(text: str, wanted: str) -> str:
    if not text.strip():
        raise YuntaiError(wanted)
    return text.strip()[:200]
