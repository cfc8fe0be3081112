"""The rows of an employer's declaration, to the officer: by what has changed and what to look at, one with its working."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yuntai.cases.declarations import Declaration, Row, rows_of
from yuntai.cases.declared import GROUPS, flags, groups, totals
from yuntai.cases.models import Case
from yuntai.errors import YuntaiError
from yuntai.people import exports
from yuntai.people.fields import mask_name, mask_resident_id
from yuntai.people.logs import log_access
from yuntai.people.models import Person
from yuntai.registry.names import name_key
from yuntai.web.exporting import deliver
from yuntai.web.rights import roles_required
from yuntai.web.workbench.views import OFFICERS, visible_case

A_PAGE = 50

_COLUMNS = (
    "行",
    "姓名",
    "公民身份号码",
    "参保登记号",
    "到岗日期",
    "离开日期",
    "参保月数",
    "应发工资合计",
    "年缴费工资",
    "月缴费基数",
    "上年缴费基数",
    "变化",
    "要看的",
)
_LEFT_OUT = {"enrolment": "参保登记号", "joined_on": "到岗日期", "last_base": "上年缴费基数"}


def _declaration_case(request: HttpRequest, number: str) -> Case:
    """The case of an address, if it has rows and the officer may see it."""
    case = visible_case(request, number)
    if not case.version.load().table:
        raise Http404
    return case


@require_safe
@roles_required(*OFFICERS)
def rows(request: HttpRequest, number: str) -> HttpResponse:
    """The rows, fifty a page: all or a group of them (``show``), those of a name (``q``)."""
    return _page(request, _declaration_case(request, number))


def _page(request: HttpRequest, case: Case, error: str = "") -> HttpResponse:
    found = groups(case.facts)
    shown, wanted, chosen = _chosen(request, found)
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    lines = [] if shown == "left_out" else [(row, mask_name(row.cells["employee_name"]), _said(row)) for row in page]
    context = {
        "case": case,
        "totals": totals(found["all"]),
        "tabs": [(name, title, len(found[name])) for name, title in GROUPS.items() if found[name] or name == shown],
        "shown": shown,
        "wanted": wanted,
        "by": "参保登记号" if shown == "left_out" else "姓名或参保登记号",
        "page": page,
        "lines": lines,
        "export_to": f"{reverse('workbench:export_rows', args=[case.number])}?{request.GET.urlencode()}",
        "most": exports.MOST_ROWS,
        "error": error,
        "purpose": request.POST.get("purpose", ""),
    }
    return render(request, "workbench/rows.html", context, status=400 if error else 200)


def _chosen(request: HttpRequest, found: dict[str, list[Any]]) -> tuple[str, str, list[Any]]:
    """Which group the address names, what it looks for, and the rows of both."""
    shown, wanted = request.GET.get("show", ""), request.GET.get("q", "").strip()
    shown = shown if shown in GROUPS else "all"
    if shown == "left_out":
        return shown, wanted, [one for one in found[shown] if not wanted or one["enrolment"] == wanted]
    return shown, wanted, [row for row in found[shown] if _is(row, wanted)]


def _is(row: Row, wanted: str) -> bool:
    return name_key(wanted) in name_key(row.cells["employee_name"]) or wanted == row.cells["enrolment"]


def _said(row: Row) -> str:
    said = flags(row)
    if row.reason and "half" not in said:  # a reason that was not asked for is read as well
        said["reason"] = f"单位说明：{row.reason}"
    return "；".join(said.values())


@require_safe
@roles_required(*OFFICERS)
def row(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """One row with its working; who looked is written down."""
    case = _declaration_case(request, number)
    one = next((row for row in rows_of(case.facts) if row.line == line), None)
    if one is None:
        raise Http404
    declaration = Declaration(case.employer, case.as_of)
    masked = mask_resident_id(one.cells["employee_id"])
    person = Person.objects.with_resident_id(one.cells["employee_id"])
    log_access(request.user, person, "申报的工资", f"办件 {number} 第 {line} 行，{masked}")
    answer = declaration.answer(one)
    cells = one.cells | {"employee_id": masked}
    context = {
        "case": case,
        "row": one,
        "answer": answer,
        "differs": answer.results.get("base") != one.base,
        "said": flags(one).values(),
        "facts": [
            {"label": column.label, "value": cells.get(column.name) or "没有填"} for column in declaration.columns
        ],
    }
    return render(request, "workbench/row.html", context)


@require_POST
@roles_required(*OFFICERS)
def export(request: HttpRequest, number: str) -> HttpResponse:
    """The rows that are shown, as a spreadsheet, for a purpose that is written down."""
    case = _declaration_case(request, number)
    shown, _, chosen = _chosen(request, groups(case.facts))
    columns, table = (_LEFT_OUT.values(), _left_out(chosen)) if shown == "left_out" else (_COLUMNS, _cells(chosen))
    title, purpose = f"{case.employer}{case.facts['year']}年度申报-{GROUPS[shown]}", request.POST.get("purpose", "")
    try:
        return deliver(request, title, tuple(columns), table, purpose, "xlsx")
    except YuntaiError as error:
        return _page(request, case, str(error))


def _left_out(found: Iterable[dict[str, str]]) -> Iterable[Sequence[Any]]:
    return ([one[name] for name in _LEFT_OUT] for one in found)


def _cells(found: Iterable[Row]) -> Iterable[Sequence[Any]]:
    for row in found:
        cells = row.cells
        yield (
            row.line,
            cells["employee_name"],
            mask_resident_id(cells["employee_id"]),
            *(cells[name] for name in ("enrolment", "joined_on", "left_on")),
            int(cells["months"]),
            row.gross_wage,
            row.annual_wage,
            row.base,
            row.last_base,
            row.change,
            _said(row),
        )
