"""Sessions on their pages: the officer's week, what a resident books, who may do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from playwright.sync_api import Page

from tests.bookings.make import a_room, a_session, a_workday, at
from tests.browser import barriers, sideways
from tests.city import session_cookie, signed_in
from tests.people.make import officer, resident, resident_id, units
from tests.web.account_pages import errors
from tests.web.test_workbench import text_of
from yuntai.bookings.models import Room, Session
from yuntai.bookings.seats import book
from yuntai.people.models import Role, Unit, User

pytestmark = pytest.mark.django_db

TYPED = {
    "kind": "hearing",
    "title": "仲裁庭审",
    "begins": "14:00",
    "ends": "16:00",
    "place": "",
    "capacity": "6",
}


@pytest.fixture
def gulou() -> Unit:
    return units()["gulou"]


@pytest.fixture
def clerk(gulou: Unit) -> User:
    return officer("clerk", gulou, Role.ACCEPT)


@pytest.fixture
def room(clerk: User, gulou: Unit) -> Room:
    return a_room(clerk, gulou)


def day() -> str:
    return f"{a_workday().year}年{a_workday().month}月{a_workday().day}日"


def posted(clerk: User, there: Room, **changes: Any) -> Any:
    typed = TYPED | {"day": a_workday().isoformat(), "room": str(there.pk)}
    return signed_in(clerk).post("/sessions/desk/new/", typed | changes)


def test_an_officer_plans_and_sees_her_week(clerk: User, room: Room) -> None:
    response = posted(clerk, room)
    session = Session.objects.get()
    assert response.url == f"/sessions/desk/{session.pk}/"
    page = text_of(signed_in(clerk).get(response.url))
    assert f"仲裁庭审 开庭，{day()} 14:00 到 16:00，鼓楼区人社局一号庭" in page
    assert "0 人约好，名额 6 个 还没有人约" in page
    assert f"安排 clerk {day()} 14:00 到 16:00" in page
    week = BeautifulSoup(signed_in(clerk).get(f"/sessions/desk/?day={a_workday()}").content, "html.parser")
    (row,) = week.select("tbody tr")
    label = f"{a_workday().month}月{a_workday().day}日 周{'一二三四五六日'[a_workday().weekday()]}"
    cells = {cell["data-label"]: " ".join(cell.get_text(" ").split()) for cell in row.select("td")}
    assert cells.pop("场所") == "一号庭"
    assert cells.pop(label) == "14:00 到 16:00 仲裁庭审 0／6"
    assert set(cells.values()) == {"空"}
    next_week = text_of(signed_in(clerk).get(f"/sessions/desk/?day={a_workday() + timedelta(7)}"))
    assert "仲裁庭审" not in next_week


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "请填写名称"),
        ({"kind": "rumour"}, "请选择种类"),
        ({"day": "明天"}, "日期请选择日期，例如 2027-01-31"),
        ({"begins": "下午两点"}, "开始时间请写几点几分，例如 9:30"),
        ({"capacity": "很多"}, "名额请写 1 到 5000 的整数"),
        ({"capacity": "31"}, "“一号庭”只有 30 个座位，坐不下 31 人"),
        ({"place": "江宁"}, "选了场所就不用再写别处的地点，请去掉一样"),
        ({"room": "999"}, "请从列表里选择场所"),
        ({"ends": "17:30"}, "“一号庭”9:00 到 17:00开门，这一场排在了外面"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(
    clerk: User, room: Room, change: dict[str, str], said: str
) -> None:
    response = posted(clerk, room, **change)
    assert errors(response) == [said]
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("[name=begins]")["value"] == change.get("begins", "14:00")
    assert not Session.objects.exists()


def test_a_room_that_is_taken_is_said_on_the_form(clerk: User, room: Room) -> None:
    posted(clerk, room)
    (said,) = errors(posted(clerk, room, begins="15:00", ends="16:30"))
    assert said == f"“一号庭”{day()} 14:00 到 16:00已经有“仲裁庭审”，请换一个时间或者场所"


def test_rooms_are_added(clerk: User, gulou: Unit) -> None:
    client = signed_in(clerk)
    assert "还没有场所" in text_of(client.get("/sessions/desk/"))
    typed = {"name": "大厅", "seats": "80", "opens": "8:30", "closes": "17:30", "on_rest_days": "是"}
    client.post("/sessions/desk/rooms/", typed)
    assert "大厅 80 8:30 到 17:30 每天" in text_of(client.get("/sessions/desk/rooms/"))
    assert errors(client.post("/sessions/desk/rooms/", typed)) == ["鼓楼区人社局已经有“大厅”，请换一个名称"]
    assert Room.objects.get().unit == gulou


def test_a_resident_books_waits_and_gives_up(clerk: User, room: Room, client: Client) -> None:
    session = a_session(clerk, room, 1)
    wang, li = resident("wang", 1), resident("li", 2, "李小红")
    assert "退休政策讲座 还有 1 个座位" in text_of(client.get("/sessions/"))
    assert "登录以后预约" in text_of(client.get(f"/sessions/{session.pk}/"))
    assert client.post(f"/sessions/{session.pk}/book/").url.startswith("/account/sign-in/")
    first, second = signed_in(wang), signed_in(li)
    page = text_of(first.post(f"/sessions/{session.pk}/book/", follow=True))
    booking = session.bookings.get()
    assert f"您约好了，座号 1 到了请报签到码 {booking.code} 。" in page
    assert "满了，可以排队" in text_of(second.get("/sessions/"))
    assert "您在排队 前面还有 0 位" in text_of(second.post(f"/sessions/{session.pk}/book/", follow=True))
    assert "这一场已经约过了" in second.post(f"/sessions/{session.pk}/book/", follow=True).text
    assert f"座号 1 · 签到码 {booking.code}" in text_of(first.get("/sessions/mine/"))
    assert "已经退约" in first.post(f"/sessions/{session.pk}/give-up/", follow=True).text
    assert first.post(f"/sessions/{session.pk}/give-up/").status_code == 404
    assert "您约好了，座号 1" in text_of(second.get(f"/sessions/{session.pk}/"))
    assert "没有要去的" in text_of(first.get("/sessions/mine/"))
    assert "，退了" in text_of(first.get("/sessions/mine/"))


def test_a_session_that_is_not_open_is_seen_by_who_is_in_it(clerk: User, room: Room, client: Client) -> None:
    session = a_session(clerk, room, open_to_all=False)
    wang, li = resident("wang", 1), resident("li", 2)
    book(session, wang.person, clerk)
    assert "退休政策讲座" not in client.get("/sessions/").text
    for address in (f"/sessions/{session.pk}/", f"/sessions/{session.pk}/calendar.ics"):
        assert [one.get(address).status_code for one in (client, signed_in(li), signed_in(wang))] == [404, 404, 200]
    assert signed_in(li).post(f"/sessions/{session.pk}/book/").status_code == 404
    calendar = signed_in(wang).get(f"/sessions/{session.pk}/calendar.ics")
    assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"UID:session-{session.pk}@testserver\r\n" in calendar.text


def test_an_officer_puts_in_signs_in_and_cancels(clerk: User, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    session = a_session(clerk, room, 1, open_to_all=False)
    resident("wang", 1)
    resident("li", 2, "李小红")
    desk = f"/sessions/desk/{session.pk}/"

    def do(step: str, **data: str) -> str:
        return str(signed_in(clerk).post(f"{desk}do/{step}/", data, follow=True).text)

    assert "王*明约好了，座号 1" in do("book", number=resident_id(1))
    assert "李*红排上队了" in do("book", number=resident_id(2))
    assert "平台上没有这个号码的人或者单位，请核对" in do("book", number=resident_id(3))
    page = text_of(signed_in(clerk).get(desk))
    assert "1 人约好，名额 1 个，1 人排队" in page
    assert "1 王*明 约好了 退约 — 李*红 在排队 退约" in page
    assert "来的人报六位数字" not in page  # nobody signs in before the day
    booking = session.bookings.held().get()
    assert booking.code not in page
    with monkeypatch.context() as later:
        for module in ("yuntai.bookings.seats", "yuntai.web.sessions.desk"):
            later.setattr(f"{module}.today", lambda: session.day)
        assert "王*明签到了，座号 1" in do("sign_in", code=booking.code)
        assert "这一场没有这个签到码" in do("sign_in", code="x")
    assert "已经签到，不能再退" in do("give_up", booking=str(booking.pk))
    waiting = session.bookings.waiting().get()
    assert "李*红的预约退了" in do("give_up", booking=str(waiting.pk))
    assert "请写明为什么取消" in do("cancel", reason=" ")
    assert "已取消" in do("cancel", reason="当事人和解")
    assert "这一场已经取消" in text_of(signed_in(clerk).get(desk))
    assert signed_in(clerk).post(f"{desk}do/rumour/").status_code == 404


def test_moving_on_its_page(clerk: User, room: Room) -> None:
    session = a_session(clerk, room)
    client, address = signed_in(clerk), f"/sessions/desk/{session.pk}/move/"
    shown = BeautifulSoup(client.get(address).content, "html.parser")
    assert [shown.select_one(f"[name={name}]")["value"] for name in ("day", "begins", "ends")] == [
        a_workday().isoformat(),
        "10:00",
        "11:30",
    ]
    typed = {"day": a_workday().isoformat(), "begins": "15:00", "ends": "16:00", "room": str(room.pk), "place": ""}
    assert errors(client.post(address, typed)) == ["请填写改期的原因"]
    client.post(address, typed | {"reason": "庭室要修"})
    session.refresh_from_db()
    assert (session.begins, session.ends) == (at(15), at(16))
    assert f"改期 clerk {day()} 15:00 到 16:00；庭室要修" in text_of(client.get(f"/sessions/desk/{session.pk}/"))


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ACCEPT, 200), (Role.REVIEW, 200), (Role.SUPERVISE, 403), (Role.MANAGE, 403)]
)
def test_who_comes_to_the_desk(role: Role, status: int) -> None:
    client = signed_in(officer("one", units()["gulou"], role))
    for address in ("", "new/", "rooms/"):
        assert client.get(f"/sessions/desk/{address}").status_code == status
    navigation = BeautifulSoup(client.get("/account/profile/").content, "html.parser").select(".site-navigation a")
    assert ("/sessions/desk/" in [one["href"] for one in navigation]) == (status == 200)


def test_nobody_plans_in_anothers_unit(clerk: User, room: Room) -> None:
    session = a_session(clerk, room)
    far = signed_in(officer("far", Unit.objects.get(code="j"), Role.ACCEPT))
    assert far.get(f"/sessions/desk/{session.pk}/").status_code == 404
    assert far.post(f"/sessions/desk/{session.pk}/do/cancel/", {"reason": "x"}).status_code == 404
    assert "江宁区人社局" in text_of(far.get("/sessions/desk/?unit=g"))  # her own, whatever she asks for


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_nobody_is_kept_out_of_the_pages(visit: Callable[..., Page], width: int) -> None:
    gulou = units()["gulou"]
    clerk = officer("clerk", gulou, Role.ACCEPT)
    session = a_session(clerk, a_room(clerk, gulou), 2)
    book(session, resident("wang", 1).person, clerk)
    for user, address in (
        ("wang", "/sessions/"),
        ("wang", f"/sessions/{session.pk}/"),
        ("wang", "/sessions/mine/"),
        ("clerk", f"/sessions/desk/?day={a_workday()}"),
        ("clerk", f"/sessions/desk/{session.pk}/"),
        ("clerk", f"/sessions/desk/{session.pk}/move/"),
        ("clerk", "/sessions/desk/new/"),
        ("clerk", "/sessions/desk/rooms/"),
    ):
        page = visit(address, width=width, cookies=session_cookie(User.objects.get(username=user)))
        assert (address, barriers(page), sideways(page)) == (address, [], 0)


def test_an_officers_account_is_nobody_to_book_for(clerk: User, room: Room) -> None:
    session = a_session(clerk, room)
    response = signed_in(clerk).post(f"/sessions/{session.pk}/book/")
    assert response.status_code == 400
    assert "这个账户不是居民账户，不能预约" in response.text
