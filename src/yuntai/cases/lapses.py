"""What comes to an end by itself: the time for a correction. The case goes on with what there is."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yuntai.cases import effects
from yuntai.cases.corrections import last_day
from yuntai.cases.history import happen, history
from yuntai.cases.models import Case, Event

BY_ITSELF = "到期自动"
"""In which capacity it is done; the event names who had set the term."""


@transaction.atomic
def lapse(case: Case, day: date) -> None:
    """End the corrections of ``case`` whose last day was before ``day``; nothing where they were settled in the meantime."""
    case = Case.objects.locked(case.pk)
    events = Event.chain(case.pk)
    known = history(events)
    over = [one for one in events if one.number in known.corrections and last_day(case, one) < day]
    if not over:
        return
    event = happen(
        case,
        known,
        "lapse",
        user_id=over[-1].user_id,
        capacity=BY_ITSELF,
        unit_id=case.unit_id,
        reason="",
        data={"corrections": [one.number for one in over], "fields": [], "materials": []},
    )
    effects.follow(case, event)
