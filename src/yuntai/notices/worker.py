"""The worker: runs the tasks of the queue, delivers what has become due (retries, quiet hours over), begins each day's jobs.

Tasks that a dead worker left running are run again, so a task must find out for itself what is left to do.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from yuntai.ledger.checkpoints import seal_pending
from yuntai.notices import lease, shifts
from yuntai.notices.daily import begin_day
from yuntai.notices.delivery import deliver_due, take_back
from yuntai.notices.minutes import run_due

log = logging.getLogger(__name__)

LIVES = 3
"""How many workers may die over one task before it has failed."""
ROUNDS: list[Callable[[Callable[[], bool]], None]] = []
"""What is done besides, each time that the worker looks what is due: it is given whether to go on, and ends soon."""
_AT_ONCE = 50
"""Tasks between two looks at what is due."""
_PAUSE = 5
"""Seconds before the database is tried again when it went away."""


class WorkerDied(Exception):
    """The worker that ran a task was killed."""


class Worker(db_worker.Worker):
    """A worker of the queue under a lease. ``run`` ends on SIGTERM or SIGINT, after the task or notice at hand."""

    def __init__(self, interval: float = 1) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=_AT_ONCE,
            worker_id="",
        )

    def run(self) -> None:
        """Work until told to stop. A database that goes away is waited for."""
        connection.ensure_connection()
        while self.running:
            try:
                with lease.hold() as self.worker_id:
                    while self.running:
                        self._work()
                        if self.running:
                            time.sleep(self.interval)
            except (OperationalError, InterfaceError):
                log.exception("The database went away; trying again in %d seconds", _PAUSE)
                close_old_connections()
                time.sleep(_PAUSE)

    def run_once(self) -> None:
        """Do what is to do now."""
        with lease.hold() as self.worker_id:
            self._work()

    def _work(self) -> None:
        self.running_task = True  # a signal that comes now lets the notice at hand be finished
        lease.confirm()
        shifts.note(self.worker_id)
        take_back()
        take_back_tasks(self.worker_id)
        deliver_due(lambda: self.running)
        for one in ROUNDS:
            one(lambda: self.running)
        self.running_task = False
        begin_day()
        seal_pending()
        run_due()
        self._run_tasks = 0
        super().run()


def take_back_tasks(own: str) -> None:
    """Have the tasks run again that dead workers left running, or this one: it calls this while it runs none."""
    for task in DBTaskResult.objects.running():
        worker = task.worker_ids[-1]
        if worker != own and lease.is_alive(worker):
            continue
        if len(task.worker_ids) >= LIVES:
            task.set_failed(WorkerDied(f"{LIVES} workers died over this task"))
        else:
            same: Any = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING)
            same.filter(started_at=task.started_at).update(status=TaskResultStatus.READY)
