"""Looking at personal data is written down."""

from __future__ import annotations

from yuntai.clock import start_of, today
from yuntai.ledger.prepared import Prepared
from yuntai.people.acting import BASES
from yuntai.people.models import Access, Person, User

STAFFING = "人员管理"
"""Why a manager has to do with an officer's account: no look at a colleague's data."""

HOLDING = "（轮到本岗办）"
"""Follows the number of a case that waited for a step of the officer's when she looked: she is no stranger to it."""


_OWN = (Access.KEPT_SECRET, STAFFING, "办件", *BASES.values())
"""With what the platform begins the reasons that it writes itself: some hide who was looked at, or say that it is nothing odd."""


def typed(reason: str) -> str:
    """A reason that somebody typed, told apart from those that the platform writes itself."""
    return f"“{reason}”" if reason.strip().startswith(_OWN) else reason


def log_access(user: User, person: Person | None, what: str, why: str) -> None:
    """Write down that ``user`` saw ``what`` of ``person``; seeing one's own is not written down."""
    if person is None or not person.is_same(user.person):
        Access.append(user_id=user.pk, person_id=person.pk if person else None, what=what[:80], why=why[:120])


def log_access_daily(user: User, person: Person, what: str, why: str) -> None:
    """The same for what is opened again and again: the first time of a day."""
    if not _LOOKED(user.pk, person.pk, what, why, day=today()):
        log_access(user, person, what, why)


_LOOKED = Prepared(
    lambda user, person, what, why, day: Access.objects.filter(
        user=user, person=person, what=what, why=why, at__gte=start_of(day)
    ).values_list("pk")[:1]
)
