"""How people liked it: the satisfied of those who rated, by matter, by unit, by who rated; the bad ratings and their answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.actions import BAD_RATING
from yuntai.cases.content import catalogue
from yuntai.cases.history import REVISIT_DAYS
from yuntai.cases.models import Event
from yuntai.cases.querysets import CaseQuerySet
from yuntai.clock import start_of, today
from yuntai.ledger.entries import Entries
from yuntai.people.models import Role, Unit
from yuntai.web.boards.figures import SATISFIED, Share
from yuntai.web.boards.views import period_of, visible
from yuntai.web.rights import roles_required

_PAGE = 20


def satisfaction(found: CaseQuerySet, since: date) -> dict[str, list[tuple[str, Share]]]:
    """Satisfied of rated, of the ratings given from ``since`` on: by matter, unit, and by whom; the least satisfied first.

    A case that was opened again by its rating counts from the day of the rating, not from its second end.
    """
    given = found.log().filter(kind="rate", at__gte=start_of(since)).order_by()
    procedures = {one.id: one.title for one in catalogue().values()}
    units = {unit.pk: unit.name for unit in Unit.objects.all()}
    return {
        "事项": _shares(given, "case__procedure", procedures),
        "单位": _shares(given, "case__unit", units),
        "评价方式": _shares(given, "capacity", {}),
    }


def _shares(given: Any, column: str, titles: dict[Any, str]) -> list[tuple[str, Share]]:
    satisfied = Count("pk", filter=Q(data__score__gte=SATISFIED))
    rows = given.values_list(column).annotate(liked=satisfied, rated=Count("pk"))
    found = [(titles.get(key, str(key)), Share(liked, rated)) for key, liked, rated in rows]
    return sorted(found, key=lambda row: (row[1].value, -row[1].whole, row[0]))


@require_safe
@roles_required(Role.SUPERVISE)
def ratings(request: HttpRequest) -> HttpResponse:
    """How satisfied people are and how that is counted; bad ratings, what people said, and what was answered."""
    since, period = period_of(request)
    found = satisfaction(visible(request), since)
    shares = [share for _, share in found["评价方式"]]
    page = Paginator(bad_ratings(request), _PAGE).get_page(request.GET.get("page"))
    context = {
        "tables": found,
        "total": Share(sum(one.part for one in shares), sum(one.whole for one in shares)),
        "page": page,
        "rows": with_answers(page),
        "today": today(),
        "satisfied": SATISFIED,
        "bad": BAD_RATING,
        "limit": REVISIT_DAYS,
    }
    return render(request, "boards/ratings.html", period | context)


def bad_ratings(request: HttpRequest) -> Entries:
    """The bad ratings of the cases that the supervisor may see, the newest first."""
    bad = visible(request).log().filter(kind="rate", data__score__lte=BAD_RATING).order_by("-number")
    return bad.select_related("case__version", "case__unit")


def with_answers(found: Iterable[Event]) -> list[dict[str, Event | None]]:
    """Ratings, each with the answer to it if there is one."""
    found = list(found)
    answers = Event.objects.filter(kind="answer_rating", case__in=[one.case_id for one in found])
    given = {one.case_id: one for one in answers.select_related("user").order_by("number")}
    return [{"rating": one, "answer": given.get(one.case_id)} for one in found]
