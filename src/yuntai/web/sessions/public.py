"""What is open to everybody, and what somebody has booked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yuntai.bookings import seats
from yuntai.bookings.calendars import as_calendar
from yuntai.bookings.kinds import kinds
from yuntai.bookings.models import Booking, Bookings, Session, State
from yuntai.clock import now
from yuntai.errors import YuntaiError

_PAGE = 20
_PAST = 10
"""How many sessions that are over one's own list shows."""


@login_not_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Those to come that are open to all, of one kind or of every, with how many seats are free."""
    kind, found = request.GET.get("kind", ""), Session.objects.to_book()
    there = set(found.order_by().values_list("kind", flat=True).distinct())
    if kind in there:
        found = found.filter(kind=kind)
    page = Paginator(found.counted(), _PAGE).get_page(request.GET.get("page"))
    mine = {one.session_id: one for one in _mine(request).standing().filter(session__in=[one.pk for one in page])}
    context = {
        "page": page,
        "kinds": {code: title for code, title in kinds().items() if code in there},
        "kind": kind,
        "mine": mine,
    }
    return render(request, "sessions/list.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What one has booked: what is to come, then what is over, cancelled or given up."""
    own = _mine(request).select_related("session__unit", "session__room__unit")
    to_come = own.standing().filter(session__ends__gt=now(), session__cancelled_at__isnull=True)
    context = {
        "to_come": to_come.order_by("session__begins"),
        "past": own.exclude(pk__in=to_come.values("pk")).order_by("-session__begins")[:_PAST],
    }
    return render(request, "sessions/mine.html", context)


@login_not_required
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session, and the seat that one has in it."""
    one = _seen(request, pk)
    booking = _mine(request).standing().filter(session=one).first()
    return render(request, "sessions/session.html", {"session": one, "booking": booking})


@login_not_required
@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The session as a file for a calendar."""
    response = HttpResponse(
        as_calendar(_seen(request, pk), request.get_host().partition(":")[0]),
        content_type="text/calendar; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="session-{pk}.ics"'
    return response


@require_POST
def take(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a seat for whom one acts, or give it up."""
    one = _seen(request, pk)
    if not request.acting:
        raise YuntaiError("这个账户不是居民账户，不能预约；替人预约请先在“替谁办理”里选好")
    try:
        if step == "book":
            booking = seats.book(one, request.acting.subject, request.user)
            held = booking.state == State.HELD
            messages.success(request, f"约好了，座号 {booking.seat}" if held else "名额满了，已经替您排上队")
        else:
            booking = get_object_or_404(_mine(request).standing(), session=one)
            seats.give_up(booking, request.user, request.acting.subject)
            messages.success(request, "已经退约")
    except YuntaiError as error:
        messages.error(request, str(error))
    return redirect("sessions:session", pk)


def _mine(request: HttpRequest) -> Bookings:
    every: Any = Booking.objects
    found: Bookings = every.of(request.acting.subject) if request.acting else every.none()
    return found


def _seen(request: HttpRequest, pk: int) -> Session:
    """A session that is open to all, or in which one has or had a place."""
    one = get_object_or_404(Session.objects.counted(), pk=pk)
    if not one.open_to_all and not _mine(request).filter(session=one).exists():
        raise Http404
    return one
