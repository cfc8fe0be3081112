"""What comes in is taken once and answered once, by who works there; work orders as tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.at_once import THREADS, at_once, needs_postgres
from tests.people.make import officer, units
from yuntai.cases.verify import verify
from yuntai.clock import SHANGHAI
from yuntai.errors import YuntaiError
from yuntai.exchange import files, rounds
from yuntai.exchange.models import Message
from yuntai.exchange.signing import is_good, signature
from yuntai.exchange.systems import Order, secret_of
from yuntai.exchange.taking import ORDER, TAKERS, answer, hand_on, take
from yuntai.people.models import Role, Unit, User

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 30, 9, 30, tzinfo=SHANGHAI)
ASKS = Order(
    "GD2026113000017", AT, date(2026, 12, 7), "咨询", "我的证书能领补贴吗？", "王小明", "13812345678", "鼓楼区"
)


@pytest.fixture
def gulou() -> Unit:
    one = units()["gulou"]
    one.code = "320106"
    one.save()
    return one


@pytest.fixture
def clerk(gulou: Unit) -> User:
    return officer("clerk", gulou, Role.ACCEPT)


def test_a_number_is_taken_once(gulou: Unit) -> None:
    assert take("12345", ASKS)
    assert not take("12345", ASKS)
    one = Message.objects.get()
    assert (one.unit, one.due_on, one.said_at, one.number) == (gulou, date(2026, 12, 7), AT, "GD2026113000017")
    assert "王小明" not in str(Message.objects.values_list("body", flat=True)[0])  # as the database has it


@pytest.mark.usefixtures("gulou")
def test_who_makes_a_case_of_it_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setitem(TAKERS, ("12345", ORDER), lambda message: asked.append(message.number) or "261130000000001")
    take("12345", ASKS)
    take("12345", ASKS)
    assert asked == ["GD2026113000017"]
    assert Message.objects.get().case == "261130000000001"


def test_an_officer_of_the_unit_answers_once(clerk: User) -> None:
    take("12345", ASKS)
    message = Message.objects.get()
    for text, said in ((" ", "请写答复的内容"), ("长" * 2001, "答复最多 2000 字，现在有 2001 字")):
        with pytest.raises(YuntaiError, match=said):
            answer(message, clerk, text)
    far = officer("far", Unit.objects.get(code="j"), Role.ACCEPT)
    watcher = officer("watcher", message.unit, Role.SUPERVISE)
    for other in (far, watcher):
        with pytest.raises(YuntaiError, match="要有鼓楼区人社局的受理或审核岗位才能这样做"):
            answer(message, other, "x")
    sent = answer(message, clerk, " 能领 ")
    message.refresh_from_db()
    assert (message.state, sent.number, sent.body, sent.state) == (
        "answered",
        "GD2026113000017",
        {"text": "能领"},
        "waiting",
    )
    with pytest.raises(YuntaiError, match="这一件已经答复过了"):
        answer(message, clerk, "再答")
    assert verify() == []


def test_it_is_handed_to_another_unit_with_a_reason(clerk: User) -> None:
    take("12345", ASKS)
    message, other = Message.objects.get(), Unit.objects.get(code="j")
    with pytest.raises(YuntaiError, match="请写明为什么转给他们"):
        hand_on(message, clerk, other, " ")
    with pytest.raises(YuntaiError, match="已经在这个单位"):
        hand_on(message, clerk, message.unit, "x")
    hand_on(message, clerk, other, "单位在江宁")
    with pytest.raises(YuntaiError, match="要有江宁区人社局的"):
        answer(message, clerk, "x")
    assert Message.objects.visible_to(clerk).count() == 0
    assert [one.text for one in message.happenings.order_by("place")] == [
        "单位：鼓楼区人社局",
        "单位：江宁区人社局；原因：单位在江宁",
    ]


def test_pauses_grow_and_end() -> None:
    minutes = [pause / timedelta(minutes=1) for pause in rounds.PAUSES]
    assert minutes == [1, 5, 30, 120, 720]


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"method": "POST"}, False),
        ({"address": "/orders?since=x"}, False),
        ({"body": b"{}"}, False),
        ({"now": 1_300.0}, True),
        ({"now": 1_301.0}, False),
        ({"time": "abc"}, False),
        ({"given": "0" * 64}, False),
        ({"secret": b"b"}, False),
    ],
)
def test_a_signature_is_for_one_request_and_five_minutes(change: dict[str, Any], good: bool) -> None:
    said = {"secret": b"a", "method": "GET", "address": "/orders", "time": "1000", "body": b""}
    asked = said | {"given": signature(**said), "now": 1_000.0} | change
    assert is_good(**asked) is good


def test_a_key_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match="要有和对方约定的密钥"):
        secret_of(tmp_path / "none")
    (tmp_path / "short").write_text("short")
    with pytest.raises(YuntaiError, match="至少 16 个字符"):
        secret_of(tmp_path / "short")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """As a hotline exports it: a title, other names of columns, a row without a limit, a day that is none."""
    book = Workbook()
    sheet = book.active
    sheet.append(["12345 工单导出"])
    sheet.append(["工单号", "受理时间", "截止日期", "工单标题", "内容", "来电人", "来电号码", "区域"])
    sheet.append(["GD1", "2026-11-30 09:30:00", "2026-12-07", "咨询", "能领吗？", "王小明", "13812345678", "鼓楼"])
    sheet.append(["GD2", "2026-11-30", "", "投诉", "没发工资", "", "", ""])
    sheet.append(["GD3", "2026-11-30", "下周三", "投诉", "没发工资", "", "", ""])
    sheet.append(["GD4", "2026-11-30", datetime(2026, 12, 9), "", "在哪里办？", "", "", "江宁区"])
    path = tmp_path / "工单.xlsx"
    book.save(path)
    return path


def test_a_table_of_work_orders(clerk: User, gulou: Unit, table: Path) -> None:
    taken = files.take_file("12345", table)
    assert (taken.new, taken.known) == (2, 0)
    assert [fault.split("：")[0] for fault in taken.faults] == ["第 4 行", "第 5 行"]
    assert taken.faults[0] == "第 4 行：没有写办理期限"
    assert taken.faults[1].startswith("第 5 行：日期写得不对：")
    first, second = Message.objects.order_by("pk")
    assert (first.number, first.due_on, first.unit) == ("GD1", date(2026, 12, 7), gulou)
    assert (second.number, second.due_on, second.body["text"]) == ("GD4", date(2026, 12, 9), "在哪里办？")
    again = files.take_file("12345", table)
    assert (again.new, again.known) == (0, 2)
    answer(first, clerk, "能领。")
    waiting = files.waiting("12345")
    ((number, title, text, unit, _),) = files.rows(waiting)
    assert (number, title, text, unit) == ("GD1", "咨询", "能领。", "鼓楼区人社局")
    files.mark_sent(waiting)
    assert files.waiting("12345") == []
    last = first.happenings.order_by("place").last()
    assert (last.what, last.data["way"]) == ("send", "文件")


@pytest.mark.usefixtures("gulou")
def test_a_table_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,电话\n王小明,13812345678\n", encoding="utf-8")
    with pytest.raises(YuntaiError, match="表里没有“工单编号”“办理期限”“诉求内容”这一列"):
        files.take_file("12345", path)


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_takes_it() -> None:
    units()
    assert sorted(at_once(lambda: take("12345", ASKS))) == [*[False] * (THREADS - 1), True]
    assert Message.objects.get().happenings.count() == 1
