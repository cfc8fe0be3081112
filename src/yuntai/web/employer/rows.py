"""The rows of a declaration one by one: looked at, changed, added, removed; checked as those of a sheet are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yuntai.cases.declarations import REASON, Declaration, Row, rows_of
from yuntai.cases.declaring import keep
from yuntai.cases.models import Draft
from yuntai.cases.remedies import fault_groups, mend
from yuntai.procedures import Field
from yuntai.procedures.cells import understood
from yuntai.web.controls import control_of, posted
from yuntai.web.employer.steps import with_draft


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def row(request: HttpRequest, declaration: Declaration, draft: Draft, line: int) -> HttpResponse:
    """One row: its working, what is wrong with it, and a form to change it."""
    rows = rows_of(draft.answers)
    one = next((row for row in rows if row.line == line), None)
    if one is None:
        raise Http404
    if request.method == "POST":
        others = [row for row in rows if row is not one]
        if "remove" in request.POST:
            keep(declaration, draft, declaration.check(others))
            messages.success(request, "已删去这一行")
            return redirect("employer:declare")
        typed = _meant(one) if "confirm" in request.POST else _typed(request, declaration)
        return _save(request, declaration, draft, others, replace(one, cells=one.cells | typed))
    context = {
        "declaration": declaration,
        "row": one,
        "answer": declaration.answer(one) if one.good else None,
        "asked": "amount" in one.kinds.values(),
        "controls": _controls(declaration, one.cells, one.faults),
    }
    return render(request, "employer/row.html", context)


@require_POST
@with_draft
def remedy(request: HttpRequest, declaration: Declaration, draft: Draft) -> HttpResponse:
    """One remedy for all rows with the same fault in the same column."""
    rows = rows_of(draft.answers)
    group = next((one for one in fault_groups(declaration, rows) if one.code == request.POST.get("group")), None)
    if group:
        after = mend(declaration, rows, group)
        keep(declaration, draft, after)
        gone = len(rows) - len(after)
        messages.success(request, f"已删去 {gone} 行" if gone else f"“{group.title}”已改 {group.mendable} 行")
    left = any(not row.good for row in rows_of(draft.answers))
    return redirect(reverse("employer:declare") + ("?show=wrong" if left else ""))


def _meant(row: Row) -> dict[str, str]:
    """The amounts of a row as what they were taken for."""
    return {name: str(understood(row.cells[name])) for name, kind in row.kinds.items() if kind == "amount"}


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def add(request: HttpRequest, declaration: Declaration, draft: Draft) -> HttpResponse:
    """One row more: of a person who was left out (``enrolment``), or of somebody whom the form names."""
    rows, error = rows_of(draft.answers), ""
    enrolment = request.POST.get("enrolment", request.GET.get("enrolment", ""))
    left_out = next((one for one in declaration.left_out(rows) if one.enrolment == enrolment), None)
    cells = declaration.known([left_out])[enrolment] if left_out else {}
    if request.method == "POST":
        cells |= _typed(request, declaration)
        if cells["employee_id"] or cells["employee_name"]:
            line = max((row.line for row in rows), default=1) + 1
            return _save(request, declaration, draft, rows, Row(line, cells))
        error = "请填写公民身份号码和姓名"
    faults = {"employee_id": error} if error else {}
    context = {
        "declaration": declaration,
        "left_out": left_out,
        "errors": faults,
        "controls": _controls(declaration, cells, faults),
    }
    return render(request, "employer/add.html", context, status=400 if error else 200)


def _typed(request: HttpRequest, declaration: Declaration) -> dict[str, str]:
    return {column.name: posted(column, request.POST) for column in _asked(declaration)}


def _asked(declaration: Declaration) -> tuple[Field, ...]:
    """The columns that a person fills in."""
    return (*declaration.procedure.columns, REASON)


def _controls(declaration: Declaration, cells: Mapping[str, str], faults: Mapping[str, str]) -> list[Any]:
    return [
        control_of(column, cells.get(column.name, ""), faults.get(column.name, "")) for column in _asked(declaration)
    ]


def _save(
    request: HttpRequest, declaration: Declaration, draft: Draft, others: Iterable[Row], one: Row
) -> HttpResponse:
    """Check and keep the rows; on to what is wrong with this one, else to the next that is wrong, else to the list."""
    rows = declaration.check(sorted([*others, one], key=lambda row: row.line))
    keep(declaration, draft, rows)
    bad = [row.line for row in rows if not row.good]
    if one.line in bad:
        return redirect("employer:row", one.line)
    if not bad:
        messages.success(request, f"已保存第 {one.line} 行，全部 {len(rows)} 行都没有错误")
        return redirect("employer:declare")
    messages.success(request, f"已保存第 {one.line} 行，没有错误；还有 {len(bad)} 行要改")
    return redirect("employer:row", next((line for line in bad if line > one.line), bad[0]))
