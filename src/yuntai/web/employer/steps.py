"""What the pages of a declaration have in common: for which employer, which draft, and the list of its rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuntai.cases.declarations import PROCEDURE, Declaration, rows_of
from yuntai.cases.declared import totals
from yuntai.cases.drafts import find_draft
from yuntai.cases.models import Draft
from yuntai.cases.spreadsheets import MOST_MB, letter
from yuntai.people.models import Employer

View = Callable[..., HttpResponse]

STEPS = ("填表", "核对变化", "确认提交")
A_PAGE = 50


def of_employer(view: View) -> View:
    """Give the view the declaration of the employer; whoever has not chosen an employer chooses one first."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.acting or not isinstance(request.acting.subject, Employer):
            return redirect("account:acting")
        return view(request, Declaration(request.acting.subject), *args, **kwargs)

    return wrapped


def with_draft(view: View) -> View:
    """Give the view the declaration and its draft; without one, where it is begun."""

    @of_employer
    @wraps(view)
    def wrapped(request: HttpRequest, declaration: Declaration, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = find_draft(PROCEDURE, declaration.employer)
        if draft is None:
            return redirect("employer:declare")
        return view(request, declaration, draft, *args, **kwargs)

    return wrapped


def list_page(request: HttpRequest, declaration: Declaration, draft: Draft, error: str = "") -> HttpResponse:
    """The rows, fifty a page: all, or what is wrong cell by cell; ``error`` is what is wrong with an uploaded file."""
    rows = rows_of(draft.answers)
    faults = [
        {
            "cell": f"{letter(declaration.columns, column.name)}{row.line}",
            "title": column.label,
            "typed": row.cells[column.name],
            "said": row.faults[column.name],
            "line": row.line,
        }
        for row in rows
        for column in declaration.columns
        if column.name in row.faults
    ]
    wrong = request.GET.get("show") == "wrong"
    context = {
        "declaration": declaration,
        "draft": draft,
        "totals": totals(rows),
        "faults": len(faults),
        "wrong": wrong,
        "page": Paginator(faults if wrong else rows, A_PAGE).get_page(request.GET.get("page")),
        "errors": {"sheet": error} if error else {},
        "formats": ("xlsx",),
        "most_mb": MOST_MB,
        "steps": STEPS,
    }
    return render(request, "employer/rows.html", context, status=400 if error else 200)
