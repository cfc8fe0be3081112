"""The jobs of each day: begun once, when the quiet hours are over, each a task for itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from yuntai.notices import daily, tasks
from yuntai.notices.models import DailyRun
from yuntai.notices.worker import Worker

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, date]]]:
    """What the two jobs of the test did: one that counts, one that fails."""
    found: list[tuple[str, date]] = []

    def count(day: date) -> None:
        found.append(("count", day))

    def fail(day: date) -> None:
        found.append(("fail", day))
        raise RuntimeError

    monkeypatch.setattr(daily, "JOBS", {})
    daily.daily(fail)
    daily.daily(count)
    return found


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(daily, "now", lambda: moment)
    monkeypatch.setattr(tasks, "today", moment.date)


@pytest.mark.django_db(transaction=True)  # the worker closes the connection
def test_a_worker_does_each_job_once_a_day(
    monkeypatch: pytest.MonkeyPatch, done: list[tuple[str, date]], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = MORNING.date(), MORNING.date() + timedelta(1)
    for moment in (MORNING, MORNING + timedelta(hours=9), MORNING + timedelta(1)):
        at(monkeypatch, moment)
        Worker(interval=0).run_once()
    assert done == [("count", first), ("fail", first), ("count", second), ("fail", second)]
    states = DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True)
    assert list(states) == [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED] * 2
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    ("moment", "count"),
    [(MORNING - timedelta(minutes=1), 0), (MORNING, 2), (MORNING + timedelta(hours=15), 2)],
    ids=["7:59", "8:00", "23:00"],
)
def test_not_before_the_quiet_hours_are_over(
    monkeypatch: pytest.MonkeyPatch, done: list[tuple[str, date]], moment: datetime, count: int
) -> None:
    at(monkeypatch, moment)
    daily.begin_day()
    assert (DailyRun.objects.count(), DBTaskResult.objects.count(), done) == (count, count, [])


@pytest.mark.django_db(transaction=True)  # the worker closes the connection
def test_a_task_that_is_come_to_a_day_late_is_left_to_that_day(
    monkeypatch: pytest.MonkeyPatch, done: list[tuple[str, date]]
) -> None:
    at(monkeypatch, MORNING)
    daily.begin_day()
    at(monkeypatch, MORNING + timedelta(1))
    Worker(interval=0).run_once()
    assert [day for _, day in done] == [MORNING.date() + timedelta(1)] * 2


@pytest.mark.parametrize("restarted", [False, True])
def test_what_a_clock_that_was_ahead_began_is_done_on_its_day(
    monkeypatch: pytest.MonkeyPatch, done: list[tuple[str, date]], restarted: bool
) -> None:
    begun = []
    monkeypatch.setattr(daily, "run_daily", SimpleNamespace(enqueue=lambda name, day: begun.append((name, day))))
    monkeypatch.setattr(daily, "_latest", None)
    for moment in (MORNING + timedelta(2), MORNING, MORNING + timedelta(1), MORNING + timedelta(2)):
        at(monkeypatch, moment)
        if restarted:
            monkeypatch.setattr(daily, "_latest", None)
        daily.begin_day()
        daily.begin_day()
    days = ["2026-03-04", "2026-03-02", "2026-03-03", "2026-03-04"]
    assert begun == [(name, day) for day in days for name in ("count", "fail")]
    assert done == []


def test_two_jobs_have_two_names(done: list[tuple[str, date]]) -> None:
    def count(_day: date) -> None: ...

    with pytest.raises(ValueError, match="count"):
        daily.daily(count)
    assert done == []
