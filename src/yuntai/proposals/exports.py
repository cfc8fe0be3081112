"""A list of more rows than an officer takes out alone: she says what for, a security administrator confirms, she has three days."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from yuntai.clock import now
from yuntai.ledger.seals import canonical
from yuntai.people.exports import Permit
from yuntai.people.models import Role, Unit, User
from yuntai.proposals.kinds import Kind, Line, register
from yuntai.proposals.models import Proposal, State
from yuntai.proposals.proposing import propose
from yuntai.proposals.staffing import common_unit

DAYS = 3
"""For how many days a confirmed list may be taken out."""
_TITLE = 150
"""So much of its name, in which stands what was searched for, is said in one line."""


class TakeOut(Kind):
    """``content``: path, title, form and purpose of the list, ``most`` rows. Confirming it is the permit; nothing is done."""

    name = "export"
    proposers = tuple(Role)
    confirmers = (Role.SECURITY,)

    def may_propose(self, user: User, unit: Unit) -> bool:
        """Whoever works for the bureau: she takes out no more than she sees."""
        return bool(user.roles())

    def lines(self, proposal: Proposal) -> list[Line]:
        said = proposal.content
        return [
            Line("谁导出", f"{proposal.proposed_by}（{proposal.proposed_by.username}）"),
            Line("哪份清单", f"{said['title']}（{said['form']}）"),
            Line("多少行", f"最多 {said['most']:,} 行，确认以后 {DAYS} 天内"),
            Line("做什么用", said["purpose"]),
        ]

    def do(self, proposal: Proposal, by: User) -> None:
        pass


EXPORT = register(TakeOut())


def propose_export(by: User, path: str, title: str, form: str, purpose: str, count: int) -> Proposal:
    """Propose that ``by`` takes out the list at ``path``, which has ``count`` rows; a tenth more may come until then."""
    most = -(-count * 11 // 1000) * 100
    return propose(
        EXPORT.name,
        by,
        common_unit(by),
        subject=_subject(by, path, title, form, purpose),
        title=f"导出{title[:_TITLE]}，最多 {most:,} 行",
        content={"path": path, "title": title, "form": form, "purpose": purpose, "most": most},
        why=purpose,
    )


def permit(user: User, path: str, title: str, form: str, purpose: str) -> Permit | None:
    """What was confirmed for just this list, and still holds."""
    found = Proposal.objects.filter(subject=_subject(user, path, title, form, purpose)).first()
    return permit_of(found) if found else None


def permit_of(proposal: Proposal) -> Permit | None:
    """For how many rows a proposal lets its proposer take out a list now."""
    if proposal.kind != EXPORT.name or proposal.state != State.CONFIRMED:
        return None
    assert proposal.decided_at is not None
    fresh = now() < proposal.decided_at + timedelta(DAYS)
    return Permit(proposal.content["most"], str(proposal.decided_by)) if fresh else None


def _subject(by: User, *what: str) -> str:
    return f"export-{by.pk}-{hashlib.sha256(canonical(what).encode()).hexdigest()[:32]}"
