"""Who has made the yearly declaration: by district and unit, as a list, taken out for a purpose; the others are reminded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yuntai.cases import coverage
from yuntai.cases.content import catalogue
from yuntai.cases.coverage import LOOKERS, STATUSES, Coverage, Obliged
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people import exports
from yuntai.registry.names import name_key
from yuntai.rules.language.kinds import Date
from yuntai.web.boards.figures import Share
from yuntai.web.exporting import deliver
from yuntai.web.rights import roles_required

A_PAGE = 50

_COLUMNS = ("单位", "统一社会信用代码", "区", "经办单位", "应申报人数", "状态", "办件编号", "办件状态", "上次提醒")


@dataclass(frozen=True)
class Line:
    """The figures of some employers: how many must declare, have, have not; how many staff they have."""

    employers: Sequence[Obliged]

    def of(self, status: str) -> list[Obliged]:
        return [one for one in self.employers if one.status == status]

    @property
    def declared(self) -> Share:
        """The employers that have declared, of all."""
        return Share(len(self.of("declared")), len(self.employers))

    @property
    def staff(self) -> Share:
        """The staff of the employers that have declared, of all staff."""
        return Share(sum(one.staff for one in self.of("declared")), sum(one.staff for one in self.employers))

    @property
    def open(self) -> int:
        return len(self.of("open"))

    @property
    def unregistered(self) -> int:
        return len(self.of("unregistered"))


@require_safe
@roles_required(*LOOKERS)
def overview(request: HttpRequest) -> HttpResponse:
    """The figures, and the employers by what they have done (``show``), in a district, by name or code (``q``)."""
    return _page(request, coverage.coverage(request.user))


def _page(request: HttpRequest, known: Coverage, **errors: str) -> HttpResponse:
    shown, here, chosen = _chosen(request, known)
    places: dict[tuple[str, str], list[Obliged]] = defaultdict(list)
    for one in known.employers:
        places[one.district, one.unit].append(one)
    by_place = [(*place, Line(found)) for place, found in places.items()]
    window, query = known.window, request.GET.urlencode()
    context = {
        "year": known.year,
        "window": window,
        "total": Line(known.employers),
        "by_place": sorted(by_place, key=lambda row: (row[2].declared.value, -row[2].open, row[0])),
        "tabs": [(name, title, len(here.of(name))) for name, title in STATUSES.items()],
        "shown": shown,
        "title": STATUSES[shown],
        "district": _district(request),
        "wanted": request.GET.get("q", ""),
        "page": Paginator(chosen, A_PAGE).get_page(request.GET.get("page")),
        "to_remind": min(coverage.MOST, sum(map(coverage.to_remind, chosen))),
        "remind_to": f"{reverse('workbench:remind')}?{query}",
        "due_on": request.POST.get("due_on") or (window.last if window and window.last >= today() else ""),
        "export_to": f"{reverse('workbench:export_declarations')}?{query}",
        "most": exports.MOST_ROWS,
        "purpose": request.POST.get("purpose", ""),
        "error": errors.get("purpose", ""),
        "due_error": errors.get("due_on", ""),
    }
    return render(request, "workbench/declarations.html", context, status=400 if errors else 200)


def _chosen(request: HttpRequest, known: Coverage) -> tuple[str, Line, list[Obliged]]:
    """What the address shows, the employers of its district, and those of them that are shown."""
    shown, wanted = (request.GET.get(name, "").strip() for name in ("show", "q"))
    district = _district(request)
    shown = shown if shown in STATUSES else "open"
    here = Line([one for one in known.employers if district in ("", one.district)])
    return shown, here, [one for one in here.of(shown) if name_key(wanted) in name_key(one.name) or wanted == one.uscc]


def _district(request: HttpRequest) -> str:
    """The district of the address as the registry calls it; what is none as it was written."""
    written, units = request.GET.get("district", "").strip(), catalogue().units
    place = units.get(units.place_of(written))
    return (place and place.district) or written


@require_POST
@roles_required(*LOOKERS)
def export(request: HttpRequest) -> HttpResponse:
    """The employers that are shown, as a spreadsheet, for a purpose that is written down."""
    known = coverage.coverage(request.user)
    shown, _, chosen = _chosen(request, known)
    title, purpose = f"{known.year}年度缴费基数{STATUSES[shown]}", request.POST.get("purpose", "")
    try:
        return deliver(request, title, _COLUMNS, map(_cells, chosen), purpose, "xlsx")
    except YuntaiError as error:
        return _page(request, known, purpose=str(error))


def _cells(one: Obliged) -> Sequence[Any]:
    status = STATUSES[one.status]
    return (one.name, one.uscc, one.district, one.unit, one.staff, status, one.case, one.state, one.reminded)


@require_POST
@roles_required(*LOOKERS)
def remind(request: HttpRequest) -> HttpResponse:
    """Remind the employers that are shown and have not declared."""
    known = coverage.coverage(request.user)
    _, _, chosen = _chosen(request, known)
    typed = request.POST.get("due_on", "").strip()
    if not typed:
        return _page(request, known, due_on="请填写在哪天以前申报")
    try:
        count = coverage.remind(request.user, known.year, chosen, Date().parse(typed))
    except (ValueError, YuntaiError) as error:
        return _page(request, known, due_on=str(error))
    messages.success(request, f"已提醒 {count} 家单位")
    return redirect(f"{reverse('workbench:declarations')}?{request.GET.urlencode()}")
