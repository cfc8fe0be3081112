"""The yearly declaration of wages: the staff's rows, each with its working, what has changed, handed in once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yuntai.cases.applications import application
from yuntai.cases.declarations import PROCEDURE, Declaration, rows_of
from yuntai.cases.declared import exceptions, totals
from yuntai.cases.declaring import (
    approvers_of,
    begin_declaration,
    hand_over,
    hindrance,
    in_hand,
    obstacle,
    refresh,
)
from yuntai.cases.drafts import find_draft
from yuntai.cases.models import Case, Draft
from yuntai.cases.submission import NotReady, missing, submit
from yuntai.errors import YuntaiError
from yuntai.procedures import Procedure
from yuntai.web.controls import check as check_answer
from yuntai.web.controls import control_of, posted
from yuntai.web.employer.steps import STEPS, list_page, of_employer, refuse_elsewhere, with_draft


@require_http_methods(["GET", "HEAD", "POST"])
@of_employer
def declare(request: HttpRequest, declaration: Declaration) -> HttpResponse:
    """The rows of the declaration that is being prepared; or what it is, and the way to begin it."""
    refuse_elsewhere(request, declaration)
    running = in_hand(declaration.employer)
    if request.method == "POST" and not running:
        begin_declaration(declaration, request.acting)
        return redirect("employer:declare")
    if draft := find_draft(PROCEDURE, declaration.employer):
        return list_page(request, declaration, draft)
    made = Case.objects.of(declaration.employer).filter(procedure=PROCEDURE)[:5]
    return render(request, "employer/declare.html", {"declaration": declaration, "made": made, "in_hand": running})


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def check(request: HttpRequest, declaration: Declaration, draft: Draft) -> HttpResponse:
    """The last look: who fills it in, the sums, what an officer will ask about; an approver hands it in."""
    procedure, errors = declaration.procedure, {}
    if request.method == "POST":
        typed = {field.name: posted(field, request.POST) for field in _filler(procedure)}
        errors = {field.name: said for field in _filler(procedure) if (said := check_answer(field, typed[field.name]))}
        draft.answers |= typed
        for sentence in refresh(declaration, draft):
            messages.info(request, sentence)
        if not errors:
            try:
                return _done(request, draft)
            except NotReady as error:
                errors = dict(error.errors)
            except YuntaiError as error:
                errors = {"": str(error)}
    rows = rows_of(draft.answers)
    context = {
        "declaration": declaration,
        "errors": _named(procedure, errors),
        "open": {} if errors else _open(procedure, draft),
        "hindrance": hindrance(request.acting),
        "approvers": [] if obstacle(declaration.employer) else approvers_of(declaration.employer),
        "handed_over": draft.answers.get("handed_over"),
        "unregistered": declaration.employer.registered_on is None,
        "controls": [
            control_of(field, draft.answers.get(field.name, ""), errors.get(field.name, ""))
            for field in _filler(procedure)
        ],
        "totals": totals(rows),
        "exceptions": exceptions(rows),
        "left_out": draft.answers["left_out"],
        "steps": STEPS,
    }
    return render(request, "employer/check.html", context, status=400 if errors else 200)


def _done(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Hand the declaration in, hand it to the approvers, or leave it as it has been saved."""
    if "submit" in request.POST:
        case = submit(draft, request.acting)
        messages.success(request, f"已提交，办件编号 {case.number}")
        return redirect("employer:receipt", case.number)
    if "hand_over" in request.POST:
        if errors := missing(application(draft), draft):
            raise NotReady(errors)
        hand_over(draft, request.acting)
        messages.success(request, "已交给审批人，并通知了他们")
    else:
        messages.success(request, "已保存")
    return redirect("employer:check")


def _filler(procedure: Procedure) -> list[Any]:
    """The questions about the declaration as a whole that a person answers."""
    return [field for field in procedure.fields if not field.from_policy]


def _named(procedure: Procedure, errors: dict[str, str]) -> dict[str, str]:
    """The errors of several questions, each with the question that it is about."""
    labels = {field.name: f"{field.label}：" for field in _filler(procedure)}
    return {name: labels.get(name, "") + said for name, said in errors.items()}


def _open(procedure: Procedure, draft: Draft) -> dict[str, str]:
    """What keeps the rows from being handed in; the questions of this page are still being answered."""
    asked = {field.name for field in _filler(procedure)}
    return {name: said for name, said in missing(application(draft), draft).items() if name not in asked}
