"""What is done once a day, when the quiet hours are over: each job a task of its own, so that one that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from yuntai.clock import now
from yuntai.ledger import checkpoints
from yuntai.notices.models import DailyRun
from yuntai.notices.quiet import END
from yuntai.notices.tasks import run_daily

JOBS: dict[str, Callable[[date], None]] = {}
"""The jobs by name. A job is given the day, may be run again when a worker dies over it, and by the next day's run if it failed."""


def daily(job: Callable[[date], None]) -> Callable[[date], None]:
    """Have ``job`` done every day. Raises ``ValueError`` where another has its name."""
    if job.__name__ in JOBS:
        raise ValueError(f"there is a daily job {job.__name__} already")
    JOBS[job.__name__] = job
    return job


_latest: date | None = None
"""The day on which this process last looked."""


def begin_day() -> None:
    """Leave the jobs of today to the queue, once, whoever calls how often.

    What a clock that was ahead has begun before its day is begun again on its day.
    """
    global _latest
    moment = now()
    day = moment.date()
    if (
        _latest is None or day < _latest
    ):  # at first, and once it is set back: not again and again, should two clocks differ
        DailyRun.objects.filter(day__gt=day).delete()
    _latest = day
    if moment.time() < END:
        return
    begun = set(DailyRun.objects.filter(day=day).values_list("job", flat=True))
    for name in sorted(JOBS.keys() - begun):
        with transaction.atomic():
            _, new = DailyRun.objects.get_or_create(day=day, job=name)
            if new:
                run_daily.enqueue(name, day.isoformat())


@daily
def keep_head(_day: date) -> None:
    """Write the head of what is sealed into a file."""
    checkpoints.keep_head()
