"""A room is held once, within its hours, on workdays; whoever has a seat is told of what changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.at_once import THREADS, at_once, needs_postgres
from tests.bookings.make import a_room, a_session, a_workday, at
from tests.people.make import officer, person, units
from yuntai.bookings.models import Change, Room, Session
from yuntai.bookings.planning import When, cancel, move, plan
from yuntai.bookings.seats import book
from yuntai.cases.verify import verify
from yuntai.clock import SHANGHAI, now
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.models import Role, Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def gulou() -> Unit:
    return units()["gulou"]


@pytest.fixture
def clerk(gulou: Unit) -> User:
    return officer("clerk", gulou, Role.ACCEPT)


@pytest.fixture
def room(clerk: User, gulou: Unit) -> Room:
    return a_room(clerk, gulou)


@pytest.mark.parametrize(
    ("begins", "ends", "free"),
    [
        ((9, 0), (10, 0), True),  # it ends as the other begins
        ((11, 30), (12, 0), True),
        ((9, 0), (10, 1), False),
        ((11, 29), (12, 0), False),
        ((10, 30), (11, 0), False),
        ((9, 30), (12, 0), False),
    ],
)
def test_a_room_has_one_session_at_a_time(
    clerk: User, room: Room, begins: tuple[int, int], ends: tuple[int, int], free: bool
) -> None:
    first = a_session(clerk, room)
    if free:
        a_session(clerk, room, begins=at(*begins), ends=at(*ends))
    else:
        with pytest.raises(YuntaiError, match=f"“一号庭”{first.when}已经有“退休政策讲座”"):
            a_session(clerk, room, begins=at(*begins), ends=at(*ends))
    assert Session.objects.count() == 1 + free


def test_the_database_holds_a_room_once_whoever_writes(clerk: User, room: Room) -> None:
    first = a_session(clerk, room)
    later = a_session(clerk, room, begins=at(13))
    again = {name: getattr(first, name) for name in ("kind", "title", "unit", "room", "begins", "ends", "capacity")}
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.create(**again)
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.filter(pk=later.pk).update(begins=first.begins, ends=first.ends)
    Session.objects.create(**again | {"cancelled_at": now()})
    cancel(first, clerk, "换人")
    Session.objects.create(**again)


def test_two_rooms_are_two(clerk: User, room: Room, gulou: Unit) -> None:
    a_session(clerk, room)
    a_session(clerk, a_room(clerk, gulou, "二号庭"))
    assert Session.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"begins": at(8, 59), "ends": at(10)}, "“一号庭”9:00 到 17:00开门，这一场排在了外面"),
        ({"begins": at(16), "ends": at(17, 1)}, "“一号庭”9:00 到 17:00开门，这一场排在了外面"),
        ({"begins": at(11), "ends": at(11)}, "结束要晚于开始"),
        ({"begins": at(16), "ends": at(9, day=a_workday() + timedelta(1))}, "一场要在同一天里结束"),
        ({"begins": datetime(2026, 1, 5, 10, tzinfo=SHANGHAI)}, "开始时间要晚于现在"),
        ({"capacity": 31}, "“一号庭”只有 30 个座位，坐不下 31 人"),
        ({"capacity": 0}, "名额要在 1 到 5000 之间"),
    ],
)
def test_what_cannot_be_is_said(clerk: User, room: Room, change: dict[str, Any], said: str) -> None:
    with pytest.raises(YuntaiError, match=said):
        a_session(clerk, room, **change)
    assert not Session.objects.exists()


def test_no_session_on_a_public_holiday_or_a_weekend(
    clerk: User, room: Room, gulou: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2026: 1 October is a holiday, 10 October a Saturday that is worked (State Council's arrangement), 17 October a Saturday."""
    monkeypatch.setattr("yuntai.bookings.planning.now", lambda: datetime(2026, 9, 1, 8, tzinfo=SHANGHAI))
    with pytest.raises(YuntaiError, match="2026年10月1日不上班，“一号庭”不开门"):
        a_session(clerk, room, begins=at(10, day=date(2026, 10, 1)))
    with pytest.raises(YuntaiError, match="2026年10月17日不上班"):
        a_session(clerk, room, begins=at(10, day=date(2026, 10, 17)))
    a_session(clerk, room, begins=at(10, day=date(2026, 10, 10)))
    hall = a_room(clerk, gulou, "大厅", on_rest_days=True)
    a_session(clerk, hall, begins=at(10, day=date(2026, 10, 17)))
    assert Session.objects.count() == 2


def test_elsewhere_needs_a_place_and_no_hours(clerk: User, gulou: Unit) -> None:
    said = (clerk, gulou, "inspection", "现场检查")
    with pytest.raises(YuntaiError, match="请选一个场所，或者写明在哪里"):
        plan(*said, When(at(7), at(8), place=" "), 1)
    assert plan(*said, When(at(7), at(8), place="江宁经济开发区"), 1).where == "江宁经济开发区"
    with pytest.raises(
        YuntaiError, match="没有“rumour”这种场次，可以是：开庭、调解、窗口预约、讲座、体检和鉴定、现场检查"
    ):
        plan(clerk, gulou, "rumour", "x", When(at(7), at(8), place="江宁"), 1)


def test_who_plans(gulou: Unit, clerk: User, room: Room) -> None:
    far = officer("far", Unit.objects.get(code="j"), Role.ACCEPT)
    watcher = officer("watcher", gulou, Role.SUPERVISE)
    session = a_session(clerk, room)
    for other in (far, watcher):
        with pytest.raises(YuntaiError, match="要有鼓楼区人社局的受理或审核岗位才能安排场次"):
            a_session(other, room, begins=at(13))
        with pytest.raises(YuntaiError, match="才能安排场次"):
            cancel(session, other, "不办了")
    a_session(officer("judge", Unit.objects.get(code="c"), Role.REVIEW), room, begins=at(13))


def test_moving_and_cancelling_are_told_with_their_reason_and_kept(clerk: User, room: Room) -> None:
    session = a_session(clerk, room)
    wang = person(1)
    book(session, wang, clerk)
    with pytest.raises(YuntaiError, match="请写明为什么改期"):
        move(session, clerk, When(at(13), at(14), room), " ")
    with pytest.raises(YuntaiError, match="时间和地点都没有变"):
        move(session, clerk, When(session.begins, session.ends, room), "x")
    move(session, clerk, When(at(10, 30), at(11, 30), room), "主讲人要开会")  # over its own time
    cancel(session, clerk, "报名的人太少")
    with pytest.raises(YuntaiError, match="这一场已经取消了"):
        cancel(session, clerk, "再来")
    day = f"{a_workday().year}年{a_workday().month}月{a_workday().day}日"
    told = Notice.objects.filter(person=wang, channel="site").order_by("pk")
    assert [one.text for one in told][1:] == [
        f"“退休政策讲座”改到{day} 10:30 到 11:30，鼓楼区人社局一号庭。原因：主讲人要开会。您的座位还在；不能来请退约。",
        f"“退休政策讲座”（{day} 10:30 到 11:30）取消了。原因：报名的人太少。",
    ]
    sms = Notice.objects.filter(person=wang, channel="sms").order_by("pk")
    assert f"“退休政策讲座”改到{day} 10:30 到 11:30，鼓楼区人社局一号庭" in sms[1].text
    assert [(one.what, one.reason, one.user) for one in Change.objects.order_by("place")] == [
        ("plan", "", clerk),
        ("move", "主讲人要开会", clerk),
        ("cancel", "报名的人太少", clerk),
    ]
    assert verify() == []
    a_session(clerk, room)  # the room is free again


def test_one_that_has_begun_stays(clerk: User, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    session = a_session(clerk, room)
    monkeypatch.setattr("yuntai.bookings.planning.now", lambda: at(10, 1))
    with pytest.raises(YuntaiError, match="这一场已经开始，不能再改"):
        cancel(session, clerk, "x")


@pytest.mark.usefixtures("room")
def test_a_room_is_named_once(clerk: User, gulou: Unit) -> None:
    with pytest.raises(YuntaiError, match="鼓楼区人社局已经有“一号庭”，请换一个名称"):
        a_room(clerk, gulou)
    with pytest.raises(YuntaiError, match="关门要晚于开门"):
        a_room(clerk, gulou, "二号庭", closes=time(9))


def test_a_kind_that_the_pack_has_no_more_is_called_a_session(
    clerk: User, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = a_session(clerk, room)
    assert str(session) == "退休政策讲座（讲座）"
    monkeypatch.setattr("yuntai.bookings.models.kinds", dict)
    assert str(session) == "退休政策讲座（场次）"


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_room() -> None:
    gulou = units()["gulou"]
    clerk = officer("clerk", gulou, Role.ACCEPT)
    room = a_room(clerk, gulou)

    def plans() -> str:
        try:
            a_session(clerk, room)
        except YuntaiError as error:
            return str(error)[:5]
        return "held"

    assert sorted(at_once(plans)) == ["held", *["“一号庭”"] * (THREADS - 1)]
