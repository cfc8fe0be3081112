"""What every policy that gives somebody something says of one person, and what of that she wants to see first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from yuntai.cases.content import catalogue, pack, rule_of, situations
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.procedures import Procedure
from yuntai.registry.record import Known, Record
from yuntai.rules.language.kinds import Money
from yuntai.rules.language.policy import Policy
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.status import ENTITLED, UNKNOWN
from yuntai.web.audience import is_public
from yuntai.web.resident.asking import answered
from yuntai.web.resident.held import known, record

SOON = timedelta(365)
"""What falls due within this time is offered as if it were today."""


@dataclass(frozen=True)
class Found:
    """What one policy says of one row of the person; ``procedure`` is how one gets it, if by a matter."""

    policy: Policy
    known: Known
    answer: Answer

    @property
    def procedure(self) -> Procedure | None:
        found = (
            one for one in catalogue().values() if one.policy == self.policy.id and one.kind in ("grant", "recognition")
        )
        return next(found, None)

    @property
    def href(self) -> str:
        """Where it is answered."""
        row = f"?{urlencode({'row': self.known.row})}" if self.known.row else ""
        return reverse("resident:ask", args=[self.policy.id]) + row

    @property
    def worth(self) -> Decimal:
        """What it comes to in yuan: what is paid, or the greatest of its sums as far as they are known; 0 without any."""
        rule, results = rule_of(self.policy.id), self.answer.results
        sums = [name for name in results if isinstance(rule.nodes[name].kind, Money)]
        names = [self.policy.paid] if self.policy.paid in sums else sums
        return max((results[name] for name in names if results[name] is not None), default=Decimal(0))

    @property
    def is_nothing(self) -> bool:
        """Whether all that it would pay is known to be nothing."""
        rule, results = rule_of(self.policy.id), self.answer.results
        sums = [results[name] for name in results if isinstance(rule.nodes[name].kind, Money)]
        return bool(sums) and not any(one is None or one for one in sums)

    @property
    def due(self) -> date | None:
        """From which day it is given, where that is not today."""
        return self.answer.results.get(self.policy.due) if self.policy.due else None

    @property
    def is_later(self) -> bool:
        return self.due is not None and self.due > today() + SOON

    @property
    def left(self) -> int:
        """How many questions are open."""
        return len(self.answer.questions)


@dataclass(frozen=True)
class Mine:
    """All that is found for a person, by what it is to her; each list in the order in which she wants to see it."""

    entitled: Sequence[Found]
    later: Sequence[Found]
    nearly: Sequence[Found]
    refused: Sequence[Found]
    had: Sequence[Found]


def giving(whom: str) -> list[Policy]:
    """The policies that speak to everybody and give something to ``whom``: ``person`` or ``employer``."""
    policies = (pack().policy(name) for name in pack().policy_ids)
    return [one for one in policies if one.gives == whom and is_public(one.id)]


def mine(request: HttpRequest, ask: bool = True) -> Mine:
    """What is found for the person that one acts for. Without ``ask`` no question is worked out."""
    held = record(request)
    granted = set(Case.objects.of(request.acting.subject).granted().values_list("procedure", flat=True))
    lists: dict[str, list[Found]] = {name: [] for name in ("entitled", "later", "nearly", "refused", "had")}
    for policy in giving("person"):
        if held is None or _drawn(held, policy):
            continue
        found = found_of(request, policy.id)
        good = [one for one in found if one.answer.status == ENTITLED and not one.is_nothing]
        for one in good:
            had = _is_paid(held, one) or (
                one.procedure is not None and one.procedure.id in granted and not _judges_payments(one)
            )
            lists["had" if had else "later" if one.is_later else "entitled"].append(one)
        if good:
            continue
        unknown = [one for one in found if one.answer.status == UNKNOWN]
        if unknown and _is_everyday(policy.id, held):
            lists["nearly"].append(_asked(request, unknown[0]) if ask else unknown[0])
        elif not unknown:
            lists["refused"].append(found[0])
    lists["entitled"].sort(key=lambda one: (one.due is None, -one.worth))
    lists["later"].sort(key=lambda one: one.due or date.max)
    lists["nearly"].sort(key=lambda one: (one.left == 0, one.left, -one.worth))
    return Mine(**lists)


def claims(request: HttpRequest) -> list[Found]:
    """What she may claim today and has not yet, the nearest and the most first; nothing where nothing is held."""
    running = set(Case.objects.of(request.acting.subject).open().values_list("procedure", flat=True))
    found = mine(request, ask=False).entitled if record(request) else ()
    return [one for one in found if not (one.procedure and one.procedure.id in running)]


def found_of(request: HttpRequest, policy: str) -> list[Found]:
    """What a policy says of each of the person's rows, the last first; without its questions."""
    rule, found = rule_of(policy), []
    for one in known(request, rule):
        got = answer(rule, {**one.facts, **answered(request, policy, one.row)}, today(), ask=False)
        found.append(Found(rule.policy, one, got))
    return found


def _asked(request: HttpRequest, found: Found) -> Found:
    """The same with its questions."""
    name = found.policy.id
    given = {**found.known.facts, **answered(request, name, found.known.row)}
    return Found(found.policy, found.known, answer(rule_of(name), given, today()))


def _is_everyday(policy: str, held: Record) -> bool:
    """Whether it may be for somebody to whom nothing has happened, or whom it has happened to as the registry knows."""
    *others, _events = situations()
    if any(policy in option.policies for one in others for option in one.options.values()):
        return True
    return pack().policy(policy).subject in ("spells", "certificates") and bool(
        held.rows.get(pack().policy(policy).subject)
    )


def _drawn(held: Record, policy: Policy) -> bool:
    """Whether the registry says that she is being paid it, month by month."""
    return policy.drawn is not None and any(row["kind"] == policy.drawn for row in held.rows.get("benefits", ()))


def _judges_payments(one: Found) -> bool:
    """Whether the policy itself looks at what was paid before."""
    return any(relation.table == "payments" for relation in rule_of(one.policy.id).relations.values())


def _is_paid(held: Record, one: Found) -> bool:
    """Whether it was paid for this row, where the policy does not itself look at that."""
    of = one.known.row or str(held.person)
    rows = held.rows.get("payments", ())
    return not _judges_payments(one) and any(
        row["policy"] == one.policy.id and str(row["subject"]) == of for row in rows
    )
