"""What time it is where the bureau is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_ahead = timedelta()


def now() -> datetime:
    """Now, in Shanghai."""
    return datetime.now(SHANGHAI) + _ahead


def set_to(moment: datetime) -> None:
    """Have it be ``moment`` in this process from here on. Only a walk (:mod:`yuntai.walks`) does that."""
    global _ahead
    _ahead = moment - datetime.now(SHANGHAI)


def today() -> date:
    """Today in Shanghai."""
    return now().date()


def last_month_end() -> date:
    """The last day of last month in Shanghai: what a bureau's systems have closed."""
    return today().replace(day=1) - timedelta(1)


def day_of(moment: date | datetime) -> date:
    """The day in Shanghai of a moment; a day is its own."""
    return moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment


def start_of(day: date) -> datetime:
    """The first moment of a day in Shanghai. What is compared with it is found by an index; a moment's date is not."""
    return datetime.combine(day, time(), SHANGHAI)
