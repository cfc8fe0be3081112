"""The tasks of notices. A task can run more than once, so each finds out for itself what is left to do."""

from __future__ import annotations

from datetime import date

from django_tasks import task

from yuntai.clock import today


@task()
def deliver_notice(notice: int) -> None:
    """Send a notice now that it is due."""
    from yuntai.notices.delivery import deliver

    deliver(notice)


@task()
def run_daily(job: str, day: str) -> None:
    """Do a job of a day. Where the queue comes to it on a later day, that day's own run has it."""
    from yuntai.notices.daily import JOBS

    if date.fromisoformat(day) == today():
        JOBS[job](today())
