"""What every policy that gives somebody something says of one person, and what of that she wants to see first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from yuntai.cases.content import catalogue, pack, rule_of, situations
from yuntai.cases.going import is_over
from yuntai.cases.states import NOT_STANDING, Outcome
from yuntai.clock import today
from yuntai.procedures import Procedure
from yuntai.registry.record import PAYMENTS, Known, Record
from yuntai.rules.language.kinds import Money
from yuntai.rules.language.policy import Policy
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.facts import check_facts
from yuntai.rules.one.sentence import caution
from yuntai.rules.one.status import ENTITLED, UNKNOWN, status_of
from yuntai.rules.rule.packs import Pack
from yuntai.web.audience import is_public
from yuntai.web.resident.asking import Asked, asked
from yuntai.web.resident.held import applied, known_in, record

SOON = timedelta(365)
"""What falls due within this time is offered as if it were today."""


@dataclass(frozen=True)
class Found:
    """What one policy says of one row of the person; ``procedure`` is how one gets it, if by a matter.

    The answer is without its steps, which the page of the policy shows.
    """

    policy: Policy
    known: Known
    answer: Answer

    @cached_property
    def procedure(self) -> Procedure | None:
        found = (
            one for one in catalogue().values() if one.policy == self.policy.id and one.kind in ("grant", "recognition")
        )
        return next(found, None)

    @cached_property
    def href(self) -> str:
        """Where it is answered."""
        row = f"?{urlencode({'row': self.known.row})}" if self.known.row else ""
        return reverse("resident:ask", args=[self.policy.id]) + row

    @cached_property
    def worth(self) -> Decimal:
        """What it comes to in yuan at most: what is paid, or the greatest of its sums; 0 where nothing is known of them."""
        rule, results = rule_of(self.policy.id), self.answer.results
        sums = [name for name in results if isinstance(rule.nodes[name].kind, Money)]
        names = [self.policy.paid] if self.policy.paid in sums else sums
        most = [self.answer.bounds[name].at_most if name in self.answer.bounds else results[name] for name in names]
        return max((one for one in most if one is not None), default=Decimal(0))

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
    def caution(self) -> str:
        """What of it nobody has checked, and what no text settles."""
        return caution(self.answer.unchecked, self.answer.ours)

    @property
    def is_later(self) -> bool:
        return self.due is not None and self.due > today() + SOON

    @property
    def left(self) -> int:
        """How many questions are open."""
        return len(self.answer.questions)


@dataclass(frozen=True)
class Situation:
    """All that decides what is found for a person: in equal situations it is the same, whoever asks.

    ``granted`` are the procedures whose grants to her count, ``content`` the policies that are asked.
    """

    held: Record
    asked: Asked
    granted: frozenset[str]
    day: date
    content: Pack

    def __hash__(self) -> int:
        return hash((self.held.person, self.day))


class Mine:
    """All that is found for a person, by what it is to her; each list in the order in which she wants to see it.

    What is ``nearly`` hers and what is ``refused`` is worked out when somebody looks at it.
    """

    def __init__(self, situation: Situation) -> None:
        lists: dict[str, list[Found]] = {"entitled": [], "later": [], "had": []}
        self._open: list[_Row] = []
        self._refused: list[_Row] = []
        for policy in giving("person"):
            if _drawn(situation.held, policy) or not _may_give(policy):
                continue
            rows = _rows(situation, policy.id)
            if good := _given(situation, rows):
                for name, one in good:
                    lists[name].append(one)
            elif not _is_everyday(policy.id, situation.held):
                continue
            elif unknown := [one for one in rows if one.status == UNKNOWN]:
                self._open.append(unknown[0])
            else:
                self._refused.append(rows[0])
        self.entitled: Sequence[Found] = sorted(lists["entitled"], key=_nearest)
        self.later: Sequence[Found] = sorted(lists["later"], key=lambda one: one.due or date.max)
        self.had: Sequence[Found] = lists["had"]

    @cached_property
    def nearly(self) -> Sequence[Found]:
        found = [one.found(ask=True) for one in self._open]
        return sorted(found, key=lambda one: (one.left == 0, one.left, -one.worth))

    @cached_property
    def refused(self) -> Sequence[Found]:
        return [one.found() for one in self._refused]


kept = lru_cache(128)(Mine)
"""What was found in the last situations. A person's takes some 130 kB."""


def giving(whom: str) -> list[Policy]:
    """The policies that speak to everybody and give something to ``whom``: ``person`` or ``employer``."""
    return [one for name in pack().policy_ids if (one := pack().policy(name)).gives == whom and is_public(name)]


def is_offered(policy: Policy) -> bool:
    """Whether a policy is offered to somebody of whom nothing is known: whether it is in force today."""
    return policy.ends >= today()


def mine(request: HttpRequest) -> Mine | None:
    """What is found for the person that one acts for; nothing where nothing is held."""
    found = _situation(request)
    return found and kept(found)


def claims(request: HttpRequest) -> list[Found]:
    """What she may claim today and has not yet, the nearest and the most first; nothing where nothing is held."""
    found, under_way = mine(request), running(request)
    return [one for one in found.entitled if not (one.procedure and one.procedure.id in under_way)] if found else []


def first_of(request: HttpRequest, policy: str) -> Found | None:
    """What a policy says of the person's last row, if anything is held of her."""
    found = _situation(request)
    return next((one.found() for one in _rows(found, policy)), None) if found else None


def running(request: HttpRequest) -> frozenset[str]:
    """The procedures of which she has a case under way."""
    return frozenset(procedure for procedure, state, _ in applied(request) if not is_over(procedure, state))


def _situation(request: HttpRequest) -> Situation | None:
    held = record(request)
    if held is None:
        return None
    granted = (
        name for name, state, outcome in applied(request) if outcome == Outcome.GRANTED and state not in NOT_STANDING
    )
    return Situation(held, asked(request), frozenset(granted), today(), pack())


@dataclass(frozen=True)
class _Row:
    """One row of the person with all that is known for a policy, and what that comes to."""

    policy: str
    known: Known
    facts: Mapping[str, Any]
    status: str

    def found(self, ask: bool = False) -> Found:
        got = answer(rule_of(self.policy), self.facts, today(), ask=ask)
        return Found(rule_of(self.policy).policy, self.known, replace(got, because=(), trace=()))


def _rows(situation: Situation, policy: str) -> list[_Row]:
    """The person's rows for a policy, the last first. Only the status is worked out, which is cheap."""
    rule, rows, day = rule_of(policy), [], situation.day
    for one in known_in(situation.held, rule):
        facts = {**one.facts, **situation.asked.of(situation.held, policy, one.row)}
        rows.append(_Row(policy, one, facts, status_of(rule.values(check_facts(rule, facts), day), rule.results)))
    return rows


def _given(situation: Situation, rows: Sequence[_Row]) -> list[tuple[str, Found]]:
    """What of a policy is hers, each with its place in :class:`Mine`."""
    found = [one.found() for one in rows if one.status == ENTITLED]
    return [
        ("had" if _is_paid(situation, one) else "later" if one.is_later else "entitled", one)
        for one in found
        if not one.is_nothing
    ]


def _nearest(one: Found) -> tuple[bool, Decimal]:
    """What falls due comes first, then what is worth most."""
    return one.due is None, -one.worth


def _is_everyday(policy: str, held: Record) -> bool:
    """Whether it may be for somebody to whom nothing has happened, or whom it has happened to as the registry knows."""
    *others, _events = situations()
    if any(policy in option.policies for one in others for option in one.options.values()):
        return True
    return pack().policy(policy).subject in ("spells", "certificates") and bool(
        held.rows.get(pack().policy(policy).subject)
    )


def _may_give(policy: Policy) -> bool:
    """Whether a policy can give something to somebody whose rows are known: in force today, or judged by an earlier day."""
    return is_offered(policy) or policy.judged_on != "as_of"


def _drawn(held: Record, policy: Policy) -> bool:
    """Whether the registry says that she is being paid it, month by month."""
    return policy.drawn is not None and any(row["kind"] == policy.drawn for row in held.rows.get("benefits", ()))


def _judges_payments(one: Found) -> bool:
    """Whether the policy itself looks at what was paid before."""
    return any(relation.table == PAYMENTS for relation in rule_of(one.policy.id).relations.values())


def _is_paid(situation: Situation, one: Found) -> bool:
    """Whether it was granted or paid for this row, where the policy does not itself look at that."""
    if _judges_payments(one):
        return False
    held = situation.held
    of = one.known.row or str(held.person)
    payments = (*held.rows.get(PAYMENTS, ()), *held.paid)
    if any(row["policy"] == one.policy.id and str(row["subject"]) == of for row in payments):
        return True
    return one.procedure is not None and one.procedure.id in situation.granted
