"""On whose behalf a user acts: for herself, for an employer, for another person, for who stands at the counter or calls."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yuntai.people.models import Employer, Mandate, Operator, Person, Role, Terminal, Unit, User
from yuntai.procedures.units import CHANNEL_OF

BASES = {
    "self": "本人",
    "operator": "单位经办人",
    "mandate": "受托人",
    "counter": "窗口代录",
    "phone": "电话代录",
    "terminal": "自助终端",
}
IDLE_MINUTES = 15
"""After how long without a page an officer no longer acts for the person who stood at the counter or called."""

_SESSION = "acting"
_PRESENT = ("counter", "phone")
"""Grounds on which an officer acts, and only while the person is there."""


@dataclass(frozen=True)
class Acting:
    """Who acts (``user``) for whom (``subject``) and on what ground (a key of :data:`BASES`).

    ``unit`` is where: the unit of the counter, of the officer at the telephone, of the terminal. ``operator`` is by whose
    right one acts for an employer: the user's own or, at a counter and on the telephone, that of who is there.
    """

    user: User
    subject: Person | Employer
    basis: str
    unit: Unit | None = None
    operator: Operator | None = None

    @property
    def is_for_another(self) -> bool:
        return self.basis not in ("self", "terminal")

    @property
    def is_present(self) -> bool:
        """Whether an officer acts for a person who stands before her or calls."""
        return self.basis in _PRESENT

    @property
    def channel(self) -> str:
        """The channel of what is handed in so, as procedures name them."""
        if self.basis == "counter" and self.unit:
            return CHANNEL_OF[self.unit.level]
        return self.basis if self.basis in ("phone", "terminal") else "online"

    @property
    def code(self) -> str:
        """What names this choice in a form."""
        return f"{self.basis}-{self.subject.pk}"

    @property
    def basis_title(self) -> str:
        if self.operator is None:
            return BASES[self.basis]
        role = self.operator.get_role_display()
        here = "来电" if self.basis == "phone" else "在场"
        return f"{BASES[self.basis]}（{role}{here}）" if self.is_present else f"单位{role}"

    @property
    def representative(self) -> User:
        """Who speaks for the employer: at a counter and on the telephone who is there, else the user."""
        return self.operator.user if self.operator and self.is_present else self.user


def signature(user: User, acting: Acting | None) -> str:
    """What a form notes of who opened it and for whom, so that it is not taken from anybody else."""
    return f"{user.pk}/{acting.code if acting else ''}"


def acting_of(user: User, session: Any, terminal: Terminal | None = None) -> Acting | None:
    """What the session says, if the user may still do so; else herself; ``None`` for an officer without a person.

    At a terminal one acts for oneself alone.
    """
    if terminal:
        return Acting(user, user.person.record, "terminal", terminal.unit) if user.person else None
    chosen = session.get(_SESSION)
    if chosen:
        found = _permitted(user, chosen)
        if found:
            return found
        del session[_SESSION]
    return Acting(user, user.person.record, "self") if user.person else None


def choices(user: User) -> list[Acting]:
    """All on whose behalf the user may act, herself first; without those at a counter."""
    found = [Acting(user, user.person.record, "self")] if user.person else []
    operations = Operator.objects.in_force().filter(user=user).select_related("employer", "user")
    mandates = Mandate.objects.in_force().filter(agent=user).select_related("person")
    principals = dict.fromkeys(one.person.record for one in mandates)  # two records of one person are chosen as one
    return [
        *found,
        *(Acting(user, one.employer, "operator", operator=one) for one in operations),
        *(Acting(user, one, "mandate") for one in principals),
    ]


def begin(session: Any, acting: Acting) -> None:
    """Act so from now on. At a counter the caller has made sure that the person is there, on the telephone who it is."""
    session[_SESSION] = {
        "kind": "person" if isinstance(acting.subject, Person) else "employer",
        "id": acting.subject.pk,
        "basis": acting.basis,
        "unit": acting.unit.pk if acting.unit else None,
        "operator": acting.operator.pk if acting.operator else None,
        "seen": int(time.time()),
    }


def stop(session: Any) -> None:
    """Act for oneself again."""
    session.pop(_SESSION, None)


def keep_or_end(session: Any) -> bool:
    """Note that there was a request. False where a person at a counter has been idle for too long: acting has ended."""
    chosen = session.get(_SESSION)
    if not chosen or chosen["basis"] not in _PRESENT:
        return True
    idle = int(time.time()) - chosen["seen"]
    if idle > IDLE_MINUTES * 60:
        stop(session)
        return False
    if idle > 30:  # not with every request: each one writes the session
        session[_SESSION] = chosen | {"seen": int(time.time())}
    return True


def _permitted(user: User, chosen: Mapping[str, Any]) -> Acting | None:
    """What the session says, where the user has the right to it now; at a counter those who are there must have theirs."""
    kind, basis, number = chosen["kind"], chosen["basis"], chosen["id"]
    found = (Person if kind == "person" else Employer).objects.filter(pk=number).first()
    if found is None:
        return None
    subject = found.record if kind == "person" else found
    unit, operator = None, None
    if kind == "employer":
        operators = Operator.objects.in_force().filter(employer=number).select_related("user__person")
        operator = operators.filter(Q(user=user) if basis == "operator" else Q(pk=chosen.get("operator"))).first()
        if operator is None:
            return None
    match basis:
        case "operator":
            good = kind == "employer"
        case "mandate":
            mandates = Mandate.objects.in_force().filter(agent=user)
            good = kind == "person" and mandates.filter(person__in=Person.objects.same(subject)).exists()
        case "counter" | "phone":
            unit = Unit.objects.held_by(user, Role.ACCEPT).filter(pk=chosen.get("unit")).first()
            good = unit is not None
        case _:
            good = False
    return Acting(user, subject, basis, unit, operator) if good else None
