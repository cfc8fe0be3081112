"""What time it is where the bureau is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Now, in Shanghai."""
    return datetime.now(_SHANGHAI)


def today() -> date:
    """Today in Shanghai."""
    return now().date()
