"""我能享受什么: every policy that decides a procedure, run on what the registry holds of the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue, rule_of
from yuntai.cases.drafts import record_of
from yuntai.clock import today
from yuntai.procedures import Procedure
from yuntai.registry.record import Known, Record
from yuntai.rules.answer import Answer, answer
from yuntai.rules.status import ENTITLED, NOT_ENTITLED, UNKNOWN
from yuntai.web.resident.asking import sentence

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
        return len(self.answer.questions)


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Entitled, nearly, and not with the reason."""
    record = record_of(request.acting.subject) if request.acting else None
    found = _find(record) if record else []
    groups = {
        status: [one for one in found if one.answer.status == status] for status in (ENTITLED, UNKNOWN, NOT_ENTITLED)
    }
    groups[UNKNOWN].sort(key=lambda one: one.left)
    context = {"entitled": groups[ENTITLED], "open": groups[UNKNOWN], "refused": groups[NOT_ENTITLED], "record": record}
    procedures = [one for one in catalogue().values() if one.policy and one.audience == "person"]
    return render(request, "resident/find.html", context | {"procedures": procedures})


def _find(record: Record) -> list[Found]:
    found = []
    for procedure in catalogue().values():
        if procedure.policy is None or procedure.audience != "person" or procedure.kind not in ENTITLING:
            continue
        rule = rule_of(procedure.policy)
        if "entitled" not in rule.results:
            continue
        for known in record.known(rule, today()):
            got = answer(rule, known.facts, today())
            found.append(Found(procedure, known, got, sentence(rule, got, procedure.paid)))
    return found
