"""The online rate by month, of the frequent matters and of each unit; what the counters take in, day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.city import People, signed_in
from tests.web.test_workbench import elsewhere, many_cases, text_of
from yuntai.cases.models import Case, Event
from yuntai.cases.querysets import EVERYTHING
from yuntai.clock import today
from yuntai.web.boards.online import counters, intake

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2023, 9, 15)  # a Friday


def came(people: People, count: int, channel: str, at: str, **columns: object) -> list[Case]:
    """Cases that came in at a moment of Shanghai."""
    cases = many_cases(people, count, number="", channel=channel, **columns) if count == 1 else []
    cases = cases or [came(people, 1, channel, at, **columns)[0] for _ in range(count)]
    for one in cases:
        moment = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
        Case.objects.filter(pk=one.pk).update(number=f"9{one.pk:09}", submitted_at=moment)
    return cases


def test_the_rate_of_each_month(people: People) -> None:
    came(people, 3, "online", "2023-09-01 00:05")  # still August in Greenwich
    came(people, 1, "counter", "2023-09-15 23:59")
    came(people, 1, "phone", "2023-08-31 23:59")
    came(people, 1, "online", "2022-10-01 00:00")
    came(people, 1, "online", "2022-09-30 23:59")  # a month too old
    came(people, 1, "online", "2023-09-16 00:00")  # tomorrow
    found = intake(EVERYTHING, DAY)
    assert [one.taken.title for one in found.months] == [
        *(f"2023年{number}月" for number in range(9, 0, -1)),
        *(f"2022年{number}月" for number in (12, 11, 10)),
    ]
    september, august, *_, october = (one.taken for one in found.months)
    assert (list(september.counts.values()), str(september.online)) == ([3, 1, 0, 0, 0], "75.0%")
    assert (list(august.counts.values()), str(august.online)) == ([0, 0, 0, 0, 1], "0.0%")
    assert str(found.months[2].taken.online) == "—"
    assert list(october.counts.values()) == [1, 0, 0, 0, 0]
    assert (found.total.online.part, found.total.online.whole, str(found.total.online)) == (4, 6, "66.7%")


def test_the_ten_matters_with_the_most_cases_have_a_rate_of_their_own(people: People) -> None:
    for number in range(10):
        came(people, 2, "online", "2023-09-04 09:00", procedure=f"often {number}")
    came(people, 1, "counter", "2023-09-04 09:00", procedure="often 0")
    came(people, 1, "counter", "2023-09-04 09:00", procedure="seldom")
    found = intake(EVERYTHING, DAY)
    assert [one.title for one in found.matters] == [f"often {number}" for number in range(10)]
    assert str(found.matters[0].online) == "66.7%"
    assert (found.total.online.part, found.total.online.whole) == (20, 22)
    assert (found.frequent.online.part, found.frequent.online.whole) == (20, 21)
    assert (found.months[0].frequent.all, found.months[0].taken.all) == (21, 22)


def test_the_rate_of_each_unit(people: People) -> None:
    other = elsewhere(people)
    came(people, 1, "online", "2023-09-04 09:00")
    came(people, 1, "online", "2023-09-04 09:00", unit=other)
    came(people, 1, "terminal", "2023-09-04 09:00", unit=other)
    units = intake(EVERYTHING, DAY).units
    own = str(people.clerk.roles()[0].unit)
    assert [(one.title, one.all, str(one.online)) for one in units] == [(other.name, 2, "50.0%"), (own, 1, "100.0%")]


def test_counters_day_by_day_and_window_by_window(people: People) -> None:
    """Of the 30 days up to 15 September 2023, from 17 August on, 22 are working days."""
    window = people.clerk.roles()[0].unit
    cases = [
        *came(people, 2, "counter", "2023-09-14 10:00"),
        *came(people, 1, "outlet", "2023-09-14 11:00"),
        *came(people, 1, "counter", "2023-08-17 00:00"),
        *came(people, 1, "counter", "2023-08-16 23:59"),
        *came(people, 1, "online", "2023-09-14 12:00"),
    ]
    for one in cases:
        data = {"unit": one.unit_id, "channel": one.channel}
        Event.append(
            case_id=one.pk, kind="submit", user_id=people.clerk.pk, capacity="窗口代录", unit_id=window.pk, data=data
        )
    found = counters(EVERYTHING, DAY)
    assert [(one.title, dict(one.by)) for one in found.days] == [
        ("2023年9月14日", {"counter": 2, "outlet": 1}),
        ("2023年8月17日", {"counter": 1}),
    ]
    assert [(one.title, one.all) for one in found.windows] == [(window.name, 4)]
    assert (found.all, found.workdays, found.a_day) == (4, 22, "0.2")


def test_the_page_and_its_file(people: People) -> None:
    yesterday = f"{today() - timedelta(1)} 10:00"
    client = signed_in(people.supervisor)
    assert text_of(client.get("/boards/matters/online/")).startswith("近 12 个月没有收件")
    came(people, 3, "online", yesterday)
    (one,) = came(people, 1, "counter", yesterday)
    Event.append(case_id=one.pk, kind="submit", user_id=people.clerk.pk, capacity="窗口代录", unit_id=one.unit_id)
    text = text_of(client.get("/boards/matters/online/"))
    assert text.startswith("近 12 个月网办率 75.0%")
    assert "网上收的 3／全部收的 4" in text
    assert "近 30 天窗口和网点收了 1 件" in text
    assert signed_in(people.clerk).get("/boards/export/online/").status_code == 403
    assert b"/boards/export/online/" in client.get("/boards/matters/online/").content
    file = client.post("/boards/export/online/", {"purpose": "月报", "form": "csv"}).content.decode("utf-8-sig")
    assert f"办理单位,{one.unit},3,1,0,0,0,4,75.0" in file
    assert f"窗口和网点,{one.unit},0,1,0,0,0,1,0.0" in file
