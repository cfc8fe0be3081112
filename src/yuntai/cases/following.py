"""Each minute the copy in columns takes up what has happened (:mod:`yuntai.cases.tables`, which only who needs it imports)."""

from __future__ import annotations

from yuntai.notices.minutes import each_minute


@each_minute
def follow_cases() -> None:
    """Have the copy follow."""
    from yuntai.cases.tables import follow

    follow()


@each_minute
def follow_rolls() -> None:
    """Have the copies of rolls follow."""
    from yuntai.rolls.following import follow

    follow()
