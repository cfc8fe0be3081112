"""What a case lays claim to: open or granted, no two cases have the same; who comes second is led to the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from yuntai.cases.applications import parse_answers
from yuntai.cases.models import Case
from yuntai.cases.querysets import ONE_CLAIM
from yuntai.cases.states import State
from yuntai.errors import YuntaiError
from yuntai.ledger.prepared import Prepared
from yuntai.people.fields import blind_index
from yuntai.people.models import Employer, Person
from yuntai.procedures import Procedure
from yuntai.procedures.claims import claimed
from yuntai.rules.language.kinds import Date


def claim_of(procedure: Procedure, subject: Person | Employer, facts: Mapping[str, Any], day: date) -> str | None:
    """What a case of ``day`` with these answers lays claim to, as ``Case.claimed_for`` holds it; ``None`` where it is nothing.

    A keyed digest, as a certificate's number or a person's own may be in it.
    """
    if procedure.claim is None:
        return None
    values, _ = parse_answers((field for field in procedure.fields if field.name in procedure.claim.things), facts)
    applicant = f"employer {subject.uscc}" if hasattr(subject, "uscc") else f"person {subject.pseudonym}"
    text = claimed(procedure.claim, values, applicant, day)
    return blind_index(f"claim {procedure.id}/{text}") if text else None


def first_with(claim: str | None) -> Case | None:
    """The case, open or granted, that has this claim; ``None`` where there is none."""
    numbers = _with_claim(claim) if claim else ()
    return next(iter(_claiming(tuple(numbers))), None) if numbers else None


_with_claim = Prepared(lambda claim: Case.objects.filter(claimed_for=claim).order_by().values_list("pk", flat=True))
"""The cases that ever had a claim: asked for by that alone, so that a database reads nothing else."""

_claiming = Prepared(lambda numbers: Case.objects.claiming().filter(pk__in=numbers).select_related("version"))


def already(first: Case, subject: Person | Employer) -> str:
    """What is said to ``subject`` who claims what ``first`` has already, in a sentence that leads to it."""
    title = first.version.definition["title"]
    if first.subject != subject:
        return f"“{title}”这一件别人已经申领了；应当由您申领的，请带证件到窗口，或打 12333 核对"
    if first.is_open:
        return f"您已经在办同一件“{title}”，编号 {first.number}，不用再交一次；在“查进度”里看办到哪一步"
    if first.state == State.RECOVERING:
        return f"同一件“{title}”原来办给的已经撤销，编号 {first.number}；发过的钱退回并且登记以后，才能再申领"
    day = Date().show(first.closed_on)
    return f"同一件“{title}”{day}已经予以办理，编号 {first.number}，不能再领一次；对结果有意见的，从那一件里提"


@contextmanager
def alone(claim: str | None, subject: Person | Employer) -> Iterator[None]:
    """Keep a case with ``claim`` within; raises ``YuntaiError`` where another has it, be it from the same moment.

    The transaction that it is called in ends with that.
    """
    if first := first_with(claim):
        raise YuntaiError(already(first, subject))
    try:
        with transaction.atomic(savepoint=False):
            yield
    except IntegrityError as error:
        if ONE_CLAIM not in str(error) and "claimed_for" not in str(error):
            raise
        raise YuntaiError("同一件事刚刚有人交了，不用再交一次；请在“查进度”里看") from None
