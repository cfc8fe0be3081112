"""The tasks of notices. A task can run more than once, so each finds out for itself what is left to do."""

from __future__ import annotations

from django_tasks import task


@task()
def deliver_notice(notice: int) -> None:
    """Send a notice now that it is due."""
    from yuntai.notices.delivery import deliver

    deliver(notice)
