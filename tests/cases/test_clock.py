"""The clock of a case, as a table that a policy officer can check with a calendar.

2024: 1 January off; Sundays 4 and 18 February worked, 10–17 February off (国务院办公厅关于2024年部分节假日安排的通知).
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yuntai.cases.clock import Pause, run
from yuntai.rules.language.workdays import Arrangement, workdays

CALENDAR = workdays(
    (
        Arrangement(
            2024,
            "notice",
            date(2023, 10, 25),
            frozenset({date(2024, 1, 1), *(date(2024, 2, day) for day in range(10, 18))}),
            frozenset({date(2024, 2, 4), date(2024, 2, 18)}),
        ),
    )
)


def jan(day: int) -> date:
    return date(2024, 1, day)


TABLE = {
    "a week later": (5, jan(8), (), date(2024, 1, 15)),
    "accepted on a Friday, the Sunday after is worked": (5, date(2024, 2, 2), (), date(2024, 2, 8)),
    "over Spring Festival, with its make-up Sunday": (3, date(2024, 2, 8), (), date(2024, 2, 19)),
    "accepted on a Saturday": (1, jan(13), (), jan(15)),
    "paused from Wednesday to Friday": (5, jan(8), (Pause(jan(10), jan(12)),), jan(18)),
    "paused and resumed on one day": (5, jan(8), (Pause(jan(10), jan(10)),), jan(15)),
    "two corrections that overlap count once": (5, jan(8), (Pause(jan(10), jan(12)), Pause(jan(11), jan(15))), jan(19)),
    "paused over the weekend": (3, jan(8), (Pause(jan(12), jan(15)),), jan(11)),
}


@pytest.mark.parametrize(("days", "started", "pauses", "due"), TABLE.values(), ids=TABLE.keys())
def test_due_day(days: int, started: date, pauses: tuple[Pause, ...], due: date) -> None:
    clock = run(days, started, pauses, date(2024, 3, 1), CALENDAR)
    assert (clock.due, clock.provisional) == (due, False)


def test_while_paused_there_is_no_due_day() -> None:
    clock = run(5, jan(8), (Pause(jan(10), None),), jan(17), CALENDAR)
    assert (clock.due, clock.used, clock.left, clock.light) == (None, 1, 4, "paused")
    assert clock.said == "已暂停，还剩 4 个工作日"


@pytest.mark.parametrize(
    ("until", "light", "said"),
    [
        (jan(8), "green", "还剩 5 个工作日"),
        (jan(10), "green", "还剩 3 个工作日"),
        (jan(11), "yellow", "还剩 2 个工作日"),
        (jan(15), "yellow", "今天到期"),
        (jan(16), "red", "超期 1 个工作日"),
    ],
)
def test_light(until: date, light: str, said: str) -> None:
    clock = run(5, jan(8), (), until, CALENDAR)
    assert (clock.light, clock.said) == (light, said)


def test_past_the_published_years_weekdays_count_and_the_day_is_provisional() -> None:
    clock = run(3, date(2024, 12, 30), (), date(2024, 12, 30), CALENDAR)
    assert (clock.due, clock.provisional) == (date(2025, 1, 2), True)


DAYS = st.dates(jan(1), date(2024, 3, 31))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine is no fault of the clock
@given(st.integers(1, 30), DAYS, st.lists(st.tuples(DAYS, DAYS).map(sorted), max_size=4))
def test_a_pause_never_brings_the_day_nearer(days: int, started: date, spans: list[list[date]]) -> None:
    pauses = [Pause(*span) for span in spans]
    until = date(2024, 4, 30)
    due = run(days, started, pauses, until, CALENDAR).due
    assert due is not None
    for number in range(len(pauses)):
        earlier = run(days, started, pauses[:number], until, CALENDAR).due
        assert earlier is not None
        assert earlier <= due
