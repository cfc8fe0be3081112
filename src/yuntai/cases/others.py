"""The other cases of who applies, read once: what she has asked for beside a case, and what she got."""

from __future__ import annotations

from collections.abc import Sequence

from yuntai.cases.models import Case
from yuntai.cases.states import STANDING, Outcome
from yuntai.ledger.prepared import Prepared
from yuntai.people.models import Employer, Person

_ALL = Case.objects.select_related("version", "unit").defer("facts", "decision", "version__definition")
_OF_PERSON = Prepared(lambda subject: _ALL.of(Person(pk=subject)).order_by("-submitted_at"))
_OF_EMPLOYER = Prepared(lambda subject: _ALL.of(Employer(pk=subject)).order_by("-submitted_at"))


def others_of(case: Case) -> list[Case]:
    """All cases of the applicant but this one, the newest first; answers and decisions are read when they are looked at."""
    question = _OF_EMPLOYER if case.employer_id else _OF_PERSON
    return [one for one in question(case.subject.pk) if one.pk != case.pk]


def alike(case: Case, others: Sequence[Case]) -> tuple[int, Case | None]:
    """Of ``others`` those of the same procedure, but secret ones: how many are open, and the last that was granted."""
    same = [one for one in others if one.procedure == case.procedure and not one.secret]
    return sum(one.is_open for one in same), next((one for one in same if _stands(one)), None)


def paid(others: Sequence[Case]) -> bool:
    """Whether money was granted in one of ``others``."""
    return any(one.amount is not None and _stands(one) for one in others)


def _stands(case: Case) -> bool:
    return case.outcome == Outcome.GRANTED and case.state in STANDING
