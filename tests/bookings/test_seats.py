"""As many have a seat as there are; who waits moves up in order; who comes says the code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.at_once import needs_postgres
from tests.bookings.make import a_room, a_session, at
from tests.people.make import make_firm, officer, person, resident, units
from yuntai.bookings.calendars import as_calendar
from yuntai.bookings.models import Booking, Session, State
from yuntai.bookings.planning import When, cancel, move
from yuntai.bookings.seats import book, give_up, sign_in
from yuntai.clock import SHANGHAI
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.models import Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return officer("clerk", units()["gulou"], Role.ACCEPT)


@pytest.fixture
def session(clerk: User) -> Session:
    """Two seats."""
    return a_session(clerk, a_room(clerk, clerk.roles()[0].unit), 2)


def states(session: Session) -> list[tuple[str, int | None]]:
    return list(session.bookings.order_by("pk").values_list("state", "seat"))


def test_who_comes_first_sits_who_comes_later_waits_in_order(clerk: User, session: Session) -> None:
    first, second, third, fourth = (book(session, person(number), clerk) for number in (1, 2, 3, 4))
    assert states(session) == [("held", 1), ("held", 2), ("waiting", None), ("waiting", None)]
    assert (third.ahead, fourth.ahead) == (0, 1)
    give_up(first, clerk, None)
    assert states(session) == [("given_up", None), ("held", 2), ("held", 1), ("waiting", None)]
    told = Notice.objects.filter(person=third.person, channel="site").order_by("pk")
    third.refresh_from_db()
    day = f"{session.day.year}年{session.day.month}月{session.day.day}日"
    assert [one.text for one in told] == [
        f"“退休政策讲座”（{day} 10:00 到 11:30）名额满了，您在排队。有人退约就按排队的先后给您座位，并马上告诉您。",
        f"“退休政策讲座”约好了：{day} 10:00 到 11:30，鼓楼区人社局一号庭，座号 1。到了请报签到码 {third.code}。"
        "不能来请提前退约，把座位让给在排队的人。",
    ]
    give_up(fourth, clerk, None)
    give_up(second, clerk, None)
    assert states(session) == [("given_up", None)] * 2 + [("held", 1), ("given_up", None)]
    assert book(session, first.person, clerk).seat == 2  # she may come back


def test_nobody_has_two(clerk: User, session: Session) -> None:
    wang = person(1)
    book(session, wang, clerk)
    with pytest.raises(YuntaiError, match="这一场已经约过了"):
        book(session, wang, clerk)
    other = person(2)
    other.merged_into = wang
    other.save()
    with pytest.raises(YuntaiError, match="这一场已经约过了"):
        book(session, other, clerk)


def test_no_seat_is_taken_twice_whoever_writes(clerk: User, session: Session) -> None:
    book(session, person(1), clerk)
    row = {"session": session, "person": person(2), "state": State.HELD, "seat": 1, "code": "x", "made_by": clerk}
    with pytest.raises(DatabaseError), transaction.atomic():
        Booking.objects.create(**row)


def test_a_resident_books_what_is_open_and_gives_up_her_own(clerk: User, session: Session) -> None:
    wang, li = resident("wang", 1), resident("li", 2)
    booking = book(session, wang.person, wang)
    with pytest.raises(YuntaiError, match="岗位才能安排场次"):
        give_up(booking, li, li.person)
    give_up(booking, wang, wang.person)
    with pytest.raises(YuntaiError, match="已经退过了"):
        give_up(booking, wang, wang.person)
    hearing = a_session(clerk, session.room, begins=at(13), open_to_all=False)
    with pytest.raises(YuntaiError, match="岗位才能安排场次"):
        book(hearing, wang.person, wang)
    book(hearing, wang.person, clerk)


def test_an_employer_is_told_by_those_who_act_for_it(session: Session) -> None:
    firm = make_firm()
    book(session, firm, User.objects.get(username="li"))
    assert {one.user.username for one in Notice.objects.filter(channel="site")} == {"qian", "li"}
    assert session.bookings.get().subject == firm


def test_nobody_books_what_is_cancelled_or_has_begun(
    clerk: User, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = book(session, person(1), clerk)
    with monkeypatch.context() as later:
        later.setattr("yuntai.bookings.seats.now", lambda: at(10))
        with pytest.raises(YuntaiError, match="这一场已经开始了"):
            book(session, person(2), clerk)
    cancel(session, clerk, "x")
    for does in (lambda: book(session, person(2), clerk), lambda: give_up(booking, clerk, None)):
        with pytest.raises(YuntaiError, match="这一场已经取消了"):
            does()


def test_signing_in_by_code_on_the_day(clerk: User, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    booking, other = book(session, person(1), clerk), book(session, person(2), clerk)
    assert len(booking.code) == 6
    assert booking.code != other.code
    with pytest.raises(YuntaiError, match="当天才能签到"):
        sign_in(session, clerk, booking.code)
    monkeypatch.setattr("yuntai.bookings.seats.today", lambda: session.day)
    monkeypatch.setattr("yuntai.bookings.seats.now", lambda: at(9, 50))
    came = sign_in(session, clerk, f" {booking.code} ")
    assert (came.pk, came.came_at) == (booking.pk, at(9, 50))
    monkeypatch.setattr("yuntai.bookings.seats.now", lambda: at(9, 55))
    assert sign_in(session, clerk, booking.code).came_at == at(9, 50)
    give_up(other, clerk, None)
    for wrong in ("", "0", other.code):
        with pytest.raises(YuntaiError, match="这一场没有这个签到码"):
            sign_in(session, clerk, wrong)


def test_the_calendar_file(clerk: User, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in Shanghai is two in UTC; commas are escaped, lines of more than 75 bytes go on in the next (RFC 5545)."""
    monkeypatch.setattr("yuntai.bookings.calendars.now", lambda: datetime(2026, 12, 1, 8, tzinfo=SHANGHAI))
    session.title = "讲座, 上"
    day = f"{session.day:%Y%m%d}"
    assert as_calendar(session, "rs.example").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Yuntai//sessions//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:session-{session.pk}@rs.example",
        "SEQUENCE:0",
        "DTSTAMP:20261201T000000Z",
        f"DTSTART:{day}T020000Z",
        f"DTEND:{day}T033000Z",
        "SUMMARY:讲座\\, 上",
        "LOCATION:鼓楼区人社局一号庭",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    move(session, clerk, When(at(13), at(14), session.room), "x")
    cancel(session, clerk, "x")
    session.refresh_from_db()
    session.title = "一" * 30
    lines = as_calendar(session, "rs.example").split("\r\n")
    assert "SEQUENCE:2" in lines
    assert "STATUS:CANCELLED" in lines
    assert [one for one in lines if "一" in one and "庭" not in one] == ["SUMMARY:" + "一" * 22, " " + "一" * 8]


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_at_once_as_many_sit_as_there_are_seats() -> None:
    gulou = units()["gulou"]
    clerk = officer("clerk", gulou, Role.ACCEPT)
    session = a_session(clerk, a_room(clerk, gulou, seats=81), 81)
    people, threads = [person(number) for number in range(200)], 8
    together = Barrier(threads)

    def books(part: list[Any]) -> None:
        try:
            connection.ensure_connection()
            together.wait()
            for one in part:
                book(session, one, clerk)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(books, people[start::threads]) for start in range(threads)]:
            done.result()
    assert sorted(session.bookings.held().values_list("seat", flat=True)) == list(range(1, 82))
    assert session.bookings.waiting().count() == 119
