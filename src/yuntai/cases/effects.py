"""What follows from an event: notices to the applicant and to officers, letters. All within the event's transaction."""

from __future__ import annotations

from yuntai.cases.models import Case, Event


def follow(case: Case, event: Event) -> None:
    """Tell whom it concerns."""
