"""What an author writes of a flow (办件流程): its steps, what may be done in each and by whom, where that leads and what follows.
Values only: nothing here knows a database.

A flow lies in a pack as ``flows/<name>.py``; a procedure that goes by it says ``flow: <name>``, any other goes by the standard one::

    flow = Flow(
        "欠薪线索",
        Step(
            "received",
            "待分类",
            act("sort", "分类", "review", fork("class", quick="solving", other="/passed_on"), sheet="sorting"),
            within=workdays(2),
        ),
        Step(
            "solving",
            "快速解决",
            act("settle", "已解决", "review", "/settled", sheet="settlement", does=(Letter("clue_handled"),)),
        ),
        outcomes={"settled": ends("已解决", counts="granted")},
    )

One case is in one step, which waits for the role that does its first act. What every case can have done to it (transfer, consult,
correct, withdraw, supervise, rate …) belongs to no flow, and no flow names it.

What follows from an act are its effects (``does=``). They only say what is to happen; :mod:`yuntai.cases.does` holds for each the
function that carries it out, in the transaction of the act and after its event: whoever brings a further one to life (a row of a
roll, a place in a session) writes that function beside the others and adds it to the table there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

DUTIES = ("accept", "review", "confirm", "pay", "supervise")
"""What nobody does two of in one case: 受理、审核、复核、发放、监督."""
APPLICANT = "applicant"
"""Stands among those who do an act, or get a letter, for the applicant and whoever acts for her."""
STARTS = {
    "applicant": "申请人申请",
    "visitor": "扫码反映",
    "officer": "工作人员登记",
    "import": "导入",
    "plan": "工作计划",
    "case": "别的办件转来",
}
"""How a case can begin."""
END = "/"
"""Stands before the outcome with which a case ends."""


@dataclass(frozen=True)
class Days:
    """A time: a number of days, or the name of the pack's parameter that holds it; ``counts`` as a law counts (``workdays``,
    ``days``)."""

    number: int | str
    counts: str


def workdays(number: int | str) -> Days:
    """So many workdays."""
    return Days(number, "workdays")


def days(number: int | str) -> Days:
    """So many days, all counted."""
    return Days(number, "days")


# Effects: what follows from an act.


@dataclass(frozen=True)
class Enter:
    """A row of a roll (台账): the answers whose questions are called as its columns, or what ``row`` makes of the case; with
    ``ends`` the row that is there ends instead."""

    roll: str
    row: Callable[[Any], Any] | None = None
    ends: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter (文书) in the wording of that id, to the applicant or to parties (with blanks between them); ``series`` gives it a
    number and a validity: a certificate."""

    wording: str
    to: str = APPLICANT
    series: str = ""


@dataclass(frozen=True)
class Tell:
    """A notice by the template of that id, to the applicant, to parties or to whoever holds a role in the case's unit."""

    template: str
    to: str = APPLICANT


@dataclass(frozen=True)
class Owe:
    """Money that is owed from now on: the amount that is decided, or that ``result`` of the policy."""

    result: str = ""


@dataclass(frozen=True)
class Open:
    """A case of another procedure, linked with this one."""

    procedure: str


@dataclass(frozen=True)
class Post:
    """Rows of a roll, posted in public: those of this case, or those of them whose result is ``rows``; for as long as the case waits
    in the step to which the act leads, else without an end."""

    roll: str
    rows: str = ""


@dataclass(frozen=True)
class Send:
    """An answer to whoever sent the case from outside: the answer to the question called ``message``, else the act's reason."""

    message: str


@dataclass(frozen=True)
class Book:
    """A session of a kind (of the code list ``sessions``) for the case, with a seat for who applies. The act's sheet asks ``day``,
    ``begins``, ``ends`` and ``room`` or ``place``; an act that does it again moves the session."""

    kind: str


Effect = Enter | Letter | Tell | Owe | Open | Post | Send | Book


@dataclass(frozen=True)
class Fork:
    """Where it leads is said by what ``by`` comes to: a choice or yes-or-no question of the sheet, or a choice among the policy's
    results; ``to`` has a target for each that it may come to."""

    by: str
    to: Mapping[str, str]


def fork(by: str, **to: str) -> Fork:
    """A fork: ``fork("payment", paid="paying", unpaid="/closed")``."""
    return Fork(by, to)


def targets(to: str | Fork) -> tuple[str, ...]:
    """Wherever it may lead."""
    if isinstance(to, Fork):
        return tuple(to.to.values())
    return (to,) if to else ()


@dataclass(frozen=True)
class Act:
    """Something that one of the roles ``by`` does in a step.

    ``to`` is a step, or ``/outcome`` where the case ends with it; empty where the case stays. Whoever has done one ``duty`` in a
    case does no other in it. ``reason``: whether one must be given. ``sheet`` names the questions of the procedure that are
    answered with it; ``decides`` is the policy's result that it proposes: who answers otherwise gives a reason. ``needs`` are
    functions of the case (:class:`yuntai.cases.seen.Seen`) that return what is in the way, in a sentence, or nothing.
    """

    name: str
    title: str
    by: tuple[str, ...]
    to: str | Fork
    duty: str = ""
    reason: bool = False
    sheet: str = ""
    decides: str = ""
    needs: tuple[Callable[[Any], str], ...] = ()
    does: tuple[Effect, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Wherever it may lead."""
        return targets(self.to)


def act(
    name: str,
    title: str,
    by: str,
    to: str | Fork = "",
    *,
    duty: str = "",
    reason: bool = False,
    sheet: str = "",
    decides: str = "",
    needs: tuple[Callable[[Any], str], ...] = (),
    does: tuple[Effect, ...] = (),
) -> Act:
    """An act; ``by`` are roles or parties with blanks between them."""
    return Act(name, title, tuple(by.split()), to, duty, reason, sheet, decides, needs, does)


class Step:
    """Where a case can be: ``name`` for good, ``title`` as people call it, the acts that can be done there.

    ``within`` is the time for it; once it is over the case goes where ``late`` says, if it says. ``theirs``: a party has it, and
    the clocks of the case stand.
    """

    def __init__(
        self, name: str, title: str, *acts: Act, within: Days | None = None, late: str = "", theirs: bool = False
    ) -> None:
        self.name, self.title, self.acts = name, title, acts
        self.within, self.late, self.theirs = within, late, theirs

    @property
    def holder(self) -> str:
        """For whom a case waits in it: the role, or the party, that does its first act."""
        return self.acts[0].by[0] if self.acts and self.acts[0].by else ""

    @property
    def targets(self) -> set[str]:
        """Wherever it may lead."""
        return {target for one in self.acts for target in one.targets} | {*targets(self.late)}


class Panel(Step):
    """Several hand in the same ``sheet``, each for herself: the ``seats`` (roles or parties, with blanks between them). Once all
    have, or ``enough`` of them (a number), the case goes ``to``; ``blind``: nobody sees another's before."""

    def __init__(
        self,
        name: str,
        title: str,
        *acts: Act,
        seats: str,
        sheet: str,
        to: str | Fork,
        enough: int = 0,
        blind: bool = False,
        does: tuple[Effect, ...] = (),
        within: Days | None = None,
        late: str = "",
        theirs: bool = False,
    ) -> None:
        self.hand_in = Act(f"{name}_sheet", title, tuple(seats.split()), to, sheet=sheet, does=does)
        super().__init__(name, title, self.hand_in, *acts, within=within, late=late, theirs=theirs)
        self.enough, self.blind = enough, blind


LINKED = "cases"
"""Stands for the day on which all linked cases that were opened have ended."""


class Wait(Step):
    """A case waits by itself ``until`` so many days are over, or the linked cases (:data:`LINKED`) have ended, and goes ``to``."""

    def __init__(
        self, name: str, title: str, *acts: Act, until: Days | str, to: str, does: tuple[Effect, ...] = ()
    ) -> None:
        super().__init__(name, title, *acts, within=until if isinstance(until, Days) else None, late=to)
        self.until, self.does = until, does

    @property
    def holder(self) -> str:
        """Nobody has to do anything."""
        return ""


@dataclass(frozen=True)
class Outcome:
    """How a case can end: what people call it, and whether it counts as granted or refused (or neither)."""

    title: str
    counts: str = ""


def ends(title: str, *, counts: str = "") -> Outcome:
    """An outcome; ``counts`` is ``granted``, ``refused`` or nothing."""
    return Outcome(title, counts)


USUAL = {"rejected": Outcome("不予受理"), "withdrawn": Outcome("已撤回")}
"""Outcomes that are called the same in every flow."""


@dataclass(frozen=True)
class Known:
    """What a flow may name: ``roles``; ``forks`` with all that each may come to; and not the ``common`` acts of every case, nor names
    that are ``taken`` for something else (by what that is called). What is ``usual`` has its title already.

    The rest depends on the procedure that goes by it: its ``sheets`` with the forks that each has; the ``results`` of its policy
    likewise; what of ``letters``, ``templates``, ``procedures``, ``rolls`` and ``parameters`` there is, ``None`` where nobody asks.
    """

    roles: Collection[str]
    forks: Mapping[str, Collection[str]]
    common: Collection[str]
    taken: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, Mapping[str, Collection[str]]] | None = None
    results: Mapping[str, Collection[str]] | None = None
    letters: Collection[str] | None = None
    templates: Collection[str] | None = None
    procedures: Collection[str] | None = None
    rolls: Collection[str] | None = None
    parameters: Collection[str] | None = None


class Flow:
    """The steps of a case in the order in which people see them; it begins in the first.

    ``starts`` (:data:`STARTS`, with blanks between them) are the ways in which a case may begin; ``parties`` who may have a part in
    it besides the applicant, by name and title; ``outcomes`` how it may end: one that is not listed is called as the act that
    leads to it.
    """

    def __init__(
        self,
        title: str,
        *steps: Step,
        starts: str = APPLICANT,
        parties: Mapping[str, str] | None = None,
        outcomes: Mapping[str, Outcome] | None = None,
    ) -> None:
        if not steps:
            raise ValueError(f"流程“{title}”没有步骤")
        self.title = title
        self.steps: Mapping[str, Step] = {step.name: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError(f"流程“{title}”有两个步骤同名")
        self.starts = tuple(starts.split())
        self.parties = dict(parties or {})
        self.said = dict(outcomes or {})
        self.outcomes: Mapping[str, Outcome] = {**dict(self._outcomes()), **self.said}

    @property
    def first(self) -> str:
        """The step in which a case begins."""
        return next(iter(self.steps))

    @property
    def acts(self) -> Iterator[Act]:
        """Every act, in the order of the steps."""
        return (one for step in self.steps.values() for one in step.acts)

    def _outcomes(self) -> Iterator[tuple[str, Outcome]]:
        for one in self.acts:
            for target in one.targets:
                if target.startswith(END):
                    yield (name := target.removeprefix(END)), USUAL.get(name, Outcome(one.title))
        for step in self.steps.values():
            if step.late.startswith(END):
                yield (name := step.late.removeprefix(END)), USUAL.get(name, Outcome(f"{step.title}到期"))
