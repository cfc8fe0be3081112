"""What an act does beyond its case: rows posted in public, an answer sent, a place in a session. The effects ``Post``, ``Send`` and
``Book`` of :mod:`yuntai.procedures.flow`, in the act's own transaction; ``answers`` are those of the act's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from yuntai.bookings.models import Room, Session
from yuntai.bookings.planning import When, hold, shift
from yuntai.bookings.seats import seat
from yuntai.cases.going import step_of
from yuntai.cases.models import Case, Event
from yuntai.clock import SHANGHAI, day_of, now
from yuntai.errors import YuntaiError
from yuntai.exchange.models import Message
from yuntai.exchange.taking import answer_for_case
from yuntai.procedures.flow import Book, Days, Post, Send, Wait
from yuntai.publishing.lists import post as post_rows
from yuntai.publishing.models import Posting
from yuntai.rolls import dated
from yuntai.rolls.content import calendar, roll_of
from yuntai.rolls.models import Change
from yuntai.rules.language.kinds import Date
from yuntai.rules.language.workdays import workday_after

ALONE = 20
"""Seats of a session that is held in no room of ours: as many as take part at most."""


def post(case: Case, event: Event, effect: Post, _answers: Mapping[str, Any]) -> Posting:
    """Post the rows of a roll that this case has written; where the effect says ``rows``, those of them whose ``result`` that is.

    Where the act leads to a step that waits, they are posted until that has waited; else without an end.
    """
    roll = roll_of(effect.roll)
    written = Change.objects.filter(roll__name=roll.name, case=case.number).values_list("number", flat=True)
    rows = dated.rows(roll.name).filter(change__in=list(written)).order_by("id")
    if effect.rows:
        if not any(column.name == "result" for column in roll.columns):
            raise YuntaiError(f"{roll.title}没有“result”这一列，分不出哪些行要公示")
        rows = rows.filter(result=effect.rows)
    procedure = case.version.load()
    ends = _until(case, event)
    return post_rows(
        list(rows),
        roll,
        f"{procedure.title}：{roll.title}"[:80],
        (procedure.source or procedure.title)[:200],
        case.unit,
        event.user,
        ends=ends,
        stays=ends is None,
        case=case.number,
    )


def send(case: Case, event: Event, effect: Send, answers: Mapping[str, Any]) -> list[Message]:
    """Answer whoever sent what the case was made of: with the answer to the question that is called as the message, else with the
    reason of the act. A case that nobody sent has nobody to answer."""
    return answer_for_case(case.number, event.user, str(answers.get(effect.message) or event.reason))


def book(case: Case, event: Event, effect: Book, answers: Mapping[str, Any]) -> Session:
    """Hold a session of this kind for the case, with a seat for who applies; one that is still to come is moved instead.

    The sheet says ``day``, ``begins`` and ``ends`` (9:30), and ``room``: the name of a room of the case's unit or of one above it;
    or ``place``, where it is none of ours.
    """
    if event.user is None:
        raise YuntaiError("要由工作人员安排场次")
    when = _when(case, answers)
    unit = when.room.unit if when.room else case.unit
    standing = Session.objects.standing().filter(case=case.number, kind=effect.kind, begins__gt=now())
    if session := standing.first():
        return shift(session, event.user, when, event.reason or "办件里改了时间、地点")
    title, capacity = case.version.load().title[:60], when.room.seats if when.room else ALONE
    session = hold(event.user, unit, effect.kind, title, when, capacity, case=case.number)
    seat(session, case.subject, event.user)
    return session


def _until(case: Case, event: Event) -> date | None:
    """The last day of the time that a case waits in the step to which an event has led; nothing where it does not wait so."""
    step, within = step_of(case.version.load(), str(event.data.get("to", ""))), event.data.get("within")
    if not isinstance(step, Wait) or not isinstance(step.until, Days) or within is None:
        return None
    (number, counts), day = within, day_of(event.at)
    return workday_after(day, number, calendar()) if counts == "workdays" else day + timedelta(number)


def _when(case: Case, answers: Mapping[str, Any]) -> When:
    said = {name: str(answers.get(name) or "").strip() for name in ("day", "begins", "ends", "room", "place")}
    try:
        day = Date().parse(said["day"])
        begins, ends = (time.fromisoformat(said[name].zfill(5)) for name in ("begins", "ends"))
    except ValueError:
        raise YuntaiError("请写清楚哪一天、几点到几点，例如 2027-01-31、9:30、11:00") from None
    times = [datetime.combine(day, one, SHANGHAI) for one in (begins, ends)]
    if not said["room"]:
        return When(times[0], times[1], place=said["place"])
    codes = [one for one in case.unit.path.split("/") if one]
    room = Room.objects.filter(name=said["room"], unit__code__in=codes).select_related("unit").last()
    if room is None:
        raise YuntaiError(f"{case.unit}没有“{said['room']}”这个场所，请在“场次”里登记")
    return When(times[0], times[1], room)
