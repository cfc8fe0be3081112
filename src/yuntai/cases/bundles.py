"""What one part of a bundle's run means for the others: some begin when it has ended; when all have, there is one result."""

from __future__ import annotations

from collections.abc import Sequence

from yuntai.cases import effects
from yuntai.cases.history import happen, history_of
from yuntai.cases.letters import result_of
from yuntai.cases.models import Case, Event
from yuntai.cases.states import Outcome, State
from yuntai.procedures import Member


def advance(case: Case, event: Event) -> None:
    """Go on with the run that ``case`` is a part of, after ``event``, in its transaction."""
    if case.bundle is None or case.is_open:
        return
    members = {member.procedure.id: member for member in case.bundle.version.load_bundle().members}
    parts = list(case.bundle.parts.select_related("version", "unit").order_by("pk"))
    ended = {part.procedure for part in parts if not part.is_open}
    for part in parts:
        if part.state == State.WAITING and ended.issuperset((known := history_of(part)).waits_for):
            part.facts = part.facts | _results(members[part.procedure], parts)
            part.save(update_fields=["facts"])
            begin = happen(
                part,
                known,
                "begin",
                user_id=event.user_id,
                capacity=event.capacity,
                unit_id=event.unit_id,
                reason="",
                data={"ended": case.number},
            )
            effects.follow(part, begin)
    if len(ended) == len(parts):
        result_of(case.bundle, parts)
        effects.tell_of_bundle(case.bundle, "bundle_closed", {"count": len(parts)})


def _results(member: Member, parts: Sequence[Case]) -> dict[str, str]:
    """The answers that other parts give: the days on which they were granted."""
    granted = {part.procedure: part.closed_on for part in parts if part.outcome == Outcome.GRANTED and not part.is_open}
    return {name: granted[other].isoformat() for name, other in member.answered_by.items() if other in granted}
