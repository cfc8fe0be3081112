"""Applying once more after a refusal: a new draft with what was answered before, and with what the registry holds now."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from yuntai.cases.content import catalogue, rule_of
from yuntai.cases.drafts import begin_draft, find_draft, prefill
from yuntai.cases.models import Case
from yuntai.cases.states import Outcome, State
from yuntai.errors import YuntaiError
from yuntai.procedures import Procedure
from yuntai.registry.record import Known
from yuntai.web.resident.applying import first_answers, own_page
from yuntai.web.resident.cases import own_case
from yuntai.web.resident.held import known, of_herself


@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Begin anew, prefilled; a draft that has been begun before is gone on with."""
    one = own_case(request, number)
    if one.state != State.REJECTED and one.outcome != Outcome.REFUSED:
        raise Http404
    procedure = catalogue().get(one.procedure)
    if procedure is None:
        raise YuntaiError("这个事项已经停办，不能再申请")
    if page := own_page(request, procedure):
        return page
    if old := find_draft(procedure.id, request.acting.subject):
        messages.info(request, "这个事项有一份没有提交的草稿，请接着填")
        return redirect("resident:apply", old.key)
    held = first_answers(request, procedure, _row(request, procedure, one))
    answers = _former(procedure, one) | {name: value for name, value in held.items() if value not in ("", None)}
    return redirect("resident:apply", begin_draft(procedure, request.acting, answers).key)


def _former(procedure: Procedure, one: Case) -> dict[str, object]:
    """What was answered, as far as the form or the policy of today still asks it."""
    names = {question.name for question in procedure.fields}
    if procedure.policy:
        rule = rule_of(procedure.policy)
        names |= {name for name, item in {**rule.facts, **rule.relations}.items() if item.ask}
    return {name: value for name, value in one.facts.items() if name in names}


def _row(request: HttpRequest, procedure: Procedure, one: Case) -> Known | None:
    """The row of the records that the case was most likely about."""
    rows = known(request, rule_of(procedure.policy)) if procedure.policy else []
    alike = {
        row.row: sum(one.facts.get(name) == value for name, value in prefill(procedure, row).items()) for row in rows
    }
    return max(rows, key=lambda row: alike[row.row], default=None) or of_herself(request, procedure.policy)
