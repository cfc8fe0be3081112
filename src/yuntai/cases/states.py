"""The states of a case, and what leads from one to another, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import models

from yuntai.packs import FOLDER
from yuntai.people.models import Role
from yuntai.procedures.flow import Act, Flow, Fork, Known, Step
from yuntai.procedures.flows import COMMON, load_flow


class State(models.TextChoices):
    """Where a case stands."""

    WAITING = "waiting", "等前一件办完"
    SUBMITTED = "submitted", "待受理"
    CORRECTING = "correcting", "待补正"
    HANDLING = "handling", "办理中"
    PROPOSED = "proposed", "待复核"
    PAYING = "paying", "待发放"
    CLOSED = "closed", "已办结"
    REVISITING = "revisiting", "回访中"
    REJECTED = "rejected", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    RECOVERING = "recovering", "已撤销，等退款"
    REVOKED = "revoked", "决定已撤销"


OPEN = (
    State.WAITING,
    State.SUBMITTED,
    State.CORRECTING,
    State.HANDLING,
    State.PROPOSED,
    State.PAYING,
    State.REVISITING,
)
ENDED = (State.CLOSED, State.REJECTED, State.WITHDRAWN, State.RECOVERING, State.REVOKED)
NOT_STANDING = (
    *(State.WAITING, State.SUBMITTED, State.CORRECTING, State.HANDLING, State.PROPOSED),
    *(State.REJECTED, State.WITHDRAWN, State.REVOKED),
)
"""The states in which what was granted, or is proposed to be, does not count. In all others it does, whatever the flow: paid, still
to be paid, or paid wrongly and not given back.

As long as the money is with the applicant, the same thing is not granted to her again, and every answer counts it as paid."""
WAITING = {
    Role.ACCEPT: (State.SUBMITTED,),
    Role.REVIEW: (State.HANDLING, State.REVISITING),
    Role.CONFIRM: (State.PROPOSED,),
    Role.PAY: (State.PAYING, State.RECOVERING),
}
"""The states in which a case waits for the officers of a role."""


APPLICANT = "applicant"
"""Stands among the actors for the applicant and whoever acts for her."""

HANDLERS = tuple(WAITING)
"""The roles that handle cases."""


def holder_of(state: str, flow: Flow | None = None) -> str:
    """Who has to do something in a state of ``flow`` (the standard one if none): a role, the applicant or a party; empty where nobody
    has."""
    if state == State.CORRECTING:
        return APPLICANT
    if flow and state in flow.steps:
        return flow.steps[state].holder
    return next((str(role) for role, states in WAITING.items() if state in states), "")


def in_charge(holder: str | None) -> list[Role]:
    """The roles whose officers have a case in hand that waits for ``holder``: hers, or that of who asked for what the applicant or
    another party has to do."""
    if not holder:
        return []
    return [Role(holder)] if holder in HANDLERS else [Role.ACCEPT, Role.REVIEW]


class Outcome(models.TextChoices):
    """What was decided."""

    GRANTED = "granted", "予以办理"
    REFUSED = "refused", "不予办理"


BAD_RATING = 2
"""A rating up to this one opens the case again, once."""


@dataclass(frozen=True)
class Transition:
    """A thing that can be done to a case: from which states, by whom, and to which state.

    ``target`` is as in a flow; empty too where it follows from how the case stands (:mod:`yuntai.cases.leading`). Of the roles
    with a ``duty`` nobody holds two in one case. ``reason`` must be given where it says so; ``written`` is what a form calls it.
    ``act`` is what the flow says of it, where it is a flow's.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    actors: tuple[str, ...]
    target: str | Fork = ""
    duty: Role | None = None
    reason: bool = False
    written: str = "理由"
    verb: str = ""
    act: Act | None = None

    @property
    def done(self) -> str:
        """What a page says once it is done: the title is a verb, or ``verb`` stands before it."""
        return f"已{self.verb}{self.title}"


_BEFORE_A_DECISION = (
    Transition(
        "request_correction",
        "要求补正",
        (State.SUBMITTED, State.HANDLING, State.CORRECTING),
        (Role.ACCEPT, Role.REVIEW),
        State.CORRECTING,
    ),
    Transition("supply", "提交补正", (State.CORRECTING,), (APPLICANT,)),
    Transition("recall_correction", "撤销补正要求", (State.CORRECTING,), (Role.ACCEPT, Role.REVIEW), reason=True),
    Transition("transfer", "转办", (State.SUBMITTED, State.HANDLING), (Role.ACCEPT, Role.REVIEW), reason=True),
    Transition("take_over", "接收转办", (State.SUBMITTED, State.HANDLING), (Role.ACCEPT, Role.REVIEW)),
    Transition("consult", "请求会办", (State.HANDLING,), (Role.REVIEW,), reason=True, written="请对方核什么"),
    Transition("opine", "会办意见", (State.HANDLING,), (Role.REVIEW,), reason=True, written="意见", verb="给出"),
    Transition(
        "go_on",
        "不等会办意见",
        (State.HANDLING,),
        (Role.REVIEW,),
        reason=True,
        written="为什么不等",
        verb="决定",
    ),
)
_AFTER_A_DECISION = (
    Transition(
        "withdraw",
        "撤回",
        (State.WAITING, State.SUBMITTED, State.CORRECTING, State.HANDLING, State.PROPOSED, State.PAYING),
        (APPLICANT,),
        State.WITHDRAWN,
    ),
    Transition("rate", "评价", (State.CLOSED, State.REJECTED), (APPLICANT,)),
    Transition(
        "answer_rating",
        "回访答复",
        (State.REVISITING,),
        (Role.REVIEW, Role.SUPERVISE),
        State.CLOSED,
        reason=True,
        written="怎么回访的、怎么答复",
    ),
    Transition("forgo", "不用回访了", (State.REVISITING,), (APPLICANT,), State.CLOSED),
    Transition("supervise", "督办", OPEN, (Role.SUPERVISE,), duty=Role.SUPERVISE, reason=True, written="要求和理由"),
    Transition(
        "answer_supervision",
        "督办答复",
        (*OPEN, *ENDED),
        HANDLERS,
        reason=True,
        written="怎么办的、什么时候办完",
    ),
    Transition("lift", "解除督办", (*OPEN, *ENDED), (Role.SUPERVISE,), duty=Role.SUPERVISE, reason=True),
    Transition("draw", "抽取复查", ENDED, (Role.SUPERVISE,), duty=Role.SUPERVISE),
    Transition(
        "recheck",
        "复查结论",
        ENDED,
        (Role.SUPERVISE,),
        duty=Role.SUPERVISE,
        reason=True,
        written="查了什么、怎么看",
        verb="作出",
    ),
    Transition("revoke", "撤销决定", (State.CLOSED,), (Role.CONFIRM,), "", Role.CONFIRM, reason=True),
    Transition(
        "recover",
        "登记退款",
        (State.RECOVERING,),
        (Role.PAY,),
        State.REVOKED,
        Role.PAY,
        reason=True,
        written="哪天退到哪里、凭证号",
    ),
    Transition(
        "reopen",
        "责令重办",
        (State.CLOSED, State.REJECTED),
        (Role.SUPERVISE,),
        State.HANDLING,
        Role.SUPERVISE,
        reason=True,
    ),
    Transition("note", "备注", (*OPEN, *ENDED), (*HANDLERS, Role.SUPERVISE), reason=True, written="备注"),
)
"""What every case can have done to it, whatever its flow: until something is decided, and from then on."""

FORKS = {"decision": ("second", "paid", "unpaid"), "payment": ("paid", "unpaid")}
"""What an act can fork by, and what that comes to: whether a second officer confirms what is proposed, whether money is paid."""
STANDARD = load_flow(FOLDER / "national" / "flows" / "standard.py", Known(list(Role), FORKS, COMMON))
"""The flow of a case whose procedure names none: of an application."""


def table(flow: Flow) -> dict[str, Transition]:
    """All that can be done to a case of ``flow``, by name, in the order in which it is offered."""
    first, *later = flow.steps.values()
    before, after = _BEFORE_A_DECISION, _AFTER_A_DECISION
    if flow is not STANDARD:
        before, after = ([_in(flow, one) for one in some] for some in (before, after))
    own = (*_of_flow(first), *before, *(one for step in later for one in _of_flow(step)), *after)
    return {one.name: one for one in own}


def _of_flow(step: Step) -> Iterator[Transition]:
    for one in step.acts:
        duty = Role(one.duty) if one.duty else None
        yield Transition(one.name, one.title, (step.name,), one.by, one.to, duty, one.reason, act=one)


def _in(flow: Flow, one: Transition) -> Transition:
    """What every case can have done to it, as it is in another flow than the standard one, in whose states it is written."""
    officers = tuple(dict.fromkeys(step.holder for step in flow.steps.values() if step.holder in HANDLERS))
    sources = dict.fromkeys(place for source in one.sources for place in _places(flow, source, officers))
    handling = one in _BEFORE_A_DECISION and APPLICANT not in one.actors
    return replace(
        one,
        sources=tuple(sources),
        actors=officers if handling else one.actors,
        target=flow.first if one.name == "reopen" else one.target,
    )


def _places(flow: Flow, source: str, officers: tuple[str, ...]) -> tuple[str, ...]:
    """The steps and outcomes that stand for a state of the standard flow: for those before a decision what an officer holds."""
    if source in (State.SUBMITTED, State.HANDLING):
        return tuple(step.name for step in flow.steps.values() if step.holder in officers)
    if source in (State.PROPOSED, State.PAYING):
        return tuple(flow.steps)
    if source == State.CLOSED:
        return tuple(name for name in flow.outcomes if name != State.WITHDRAWN)
    return () if source == State.REJECTED else (source,)


TRANSITIONS = table(STANDARD)
SHARED = ("request_correction", "recall_correction", "transfer", "take_over", "consult", "opine", "go_on")
"""What belongs to handling a case and is no duty."""
HANDLING = frozenset((*SHARED, *(one.name for one in TRANSITIONS.values() if one.duty in HANDLERS)))
"""What an officer does to handle a case: neither to look at how it was handled nor to note something."""
WITHIN = (
    *("note", "draw", "recheck", "consult", "opine", "go_on", "send_back"),
    *("supervise", "answer_supervision", "lift"),
)
"""What officers do among themselves: the applicant's side is not told of it."""
BY_APPLICANT = ("submit", *(one.name for one in TRANSITIONS.values() if one.actors == (APPLICANT,)))
"""What the applicant's side does, be it at a counter."""
TELLS_REASON = ("recall_correction", "reject", "transfer", "answer_rating", "revoke")
"""Whose reason the applicant reads on the track."""
TITLES = {
    "submit": "提交申请",
    "begin": "前一件办完，开始办理",
    "lapse": "补正期满",
    "overdue": "到期",
    "repair": "申请人信息更正",
    **{name: one.title for name, one in TRANSITIONS.items()},
}
"""What an event is called: beside the transitions, the handing in, and what comes by itself: what a part
of a bundle waited for has ended, the time for a correction or for a step is over."""
