"""Lists as Excel or CSV files: a page asks what for, and the file is written down with it (:mod:`yuntai.people.exports`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime

from yuntai.cases.lights import Lights
from yuntai.cases.querysets import CaseQuerySet
from yuntai.cases.versions import Version
from yuntai.errors import YuntaiError
from yuntai.people.exports import MOST_ROWS, Export, NeedsSecond, export, taken_out
from yuntai.proposals.exports import permit, propose_export

FORMS = {"xlsx": "Excel 表格", "csv": "CSV"}
LIGHTS = {"green": "正常", "yellow": "快到期", "red": "超期", "paused": "等补正"}


@dataclass(frozen=True)
class Sheet:
    """A list that can be exported: ``count`` rows, made when they are asked for. Persons are masked in it."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    count: int
    forms: Mapping[str, str] = field(default_factory=lambda: FORMS)


def answer(request: HttpRequest, sheet: Sheet, back: str) -> HttpResponse:
    """Ask what the rows are for; with that, the file. ``back`` is the address of the list."""
    error = ""
    if request.method == "POST":
        purpose, form = request.POST.get("purpose", ""), request.POST.get("form", "")
        try:
            return deliver(request, sheet.title, sheet.columns, sheet.rows, purpose, form)
        except YuntaiError as wrong:
            error = str(wrong)
    context = {
        "sheet": sheet,
        "forms": sheet.forms,
        "most": MOST_ROWS,
        "needs_second": sheet.count + taken_out(request.user) > settings.EXPORT_ROWS,
        "alone": settings.EXPORT_ROWS,
        "back": back,
        "error": error,
        "purpose": request.POST.get("purpose", ""),
    }
    return render(request, "export.html", context)


def deliver(
    request: HttpRequest, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], purpose: str, form: str
) -> HttpResponse:
    """The file; where it needs a second officer the proposal, until she has confirmed it. Raises ``YuntaiError``."""
    wanted = (request.user, request.get_full_path(), title, form, purpose.strip())
    try:
        return _download(export(request.user, title, columns, rows, purpose, form, permit(*wanted)))
    except NeedsSecond as needed:
        proposal = propose_export(*wanted, needed.count)
        messages.success(request, f"{needed}。已经提出；确认以后在这里下载")
        return redirect("account:proposal", proposal.pk)


def _download(file: Export) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=file.name)
    return HttpResponse(
        file.content, content_type=file.content_type, headers={"Content-Disposition": disposition or ""}
    )


CASE_COLUMNS = (
    "办件编号",
    "事项",
    "申请人",
    "单位",
    "状态",
    "提交日期",
    "承诺日",
    "期限",
    "决定",
    "金额（元）",
    "督办",
)


def case_sheet(title: str, found: CaseQuerySet) -> Sheet:
    """Cases, one a row."""
    return Sheet(title, CASE_COLUMNS, _case_rows(found), found.count())


def _case_rows(found: CaseQuerySet) -> Iterator[Sequence[Any]]:
    titles, lights = dict(Version.objects.values_list("pk", "definition__title")), Lights.now()
    for case in found.select_related("person", "employer", "unit").defer("facts", "decision")[: MOST_ROWS + 1]:
        yield (
            case.number,
            titles[case.version_id],
            case.applicant,
            str(case.unit),
            case.get_state_display(),
            localtime(case.submitted_at).date(),
            case.due_on,
            LIGHTS.get(lights.of(case), ""),
            case.get_outcome_display(),
            case.amount,
            case.supervised,
        )
