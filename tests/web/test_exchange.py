"""What came from 12345 on its pages: lights, the answer, files in and out, who sees what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import session_cookie, signed_in
from tests.people.make import officer, units
from tests.web.test_workbench import text_of
from yuntai.clock import now, today
from yuntai.exchange.models import Message, State
from yuntai.exchange.systems import Order
from yuntai.exchange.taking import answer, take
from yuntai.people.models import Access, Role, Unit, User

pytestmark = pytest.mark.django_db


def an_order(number: str, days: int, district: str = "鼓楼") -> Order:
    due_on = today() + timedelta(days)
    return Order(number, now(), due_on, f"咨询{number}", "能领吗？\n在哪里办？", "王小明", "13812345678", district)


@pytest.fixture
def gulou() -> Unit:
    one = units()["gulou"]
    one.code = "320106"
    one.save()
    return one


@pytest.fixture
def clerk(gulou: Unit) -> User:
    return officer("clerk", gulou, Role.ACCEPT)


def test_what_is_open_stands_by_its_limit_with_lights(clerk: User) -> None:
    for number, days in (("A1", 20), ("A2", -1), ("A3", 0)):
        take("12345", an_order(number, days))
    take("12345", an_order("A4", 1, "江宁区人社局没有这个区"))  # the bureau's
    page = BeautifulSoup(signed_in(clerk).get("/messages/").content, "html.parser")
    assert [one.text for one in page.select("tbody a")] == ["咨询A2", "咨询A3", "咨询A1"]
    assert [one["class"][-1] for one in page.select("tbody .clock")] == ["clock-red", "clock-yellow", "clock-green"]
    assert [one.text for one in page.select(".tab .tab-count")] == ["3", "0", "0"]
    assert "王小明" not in page.text


def test_reading_is_written_down_and_answering_too(clerk: User) -> None:
    take("12345", an_order("A1", 3))
    message = Message.objects.get()
    client, address = signed_in(clerk), f"/messages/{message.pk}/"
    page = text_of(client.get(address))
    assert "能领吗？ 在哪里办？ 来电人 王小明 电话 13812345678 所在区 鼓楼" in page
    (looked,) = Access.objects.all()
    assert (looked.user, looked.what, looked.why) == (clerk, "来件的内容", "12345 热线 A1")
    assert "请写答复的内容" in client.post(f"{address}do/answer/", {"text": " "}, follow=True).text
    done = text_of(client.post(f"{address}do/answer/", {"text": "能领，带证书到窗口。"}, follow=True))
    assert "待发送 能领，带证书到窗口。" in done
    assert "这一件已经答复过了" in client.post(f"{address}do/answer/", {"text": "再答"}, follow=True).text
    reply = message.reply
    assert reply
    Message.objects.filter(pk=reply.pk).update(state=State.FAILED, problem="对方答 409：已经答复过", tries=1)
    assert "咨询A1" in text_of(client.get("/messages/?show=failed"))
    assert "发不出去 能领，带证书到窗口。 发了 1 次，对方答 409：已经答复过。 再发一次" in text_of(client.get(address))
    client.post(f"{address}do/again/")
    reply.refresh_from_db()
    assert reply.state == "waiting"


def test_handed_on_it_is_the_others(clerk: User) -> None:
    take("12345", an_order("A1", 3))
    message = Message.objects.get()
    client = signed_in(clerk)
    response = client.post(f"/messages/{message.pk}/do/hand_on/", {"unit": "j", "reason": "在江宁"}, follow=True)
    assert "已转给江宁区人社局" in response.text
    assert response.redirect_chain[-1][0] == "/messages/"
    assert client.get(f"/messages/{message.pk}/").status_code == 404
    far = signed_in(officer("far", Unit.objects.get(code="j"), Role.REVIEW))
    assert "转给 clerk 单位：江宁区人社局；原因：在江宁" in text_of(far.get(f"/messages/{message.pk}/"))


def test_what_goes_by_an_interface_is_no_file(clerk: User, settings: Any) -> None:
    assert "和12345 热线用文件来往" in signed_in(clerk).get("/messages/").text
    settings.EXCHANGE = {"12345": ("yuntai.exchange.hotline.Hotline", "http://127.0.0.1:9")}
    assert "用文件来往" not in signed_in(clerk).get("/messages/").text
    assert signed_in(clerk).post("/messages/answers/12345/").status_code == 404


def test_files_in_and_out(clerk: User) -> None:
    client = signed_in(clerk)
    text = "工单编号,办理期限,诉求内容,所在区\nB1,2026-12-09,能领吗,鼓楼\nB2,,没有期限,鼓楼\n"
    file = SimpleUploadedFile("工单.csv", text.encode("utf-8-sig"))
    page = client.post("/messages/upload/12345/", {"file": file}, follow=True).text
    assert "收到 1 件新的，0 件以前收过" in page
    assert "第 3 行：没有写办理期限" in page
    assert client.post("/messages/answers/12345/").status_code == 400
    answer(Message.objects.get(), clerk, "能领。")
    sheet = load_workbook(BytesIO(client.post("/messages/answers/12345/").content)).active
    rows = [[cell.value for cell in row][:4] for row in sheet.iter_rows()]
    assert rows == [["工单编号", "标题", "答复内容", "答复单位"], ["B1", None, "能领。", "鼓楼区人社局"]]
    assert Message.objects.outgoing().get().state == "sent"
    assert "要送出去的答复" in client.post("/messages/answers/12345/").text
    assert client.post("/messages/upload/12345/").status_code == 400
    assert client.post("/messages/upload/110/").status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "answers"),
    [(Role.ACCEPT, 200, 302), (Role.REVIEW, 200, 302), (Role.SUPERVISE, 200, 403), (Role.PAY, 403, 403)],
)
def test_who_reads_and_who_answers(gulou: Unit, role: Role, reads: int, answers: int) -> None:
    take("12345", an_order("A1", 3))
    client, address = signed_in(officer("one", gulou, role)), f"/messages/{Message.objects.get().pk}/"
    assert [client.get(one).status_code for one in ("/messages/", address)] == [reads, reads]
    assert client.post(f"{address}do/answer/", {"text": "x"}).status_code == answers
    navigation = BeautifulSoup(client.get("/account/profile/").content, "html.parser").select(".site-navigation a")
    assert ("/messages/" in [one["href"] for one in navigation]) == (reads == 200)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_nobody_is_kept_out_of_the_pages(visit: Callable[..., Page], width: int) -> None:
    unit = units()["city"]
    clerk = officer("clerk", unit, Role.ACCEPT)
    take("12345", an_order("YS2612010001", 3))
    cookies: Any = session_cookie(clerk)
    for address in ("/messages/", f"/messages/{Message.objects.get().pk}/"):
        page = visit(address, width=width, cookies=cookies)
        assert (address, barriers(page), sideways(page)) == (address, [], 0)
