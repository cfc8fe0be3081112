"""The rows of a roll that held on a day, as we knew them on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from yuntai.clock import today
from yuntai.rolls.content import roll_of
from yuntai.rolls.tables import NOW, model_of


def rows(name: str, as_of: date | None = None, known_on: date | None = None) -> Any:
    """The rows of a roll that held on ``as_of`` (today), as we knew them on ``known_on`` (now): a query set.

    What was recorded on a day is known on it; what was replaced on it no longer is.
    """
    day = as_of or today()
    held = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))
    known = NOW
    if known_on is not None:
        known = Q(recorded_on__lte=known_on) & (Q(replaced_on__isnull=True) | Q(replaced_on__gt=known_on))
    return model_of(name).objects.filter(held & known)


def history(name: str, key: Sequence[Any]) -> Any:
    """All rows that were ever there under a key, as they were entered: the last first."""
    model = model_of(name)
    return model.objects.filter(**dict(zip(roll_of(name).key, key, strict=True))).order_by("-id")
