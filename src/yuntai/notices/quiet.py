"""Quiet hours: between nine in the evening and eight in the morning no phone rings because of us."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone

BEGIN, END = time(21), time(8)


def when_allowed(channel: str, moment: datetime, urgent: bool = False) -> datetime:
    """``moment``, or the end of the quiet hours that it falls into. Only an SMS rings, and one that she waits for may."""
    local = moment.astimezone(get_default_timezone())
    if channel != "sms" or urgent or END <= local.time() < BEGIN:
        return moment
    morning = local.replace(hour=END.hour, minute=0, second=0, microsecond=0)
    return morning if local.time() < END else morning + timedelta(days=1)
