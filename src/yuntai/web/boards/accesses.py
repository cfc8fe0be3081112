"""Who looked at whose data: filtered, with what is worth a second look, and found by person, which is itself written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yuntai.cases.content import calendar
from yuntai.cases.models import Case, Event
from yuntai.clock import start_of, today
from yuntai.errors import YuntaiError
from yuntai.people.acting import BASES
from yuntai.people.fields import mask_name, mask_resident_id
from yuntai.people.logs import HOLDING, STAFFING, log_access, typed
from yuntai.people.models import Access, Appointment, Person, Role, Unit, User
from yuntai.people.querysets import AccessQuerySet
from yuntai.rules.language.kinds import Date
from yuntai.rules.language.workdays import is_workday
from yuntai.web.rights import roles_required

SIGNS: Mapping[str, str] = {"odd_hour": "夜间或休息日", "colleague": "看同事的", "stranger": "没办过他的件"}
"""What is worth a second look in a look: names of annotations and how they are said."""

EVENING, MORNING = 20, 7
"""The hours from and until which it is night."""

MANY = 10
"""From how many people a day with whom an officer has nothing to do it is much."""

_DAYS = 30
_MOST_DAYS = 92
_MOST_PERSONS = 5000
_LINES = 50
_PRESENT = BASES["counter"]
_HELD = f"^({Access.KEPT_SECRET}|办件) [0-9]{{15}}{HOLDING}"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for, and what is wrong with it by field."""

    supervisor: User
    since: date
    until: date
    officer: str = ""
    unit: str = ""
    person: int = 0
    sign: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def period(self) -> AccessQuerySet:
        """All looks of the period by officers of the supervisor's units, or of the one that is asked for."""
        begin, end = (start_of(day) for day in (self.since, self.until + timedelta(1)))
        found = Access.objects.supervised_by(self.supervisor).filter(at__gte=begin, at__lt=end)
        if not self.unit:
            return found
        below = Unit.objects.visible_to(self.supervisor).filter(code=self.unit).values_list("path", flat=True)
        officers = Appointment.objects.filter(unit__path__startswith=below.first() or "-")
        return found.filter(user__in=officers.values("user"))

    def found(self) -> AccessQuerySet:
        """What is asked for, the newest first, with its signs."""
        found = self.period().annotate(**self._signs)
        if self.officer:
            found = found.filter(user__username__iexact=self.officer)
        if self.person:
            found = found.filter(person=self.person).telling()
        if self.sign:
            found = found.filter(**{self.sign: True})
        found = found.select_related("user__person", "person").prefetch_related("user__appointments__unit")
        return found.order_by("-number")

    @cached_property
    def _signs(self) -> dict[str, Any]:
        days = (self.since + timedelta(number) for number in range((self.until - self.since).days + 1))
        off = [day for day in days if not is_workday(day, calendar())]
        odd = Q(at__hour__lt=MORNING) | Q(at__hour__gte=EVENING) | Q(at__date__in=off)
        about = Q(person__isnull=False) & ~Q(why=STAFFING)
        hers = Q(user__person=OuterRef("person")) | Q(user__officer_person=OuterRef("person"))
        colleague = Exists(Appointment.objects.filter(hers))
        # A sum has no index: without statistics SQLite would go through all that the officer ever did, for each look.
        done = Event.objects.filter(case=OuterRef("pk")).annotate(by=F("user_id") + 0)
        handled = Case.objects.filter(Exists(done.filter(by=OuterRef(OuterRef("user")))), person=OuterRef("person"))
        present = Q(what=_PRESENT) | Q(why=_PRESENT)
        holding = Q(why__regex=_HELD)
        return {
            "odd_hour": _whether(odd),
            "colleague": _whether(about & colleague),
            "stranger": _whether(about & ~present & ~holding & ~Exists(handled)),
        }

    def by_officer(self) -> list[dict[str, Any]]:
        """The officers whose looks of the period are worth a second look: how many of each sign; those with the most first."""
        found = self.period().annotate(**self._signs).order_by()
        counts = {sign: Count("pk", filter=Q(**{sign: True})) for sign in ("odd_hour", "colleague")}
        rows = {row["user"]: row for row in found.values("user").annotate(looks=Count("pk"), **counts)}
        strangers: dict[int, int] = defaultdict(int)
        daily = found.filter(stranger=True).annotate(day=TruncDate("at")).values("user", "day")
        for row in daily.annotate(persons=Count("person", distinct=True)):
            strangers[row["user"]] = max(strangers[row["user"]], row["persons"])
        users = User.objects.select_related("person").in_bulk(rows)
        told = [
            row | {"user": users[key], "strangers": strangers[key], "many": strangers[key] >= MANY}
            for key, row in rows.items()
            if row["odd_hour"] or row["colleague"] or strangers[key] >= MANY
        ]
        return sorted(
            told, key=lambda row: (-row["colleague"], -row["strangers"], -row["odd_hour"], row["user"].username)
        )


def _whether(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def wanted_by(request: HttpRequest) -> Wanted:
    """What the address asks for: ``since`` and ``until`` (the last 30 days), ``officer``, ``unit``, ``person``, ``sign``."""
    asked, errors = request.GET, {}
    days = {"since": today() - timedelta(_DAYS - 1), "until": today()}
    for name in days:
        if text := asked.get(name, "").strip():
            try:
                days[name] = Date().parse(text)
            except ValueError as wrong:
                errors[name] = str(wrong)
    if days["since"] > days["until"]:
        errors["since"] = "开始不能晚于结束"
    elif (days["until"] - days["since"]).days >= _MOST_DAYS:
        errors["since"] = f"一次最多看 {_MOST_DAYS} 天"
    if errors:
        days = {"since": today() - timedelta(_DAYS - 1), "until": today()}
    person, sign = asked.get("person", ""), asked.get("sign", "")
    return Wanted(
        request.user,
        **days,
        officer=asked.get("officer", "").strip(),
        unit=asked.get("unit", ""),
        person=int(person) if person.isdecimal() else 0,
        sign=sign if sign in SIGNS else "",
        errors=errors,
    )


def signs_of(look: Access) -> list[str]:
    """What is worth a second look in it, in words."""
    return [said for sign, said in SIGNS.items() if getattr(look, sign)]


@sensitive_post_parameters("who")
@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.SUPERVISE, Role.AUDIT)
def accesses(request: HttpRequest) -> HttpResponse:
    """The looks; with a POST, those at one person."""
    wanted = wanted_by(request)
    error, matches = "", []
    if request.method == "POST":
        try:
            matches = _search(wanted, request.POST.get("who", "").strip(), request.POST.get("why", "").strip())
        except YuntaiError as wrong:
            error = str(wrong)
        if len(matches) == 1:
            kept = {name: request.GET[name] for name in ("since", "until") if request.GET.get(name)}
            return redirect(f"{request.path}?{urlencode(kept | {'person': matches[0].pk})}")
    page = Paginator(wanted.found(), _LINES).get_page(request.GET.get("page"))
    for one in page:
        one.signs = signs_of(one)
    context = {
        "wanted": wanted,
        "typed": {name: request.GET.get(name) or getattr(wanted, name) for name in ("since", "until")},
        "page": page,
        "officers": wanted.by_officer(),
        "person": Person.objects.filter(pk=wanted.person).first() if wanted.person else None,
        "units": Unit.objects.visible_to(request.user),
        "signs": SIGNS,
        "rule": {"evening": EVENING, "morning": MORNING, "many": MANY},
        "matches": matches,
        "error": error,
        "posted": request.POST,
    }
    return render(request, "boards/accesses.html", context)


def _search(wanted: Wanted, who: str, why: str) -> list[Person]:
    """The persons at whom somebody looked, by resident id or name, in full or masked. That it was searched is written down."""
    if not who or not why:
        raise YuntaiError("请写明找谁，为什么找；会记下来")
    number = len(who) == 18 and who[:6].isdecimal()
    found = [person for person in _looked_at(wanted) if _is_meant(person, who)]
    masked = mask_resident_id(who) if number else mask_name(who)
    one = found[0] if len(found) == 1 else None
    log_access(wanted.supervisor, one, f"在查看记录里找“{masked}”，{len(found)} 人", typed(why))
    if not found:
        raise YuntaiError("这段时间里没有人看过这个人的资料；号码和姓名请写全，或者照页面上遮住的样子写")
    return found


def _looked_at(wanted: Wanted) -> Iterator[Person]:
    seen = wanted.period().telling().exclude(person=None).order_by().values("person").distinct()
    if seen.count() > _MOST_PERSONS:
        raise YuntaiError(f"这段时间看过的人超过 {_MOST_PERSONS:,} 个，请缩短时间再找")
    return Person.objects.filter(pk__in=seen).order_by("pk").iterator(500)


def _is_meant(person: Person, who: str) -> bool:
    return who.upper() in (person.resident_id, person.masked_id) or who in (person.name, person.masked_name)
