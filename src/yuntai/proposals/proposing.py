"""The way of a proposal: proposed, shown to a second officer, confirmed by her, refused, taken back or lapsed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from yuntai.clock import now, today
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people.logs import STAFFING, log_access
from yuntai.people.models import Person, Role, Unit, User
from yuntai.people.officers import holders
from yuntai.proposals.kinds import KINDS, Line, seen
from yuntai.proposals.models import Proposal, Proposals, State

DAYS = 7
"""How many days a proposal waits after the day on which it was made."""

_MOST = 120
_NOTHING = Q(pk__in=[])


@transaction.atomic
def propose(
    kind: str,
    by: User,
    unit: Unit,
    *,
    subject: str,
    title: str,
    content: Mapping[str, Any],
    why: str,
    about: User | None = None,
    person: Person | None = None,
) -> Proposal:
    """Propose something; those who may confirm it are told.

    Raises ``YuntaiError`` where it cannot be done, ``by`` may not propose it, nobody could confirm it, or another proposal about
    the same waits.
    """
    of = KINDS[kind]
    proposal = Proposal(
        kind=kind,
        subject=subject,
        unit=unit,
        about=about,
        person=person,
        content=dict(content),
        title=title,
        why=_said(why, "请写明为什么"),
        proposed_by=by,
        proposed_at=now(),
        last_day=today() + timedelta(DAYS),
    )
    if not of.may_propose(by, unit):
        raise YuntaiError(_role_wanted(unit, of.proposers))
    if not of.of_oneself and _concerns(proposal, by):
        raise YuntaiError("关于自己的事请别人提出")
    of.lines(proposal)
    others = holders(unit.pk, of.confirmers, besides=by.accounts | (about.accounts if about else frozenset()))
    if not others:
        raise YuntaiError(f"{unit}和它的上级单位里没有别的{_roles(of.confirmers)}岗能确认这件事")
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        raise YuntaiError("这件事已经有人提出，正在等确认；请看“待确认事项”") from None
    _log(proposal, by, "提出")
    for one in others:
        values = {"who": str(by), "what": title, "last_day": proposal.last_day}
        notify(one, "proposal_waits", values, key=f"proposal/{proposal.pk}/waits", url=_url(proposal))
    return proposal


def shown(proposal: Proposal) -> tuple[list[Line], str, str]:
    """What will happen if it is confirmed now, the digest of it that the form carries, and why it cannot (then without lines)."""
    try:
        lines = KINDS[proposal.kind].lines(proposal)
    except YuntaiError as error:
        return [], "", str(error)
    return lines, seen(proposal, lines), ""


@transaction.atomic
def confirm(number: int, by: User, what: str) -> Proposal:
    """Do what was proposed; ``what`` is the digest that the form carried.

    Raises ``YuntaiError``, and nothing is done, where it is decided already, ``by`` may not confirm it, the proposer no longer
    holds her role, or something else would happen than what ``by`` has seen.
    """
    proposal = _waiting(number)
    kind = KINDS[proposal.kind]
    _require_second(proposal, by)
    proposer = User.objects.get(pk=proposal.proposed_by_id)
    if not proposer.is_active or not kind.may_propose(proposer, proposal.unit):
        raise YuntaiError(f"提出的人（{proposer}）已经不在岗，不能确认；请不同意，由在岗的人重新提出")
    if what != seen(proposal, kind.lines(proposal)):
        raise YuntaiError("情况和您刚才看到的不一样了，什么也没有做；请重新看一遍，再决定")
    kind.do(proposal, by)
    _decide(proposal, State.CONFIRMED, by)
    _log(proposal, by, "确认")
    _tell_proposer(proposal, f"{by}已确认，已经生效")
    if recipient := proposal.about or proposal.person:
        said = {"what": proposal.title}
        notify(recipient, kind.told, said, key=f"proposal/{proposal.pk}/done", url="/account/profile/")
    kind.tell(proposal)
    return proposal


@transaction.atomic
def refuse(number: int, by: User, reason: str) -> Proposal:
    """Do not do it, and say why. Raises ``YuntaiError`` as :func:`confirm` does."""
    proposal = _waiting(number)
    _require_second(proposal, by)
    _decide(proposal, State.REFUSED, by, _said(reason, "请写明为什么不同意"))
    _log(proposal, by, "不同意")
    KINDS[proposal.kind].tell_dropped(proposal)
    _tell_proposer(proposal, f"{by}没有同意：{proposal.reason}")
    return proposal


@transaction.atomic
def take_back(number: int, by: User) -> Proposal:
    """The proposer takes back what nobody has confirmed. Raises ``YuntaiError`` for anybody else."""
    proposal = _waiting(number)
    if proposal.proposed_by_id != by.pk:
        raise YuntaiError("只有提出的人能收回")
    _decide(proposal, State.TAKEN_BACK, by)
    _log(proposal, by, "收回")
    KINDS[proposal.kind].tell_dropped(proposal)
    return proposal


@transaction.atomic
def lapse(number: int, day: date) -> None:
    """End a proposal whose last day was before ``day``; nothing where it was decided meanwhile."""
    proposal = Proposal.objects.locked(number)
    if proposal.state == State.WAITING and proposal.last_day < day:
        _decide(proposal, State.LAPSED, None)
        KINDS[proposal.kind].tell_dropped(proposal)
        _tell_proposer(proposal, "到期没有人确认，没有生效；还要办的请重新提出")


def waiting_for(user: User) -> Proposals:
    """What waits for ``user`` to confirm it."""
    mine = Q(proposed_by__in=user.accounts) | Q(about__in=user.accounts)
    if user.persons():
        mine |= Q(person__in=Person.objects.same(*user.persons()))
    return Proposal.objects.waiting().filter(_confirmed_by(user), last_day__gte=today()).exclude(mine)


def seen_by(user: User) -> Proposals:
    """What ``user`` proposed or has the role to confirm, decided or not; for who audits all of her units."""
    audited = Q(unit__in=Unit.objects.held_by(user, Role.AUDIT))
    return Proposal.objects.filter(Q(proposed_by=user) | _confirmed_by(user) | audited)


def may_confirm(proposal: Proposal, user: User) -> bool:
    """Whether it waits for ``user``."""
    return waiting_for(user).filter(pk=proposal.pk).exists()


def _confirmed_by(user: User) -> Q:
    found = _NOTHING
    for name, kind in KINDS.items():
        if user.has_role(*kind.confirmers):
            found |= Q(kind=name, unit__in=Unit.objects.held_by(user, *kind.confirmers))
    return found


def _waiting(number: int) -> Proposal:
    proposal = Proposal.objects.locked(number)
    if proposal.state != State.WAITING:
        raise YuntaiError(f"这件事{proposal.get_state_display()}，不用再办")
    return proposal


def _require_second(proposal: Proposal, by: User) -> None:
    if proposal.proposed_by_id in by.accounts:
        raise YuntaiError("自己提出的不能自己确认，请另一位来办")
    if _concerns(proposal, by):
        raise YuntaiError("关于您自己的事不能由您确认，请另一位来办")
    if proposal.last_day < today():
        raise YuntaiError("这件事过期了，还要办的请重新提出")
    confirmers = KINDS[proposal.kind].confirmers
    if not Unit.objects.held_by(by, *confirmers).filter(pk=proposal.unit_id).exists():
        raise YuntaiError(_role_wanted(proposal.unit, confirmers))


def _concerns(proposal: Proposal, user: User) -> bool:
    """Whether it is about ``user``, as an account or as a person, by whichever account of hers."""
    person = proposal.person
    return proposal.about_id in user.accounts or bool(person and any(one.is_same(person) for one in user.persons()))


def _role_wanted(unit: Unit, roles: Collection[Role]) -> str:
    return f"要有{unit}的{_roles(roles)}岗才能这样做"


def _roles(roles: Collection[Role]) -> str:
    return "或".join(role.label for role in roles)


def _said(text: str, wanted: str) -> str:
    if not text.strip():
        raise YuntaiError(wanted)
    if len(text.strip()) > _MOST:
        raise YuntaiError(f"理由最多 {_MOST} 字，现在 {len(text.strip())} 字")
    return text.strip()


def _decide(proposal: Proposal, state: State, by: User | None, reason: str = "") -> None:
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.reason = state, by, now(), reason
    proposal.save()


def _log(proposal: Proposal, by: User, done: str) -> None:
    """In the log of who changed whose rights or data; what concerns a colleague's account is no look at her data."""
    person = proposal.person or (proposal.about.person if proposal.about else None)
    person = None if person and person.pk == by.person_id else person
    log_access(
        by,
        person,
        f"{done}：{proposal.title}",
        KINDS[proposal.kind].why(proposal) if proposal.about is None else STAFFING,
    )


def _tell_proposer(proposal: Proposal, result: str) -> None:
    values = {"what": proposal.title, "result": result}
    notify(proposal.proposed_by, "proposal_decided", values, key=f"proposal/{proposal.pk}/decided", url=_url(proposal))


def _url(proposal: Proposal) -> str:
    return f"/account/proposals/{proposal.pk}/"
