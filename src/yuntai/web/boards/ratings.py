"""How people liked it: the satisfied of those who rated, by matter, by unit, by who rated; the bad ratings and their answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue
from yuntai.cases.counts.adding import SATISFIED
from yuntai.cases.counts.models import Noted, Rated
from yuntai.cases.counts.sums import Numbers, read
from yuntai.cases.history import REVISIT_DAYS
from yuntai.cases.models import Event
from yuntai.cases.querysets import Sight
from yuntai.cases.states import BAD_RATING
from yuntai.clock import today
from yuntai.ledger.entries import Entries
from yuntai.people.models import Role, Unit
from yuntai.web.boards.figures import Share
from yuntai.web.boards.views import UNREAD, period_of, sight
from yuntai.web.rights import roles_required

_PAGE = 20


def satisfaction(sight: Sight, since: date) -> dict[str, list[tuple[str, Share]]]:
    """Satisfied of rated, of the ratings given from ``since`` on: by matter, unit, and by whom; the least satisfied first.

    A case that was opened again by its rating counts from the day of the rating, not from its second end.
    """
    procedures = {one.id: one.title for one in catalogue().values()}
    units = {unit.pk: unit.name for unit in Unit.objects.all()}
    titles: dict[str, Mapping[Any, str]] = {"事项": procedures, "单位": units, "评价方式": {}}
    rated = read(sight, lambda sums: sums.of(Rated, "procedure", "unit_id", "capacity", since=since))
    return {name: _shares(rated, place, titles[name]) for place, name in enumerate(titles)}


def _shares(rated: Mapping[tuple[Any, ...], Numbers], place: int, titles: Mapping[Any, str]) -> list[tuple[str, Share]]:
    """The shares by one of the parts of a key."""
    by: dict[Any, Numbers] = defaultdict(Counter)
    for key, numbers in rated.items():
        by[key[place]].update(numbers)
    found = [(titles.get(key, str(key)), Share(one["liked"], one["given"])) for key, one in by.items()]
    return sorted(found, key=lambda row: (row[1].value, -row[1].whole, row[0]))


@require_safe
@roles_required(Role.SUPERVISE)
def ratings(request: HttpRequest) -> HttpResponse:
    """How satisfied people are and how that is counted; bad ratings, what people said, and what was answered."""
    since, period = period_of(request)
    found = satisfaction(sight(request), since)
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
    noted = read(sight(request), lambda sums: sums.of(Noted, "entry", what=Noted.BAD))
    bad = Event.objects.filter(number__in=[entry for (entry,) in noted]).order_by("-number")
    return bad.select_related("case__version", "case__unit").defer(*UNREAD)


def with_answers(found: Iterable[Event]) -> list[dict[str, Event | None]]:
    """Ratings, each with the answer to it if there is one."""
    found = list(found)
    answers = Event.objects.filter(kind="answer_rating", case__in=[one.case_id for one in found])
    given = {one.case_id: one for one in answers.select_related("user").order_by("number")}
    return [{"rating": one, "answer": given.get(one.case_id)} for one in found]
