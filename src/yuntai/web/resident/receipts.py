"""The receipt of what was handed in: number, where and when, the materials; to print at a counter, a terminal, at home."""

from __future__ import annotations

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yuntai.cases.models import BundleCase, Case, Material
from yuntai.people.models import Person
from yuntai.procedures.schema import CHANNELS


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of a matter or of a bundle with its parts, and the address at which its person follows it."""
    if not request.acting:
        raise Http404
    bundle = BundleCase.objects.of(request.acting.subject).filter(number=number).first()
    mine = Case.objects.of(request.acting.subject).select_related("version", "unit")
    cases = list((mine.filter(bundle=bundle) if bundle else mine.filter(number=number)).order_by("pk"))
    if not cases:
        raise Http404
    submitted, subject = cases[0].events.select_related("unit").earliest("number"), request.acting.subject
    place = f"，{submitted.unit}" if submitted.unit else ""
    facts = {
        "编号": number,
        "申请人": f"{subject}，{subject.masked_id if isinstance(subject, Person) else subject.uscc}",
        "收件时间": f"{localtime(submitted.at):%Y年%-m月%-d日 %H:%M}",
        "收件渠道": f"{CHANNELS[cases[0].channel]}{place}（{submitted.capacity}）",
    }
    address = request.build_absolute_uri(reverse("resident:case", args=[number]))
    context = {
        "number": number,
        "title": bundle.title if bundle else cases[0].version.definition["title"],
        "facts": [{"label": label, "value": value} for label, value in facts.items()],
        "cases": [(one, one.version.load()) for one in cases],
        "materials": Material.objects.filter(cases__in=cases).distinct().order_by("kind", "pk"),
        "drawing": segno.make(address, error="m").svg_data_uri(scale=3, border=1),
    }
    return render(request, "resident/receipt.html", context)
