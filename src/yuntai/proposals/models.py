"""Proposals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yuntai.ledger.rows import SealedRow, SealedRows
from yuntai.people.fields import EncryptedJSONField
from yuntai.people.models import Person, Unit, User


class State(models.TextChoices):
    """Where a proposal stands; all but the first are its end."""

    WAITING = "waiting", "等确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "没有同意"
    TAKEN_BACK = "taken_back", "已收回"
    LAPSED = "lapsed", "过期了"


class Proposals(SealedRows):
    def waiting(self) -> Proposals:
        return self.filter(state=State.WAITING)

    def locked(self, number: int) -> Proposal:
        """The proposal, which nobody else decides until the transaction ends. Raises ``Proposal.DoesNotExist``."""
        found: Proposal = self.select_for_update(of=("self",)).get(pk=number)
        return found


class Proposal(SealedRow):
    """Something to be done, once a second officer has confirmed it. What it says never changes; ``kind`` does it.

    ``subject`` is what it changes (``user-5``): two proposals about the same do not wait at once. ``unit`` is where the proposer
    and who confirms hold their roles, there or above. ``about`` or ``person``: whom it concerns, who is told and has no say.
    """

    kind = models.CharField("种类", max_length=24)
    subject = models.CharField("对象", max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    about = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="关于哪个账户")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="关于哪个人")
    content = EncryptedJSONField("内容", bound_to=["kind", "subject", "proposed_by_id"])
    title = models.CharField("要做什么", max_length=200)
    """In one line, without personal data beyond a colleague's name."""
    why = models.CharField("为什么", max_length=120)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="proposals", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    last_day = models.DateField("最后一天")
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True)
    reason = models.CharField("理由", max_length=120, blank=True, default="")
    """Why it was refused or lapsed before its last day."""

    objects = Proposals.as_manager()

    class Meta:
        verbose_name = "待确认事项"
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state="waiting"), name="proposal_waits_once_about_a_subject"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("proposed_by"))),
                name="proposal_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title
