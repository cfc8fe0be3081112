"""Units, persons, employers, accounts; staff roles, operators of employers, mandates, terminals; the log of who looked."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.timezone import localtime

from yuntai.clock import now, today
from yuntai.errors import YuntaiError
from yuntai.ledger.entries import Entry
from yuntai.ledger.rows import SealedRow
from yuntai.people.fields import EncryptedField, mask_name, mask_phone, mask_resident_id
from yuntai.people.querysets import (
    AccessQuerySet,
    EmployerQuerySet,
    InForce,
    NotPutAside,
    OperatorQuerySet,
    PersonQuerySet,
    UnitQuerySet,
    UserManager,
)
from yuntai.people.roles import ADMINISTRATORS, Role, duty
from yuntai.registry.identity import check_uscc, normalise_uscc


class Unit(SealedRow):
    """An office in the tree of units (市、区、街道、社区), as the pack declares it. ``path`` holds the codes from the top."""

    code = models.CharField("编号", max_length=24, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=12)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级")
    path = models.CharField("位置", max_length=160, db_index=True, editable=False)

    called_by = "code"
    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = self.present_path()
        super().save(*args, **kwargs)

    def present_path(self) -> str:
        """The path where it stands now."""
        return f"{self.parent.path if self.parent else ''}{self.code}/"

    def within(self) -> Q:
        """Objects whose ``unit`` is this one or lies below it."""
        return Q(unit__path__startswith=self.path)


class Person(SealedRow):
    """A natural person. ``pseudonym`` is what the registry calls her."""

    pseudonym = models.BigIntegerField("登记库里的代号", unique=True, editable=False)
    resident_id = EncryptedField("公民身份号码", bound_to=["resident_index"])
    resident_index = models.CharField("公民身份号码的索引", max_length=64, unique=True, editable=False)
    name = EncryptedField("姓名", bound_to=["resident_index"])
    phone = EncryptedField("手机号码", bound_to=["resident_index"], blank=True, default="")
    email = EncryptedField("电子邮箱", bound_to=["resident_index"], blank=True, default="")
    district = models.CharField("居住区", max_length=24, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name="合并到"
    )
    """The record of the same person that counts in place of this one (:mod:`yuntai.people.repairs`). It never points on."""
    merged_at = models.DateTimeField("合并时间", null=True, editable=False)
    """When it was merged, or another into it last; empty as long as the person has one record."""

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "个人"

    def __str__(self) -> str:
        return self.masked_name

    @property
    def record(self) -> Person:
        """The record of this person that counts: itself, unless it was merged into another."""
        return self.merged_into or self

    @property
    def others(self) -> list[Person]:
        """The records that were merged into this one."""
        return list(self.merged.all()) if self.merged_at else []

    def is_same(self, other: Person | None) -> bool:
        """Whether ``other`` is a record of the same person."""
        return other is not None and self.record == other.record

    @property
    def masked_id(self) -> str:
        return mask_resident_id(self.resident_id)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


class Employer(SealedRow):
    """An employer, by its unified social credit code. ``registered_on`` is empty until it is registered by real name (S25)."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=120)
    district = models.CharField("所在区", max_length=24, blank=True, default="")
    legal_representative = EncryptedField("法定代表人", bound_to=["uscc"], blank=True, default="")
    registered_on = models.DateField("实名注册日期", null=True, blank=True)

    called_by = "uscc"
    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = "用人单位"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if problems := check_uscc(self.uscc):
            raise YuntaiError("；".join(problems))
        self.uscc = normalise_uscc(self.uscc)


class Employee(models.Model):
    """Somebody in the roster (花名册) that an employer keeps itself; ``pseudonym`` is what the registry calls her.

    Only those who act for the employer see it. It is the employer's word: it makes nobody known to the platform.
    """

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="roster")
    pseudonym = models.BigIntegerField(editable=False)
    resident_id = EncryptedField("公民身份号码", bound_to=["employer_id", "pseudonym"])
    name = EncryptedField("姓名", bound_to=["employer_id", "pseudonym"])
    changed_at = models.DateTimeField(auto_now=True)
    put_aside_for = models.ForeignKey("people.User", models.PROTECT, null=True, editable=False, related_name="+")
    """Who entered it under a code that was not her employer's: nobody else sees it (:mod:`yuntai.people.repairs`)."""

    objects = NotPutAside()
    everybody = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employer", "pseudonym"],
                condition=Q(put_aside_for__isnull=True),
                name="employee_once_in_a_roster",
            )
        ]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_id(self) -> str:
        return mask_resident_id(self.resident_id)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)


class User(SealedRow, AbstractBaseUser):
    """An account: a resident's, an employer's operator's or an officer's. Rights come from appointments and the like."""

    username = models.CharField("用户名", max_length=64, unique=True)
    display_name = models.CharField("称呼", max_length=40, blank=True, default="")
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="user", verbose_name="个人"
    )
    officer_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="officers", verbose_name="工作人员本人"
    )
    """Who an officer is, whatever account she has as a resident: what concerns her she does not handle."""
    identity_subject = models.CharField("身份服务的编号", max_length=120, null=True, blank=True, unique=True)
    is_active = models.BooleanField("启用", default=True)
    care_mode = models.BooleanField("关怀版", default=False)
    muted = models.JSONField("不接收的通知", default=list, blank=True)
    """What she does not want to be sent, each as ``channel:event`` (``sms:progress``)."""

    USERNAME_FIELD = called_by = "username"
    unsealed = ("last_login", "care_mode")
    objects = UserManager()

    class Meta:
        verbose_name = "账户"

    def __str__(self) -> str:
        return self.display_name or (self.person.masked_name if self.person else self.username)

    @cached_property
    def _held(self) -> list[Appointment]:
        return list(self.appointments.in_force().select_related("unit"))

    def persons(self) -> list[Person]:
        """The records of who has this account: as a resident, as an officer."""
        return [one for one in (self.person, self.officer_person) if one]

    def principals(self) -> list[Person]:
        """The persons who let the user act for them today."""
        return [one.person for one in self.mandates.in_force().select_related("person")]

    def roles(self) -> list[Appointment]:
        """The appointments in force today that count, read once for this object.

        Who holds what does not go together, by whatever way, administers nothing.
        """
        apart = len({duty(one.role) for one in self._held}) <= 1
        return [one for one in self._held if apart or one.role not in ADMINISTRATORS]

    def has_role(self, *roles: str) -> bool:
        """Whether the user holds one of ``roles`` in any unit today."""
        return any(appointment.role in roles for appointment in self.roles())

    @property
    def is_officer(self) -> bool:
        """Whether the user works for the bureau."""
        return bool(self._held)

    @property
    def manages(self) -> bool:
        """Whether the user proposes who may do what."""
        return self.has_role(Role.MANAGE)

    @property
    def administers(self) -> bool:
        """Whether the user is an administrator."""
        return self.has_role(*ADMINISTRATORS)

    @property
    def audits(self) -> bool:
        """Whether the user reads the logs of who did what."""
        return self.has_role(Role.AUDIT)

    @property
    def handles_cases(self) -> bool:
        """Whether the user's work is cases, and not only who may do what."""
        return any(appointment.role not in ADMINISTRATORS for appointment in self.roles())


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
