"""A run that would begin very many: a manager proposes that it go on, another manager or a supervisor confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yuntai.cases.plans.models import Run
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people.models import Role, User
from yuntai.people.officers import holders, root
from yuntai.proposals.kinds import Kind, Line, register
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import propose

if TYPE_CHECKING:  # whoever opens the platform needs no engine for it
    from yuntai.selections.plans import Plan

ADDRESS = "/boards/plans/"


class Begin(Kind):
    """``content``: the ``run`` and its ``count``, the ``title`` of the plan."""

    name = "plan"
    proposers = (Role.MANAGE,)
    confirmers = (Role.MANAGE, Role.SUPERVISE)

    def lines(self, proposal: Proposal) -> list[Line]:
        run = Run.objects.get(pk=proposal.content["run"])
        if not run.asked or run.allowed:
            raise YuntaiError("这次计划已经不用等确认了")
        return [Line("哪个计划", proposal.content["title"]), Line("要办多少", f"{run.count:,} 件")]

    def do(self, proposal: Proposal, by: User) -> None:
        run = Run.objects.get(pk=proposal.content["run"])
        run.allowed = True
        run.save()


BEGIN = register(Begin())


def ask(plan: Plan, run: Run) -> None:
    """Tell the managers of the bureau that a run waits."""
    for one in holders(root().pk, [Role.MANAGE]):
        values = {"plan": plan.title, "count": f"{run.count or 0:,}"}
        notify(one, "plan_waits", values, key=f"plan/{plan.id}/{run.period}/waits/{one.pk}", url=ADDRESS)


def propose_run(run: Run, title: str, by: User, why: str) -> Proposal:
    """Propose that a run which waits goes on. Raises ``YuntaiError`` where it does not wait, or ``by`` may not propose it."""
    content = {"run": run.pk, "count": run.count, "title": title}
    said = f"计划“{title}”办 {run.count:,} 件"
    return propose(BEGIN.name, by, root(), subject=f"plan-{run.pk}", title=said, content=content, why=why)
