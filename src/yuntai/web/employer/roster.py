"""An employer's own roster: names and numbers taken in, beside who is insured through it; what to do about the rest."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from yuntai.cases.declarations import Declaration
from yuntai.cases.rosters import COLUMNS, Taken, matched, take
from yuntai.errors import YuntaiError
from yuntai.people.exports import take_beside
from yuntai.people.logs import log_access_daily
from yuntai.rolls.spreadsheets import MOST_MB, SHOWN, Filled, Line, read, write
from yuntai.web.employer.steps import A_PAGE, of_employer

TABS = {"both": "对上的", "unknown": "没有查到参保", "missing": "没有列入花名册"}
TYPED = 0
"""The number of a line that was typed in and stands in no sheet."""
_GUIDE = (
    "一人一行：公民身份号码、姓名。第 1 行的标题不要改；号码这一列保持“文本”格式。",
    "上传只添人、改姓名，不删人；离职的请在页面上删去。",
    "花名册加密保存，只有本单位的经办人、审批人看得到。",
)


@require_safe
@of_employer
def show(request: HttpRequest, declaration: Declaration) -> HttpResponse:
    """The roster beside the registry."""
    return _page(request, declaration)


@require_POST
@of_employer
def upload(request: HttpRequest, declaration: Declaration) -> HttpResponse:
    """Take a sheet with numbers and names."""
    file = request.FILES.get("sheet")
    if file is None:
        return _page(request, declaration, {"sheet": "请选择花名册（Excel、WPS 表格或 CSV）"})
    try:
        filled = read(file, COLUMNS)
    except YuntaiError as error:
        return _page(request, declaration, {"sheet": str(error)})
    return _take(request, declaration, filled)


@sensitive_post_parameters("employee_id", "employee_name")
@require_POST
@of_employer
def add(request: HttpRequest, declaration: Declaration) -> HttpResponse:
    """Take one person who was typed in."""
    cells = {column.name: request.POST.get(column.name, "").strip() for column in COLUMNS}
    return _take(request, declaration, Filled([Line(TYPED, cells, {})], []))


def _take(request: HttpRequest, declaration: Declaration, filled: Filled) -> HttpResponse:
    taken = take(declaration.employer, filled.lines)
    for said in filled.said:
        messages.warning(request, said)
    if taken.refused:
        errors = {"employee_id": taken.refused[TYPED]} if TYPED in taken.refused else {}
        return _page(request, Declaration(declaration.employer), errors, taken)
    messages.success(request, _said(taken))
    return redirect("employer:roster")


def _said(taken: Taken) -> str:
    return f"花名册添了 {taken.added} 人，改了 {taken.renamed} 人的姓名"


@require_POST
@of_employer
def remove(request: HttpRequest, declaration: Declaration) -> HttpResponse:
    """Take one out of the roster, or all who are not insured through the employer."""
    if "unknown" in request.POST:
        gone = [one.pk for one in matched(declaration).unknown]
    else:
        gone = [get_object_or_404(declaration.employer.roster, pk=request.POST.get("employee") or 0).pk]
    declaration.employer.roster.filter(pk__in=gone).delete()
    messages.success(request, f"已从花名册删去 {len(gone)} 人")
    return redirect("employer:roster")


@require_safe
@of_employer
def sheet(request: HttpRequest, declaration: Declaration) -> FileResponse:
    """The roster as a sheet, to add to."""
    rows = declaration.employer.roster.order_by("pk")
    lines = (Line(n, {"employee_id": one.resident_id, "employee_name": one.name}, {}) for n, one in enumerate(rows, 2))
    acting = request.acting
    if acting.is_present:
        why = f"{acting.basis_title} {acting.subject.uscc}"
        take_beside(request.user, acting.representative.person, rows.count(), "花名册", why)
    content = BytesIO(write(COLUMNS, lines, _GUIDE, title="花名册"))
    return FileResponse(content, as_attachment=True, filename="花名册.xlsx")


def _log(request: HttpRequest) -> None:
    """An officer at a counter who sees the roster is written down."""
    acting = request.acting
    if acting.is_present:
        why = f"{acting.basis_title} {acting.subject.uscc}"
        log_access_daily(request.user, acting.representative.person, "花名册", why)


def _page(
    request: HttpRequest, declaration: Declaration, errors: dict[str, str] | None = None, taken: Taken | None = None
) -> HttpResponse:
    found = matched(declaration)
    counts = {name: len(getattr(found, name)) for name in TABS}
    chosen = request.GET.get("show", "both")
    chosen = chosen if chosen in TABS else "both"
    _log(request)
    context = {
        "declaration": declaration,
        "tabs": [(name, title, counts[name]) for name, title in TABS.items()],
        "counts": counts,
        "chosen": chosen,
        "page": Paginator(getattr(found, chosen), A_PAGE).get_page(request.GET.get("page")),
        "masked": request.acting.is_present,
        "columns": COLUMNS,
        "typed": request.POST,
        "taken": taken,
        "said": taken and _said(taken),
        "errors": errors or {},
        "formats": SHOWN,
        "most_mb": MOST_MB,
    }
    return render(request, "employer/roster.html", context, status=400 if errors else 200)
