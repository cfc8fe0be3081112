"""Units are called and stand otherwise than before: the pack says it, a system administrator proposes it, another confirms it."""

from __future__ import annotations

from collections.abc import Sequence

from yuntai.errors import YuntaiError
from yuntai.people.models import Role, Unit, User
from yuntai.people.officers import root
from yuntai.people.units import Place, change_units
from yuntai.procedures.schema import LEVELS
from yuntai.proposals.kinds import Kind, Line, register
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import propose
from yuntai.proposals.staffing import tell_done


class ChangeUnits(Kind):
    """``content``: the units as they will be. Who works above one that moves will see what comes to lie below."""

    name = "units"
    proposers = (Role.MANAGE,)
    confirmers = (Role.SECURITY,)

    def lines(self, proposal: Proposal) -> list[Line]:
        rows = {one.code: one for one in Unit.objects.select_related("parent")}
        names = {code: row.name for code, row in rows.items()}
        names |= {place.code: place.name for place in _places(proposal)}
        found = []
        for place in _places(proposal):
            if not place.of(row := rows[place.code]):
                will_be = _said(place.name, place.level, place.parent and names[place.parent])
                found.append(Line(row.name, will_be, _said(row.name, row.level, row.parent and row.parent.name)))
        if not found:
            raise YuntaiError("这些单位已经改好了")
        return found

    def do(self, proposal: Proposal, by: User) -> None:
        change_units(_places(proposal))

    def tell(self, proposal: Proposal) -> None:
        tell_done(proposal)


UNITS = register(ChangeUnits())


def propose_units(by: User, places: Sequence[Place], why: str) -> Proposal:
    """Propose that these units be as the pack says. Raises ``YuntaiError``."""
    return propose(
        UNITS.name,
        by,
        root(),
        subject="units",
        title=f"改 {len(places)} 个单位的名称、层级或者上级",
        content={"units": [one.as_data() for one in places]},
        why=why,
    )


def _places(proposal: Proposal) -> list[Place]:
    return [Place(**one) for one in proposal.content["units"]]


def _said(name: str, level: str, parent: str | None) -> str:
    return f"{name}，{LEVELS.get(level, level)}" + (f"，属于{parent}" if parent else "")
