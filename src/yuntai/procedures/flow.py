"""What an author writes of a flow (办件流程): its steps, what may be done in each and by whom, and where that leads. Values only.

A flow lies in a pack as ``flows/<name>.py``::

    flow = Flow(
        "申请",
        Step(
            "submitted",
            "待受理",
            act("accept", "受理", "accept", "handling", duty="accept"),
            act("reject", "不予受理", "accept", "/rejected", duty="accept", reason=True),
        ),
        …
    )

One case is in one step, which waits for the role that does its first act. What every case can have done to it (transfer, consult,
correct, withdraw, supervise, rate …) belongs to no flow, and no flow names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from yuntai.rules.language.sections import nearest

DUTIES = ("accept", "review", "confirm", "pay", "supervise")
"""What nobody does two of in one case: 受理、审核、复核、发放、监督."""

END = "/"
"""Stands before the outcome with which a case ends."""


@dataclass(frozen=True)
class Fork:
    """Where an act leads is said by what ``by`` comes to; ``to`` has a target for each that it may come to."""

    by: str
    to: Mapping[str, str]


def fork(by: str, **to: str) -> Fork:
    """A fork: ``fork("payment", paid="paying", unpaid="/closed")``."""
    return Fork(by, to)


@dataclass(frozen=True)
class Act:
    """Something that one of the roles ``by`` does in a step.

    ``to`` is a step, or ``/outcome`` where the case ends with it; empty where the case stays. Whoever has done one ``duty`` in a
    case does no other in it. ``reason``: whether one must be given.
    """

    name: str
    title: str
    by: tuple[str, ...]
    to: str | Fork
    duty: str
    reason: bool

    @property
    def targets(self) -> tuple[str, ...]:
        """Wherever it may lead."""
        if isinstance(self.to, Fork):
            return tuple(self.to.to.values())
        return (self.to,) if self.to else ()


def act(name: str, title: str, by: str, to: str | Fork = "", *, duty: str = "", reason: bool = False) -> Act:
    """An act; ``by`` are roles with blanks between them."""
    return Act(name, title, tuple(by.split()), to, duty, reason)


class Step:
    """Where a case can be: ``name`` for good, ``title`` as people call it, the acts that can be done there."""

    def __init__(self, name: str, title: str, *acts: Act) -> None:
        self.name, self.title, self.acts = name, title, acts

    @property
    def targets(self) -> set[str]:
        """Wherever its acts may lead."""
        return {target for one in self.acts for target in one.targets}


@dataclass(frozen=True)
class Known:
    """What a flow may name: ``roles``; ``forks`` with all that each may come to; and not the ``common`` acts of every case."""

    roles: Collection[str]
    forks: Mapping[str, Collection[str]]
    common: Collection[str]


Fault = tuple[str, str]
"""What is wrong: the step or act that it is in, and a sentence."""


class Flow:
    """The steps of a case in the order in which people see them; it begins in the first."""

    def __init__(self, title: str, *steps: Step) -> None:
        if not steps:
            raise ValueError(f"流程“{title}”没有步骤")
        self.title = title
        self.steps: Mapping[str, Step] = {step.name: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError(f"流程“{title}”有两个步骤同名")

    def faults(self, known: Known) -> Iterator[Fault]:
        """What is wrong with it."""
        seen: set[str] = set()
        for step in self.steps.values():
            if not step.targets:
                yield step.name, f"步骤“{step.name}”里没有一项办理能离开这一步"
            for one in step.acts:
                if one.name in seen:
                    yield one.name, f"“{one.name}”写了两次，每项办理要有自己的名字"
                seen.add(one.name)
                yield from ((one.name, f"“{one.name}”{fault}") for fault in self._faults_of(one, known))
        yield from self._dead_ends()

    def _faults_of(self, one: Act, known: Known) -> Iterator[str]:
        if one.name in known.common:
            yield "是每个办件都有的，不用写在流程里"
        if not one.by:
            yield "没有写由哪个岗位办"
        for role in one.by:
            if role not in known.roles:
                yield f"：没有“{role}”这个岗位{nearest(role, known.roles)}"
        if one.duty and one.duty not in DUTIES:
            yield f"：没有“{one.duty}”这项职责{nearest(one.duty, DUTIES)}"
        for target in one.targets:
            if target == END or not (target.startswith(END) or target in self.steps):
                yield f"：没有“{target}”这一步{nearest(target, list(self.steps))}（办结写成 /结果）"
        if isinstance(one.to, Fork):
            yield from _faults_of_fork(one.to, known.forks)

    def _dead_ends(self) -> Iterator[Fault]:
        reached: set[str] = set()
        todo = {next(iter(self.steps))}
        while todo:
            reached |= todo
            todo = {target for name in todo for target in self.steps[name].targets if target in self.steps} - reached
        for name in self.steps:
            if name not in reached:
                yield name, f"步骤“{name}”从第一步走不到"
        ending: set[str] = set()
        while more := {name for name in self.steps if name not in ending and self._ends(name, ending)}:
            ending |= more
        for name in self.steps:
            if name not in ending:
                yield name, f"从步骤“{name}”走不到办结"

    def _ends(self, name: str, ending: Collection[str]) -> bool:
        return any(target.startswith(END) or target in ending for target in self.steps[name].targets)


def _faults_of_fork(one: Fork, forks: Mapping[str, Collection[str]]) -> Iterator[str]:
    if one.by not in forks:
        yield f"：不能按“{one.by}”分{nearest(one.by, list(forks))}"
        return
    for choice in forks[one.by]:
        if choice not in one.to:
            yield f"：没有写“{one.by}”是“{choice}”时到哪一步"
    for choice in one.to:
        if choice not in forks[one.by]:
            yield f"：“{one.by}”没有“{choice}”这个结果{nearest(choice, list(forks[one.by]))}"
