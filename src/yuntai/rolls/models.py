"""Which rolls there are, and the log of their changes. The tables of rows are made from declarations (:mod:`yuntai.rolls.tables`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yuntai.ledger.entries import Entry
from yuntai.people.models import Unit, User


class Roll(models.Model):
    """A roll that has a table. ``shape`` is what of its declaration never changes: the key, the kind of each column, its options."""

    name = models.CharField("编号", max_length=40, unique=True)
    shape = models.JSONField("样子")

    class Meta:
        verbose_name = "台账"

    def __str__(self) -> str:
        return self.name


class Change(Entry):
    """Rows of a roll that were entered or replaced together: who did it, as what, for which unit, in which case, why; how many rows and
    the digest of all that they say (:mod:`yuntai.rolls.digests`)."""

    class What(models.TextChoices):
        ENTER = "enter", "登记"
        END = "end", "终止"
        CORRECT = "correct", "更正"
        IMPORT = "import", "导入"

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="changes")
    what = models.CharField("做了什么", max_length=12, choices=What.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁")
    capacity = models.CharField("以什么身份", max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    case = models.CharField("办件", max_length=40)
    reason = models.CharField("原因", max_length=200)
    count = models.PositiveIntegerField("行数")
    digest = models.CharField("内容的摘要", max_length=64)

    sealed = ("roll_id", "what", "by_id", "capacity", "unit_id", "case", "reason", "count", "digest")
    chained_by = "roll_id"

    class Meta(Entry.Meta):
        verbose_name = "台账变动"
        constraints: ClassVar = [models.UniqueConstraint(fields=["roll", "place"], name="roll_change_place_once")]
        indexes: ClassVar = [models.Index(fields=["case"], name="roll_change_of_case")]
