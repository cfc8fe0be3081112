"""Taking a seat, waiting for one, giving it up, coming. Whoever does any of it has the session locked: no seat is given twice."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from yuntai.bookings.models import Booking, Session, State
from yuntai.bookings.planning import locked, require_planner
from yuntai.clock import now, today
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify, recipients
from yuntai.people.models import Employer, Person, User


@transaction.atomic
def book(session: Session, subject: Person | Employer, user: User) -> Booking:
    """Take the first free seat for ``subject``; where there is none, a place among those who wait.

    A session that is not open to all is filled by those who plan it.
    """
    if not session.open_to_all:
        require_planner(user, session.unit)
    return seat(session, subject, user)


@transaction.atomic
def seat(session: Session, subject: Person | Employer, user: User) -> Booking:
    """The same for whoever has the right to it from elsewhere: an act of a case."""
    session = locked(session)
    _require_to_come(session)
    if session.bookings.standing().of(subject).exists():
        raise YuntaiError("这一场已经约过了")
    field = "person" if isinstance(subject, Person) else "employer"
    free = _free_seat(session)
    booking = Booking.objects.create(
        session=session,
        **{field: subject},
        state=State.HELD if free else State.WAITING,
        seat=free,
        code=_code(session),
        made_by=user,
    )
    _tell(booking)
    return booking


@transaction.atomic
def give_up(booking: Booking, user: User, subject: Person | Employer | None) -> None:
    """Give a seat up, or no longer wait: she does it for whom she acts (``subject``), or an officer who plans the session.

    The first who waits gets the seat and is told.
    """
    session = locked(booking.session)
    booking = Booking.objects.get(pk=booking.pk)
    if subject is None or not session.bookings.of(subject).filter(pk=booking.pk).exists():
        require_planner(user, session.unit)
    _require_to_come(session)
    if booking.state == State.GIVEN_UP:
        raise YuntaiError("已经退过了")
    if booking.came_at:
        raise YuntaiError("已经签到，不能再退")
    booking.state, booking.seat = State.GIVEN_UP, None
    booking.save(update_fields=["state", "seat"])
    while (first := session.bookings.waiting().first()) and (free := _free_seat(session)):
        first.state, first.seat = State.HELD, free
        first.save(update_fields=["state", "seat"])
        _tell(first)


@transaction.atomic
def sign_in(session: Session, user: User, code: str) -> Booking:
    """Note that whoever says ``code`` has come; again, it stays when she came first. On the day of the session."""
    session = locked(session)
    require_planner(user, session.unit)
    if session.cancelled_at:
        raise YuntaiError("这一场已经取消了")
    if session.day != today():
        raise YuntaiError(f"这一场在{session.when}，当天才能签到")
    booking: Booking | None = session.bookings.held().filter(code=code.strip()).first()
    if booking is None:
        raise YuntaiError("这一场没有这个签到码，请再问一遍，或者核对是不是约的这一场")
    if booking.came_at is None:
        booking.came_at = now()
        booking.save(update_fields=["came_at"])
    return booking


def _require_to_come(session: Session) -> None:
    if session.cancelled_at:
        raise YuntaiError("这一场已经取消了")
    if session.begins <= now():
        raise YuntaiError("这一场已经开始了")


def _free_seat(session: Session) -> int | None:
    taken = set(session.bookings.held().values_list("seat", flat=True))
    return next((seat for seat in range(1, session.capacity + 1) if seat not in taken), None)


def _code(session: Session) -> str:
    used = set(session.bookings.values_list("code", flat=True))
    while (code := f"{secrets.randbelow(1_000_000):06}") in used:
        pass
    return code


def _tell(booking: Booking) -> None:
    """Tell her which seat she has, or that she waits."""
    session, held = booking.session, booking.state == State.HELD
    values: dict[str, Any] = {"title": session.title, "day": session.day, "hours": session.hours}
    values |= {"where": session.where, "seat": booking.seat or 0, "code": booking.code} if held else {}
    for recipient in recipients(booking.subject):
        notify(
            recipient,
            "session_booked" if held else "session_waits",
            values,
            key=f"booking/{booking.pk}/{booking.state}",
            case=session.case,
            url=f"/sessions/{session.pk}/",
        )
