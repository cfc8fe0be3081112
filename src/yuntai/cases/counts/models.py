"""The tables of the sums. They follow from cases and events, which are sealed, and can be counted anew; so they bear no seal."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.db import models

from yuntai.people.models import Unit


class Sum(models.Model):
    """Numbers under a key (``keys``); ``numbers`` are the columns that are added up."""

    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)

    keys: ClassVar[tuple[str, ...]]
    numbers: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True


class Daily(Sum):
    """Numbers of a day; ``month`` says that a row is of the whole month that begins with it."""

    month = models.BooleanField()
    day = models.DateField()

    class Meta(Sum.Meta):
        abstract = True


def _once(model: str, *keys: str) -> list[Any]:
    return [models.UniqueConstraint(fields=keys, name=f"{model}_once")]


class Standing(Sum):
    """How many cases stand where."""

    procedure = models.CharField(max_length=60)
    state = models.CharField(max_length=12)
    cases = models.IntegerField()

    keys = ("unit_id", "procedure", "state")
    numbers = ("cases",)

    class Meta:
        constraints: ClassVar = _once("standing", "unit", "procedure", "state")


class Due(Sum):
    """How many of the cases whose clock runs are due on a day."""

    procedure = models.CharField(max_length=60)
    day = models.DateField()
    cases = models.IntegerField()

    keys = ("day", "unit_id", "procedure")
    numbers = ("cases",)

    class Meta:
        constraints: ClassVar = _once("due", "day", "unit", "procedure")


class Logged(Sum):
    """How many entries the log has of the cases that a unit has now."""

    kind = models.CharField(max_length=24)
    entries = models.BigIntegerField()

    keys = ("unit_id", "kind")
    numbers = ("entries",)

    class Meta:
        constraints: ClassVar = _once("logged", "unit", "kind")


class Numbered(Sum):
    """How many cases have a number that begins so: with the day on which it was made."""

    begins = models.CharField(max_length=6)
    cases = models.IntegerField()

    keys = ("begins", "unit_id")
    numbers = ("cases",)

    class Meta:
        constraints: ClassVar = _once("numbered", "begins", "unit")


class Passed(Daily):
    """What came to pass on a day.

    Of the cases that ended: ``closed`` after acceptance with a day by which they were due, ``kept`` by that day; ``ended`` after
    acceptance, ``worked`` the working days that these took, ``quick`` those that were unusually quick; ``rated`` and ``liked``;
    ``money`` in fen. Of the log: decisions ``proposed``, those ``overridden`` against the policy's word; cases ``rechecked``, found
    ``wrong``.
    """

    procedure = models.CharField(max_length=60)
    closed = models.IntegerField()
    kept = models.IntegerField()
    ended = models.IntegerField()
    worked = models.IntegerField()
    quick = models.IntegerField()
    rated = models.IntegerField()
    liked = models.IntegerField()
    money = models.BigIntegerField()
    proposed = models.IntegerField()
    overridden = models.IntegerField()
    rechecked = models.IntegerField()
    wrong = models.IntegerField()

    keys = ("month", "day", "unit_id", "procedure")
    numbers = (
        *("closed", "kept", "ended", "worked", "quick", "rated", "liked", "money"),
        *("proposed", "overridden", "rechecked", "wrong"),
    )

    class Meta:
        constraints: ClassVar = _once("passed", "month", "day", "unit", "procedure")


class Taken(Daily):
    """How many cases came in on a day, by channel; ``window`` is the key of the unit at whose counter, 0 at none."""

    procedure = models.CharField(max_length=60)
    channel = models.CharField(max_length=12)
    window = models.BigIntegerField()
    cases = models.IntegerField()

    keys = ("month", "day", "unit_id", "procedure", "channel", "window")
    numbers = ("cases",)

    class Meta:
        constraints: ClassVar = _once("taken", "month", "day", "unit", "procedure", "channel", "window")


class Rated(Daily):
    """The ratings given on a day, by the capacity of who gave them: all, those of the satisfied."""

    procedure = models.CharField(max_length=60)
    capacity = models.CharField(max_length=40)
    given = models.IntegerField()
    liked = models.IntegerField()

    keys = ("month", "day", "unit_id", "procedure", "capacity")
    numbers = ("given", "liked")

    class Meta:
        constraints: ClassVar = _once("rated", "month", "day", "unit", "procedure", "capacity")


class Noted(Sum):
    """The entries of the log that a board lists one by one: of each ``what``, which are few among many."""

    OVERRIDDEN, DRAWN, WRONG, BAD = "overridden", "drawn", "wrong", "bad"

    what = models.CharField(max_length=12)
    procedure = models.CharField(max_length=60)
    day = models.DateField()
    entry = models.BigIntegerField()
    times = models.IntegerField()

    keys = ("what", "unit_id", "procedure", "day", "entry")
    numbers = ("times",)

    class Meta:
        constraints: ClassVar = _once("noted", "what", "unit", "procedure", "day", "entry")


SUMS: tuple[type[Sum], ...] = (Standing, Due, Logged, Numbered, Passed, Taken, Rated, Noted)


class Mark(models.Model):
    """A case whose change the sums have not taken up: an ``entry`` was added to its log, or its columns changed.

    The columns are as they were before; all are empty where the case has not been counted at all.
    """

    case = models.ForeignKey("cases.Case", models.DO_NOTHING, related_name="+", db_constraint=False)
    entry = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    procedure = models.CharField(max_length=60, null=True)
    state = models.CharField(max_length=12, null=True)
    paused = models.BooleanField(null=True)
    due_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    channel = models.CharField(max_length=12, null=True)
    submitted_at = models.DateTimeField(null=True)


WATCHED = (
    *("unit_id", "procedure", "state", "paused", "due_on", "accepted_on", "closed_on", "rating", "amount"),
    *("channel", "submitted_at"),
)
"""The columns of a case that the sums follow from."""


class Keeping(models.Model):
    """One row: how often the sums have taken up what was marked, so that a reader knows whether they did meanwhile."""

    times = models.BigIntegerField(default=0)
    basis = models.CharField(max_length=64, default="")
    """By which calendar and promises the working days were counted."""
    form = models.CharField(max_length=64, default="", db_default="")
    """What sums there were."""


FORM = hashlib.sha256(repr([(one.__name__, one.keys, one.numbers) for one in SUMS]).encode()).hexdigest()
"""What sums there are: where there were others, everything is counted anew."""
