"""The log of who looked at what, and how often something was done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.timezone import localtime

from yuntai.ledger.entries import Entry
from yuntai.people.models.persons import Person, User
from yuntai.people.querysets import AccessQuerySet


class Access(Entry):
    """Who looked at whose personal data or changed somebody's rights, and for what.

    ``KEPT_SECRET`` begins the reason of a look at who asked to be kept secret: she reads of it, no other learns that it was she.
    """

    KEPT_SECRET = "要求保密的办件"

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="accesses")
    what = models.CharField("看了什么", max_length=80)
    why = models.CharField("为了什么", max_length=120)

    objects = AccessQuerySet.as_manager()

    sealed = ("user_id", "person_id", "what", "why")
    chained_by = "user_id"

    @property
    def tells(self) -> bool:
        """Whether it may be said to others who was looked at: not of who reported something and asked to be kept secret."""
        return not self.why.startswith(self.KEPT_SECRET)

    @property
    def capacity(self) -> str:
        """As what ``user`` did it: the unit and roles of that day, else 代办人."""
        day = localtime(self.at).date()
        held = [one for one in self.user.appointments.all() if one.covers(day)]
        return "、".join(sorted({str(one) for one in held})) or "代办人"

    class Meta(Entry.Meta):
        verbose_name = "查看记录"
        indexes: ClassVar = [models.Index(fields=["person", "number"]), models.Index(fields=["user", "number"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "place"], name="access_place_once")]


class Count(models.Model):
    """How often something was done in a stretch of time (:mod:`yuntai.people.limits`); ``name`` is a digest of what and by whom."""

    name = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "次数"
