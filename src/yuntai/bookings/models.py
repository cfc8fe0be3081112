"""Rooms, sessions in them, and the places that somebody has in one or waits for."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.utils.timezone import localtime

from yuntai.bookings.kinds import kinds
from yuntai.clock import SHANGHAI, day_of, now, start_of
from yuntai.ledger.entries import Entry
from yuntai.ledger.rows import SealedRow, SealedRows
from yuntai.people.models import Employer, Person, Role, Unit, User
from yuntai.rules.language.kinds import Date

PLANNERS = (Role.ACCEPT, Role.REVIEW)
"""Who makes, moves and cancels the sessions of a unit, and signs in who comes."""


def hours(begins: datetime | time, ends: datetime | time) -> str:
    """From when to when, in words: 9:00 到 11:30."""
    return " 到 ".join(f"{one.hour}:{one:%M}" for one in (begins, ends))


class Room(SealedRow):
    """A room of a unit: a courtroom, a counter, a hall. It is open from ``opens`` to ``closes`` on workdays."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rooms", verbose_name="单位")
    name = models.CharField("名称", max_length=40)
    seats = models.PositiveSmallIntegerField("座位数")
    opens = models.TimeField("几点开门")
    closes = models.TimeField("几点关门")
    on_rest_days = models.BooleanField("周末和节假日也能用", default=False)

    class Meta:
        verbose_name = "场所"
        ordering = ("unit__path", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name"], name="room_named_once_in_a_unit"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="room_has_seats"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="room_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def open_hours(self) -> str:
        """From when to when it is open: 9:00 到 17:00."""
        return hours(self.opens, self.closes)


class Sessions(SealedRows):
    def standing(self) -> Sessions:
        """Those that were not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def between(self, first: date, last: date) -> Sessions:
        """Those that begin on one of these days, in their order."""
        return self.filter(begins__gte=start_of(first), begins__lt=start_of(date.fromordinal(last.toordinal() + 1)))

    def counted(self) -> Sessions:
        """In their order, with how many have a seat (``held``) and how many wait for one (``waiting``)."""
        numbers = {
            name: Count("bookings", filter=Q(bookings__state=state))
            for name, state in (("held", State.HELD), ("waiting", State.WAITING))
        }
        return self.select_related("unit", "room__unit").annotate(**numbers).order_by("begins", "pk")

    def to_book(self) -> Sessions:
        """Those to come in which everybody may take a seat, the next first."""
        return self.standing().filter(open_to_all=True, begins__gt=now())

    def planned_by(self, user: User) -> Sessions:
        """Those of the units whose sessions ``user`` makes."""
        return self.filter(unit__in=Unit.objects.held_by(user, *PLANNERS))


class Session(SealedRow):
    """A time in a room, or elsewhere (``place``), with ``capacity`` seats. ``case`` is the number of the case that it belongs to.

    In one that is ``open_to_all`` a resident takes a seat herself; in others officers and cases put in whom it concerns.
    """

    kind = models.CharField("种类", max_length=20)
    title = models.CharField("名称", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sessions", verbose_name="单位")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="sessions", verbose_name="场所")
    place = models.CharField("别处的地点", max_length=80, blank=True, default="")
    begins = models.DateTimeField("开始")
    ends = models.DateTimeField("结束")
    capacity = models.PositiveSmallIntegerField("名额")
    open_to_all = models.BooleanField("大家都能约", default=False)
    case = models.CharField("办件编号", max_length=40, blank=True, default="", db_index=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)

    objects = Sessions.as_manager()

    class Meta:
        verbose_name = "场次"
        ordering = ("begins", "pk")
        indexes: ClassVar = [
            models.Index(fields=["room", "begins"], name="session_of_a_room"),
            models.Index(fields=["unit", "begins"], name="session_of_a_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="session_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="session_has_seats"),
            models.CheckConstraint(
                condition=Q(room__isnull=False, place="") | Q(room__isnull=True) & ~Q(place=""),
                name="session_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_kind()}）"

    def get_kind(self) -> str:
        """What its kind is called; one that the pack has no more is called a session."""
        return kinds().get(self.kind, "场次")

    @property
    def where(self) -> str:
        """Where it is, in words."""
        return f"{self.unit}{self.room}" if self.room else self.place

    @property
    def day(self) -> date:
        return day_of(self.begins)

    @property
    def hours(self) -> str:
        """From when to when, in words: 9:00 到 11:30."""
        return hours(localtime(self.begins), localtime(self.ends))

    @property
    def when(self) -> str:
        """Day and hours in words."""
        return f"{Date().show(self.day)} {self.hours}"

    @property
    def is_to_come(self) -> bool:
        """Whether it can still be changed, booked and given up: it was not cancelled and has not begun."""
        return self.cancelled_at is None and bool(self.begins > now())


class Change(Entry):
    """What was done to a session, by whom, why: ``data`` says when and where it is since."""

    WHATS: ClassVar = {"plan": "安排", "move": "改期", "cancel": "取消"}

    session = models.ForeignKey(Session, models.PROTECT, related_name="changes")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    what = models.CharField("做了什么", max_length=8)
    reason = models.CharField("原因", max_length=200, blank=True, default="")
    data = models.JSONField("当时的安排", default=dict)

    sealed = ("session_id", "user_id", "what", "reason", "data")
    chained_by = "session_id"

    class Meta(Entry.Meta):
        verbose_name = "场次变更"
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "place"], name="change_place_once")]

    @property
    def title(self) -> str:
        return self.WHATS[self.what]

    @property
    def who(self) -> str:
        return str(self.user)

    @property
    def text(self) -> str:
        """What it was since, and why."""
        begins, ends = (self.data.get(name) for name in ("begins", "ends"))
        when = f"{Date().show(day_of(_read(begins)))} {hours(_read(begins), _read(ends))}" if begins else ""
        return "；".join(filter(None, (when, self.reason)))


def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI)


class State(models.TextChoices):
    """What somebody has of a session."""

    HELD = "held", "约好了"
    WAITING = "waiting", "在排队"
    GIVEN_UP = "given_up", "退了"


class Bookings(SealedRows):
    def standing(self) -> Bookings:
        """Those that hold a seat or wait for one."""
        return self.filter(state__in=[State.HELD, State.WAITING])

    def held(self) -> Bookings:
        """Those that hold a seat."""
        return self.filter(state=State.HELD)

    def waiting(self) -> Bookings:
        """Those that wait for a seat, the first first."""
        return self.filter(state=State.WAITING).order_by("pk")

    def of(self, subject: Person | Employer) -> Bookings:
        """Those of somebody, by whichever of her records."""
        if isinstance(subject, Employer):
            return self.filter(employer=subject)
        return self.filter(person__in=Person.objects.same(subject))


class Booking(SealedRow):
    """The seat that somebody has in a session (``seat``, from 1), or her place among those who wait: the order of keys.

    ``code`` is what she says at the door.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings", verbose_name="场次")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="bookings", verbose_name="个人")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="bookings", verbose_name="用人单位")
    state = models.CharField("状态", max_length=8, choices=State.choices)
    seat = models.PositiveSmallIntegerField("座号", null=True)
    code = models.CharField("签到码", max_length=6)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁约的")
    made_at = models.DateTimeField("预约时间", default=now, editable=False)
    came_at = models.DateTimeField("签到时间", null=True)

    objects = Bookings.as_manager()

    class Meta:
        verbose_name = "预约"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "seat"], name="seat_taken_once"),
            models.UniqueConstraint(fields=["session", "code"], name="booking_code_once_in_a_session"),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False) & ~Q(state=State.GIVEN_UP),
                name="booking_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["session", "employer"],
                condition=Q(employer__isnull=False) & ~Q(state=State.GIVEN_UP),
                name="booking_once_an_employer",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, employer__isnull=True)
                | Q(person__isnull=True, employer__isnull=False),
                name="booking_is_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=State.HELD, seat__isnull=False)
                | Q(state__in=[State.WAITING, State.GIVEN_UP], seat__isnull=True),
                name="booking_held_has_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(came_at__isnull=True) | Q(state=State.HELD), name="booking_came_who_has_a_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}：{self.get_state_display()}"

    @property
    def subject(self) -> Any:
        """The person or employer."""
        return self.person or self.employer

    @property
    def ahead(self) -> int:
        """How many wait before her; 0 for the first."""
        return Booking.objects.waiting().filter(session=self.session_id, pk__lt=self.pk).count()
