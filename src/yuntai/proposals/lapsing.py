"""What nobody confirmed comes to an end by itself."""

from __future__ import annotations

from datetime import date

from yuntai.notices.daily import daily
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import lapse


@daily
def proposals_over(day: date) -> None:
    """End the proposals whose last day is over, and tell who made them."""
    for number in list(Proposal.objects.waiting().filter(last_day__lt=day).values_list("pk", flat=True)):
        lapse(number, day)
