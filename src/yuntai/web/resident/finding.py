"""我能享受什么: every policy that gives a person something, run on what is known of her; asked is only what decides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue, rule_of
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.procedures import Procedure
from yuntai.registry.record import Known
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.status import ENTITLED, UNKNOWN
from yuntai.web.resident.asking import answered, sentence
from yuntai.web.resident.held import known, record

ENTITLING = ("grant", "recognition")
"""The kinds of procedures that give something; the others settle, report or change something."""


@dataclass(frozen=True)
class Found:
    """What one policy says of one row of the person."""

    procedure: Procedure
    known: Known
    answer: Answer
    said: dict[str, Any]

    @property
    def left(self) -> int:
        """How many questions are open."""
        return len(self.answer.questions)

    @property
    def settles(self) -> float:
        """The share of answers to the first question that would end the questions."""
        return self.answer.questions[0].settles if self.answer.questions else 0


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What she is entitled to, what a few answers would settle, what she is not, with the reason."""
    procedures = [one for one in catalogue().values() if _entitles(one)]
    if record(request) is None:
        return render(request, "resident/find.html", {"procedures": procedures})
    entitled, nearly, refused = [], [], []
    for procedure in procedures:
        found = _of(request, procedure)
        by_status = defaultdict(list)
        for one in found:
            by_status[one.answer.status].append(one)
        if by_status[ENTITLED]:
            entitled += by_status[ENTITLED]
        elif by_status[UNKNOWN]:
            nearly.append(min(by_status[UNKNOWN], key=lambda one: one.left))
        else:
            refused.append(found[0])
    nearly.sort(key=lambda one: (-one.settles, one.left))
    mine = Case.objects.of(request.acting.subject)
    granted = {case.procedure: case for case in mine.granted().reverse()}
    context = {
        "held": True,
        "entitled": [(one, granted.get(one.procedure.id)) for one in entitled],
        "nearly": nearly,
        "refused": refused,
        "running": set(mine.open().values_list("procedure", flat=True)),
    }
    return render(request, "resident/find.html", context)


def _entitles(procedure: Procedure) -> bool:
    good = "person" in procedure.audience and procedure.kind in ENTITLING and procedure.policy is not None
    return good and "entitled" in rule_of(procedure.policy).results


def _of(request: HttpRequest, procedure: Procedure) -> list[Found]:
    """What the policy of ``procedure`` says of each of the person's rows, the last first."""
    rule = rule_of(procedure.policy)
    found = []
    for one in known(request, rule):
        got = answer(rule, {**one.facts, **answered(request, procedure.policy, one.row)}, today())
        found.append(Found(procedure, one, got, sentence(rule, got, procedure.paid)))
    return found
