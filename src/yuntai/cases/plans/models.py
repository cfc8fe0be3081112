"""Runs of plans, and what they have begun."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from yuntai.clock import day_of, now
from yuntai.ledger.rows import SealedRow

FOR_GOOD = date.min
"""The period of what a daily plan begins: once for good."""


class Run(SealedRow):
    """A plan on a day on which it is due. Its ``seed`` is published when the row is made, days before a draw by it.

    ``count`` is how many it would begin, ``asked`` whether these are so many that it waits, ``allowed`` whether two officers let it;
    ``drawn`` the keys that were drawn.
    """

    plan = models.CharField("计划", max_length=60)
    period = models.DateField("哪一天的")
    seed = models.CharField("抽取的种子", max_length=32)
    made_at = models.DateTimeField("公布种子的时间", default=now)
    count = models.PositiveIntegerField("件数", null=True)
    asked = models.BooleanField("等人确认", default=False)
    allowed = models.BooleanField("已经确认", default=False)
    drawn = models.JSONField("抽到的", null=True)
    done_at = models.DateTimeField("办完的时间", null=True)

    class Meta:
        verbose_name = "计划的一次运行"
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "period"], name="plan_runs_once_a_period")]

    @property
    def was_published(self) -> date:
        """The day on which the seed was published."""
        return day_of(self.made_at)


class Begun(SealedRow):
    """What a plan has begun for a key; ``what`` says what it became."""

    plan = models.CharField("计划", max_length=60)
    period = models.DateField("哪一天的")
    key = models.CharField("对象", max_length=200)
    what = models.CharField("成了什么", max_length=200, blank=True, default="")
    at = models.DateTimeField("时间", default=now)

    class Meta:
        verbose_name = "计划开始的事"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "period", "key"], name="begun_once_by_its_key")
        ]
