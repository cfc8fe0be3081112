"""Who reported something and asked to be kept secret is known to those alone who have the case in hand, or had it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuntai.cases.history import History
from yuntai.cases.models import SECRECY, Case, Event
from yuntai.cases.states import in_charge
from yuntai.people.models import User
from yuntai.procedures import Field, Procedure
from yuntai.procedures.controls import SECRET
from yuntai.procedures.kinds import Phone, ResidentId, Rows


def asks_for_secrecy(procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    """Whether the answers of a case say that the one who reports is to be kept secret."""
    return any(field.name == SECRET for field in procedure.fields) and answers.get(SECRET) == "是"


def may_know(case: Case, user: User, known: History) -> bool:
    """Whether an officer may see who applies: of a secret case only those for whom it waits now, and who handled it."""
    if not case.secret or user.pk in known.handled:
        return True
    waits = in_charge(case.state)
    return any(one.role in waits and case.unit.path.startswith(one.unit.path) for one in user.roles())


def _by_her(event: Event) -> bool:
    return bool(event.case.secret and event.unit_id is None)


def doer(event: Event) -> str:
    """Who did it, as lists show it to officers: not the applicant of a secret case."""
    return SECRECY if _by_her(event) else str(event.user)


def words(event: Event) -> str:
    """The reason, as lists show it to officers: in her own words the applicant of a secret case may tell who she is."""
    return SECRECY if event.reason and _by_her(event) else str(event.reason)


def tells_who(field: Field) -> bool:
    """Whether the answer to a question may tell who reported: a number to call, an id, people in rows."""
    return isinstance(field.kind, Phone | ResidentId | Rows)
