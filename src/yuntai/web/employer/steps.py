"""What the pages of a declaration have in common: for which employer, which draft, and the list of its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuntai.cases.cells import SECTIONS
from yuntai.cases.channels import refusal
from yuntai.cases.declarations import PROCEDURE, Declaration, rows_of
from yuntai.cases.declared import totals
from yuntai.cases.drafts import find_draft
from yuntai.cases.models import Draft
from yuntai.cases.remedies import Group, fault_groups
from yuntai.errors import YuntaiError
from yuntai.people.models import Employer
from yuntai.rolls.spreadsheets import MOST_MB, SHOWN, letter

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
    """Give the view the declaration and its draft; without one, where it is begun. Raises ``YuntaiError`` where the channel is none."""

    @of_employer
    @wraps(view)
    def wrapped(request: HttpRequest, declaration: Declaration, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = find_draft(PROCEDURE, declaration.employer)
        if draft is None:
            return redirect("employer:declare")
        refuse_elsewhere(request, declaration)
        return view(request, declaration, draft, *args, **kwargs)

    return wrapped


def refuse_elsewhere(request: HttpRequest, declaration: Declaration) -> None:
    """Raises ``YuntaiError`` where a declaration is not taken in here: by telephone, or at another district's counter."""
    if said := refusal(declaration.procedure, request.acting):
        raise YuntaiError(said)


def list_page(request: HttpRequest, declaration: Declaration, draft: Draft, error: str = "") -> HttpResponse:
    """The rows, fifty a page; or what is wrong, by kind with one remedy for all alike, and each cell of one kind.

    ``error`` is what is wrong with an uploaded file.
    """
    rows = rows_of(draft.answers)
    groups = fault_groups(declaration, rows)
    chosen = next((one for one in groups if one.code == request.GET.get("group")), None)
    wrong = chosen is not None or request.GET.get("show") == "wrong"
    shown: Sequence[Any] = _cells(declaration, chosen) if chosen else () if wrong else rows
    context = {
        "declaration": declaration,
        "draft": draft,
        "totals": totals(rows),
        "nameless": sum(not row.cells["employee_id"] for row in rows),
        "faults": sum(len(one.rows) for one in groups),
        "sections": [(title, found) for code, title in SECTIONS.items() if (found := _of_section(groups, code))],
        "chosen": chosen,
        "wrong": wrong,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "errors": {"sheet": error} if error else {},
        "formats": SHOWN,
        "most_mb": MOST_MB,
        "steps": STEPS,
    }
    return render(request, "employer/rows.html", context, status=400 if error else 200)


def _of_section(groups: Sequence[Group], code: str) -> list[Group]:
    return [group for group in groups if group.about.section == code]


def _cells(declaration: Declaration, group: Group) -> list[dict[str, Any]]:
    """The faults of a group, cell by cell."""
    name = group.column.name
    place = letter(declaration.columns, name)
    return [
        {"cell": f"{place}{row.line}", "typed": row.cells[name], "said": row.faults[name], "row": row}
        for row in group.rows
    ]
