"""The desk of those who plan: a unit's week of rooms and sessions, one session with who has a seat, the rooms."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuntai.bookings import planning, seats
from yuntai.bookings.kinds import kinds
from yuntai.bookings.models import PLANNERS, Room, Session
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.models import Unit, User
from yuntai.rolls.content import calendar
from yuntai.rules.language.kinds import Date
from yuntai.rules.language.workdays import is_workday
from yuntai.web.controls import numbers
from yuntai.web.rights import roles_required
from yuntai.web.sessions.forms import AddRoom, AddSomebody, Move, Plan, times_of

_WEEKDAYS = "一二三四五六日"
_ELSEWHERE = "别处"


@require_safe
@roles_required(*PLANNERS)
def week(request: HttpRequest) -> HttpResponse:
    """The sessions of a unit in a week, room by room: the days that are worked, and those on which there is something."""
    units, unit = _unit(request)
    monday = _monday(request.GET.get("day", ""))
    days = [monday + timedelta(number) for number in range(7)]
    found = list(Session.objects.filter(unit=unit).between(days[0], days[-1]).counted())
    busy = {one.day for one in found}
    shown = [day for day in days if day in busy or is_workday(day, calendar())]
    rows = {str(room): _by_day(shown, [one for one in found if one.room_id == room.pk]) for room in unit.rooms.all()}
    if elsewhere := [one for one in found if one.room_id is None]:
        rows[_ELSEWHERE] = _by_day(shown, elsewhere)
    context = {
        "unit": unit,
        "units": {one.code: one.name for one in units},
        "days": {day: f"{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}" for day in shown},
        "rows": rows,
        "monday": monday,
        "before": monday - timedelta(7),
        "after": monday + timedelta(7),
    }
    return render(request, "sessions/week.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*PLANNERS)
def new(request: HttpRequest) -> HttpResponse:
    """Plan a session."""
    _, unit = _unit(request)
    form = Plan(unit, request.POST or None, initial={"day": request.GET.get("day", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = planning.plan(
                request.user,
                unit,
                given["kind"],
                given["title"],
                form.when(),
                given["capacity"],
                open_to_all=given["open_to_all"],
            )
        except YuntaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "安排好了")
            return redirect("sessions:planned", made.pk)
    context = {"form": form, "unit": unit, "rooms": _rooms(unit), "kinds": kinds()}
    return render(request, "sessions/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*PLANNERS)
def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms of a unit, and one more."""
    _, unit = _unit(request)
    form = AddRoom(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            one = planning.add_room(request.user, unit, Room(**form.cleaned_data))
        except YuntaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{one}”加好了")
            return redirect(f"{reverse('sessions:rooms')}?unit={unit.code}")
    return render(request, "sessions/rooms.html", {"form": form, "unit": unit, "rooms": unit.rooms.all()})


@require_safe
@roles_required(*PLANNERS)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """A session with who has a seat, who waits, who came, and what was done to it."""
    one = _planned(request.user, pk)
    bookings = one.bookings.standing().select_related("person", "employer").order_by("state", "seat", "pk")
    context = {
        "session": one,
        "bookings": bookings,
        "changes": one.changes.select_related("user__person").order_by("place"),
        "is_today": one.day == today() and not one.cancelled_at,
    }
    return render(request, "sessions/planned.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*PLANNERS)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold a session at another time or elsewhere."""
    one = _planned(request.user, pk)
    form = Move(one.unit, request.POST or None, initial=times_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            planning.move(one, request.user, form.when(), form.cleaned_data["reason"])
        except YuntaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "改好了，约了的人都会收到通知")
            return redirect("sessions:planned", pk)
    return render(request, "sessions/move.html", {"form": form, "session": one, "rooms": _rooms(one.unit)})


@sensitive_post_parameters("number")
@require_POST
@roles_required(*PLANNERS)
def do(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Put somebody in, take somebody out, sign somebody in, cancel it."""
    one = _planned(request.user, pk)
    try:
        messages.success(request, _take(step, one, request.user, request.POST))
    except YuntaiError as error:
        messages.error(request, str(error))
    return redirect("sessions:planned", pk)


def _take(step: str, one: Session, user: User, posted: QueryDict) -> str:
    """Take the step; what to say of it."""
    match step:
        case "book":
            form = AddSomebody(posted)
            if not form.is_valid():
                raise YuntaiError(form.errors["number"][0])
            booking = seats.book(one, form.cleaned_data["number"], user)
            return f"{booking.subject}约好了，座号 {booking.seat}" if booking.seat else f"{booking.subject}排上队了"
        case "give_up":
            booking = get_object_or_404(one.bookings.standing(), pk__in=numbers([posted.get("booking", "")]))
            seats.give_up(booking, user, None)
            return f"{booking.subject}的预约退了"
        case "sign_in":
            booking = seats.sign_in(one, user, posted.get("code", ""))
            return f"{booking.subject}签到了，座号 {booking.seat}"
        case "cancel":
            planning.cancel(one, user, posted.get("reason", ""))
            return "已取消，约了的人都会收到通知"
    raise Http404


def _planned(user: User, pk: int) -> Session:
    found: Session = get_object_or_404(Session.objects.planned_by(user).counted(), pk=pk)
    return found


def _unit(request: HttpRequest) -> tuple[list[Unit], Unit]:
    """The units whose sessions she plans, and the one that is asked for: where she is appointed if none is."""
    units = list(Unit.objects.held_by(request.user, *PLANNERS))
    own = next(one.unit for one in request.user.roles() if one.role in PLANNERS)
    return units, next((one for one in units if one.code == request.GET.get("unit")), own)


def _rooms(unit: Unit) -> dict[str, str]:
    return {str(one.pk): f"{one}（{one.seats} 座）" for one in unit.rooms.all()}


def _by_day(days: list[date], found: list[Session]) -> dict[date, list[Session]]:
    return {day: [one for one in found if one.day == day] for day in days}


def _monday(text: str) -> date:
    """The Monday of the week in which the day lies; of this week where it is none."""
    try:
        day = Date().parse(text)
    except ValueError:
        day = today()
    return day - timedelta(day.weekday())
