"""The clock of a case, as a table that a policy officer can check with a calendar.

2024: 1 January off; Sundays 4 and 18 February worked, 10–17 February off (国务院办公厅关于2024年部分节假日安排的通知).
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yuntai.cases.clock import Pause, run
from yuntai.cases.content import catalogue
from yuntai.cases.history import History, columns
from yuntai.rules.language.grounds import Publication
from yuntai.rules.language.workdays import Arrangement, workdays

CALENDAR = workdays(
    (
        Arrangement(
            2024,
            "notice",
            Publication(date(2023, 10, 25)),
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


ALL_DAYS = {
    "over Spring Festival, every day counts": (5, date(2024, 2, 8), (), date(2024, 2, 13)),
    "paused from the 10th to the 12th": (10, jan(8), (Pause(jan(10), jan(12)),), jan(21)),
    "the last day is a Sunday, and stays the last": (6, jan(8), (), jan(14)),
}


@pytest.mark.parametrize(("days", "started", "pauses", "due"), ALL_DAYS.values(), ids=ALL_DAYS.keys())
def test_due_day_where_the_law_counts_every_day(days: int, started: date, pauses: tuple[Pause, ...], due: date) -> None:
    clock = run(days, started, pauses, jan(9), CALENDAR, "days")
    assert (clock.due, clock.provisional) == (due, False)


def test_days_of_the_law_are_called_so() -> None:
    assert run(5, jan(8), (), jan(12), CALENDAR, "days").said == "还剩 1 日"
    assert run(5, jan(8), (), jan(15), CALENDAR, "days").said == "超期 2 日"


RECEIVED = date(2026, 2, 12)  # a Thursday; Saturday 14 and Saturday 28 February are worked, 15 to 23 February is not
STAGES = {  # procedure, accepted on, the last day of the promise, of the law
    "acceptance in 3, the law's 10 from the application": ("skill_upgrading", None, (2, 24), (3, 4)),
    "accepted in time: both end on one day": ("skill_upgrading", (2, 24), (3, 4), (3, 4)),
    "accepted a day late: the law's day comes first": ("skill_upgrading", (2, 25), (3, 5), (3, 4)),
    "acceptance in 5, the law counts from acceptance": ("work_injury_recognition", None, (2, 26), None),
    "60 days of the law, 30 working days of the promise": ("work_injury_recognition", (2, 24), (4, 7), (4, 25)),
    "no law sets a time": ("record_correction", None, (2, 24), None),
}


def day_of(given: tuple[int, int] | None) -> date | None:
    return date(2026, *given) if given else None


@pytest.mark.parametrize(("procedure", "accepted", "promise", "law"), STAGES.values(), ids=STAGES.keys())
def test_before_and_after_acceptance(
    procedure: str, accepted: tuple[int, int] | None, promise: tuple[int, int], law: tuple[int, int] | None
) -> None:
    one, until = catalogue()[procedure], date(2026, 2, 25)
    known = History(begun_on=RECEIVED, accepted_on=day_of(accepted))
    clock, legal = known.clock(one, until), known.legal_clock(one, until)
    assert clock is not None
    assert (clock.due, legal and legal.due) == (day_of(promise), day_of(law))
    case = SimpleNamespace(version=SimpleNamespace(load=lambda: one), claimed_for=None)
    earlier = min(filter(None, (day_of(promise), day_of(law))))
    assert columns(case, known)["due_on"] == earlier  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "light"), [(12, "green"), (13, "yellow"), (24, "yellow"), (25, "red")])
def test_what_nobody_accepts_turns_yellow_and_red(day: int, light: str) -> None:
    clock = History(begun_on=RECEIVED).clock(catalogue()["skill_upgrading"], date(2026, 2, day))
    assert clock is not None
    assert clock.light == light


def test_a_correction_before_acceptance_stops_both_clocks() -> None:
    known = History(begun_on=RECEIVED, pauses=[Pause(date(2026, 2, 13), date(2026, 2, 24))])
    clock = known.clock(catalogue()["skill_upgrading"], date(2026, 2, 25))
    legal = known.legal_clock(catalogue()["skill_upgrading"], date(2026, 2, 25))
    assert clock is not None
    assert legal is not None
    # counted are 25, 26, 27 February; of the law 25 to 28 February, 2 to 6 March, 9 March
    assert (clock.due, legal.due) == (date(2026, 2, 27), date(2026, 3, 9))


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
