"""The other cases of who applies, read once: what she has asked for beside a case, and what she got."""

from __future__ import annotations

from collections.abc import Sequence

from yuntai.cases.models import Case
from yuntai.cases.querysets import of_applicant
from yuntai.cases.states import NOT_STANDING, Outcome

_ALL = Case.objects.select_related("version", "unit").defer("decision", "version__definition")
_of = of_applicant(lambda subject: _ALL.of(subject).order_by("-submitted_at"))


def others_of(case: Case) -> list[Case]:
    """All cases of the applicant but this one, the newest first."""
    return [one for one in (_of(case.subject) if case.subject else ()) if one.pk != case.pk]


def alike(case: Case, others: Sequence[Case]) -> tuple[int, Case | None]:
    """Of ``others`` those of the same procedure, but secret ones: how many are open, and the last that was granted."""
    same = [one for one in others if one.procedure == case.procedure and not one.secret]
    granted = (one for one in same if one.outcome == Outcome.GRANTED and one.state not in NOT_STANDING)
    return sum(one.is_open for one in same), next(granted, None)
