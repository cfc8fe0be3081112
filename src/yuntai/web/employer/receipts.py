"""The receipt of a declaration: what was handed in, its sums, each one's base, and what an officer will ask about."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from yuntai.cases.declarations import PROCEDURE, Declaration, rows_of
from yuntai.cases.declared import differences, exceptions, totals
from yuntai.cases.models import Case
from yuntai.web.employer.steps import A_PAGE, of_employer


@require_safe
@of_employer
def receipt(request: HttpRequest, declaration: Declaration, number: str) -> HttpResponse:
    """The receipt of one declaration of the employer, to print."""
    case = get_object_or_404(Case.objects.of(declaration.employer), procedure=PROCEDURE, number=number)
    rows = rows_of(case.facts)
    context = {
        "case": case,
        "submitted": case.events.select_related("user").get(kind="submit"),
        "year": case.facts["year"],
        "totals": totals(rows),
        "counts": {name: len(found) for name, found in differences(rows).items()},
        "exceptions": exceptions(rows),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "left_out": case.facts["left_out"],
    }
    return render(request, "employer/receipt.html", context)
