"""What can be proposed: each kind is an object that says what will happen, and does it."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from yuntai.ledger.seals import canonical
from yuntai.people.models import Person, Role, Unit, User
from yuntai.proposals.models import Proposal

KINDS: dict[str, Kind] = {}
"""All kinds by name."""


@dataclass(frozen=True)
class Line:
    """One thing that will be as ``text`` says; ``before`` is how it is now."""

    label: str
    text: str
    before: str = ""


class Kind(ABC):
    """A kind of proposal; ``name`` is what the rows have, ``proposers`` and ``confirmers`` are the roles of the two officers."""

    name: ClassVar[str]
    proposers: ClassVar[Collection[Role]]
    confirmers: ClassVar[Collection[Role]]
    told: ClassVar[str] = "account_changed"
    """The notice to whom it concerns, with ``what``."""
    of_oneself: ClassVar[bool] = False
    """Whether one may propose it about oneself. Nobody ever confirms what is about herself."""

    def may_propose(self, user: User, unit: Unit) -> bool:
        """Whether ``user`` holds one of the proposers' roles in ``unit``, be it from above."""
        return bool(Unit.objects.held_by(user, *self.proposers).filter(pk=unit.pk).exists())

    @abstractmethod
    def lines(self, proposal: Proposal) -> list[Line]:
        """What will happen, as things are now. Raises ``YuntaiError`` where it cannot, or can no longer, be done.

        It is asked when something is proposed, shown, and confirmed: if it then says anything else than what was shown, nothing is
        done. At the confirmation it locks what it reads.
        """

    @abstractmethod
    def do(self, proposal: Proposal, by: User) -> None:
        """Do it, within the transaction of the confirmation by ``by``; ``lines`` was asked before."""

    def shows(self, proposal: Proposal) -> list[Person]:
        """Whose data it shows in full: on its own page alone, and each look is written down."""
        return []

    def may_see(self, proposal: Proposal, user: User) -> bool:
        """Whether somebody who sees the proposal among others also sees whose data it shows: who audits does not."""
        return proposal.proposed_by_id == user.pk or user.has_role(*self.confirmers)

    def why(self, proposal: Proposal) -> str:
        """Why somebody looks at whose data it shows, as the register of looks has it."""
        return f"双人核对：{proposal.why}"

    def kept(self, proposal: Proposal) -> list[Line]:
        """What was done, from what the proposal itself keeps, for who looks at it once it is decided."""
        return []

    def tell_dropped(self, proposal: Proposal) -> None:  # noqa: B027  most kinds have told nobody before
        """Tell whom it was told that it was proposed that nothing comes of it: refused, taken back or lapsed."""

    def tell(self, proposal: Proposal) -> None:  # noqa: B027  most kinds have nobody else to tell
        """Tell whom else it concerns that it was done; ``about`` and ``person`` are told anyway."""


def register(kind: Kind) -> Kind:
    """Have ``kind`` be proposed. Raises ``ValueError`` where another has its name."""
    if kind.name in KINDS:
        raise ValueError(f"there is a kind of proposal {kind.name} already")
    KINDS[kind.name] = kind
    return kind


def seen(proposal: Proposal, lines: list[Line]) -> str:
    """What somebody has seen who was shown ``lines``: the digest that a form carries."""
    whom = (proposal.proposed_by_id, proposal.unit_id, proposal.about_id, proposal.person_id)
    content = [proposal.pk, proposal.title, proposal.why, *whom, *((one.label, one.text, one.before) for one in lines)]
    return hashlib.sha256(canonical(content).encode()).hexdigest()
