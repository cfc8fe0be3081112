"""What an employer can do, and its matters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from yuntai.cases.declarations import PROCEDURE
from yuntai.cases.declaring import hindrance
from yuntai.cases.drafts import find_draft
from yuntai.cases.models import Case
from yuntai.people.models import Employer
from yuntai.web.resident.matters import of_employers


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The employer's page; whoever has not chosen an employer chooses one first."""
    if not request.acting or not isinstance(request.acting.subject, Employer):
        return redirect("account:acting")
    cases = Case.objects.of(request.acting.subject).select_related("version", "unit")[:20]
    draft = find_draft(PROCEDURE, request.acting.subject)
    context = {
        "procedures": of_employers(registered=True),
        "cases": cases,
        "handed_over": draft and draft.answers.get("handed_over"),
        "approves": not hindrance(request.acting),
    }
    return render(request, "employer/home.html", context)
