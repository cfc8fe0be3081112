"""What somebody may do, for a period: staff roles, operators of employers, mandates; terminals."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime

from yuntai.clock import now, today
from yuntai.ledger.rows import SealedRow
from yuntai.people.fields import EncryptedField
from yuntai.people.models.persons import Employer, Person, Unit, User
from yuntai.people.querysets import InForce, OperatorQuerySet
from yuntai.people.roles import Role


class Revocable(SealedRow):
    """A right for a period. It can be taken back at any moment."""

    begins = models.DateField("开始日期", default=today)
    ends = models.DateField("结束日期", null=True, blank=True)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def covers(self, day: date) -> bool:
        """Whether it was in force on ``day``, be it for a part of the day."""
        last = min(filter(None, (self.ends, self.revoked_at and localtime(self.revoked_at).date())), default=day)
        return self.begins <= day <= last

    def revoke(self) -> None:
        """End it now."""
        self.revoked_at = now()
        self.save(update_fields=["revoked_at"])


class Appointment(Revocable):
    """An officer's role in a unit and all units below it, for a period."""

    user = models.ForeignKey(User, models.CASCADE, related_name="appointments", verbose_name="账户")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name="单位")
    role = models.CharField("岗位", max_length=12, choices=Role.choices)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = "岗位"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="appointment_role_known", violation_error_message="没有这个岗位"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("begins")),
                name="appointment_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.get_role_display()}岗"


class Operator(Revocable):
    """A user who handles an employer's matters: a handler prepares, an approver submits."""

    class Role(models.TextChoices):
        HANDLER = "handler", "经办人"
        APPROVER = "approver", "审批人"

    user = models.ForeignKey(User, models.CASCADE, related_name="operations", verbose_name="账户")
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="operators", verbose_name="用人单位")
    role = models.CharField("身份", max_length=12, choices=Role.choices, default=Role.HANDLER)
    authorisation = models.FileField("授权书", max_length=120, blank=True)
    authorisation_sha256 = models.CharField("授权书的摘要", max_length=64, blank=True, default="")
    legal_representative = EncryptedField("法定代表人", bound_to=["user_id", "employer_id"], blank=True, default="")
    waiting = models.BooleanField("待核验", default=False)
    """Whether an officer has still to check the registration, made with the authorisation and the legal representative."""
    refusal = models.CharField("退回原因", max_length=120, blank=True, default="")
    given_to = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="交给谁"
    )
    """The right in whose favour two officers ended this one (:mod:`yuntai.people.repairs`)."""
    objection = EncryptedField("异议", bound_to=["user_id", "employer_id"], blank=True, default="")
    answer = models.CharField("对异议的答复", max_length=200, blank=True, default="")
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="谁答复的"
    )

    sealed_files: ClassVar = {"authorisation": "authorisation_sha256"}
    objects = OperatorQuerySet.as_manager()

    class Meta:
        verbose_name = "单位经办人"

    def __str__(self) -> str:
        return f"{self.employer} {self.get_role_display()}"


class Mandate(Revocable):
    """A person lets another act for her, for a period; ``basis`` says on what ground (委托书、监护 …)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mandates", verbose_name="委托人")
    agent = models.ForeignKey(User, models.CASCADE, related_name="mandates", verbose_name="代办人")
    basis = models.CharField("依据", max_length=60)
    ends = models.DateField("结束日期")

    objects = InForce.as_manager()

    class Meta:
        verbose_name = "代办"


class Terminal(Revocable):
    """A self-service device that an officer has registered where it stands."""

    IDLE_SECONDS: ClassVar = 60
    """After how long without a touch it forgets the person."""
    SESSION_SECONDS: ClassVar = 180
    """After how long without a page it does so in any case: without scripts a touch is not seen, and people read."""

    name = models.CharField("名称", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="terminals", verbose_name="单位")
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")

    objects = InForce.as_manager()

    class Meta:
        verbose_name = "自助终端"

    def __str__(self) -> str:
        return self.name
