"""Units, persons, employers, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.ledger.prepared import Prepared
from yuntai.ledger.rows import SealedRow
from yuntai.people.fields import EncryptedField, mask_name, mask_phone, mask_resident_id
from yuntai.people.querysets import EmployerQuerySet, NotPutAside, PersonQuerySet, UnitQuerySet, UserManager
from yuntai.people.roles import ADMINISTRATORS, Role, duty
from yuntai.registry.identity import check_uscc, normalise_uscc

if TYPE_CHECKING:
    from yuntai.people.models.rights import Appointment


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
        # Hardly anybody was merged; an index of them all looks to SQLite as if it told nothing apart.
        indexes: ClassVar = [
            models.Index(name="person_merged", fields=["merged_into"], condition=Q(merged_into__isnull=False))
        ]

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
        if not self.__dict__.get("_appointed", True):  # as most who ask for a page
            return []
        found: list[Appointment] = _HELD(self.pk, day=today())
        for one in found:
            one.user = self
        return found

    def persons(self) -> list[Person]:
        """The records of who has this account: as a resident, as an officer."""
        return [one for one in (self.person, self.officer_person) if one]

    @cached_property
    def accounts(self) -> frozenset[int]:
        """The keys of all accounts of who has this one, read once for this object: two of one person are no two officers."""
        if not self.persons():
            return frozenset([self.pk])
        records = (one.merged_into_id or one.pk if one else 0 for one in (self.person, self.officer_person))
        return frozenset(_ACCOUNTS(self.pk, *records))

    def principals(self) -> list[Person]:
        """The persons who let the user act for them today."""
        return [one.person for one in self.mandates.in_force().select_related("person")]

    def roles(self) -> list[Appointment]:
        """The appointments in force today that count, read once for this object.

        Who holds what does not go together, by whatever way and account, administers nothing.
        """
        held = {duty(one.role) for one in self._held}
        if not held.isdisjoint(ADMINISTRATORS):
            others = User.objects.filter(pk__in=self.accounts - {self.pk})
            held |= {duty(one.role) for other in others for one in other._held}
        apart = len(held) <= 1
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


_ACCOUNTS = Prepared(
    lambda number, person, officer: User.objects.same(
        User(pk=number, person=Person(pk=person), officer_person=Person(pk=officer))
    ).values_list("pk", flat=True)
)

_HELD = Prepared(
    lambda user, day: (
        User._meta.get_field("appointments")
        .related_model.objects.in_force(day)
        .filter(user=user)
        .select_related("unit")
    )
)
