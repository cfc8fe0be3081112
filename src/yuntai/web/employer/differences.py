"""The rows of a declaration against last year's bases and the registry's wages: the largest change first, with the reasons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yuntai.cases.declarations import REASON, Declaration, Row, rows_of
from yuntai.cases.declared import DIFFERENCES, by_size, differences, flagged, totals, unexplained
from yuntai.cases.declaring import keep
from yuntai.cases.models import Draft
from yuntai.procedures.cells import read_cell
from yuntai.rules.language.kinds import Number
from yuntai.web.employer.steps import A_PAGE, STEPS, with_draft

LIMITS = {"floor": "按下限", "ceiling": "按上限"}
TABS = {"explain": "要写原因的", "wage": "和登记的工资不同", **LIMITS, **DIFFERENCES, "left_out": "没有列入"}
_BY_SIZE = ("explain", "wage", "up", "down")
_PERCENT = Number(Decimal(0), Decimal(1000))


@require_http_methods(["GET", "HEAD"])
@with_draft
def show(request: HttpRequest, declaration: Declaration, draft: Draft) -> HttpResponse:
    """A group of the rows; of those that differ, no less than the employer wants to see, and a place for each reason."""
    return _page(request, declaration, draft)


@require_POST
@with_draft
def threshold(request: HttpRequest, declaration: Declaration, draft: Draft) -> HttpResponse:
    """From how many percent on the employer wants to see a difference; kept with the draft."""
    try:
        least = _PERCENT.parse(request.POST.get("least", "").strip().rstrip("%％") or "0")
    except ValueError:
        return _page(request, declaration, draft, {"least": "请写 0 到 1000 的数，例如 20"})
    draft.answers |= {"least": f"{least.normalize():f}"}
    draft.save(update_fields=["answers", "changed_at"])
    return redirect(request.get_full_path().replace("/threshold/", "/"))


@require_POST
@with_draft
def reasons(request: HttpRequest, declaration: Declaration, draft: Draft) -> HttpResponse:
    """Keep the reasons of a page's rows; ``same`` is that of all whose own was left empty."""
    same, errors, rows = request.POST.get("same", "").strip(), {}, []
    for row in rows_of(draft.answers):
        name = f"reason-{row.line}"
        if name in request.POST:
            text = request.POST[name].strip() or same
            _, wrong, _ = read_cell(REASON, text)
            if wrong:
                errors[name] = f"第 {row.line} 行的原因：{wrong}"
            else:
                row = replace(row, cells={**row.cells, REASON.name: text})
        rows.append(row)
    if errors:
        return _page(request, declaration, draft, errors)
    keep(declaration, draft, rows)
    left = len(unexplained(rows))
    messages.success(request, f"原因已保存，还有 {left} 人要写" if left else "原因已保存，要写的都写了")
    return redirect(request.get_full_path().replace("/reasons/", "/"))


def _page(
    request: HttpRequest, declaration: Declaration, draft: Draft, errors: dict[str, str] | None = None
) -> HttpResponse:
    rows = rows_of(draft.answers)
    looked_at = flagged(rows)
    groups: dict[str, list[Any]] = {
        "explain": looked_at["half"],
        **{name: looked_at[name] for name in LIMITS},
        "wage": by_size(rows, "wage")[0],
        **differences(rows),
        "left_out": draft.answers["left_out"],
    }
    chosen = request.GET.get("show", "")
    if chosen not in TABS:
        chosen = "explain" if unexplained(rows) else "up"
    found, smaller = _by_size(chosen, rows, groups, Decimal(draft.answers.get("least", "0")))
    context = {
        "declaration": declaration,
        "tabs": [(name, title, len(groups[name])) for name, title in TABS.items() if groups[name] or name == chosen],
        "chosen": chosen,
        "title": TABS[chosen],
        "by_size": chosen in _BY_SIZE,
        "limit": found[0].base if chosen in LIMITS and found else None,
        "before": "登记的工资" if chosen == "wage" else "上年基数",
        "now": {"wage": "申报的工资", "explain": "月平均工资"}.get(chosen, "现在的基数"),
        "least": request.POST.get("least", draft.answers.get("least", "0")),
        "smaller": smaller,
        "unexplained": len(unexplained(rows)),
        "typed": request.POST,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "errors": errors or {},
        "totals": totals(rows),
        "steps": STEPS,
    }
    return render(request, "employer/differences.html", context, status=400 if errors else 200)


def _by_size(chosen: str, rows: list[Row], groups: dict[str, list[Any]], least: Decimal) -> tuple[list[Any], int]:
    """What is shown of a group, and how many differ by too little to be shown."""
    match chosen:
        case "explain":
            return by_size(groups["explain"], "month")
        case "wage":
            return by_size(rows, "wage", least)
        case "up" | "down":
            return by_size(groups[chosen], "base", least)
        case _:
            return groups[chosen], 0
