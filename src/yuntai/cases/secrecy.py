"""Who reported something and asked to be kept secret is known to those alone who have the case in hand, or had it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from yuntai.cases.duties import bar
from yuntai.cases.history import History
from yuntai.cases.models import SECRECY, Case, Event
from yuntai.cases.states import BY_APPLICANT, in_charge
from yuntai.notices.models import Notice
from yuntai.people.models import User
from yuntai.procedures import Field, Procedure
from yuntai.procedures.controls import SECRET
from yuntai.procedures.kinds import Phone, ResidentId, Rows


def asks_for_secrecy(procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    """Whether the answers of a case say that the one who reports is to be kept secret."""
    return any(field.name == SECRET for field in procedure.fields) and answers.get(SECRET) == "是"


def may_know(case: Case, user: User, known: History) -> bool:
    """Whether an officer may see who applies: of a secret case only those for whom it waits now, and who handled it; not who has to
    keep out of it, as one of whose firm it is about."""
    return not case.secret or (in_hand(case, user, known) and not bar(case, user))


def in_hand(case: Case, user: User, known: History) -> bool:
    """Whether a case waits for ``user`` as an officer, or she has handled it."""
    if user.pk in known.handled:
        return True
    waits = in_charge(known.holder)
    return any(one.role in waits and case.unit.path.startswith(one.unit.path) for one in user.roles())


def doer(event: Event) -> str:
    """Who did it, as lists show it to officers: not the applicant of a secret case, nor who acted for her."""
    return SECRECY if event.case.secret and event.unit_id is None else str(event.user)


def words(event: Event) -> str:
    """The reason, as lists show it to officers: in her own words the applicant of a secret case may tell who she is, be it that
    an officer at a counter wrote them down."""
    return SECRECY if event.reason and event.case.secret and event.kind in BY_APPLICANT else str(event.reason)


def cover(notices: Collection[Notice]) -> None:
    """Of ``notices`` that are shown to officers, let none tell to whom of a secret case it goes: ``to`` and ``masked``."""
    secret = secret_numbers(notices)
    for one in notices:
        if one.case in secret and one.person_id:
            one.to, one.masked = SECRECY, ""


def secret_numbers(notices: Collection[Notice]) -> set[str]:
    """The numbers of the secret cases that these notices are about."""
    return set(
        Case.objects.filter(number__in={one.case for one in notices}, secret=True).values_list("number", flat=True)
    )


def tells_who(field: Field) -> bool:
    """Whether the answer to a question may tell who reported: a number to call, an id, people in rows."""
    return isinstance(field.kind, Phone | ResidentId | Rows)
