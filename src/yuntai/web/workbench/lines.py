"""What the queue shows of a case, as plain values: thirty cases a page are told by their columns alone, without models."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from yuntai.cases.lights import Lights
from yuntai.cases.models import NOBODY, SECRECY
from yuntai.cases.states import Outcome
from yuntai.cases.versions import loaded, state_title
from yuntai.people.fields import Cipher
from yuntai.people.models import Person

_MASKED = 5_000
"""Of how many persons the masked names are kept, by what the database holds."""

COLUMNS = (
    *("pk", "number", "procedure", "version__digest", "state", "outcome", "amount", "submitted_at"),
    *("due_on", "closed_on", "paused", "supervised", "secret", "coming_from", "employer__name"),
    *("person__name", "person__resident_index", "person__merged_into__name", "person__merged_into__resident_index"),
)
"""What is read of a case for its line."""


class Line(NamedTuple):
    """A case in the queue; ``light`` is empty where its clock does not run."""

    pk: int
    number: str
    procedure: str
    digest: str
    title: str
    applicant: str
    state: str
    outcome: str
    amount: Decimal | None
    submitted_at: datetime
    due_on: date | None
    light: str
    supervised: bool
    coming_from: int | None

    @property
    def standing(self) -> str:
        """Its state in words."""
        return state_title(self.state, self.digest)

    @property
    def decided(self) -> str:
        """Its outcome in words; empty where there is none."""
        return str(Outcome(self.outcome).label) if self.outcome else ""


def lines(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    """The lines of cases of which :data:`COLUMNS` have been read."""
    lights = Lights.now()
    return [_line(lights, *row) for row in rows]


def _line(lights: Lights, *row: Any) -> Line:
    pk, number, procedure, digest, state, outcome, amount, submitted_at, *more = row
    due_on, closed_on, paused, supervised, secret, coming_from, employer, *person = more
    applicant = SECRECY if secret else employer or _whose(*person)
    light = lights.by(due_on, paused=paused, closed_on=closed_on)
    title = loaded(digest).title
    told = state, outcome, amount, submitted_at, due_on, light, supervised, coming_from
    return Line(pk, number, procedure, digest, title, applicant, *told)


def _whose(name: Cipher | None, index: str, counts: Cipher | None, at: str) -> str:
    if name is None:
        return NOBODY
    return _masked(counts, at) if counts else _masked(name, index)


@lru_cache(_MASKED)
def _masked(name: Cipher, index: str) -> str:
    return Person(name=name, resident_index=index).masked_name
