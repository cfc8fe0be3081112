"""Who looked at whose data: filters, signs worth a second look worked out by hand, a search that is itself written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.cases.test_walk import hand_in
from tests.city import People, signed_in
from tests.people.make import person
from tests.web.test_exports import rows_of
from tests.web.test_workbench import elsewhere, officer, text_of
from yuntai.cases.actions import act
from yuntai.ledger import entries as ledger
from yuntai.people.logs import STAFFING, log_access
from yuntai.people.models import Access, Appointment, Person, Role, User
from yuntai.web.boards import accesses

PATH = "/boards/accesses/?since=2026-03-01&until=2026-03-10"


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A look of an officer at a person, in Shanghai in March 2026; from then on the clock of the log stands there."""

    def at(user: User, whom: Person | None, day: int = 3, hour: int = 10, minute: int = 0, **said: str) -> None:
        moment = datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(ledger, "now", lambda: moment)
        log_access(user, whom, said.get("what", "材料“证书”"), said.get("why", "办件 260301123456789"))

    return at


def lines(client: Client, query: str = "") -> list[list[str]]:
    """The rows of the list: the moment, who, whom, what, for what, signs."""
    page = BeautifulSoup(client.get(PATH + query).content, "html.parser")
    tables = [table for table in page.select("table") if "新的在前" in table.caption.get_text()]
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for table in tables
        for row in table.select("tbody tr")
    ]


@pytest.fixture
def supervisor(people: People) -> Client:
    return signed_in(people.supervisor)


def test_a_look_with_who_and_whom_masked(people: People, look: Callable[..., None], supervisor: Client) -> None:
    people.clerk.appointments.update(begins=date(2026, 1, 1))
    look(people.clerk, people.worker_person)
    whom = people.worker_person
    ((at, who, seen, what, why, _),) = lines(supervisor)
    assert (at, what, why) == ("3月3日 10:00", "材料“证书”", "办件 260301123456789")
    assert seen == f"{whom.masked_name} {whom.masked_id}"
    assert who == "窗口李 南京市江宁区人力资源和社会保障局受理岗、南京市雨花台区人力资源和社会保障局受理岗"
    assert whom.resident_id not in supervisor.get(PATH).content.decode()
    assert Access.objects.count() == 1  # what is masked can be looked at without a trace


@pytest.mark.parametrize(
    ("day", "hour", "minute", "odd"),
    [
        (3, 6, 59, True),
        (3, 7, 0, False),
        (3, 19, 59, False),
        (3, 20, 0, True),
        (7, 10, 0, True),  # a Saturday
        (1, 10, 0, True),  # a Sunday
    ],
)
def test_at_night_and_on_days_off(
    people: People, look: Callable[..., None], supervisor: Client, day: int, hour: int, minute: int, odd: bool
) -> None:
    look(people.clerk, people.worker_person, day, hour, minute)
    assert ("夜间或休息日" in lines(supervisor)[0][5]) is odd
    assert len(lines(supervisor, "&sign=odd_hour")) == odd


def test_a_make_up_saturday_is_no_day_off(people: People, look: Callable[..., None], supervisor: Client) -> None:
    look(people.clerk, people.worker_person, 10)
    moment = datetime(2026, 5, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "now", lambda: moment)
        log_access(people.clerk, people.worker_person, "材料", "办件")
    text = text_of(supervisor.get("/boards/accesses/?since=2026-05-01&until=2026-05-31"))
    assert "5月9日 10:00" in text
    assert "没有值得看一眼的查看" in text


def test_at_a_colleagues_data(people: People, look: Callable[..., None], supervisor: Client) -> None:
    elder = people.elder
    Appointment.objects.create(user=elder, unit=people.clerk.roles()[0].unit, role=Role.PAY).revoke()
    look(people.clerk, elder.person)
    look(people.manager, elder.person, what="任命 elder", why=STAFFING)
    look(people.clerk, people.worker_person)
    assert ["看同事的" in one[5] for one in lines(supervisor)] == [False, False, True]
    assert [one[2].split()[0] for one in lines(supervisor, "&sign=colleague")] == [elder.person.masked_name]


def test_at_people_with_whom_one_has_nothing_to_do(
    people: People, look: Callable[..., None], supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk accepted the worker's case, the reviewer did nothing in it; who is at the counter in person does not count."""
    monkeypatch.setattr(accesses, "MANY", 3)
    case = hand_in(people)
    act(case, "accept", people.clerk)
    look(people.clerk, people.worker_person)
    look(people.reviewer, people.worker_person)
    for number in (1, 2, 2, 3):
        look(people.clerk, person(number), day=4, what="窗口代录", why="本人到窗口")
        look(people.clerk, person(number), day=4, what="登记系统里的记录", why="窗口代录")
    assert "没有值得看一眼的查看" in text_of(supervisor.get(PATH))
    assert [one[1].split()[0] for one in lines(supervisor, "&sign=stranger")] == ["审核张"]
    for number in (1, 2, 2):
        look(people.reviewer, person(number), day=3)
    page = supervisor.get(PATH)
    assert text_of(page).startswith("1 人的查看值得看一眼")
    row = BeautifulSoup(page.content, "html.parser").select_one("table tbody tr")
    assert [cell.get_text(strip=True) for cell in row.select("td")] == ["审核张", "4", "0", "3", "0"]


def test_who_holds_the_step_is_no_stranger(people: People, supervisor: Client) -> None:
    """When the confirmer opens the case it waits for the clerk, then for her; neither has done anything in it yet."""
    case = hand_in(people)
    address = f"/work/cases/{case.number}/"
    signed_in(people.clerk).get(address)
    signed_in(people.confirmer).get(address)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    signed_in(people.confirmer).get(address)
    page = supervisor.get("/boards/accesses/?sign=stranger")
    tables = [
        one for one in BeautifulSoup(page.content, "html.parser").select("table") if "新的在前" in one.caption.text
    ]
    ((_, who, _, _, why, sign),) = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")] for row in tables[0].select("tbody tr")
    ]
    assert (who.split()[0], why) == ("复核陈", f"办件 {case.number}")
    assert "没办过他的件" in sign
    looks = list(Access.objects.order_by("number").values_list("user", "why"))
    assert looks[0] == (people.clerk.pk, f"办件 {case.number}（轮到本岗办）")
    assert looks[2] == (people.confirmer.pk, f"办件 {case.number}（轮到本岗办）")


def test_a_typed_reason_makes_no_holder(people: People, look: Callable[..., None], supervisor: Client) -> None:
    look(people.reviewer, people.worker_person, why="办件 260301123456789：（轮到本岗办）")
    look(people.reviewer, people.worker_person, why="办件 260301123456789（轮到本岗办）：核对证书")
    assert ["没办过他的件" in one[5] for one in lines(supervisor)] == [False, True]


def test_filters(people: People, look: Callable[..., None], supervisor: Client) -> None:
    look(people.clerk, people.worker_person, 3)
    look(people.reviewer, people.worker_person, 4)
    look(people.supervisor, None, 5, what="导出 3 行：办件", why="月报")
    district = people.clerk.roles()[0].unit.code
    for query, count in (
        ("", 3),
        ("&officer=CLERK", 1),
        (f"&unit={district}", 2),
        ("&unit=nothing", 0),
        (f"&person={people.worker_person.pk}", 2),
        ("&sign=nonsense", 3),
        ("&since=2026-03-04", 2),
        ("&until=2026-03-03", 1),
    ):
        assert len(lines(supervisor, query)) == count, query
    for query, said in (
        ("?since=2026-03-05&until=2026-03-01", "开始不能晚于结束"),
        ("?since=2025-01-01&until=2026-03-01", "一次最多看 92 天"),
        ("?since=昨天", "日期"),
    ):
        assert said in text_of(supervisor.get("/boards/accesses/" + query)), query


def test_a_supervisor_of_another_district_sees_none_of_it(people: People, look: Callable[..., None]) -> None:
    look(people.clerk, people.worker_person)
    client = signed_in(officer("stranger", elsewhere(people), Role.SUPERVISE))
    assert lines(client) == []
    found = client.post(PATH, {"who": people.worker_person.name, "why": "投诉"})
    assert "没有人看过这个人的资料" in text_of(found)


@pytest.mark.parametrize("how", ["resident_id", "name", "masked_id", "masked_name"])
def test_a_person_is_found_and_the_search_is_written_down(
    people: People, look: Callable[..., None], supervisor: Client, how: str
) -> None:
    whom = people.worker_person
    look(people.clerk, whom)
    look(people.clerk, person(5, "赵钱孙"))
    response = supervisor.post(PATH, {"who": getattr(whom, how), "why": "有人投诉"})
    address = urlsplit(response.url)
    assert parse_qs(address.query) == {"since": ["2026-03-01"], "until": ["2026-03-10"], "person": [str(whom.pk)]}
    assert f"只看 {whom.masked_name} {whom.masked_id} 的" in text_of(supervisor.get(response.url))
    entry = Access.objects.latest("number")
    masked = whom.masked_id if how.endswith("id") else whom.masked_name
    assert (entry.user, entry.person, entry.why) == (people.supervisor, whom, "有人投诉")
    assert entry.what == f"在查看记录里找“{masked}”，1 人"


def test_of_several_one_is_chosen(people: People, look: Callable[..., None], supervisor: Client) -> None:
    for number in (1, 2):
        look(people.clerk, person(number, "王小明"))
    text = text_of(supervisor.post(PATH, {"who": "王小明", "why": "有人投诉"}))
    assert "有 2 个人，是哪一个？" in text
    entry = Access.objects.latest("number")
    assert (entry.person, entry.what) == (None, "在查看记录里找“王*明”，2 人")


@pytest.mark.parametrize(
    ("who", "why", "said"),
    [("", "有人投诉", "请写明找谁"), ("王小明", " ", "为什么找"), ("李四", "有人投诉", "没有人看过")],
)
def test_a_search_that_finds_nobody(supervisor: Client, who: str, why: str, said: str) -> None:
    page = supervisor.post(PATH, {"who": who, "why": why})
    assert said in text_of(page)
    assert BeautifulSoup(page.content, "html.parser").select_one("[name=who]").get("value", "") == who
    assert Access.objects.count() == (said == "没有人看过")


def test_too_many_to_search(people: People, look: Callable[..., None], supervisor: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(accesses, "_MOST_PERSONS", 1)
    for number in (1, 2):
        look(people.clerk, person(number))
    assert "请缩短时间再找" in text_of(supervisor.post(PATH, {"who": "王小明", "why": "有人投诉"}))


def test_the_export_is_filtered_and_masked(people: People, look: Callable[..., None], supervisor: Client) -> None:
    look(people.clerk, people.worker_person, 7)
    look(people.reviewer, people.worker_person)
    address = PATH.replace("/accesses/", "/export/accesses/") + "&officer=clerk"
    (row,) = rows_of(supervisor.post(address, {"purpose": "季度检查", "form": "csv"}))[1:]
    whom = people.worker_person
    assert row[1:4] == ["2026-03-07 10:00:00", "clerk", "窗口李"]
    assert row[5:] == [
        *(whom.masked_name, whom.masked_id, "材料“证书”", "办件 260301123456789"),
        "夜间或休息日、没办过他的件",
    ]


def test_few_queries_with_thousands_of_looks(
    people: People, look: Callable[..., None], supervisor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        look(people.clerk, person(number), 3, 21)
    with django_assert_max_num_queries(30):
        assert supervisor.get(PATH).status_code == 200
