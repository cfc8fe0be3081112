"""That a worker is at work, for who watches the platform: since when it holds its lease, and when it last looked at the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from yuntai.clock import now
from yuntai.notices import lease
from yuntai.notices.models import Shift

_PAUSE = timedelta(seconds=10)
"""Between two entries of one worker."""
_PATIENCE = timedelta(minutes=5)
"""After which nobody is at work where nobody holds a lease: ``yuntai worker --once`` comes and goes."""


def note(worker: str) -> None:
    """Write down that a worker looks at the queue; what dead ones left goes when one begins."""
    moment = now()
    shift, new = Shift.objects.get_or_create(lease=worker, defaults={"begun_at": moment, "seen_at": moment})
    if new:
        Shift.objects.filter(seen_at__lt=moment - _PATIENCE).exclude(lease__in=_living()).delete()
    elif not timedelta() <= moment - shift.seen_at < _PAUSE:
        Shift.objects.filter(lease=worker).update(seen_at=moment)


def last_seen() -> datetime | None:
    """When a worker last looked at the queue."""
    return Shift.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def leased_since() -> datetime | None:
    """Since when the worker that came last holds its lease; ``None`` where none lives."""
    return Shift.objects.filter(lease__in=_living()).order_by("-begun_at").values_list("begun_at", flat=True).first()


def is_anybody_at_work() -> bool:
    """Whether a worker lives, be it in the middle of a long task, or was there a short time ago."""
    seen = last_seen()
    return leased_since() is not None or (seen is not None and now() - seen < _PATIENCE)


def _living() -> list[str]:
    return [name for name in Shift.objects.values_list("lease", flat=True) if lease.is_alive(name)]
