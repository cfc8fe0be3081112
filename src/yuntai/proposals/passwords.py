"""An officer sets her password with what two others give her: the address from who proposed it, a number from who confirmed it.

Neither of the two can set it alone, and so get into an account that they opened together for somebody.
"""

from __future__ import annotations

from django.utils.timezone import localtime

from yuntai.clock import today
from yuntai.ledger.seals import seal
from yuntai.people.models import User
from yuntai.proposals.models import Proposal, State
from yuntai.proposals.proposing import DAYS
from yuntai.proposals.staffing import APPOINT, RESETS

DIGITS = 8


def to_hand_over(proposal: Proposal) -> User | None:
    """Who still has to set the password for which ``proposal`` was the last to be confirmed."""
    user = proposal.about
    return user if user and open_for(user) == proposal else None


def open_for(user: User) -> Proposal | None:
    """The proposal by which ``user`` may set a password now."""
    if user.has_usable_password():
        return None
    for proposal in Proposal.objects.filter(about=user, state=State.CONFIRMED).order_by("-decided_at", "-pk"):
        if proposal.kind == RESETS["password"].name or (proposal.kind == APPOINT.name and proposal.content["first"]):
            assert proposal.decided_at is not None
            return proposal if (today() - localtime(proposal.decided_at).date()).days <= DAYS else None
    return None


def number_of(proposal: Proposal) -> str:
    """The number that who confirmed ``proposal`` gives to whom it is about; another for each time that the password was voided."""
    assert proposal.about is not None
    return f"{int(seal('password', proposal.pk, proposal.about.password), 16) % 10**DIGITS:0{DIGITS}}"
