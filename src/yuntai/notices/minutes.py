"""What the worker does each minute, beside its queue. A job that fails is tried again a minute later and stops nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

log = logging.getLogger(__name__)

JOBS: list[Callable[[], object]] = []
"""The jobs, in the order in which they were registered. A job must find out for itself what is left to do."""

_MINUTE = 60.0
_last = -_MINUTE


def each_minute(job: Callable[[], object]) -> Callable[[], object]:
    """Have ``job`` done each minute."""
    JOBS.append(job)
    return job


def run_due() -> None:
    """Do the jobs, where this process has not done them within the minute."""
    global _last
    if monotonic() - _last < _MINUTE:
        return
    _last = monotonic()
    for job in JOBS:
        try:
            job()
        except Exception:
            log.exception("The job %s of the minute failed", job.__name__)
