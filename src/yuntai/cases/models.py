"""Cases, their events, drafts and materials."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from stdnum.iso7064 import mod_11_10

from yuntai.cases import beside  # noqa: F401  its tables are this application's too
from yuntai.cases.counts import models as counts  # noqa: F401  its tables are this application's
from yuntai.cases.plans import models as plans  # noqa: F401  so are these
from yuntai.cases.querysets import HELD_TO_ONE, ONE_CLAIM, Applied, CaseQuerySet
from yuntai.cases.states import TITLES, Outcome, State
from yuntai.cases.versions import Version, state_title
from yuntai.clock import today
from yuntai.ledger.entries import Entry
from yuntai.ledger.prepared import Prepared
from yuntai.ledger.rows import SealedRow
from yuntai.people.fields import EncryptedJSONField
from yuntai.people.models import Employer, Person, Unit, User
from yuntai.people.querysets import NotPutAside

_ONE_APPLICANT = Q(person__isnull=False, employer__isnull=True) | Q(person__isnull=True, employer__isnull=False)


NOBODY = "没有申请人"
"""What stands for who applies in a case that nobody applied for."""
SECRECY = "要求保密"
"""What stands for who reported something and asked to be kept secret."""


def _uploads() -> Any:
    return storages["default"]


class OfApplicant:
    """A model with ``person`` and ``employer``, of which one is set."""

    person: Person | None
    employer: Employer | None

    @property
    def subject(self) -> Person | Employer:
        """The applicant: of a person the record that counts."""
        return self.person.record if self.person else self.employer  # type: ignore[return-value]


class Material(SealedRow):
    """A file that was handed in. It belongs to its applicant and can serve several cases until ``reusable_until``."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, verbose_name="个人")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, verbose_name="用人单位")
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("名称", max_length=80)
    file = models.FileField("文件", storage=_uploads, max_length=120)
    name = models.CharField("原文件名", max_length=120)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("文件的摘要", max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    reusable_until = models.DateField("可复用到", null=True, blank=True)

    sealed_files: ClassVar = {"file": "sha256"}
    objects = Applied.as_manager()

    class Meta:
        verbose_name = "材料"
        constraints: ClassVar = [models.CheckConstraint(condition=_ONE_APPLICANT, name="material_of_one_applicant")]


class Draft(OfApplicant, SealedRow):
    """A form that is being filled in, for a procedure or a bundle (``procedure`` is its id).

    ``key`` becomes the ``submission`` of what it is handed in as, so that one draft is handed in once.
    """

    key = models.UUIDField("提交编号", default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, verbose_name="申请人")
    employer = models.ForeignKey(Employer, models.CASCADE, null=True, blank=True, verbose_name="申请单位")
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="开始填的人")
    procedure = models.CharField("事项", max_length=60)
    version = models.ForeignKey(Version, models.PROTECT, verbose_name="事项版本")
    answers = EncryptedJSONField("填写的内容", bound_to=["key"], default=dict)
    materials = models.ManyToManyField(Material, blank=True, verbose_name="材料")
    begun_at = models.DateTimeField("开始时间", auto_now_add=True)
    changed_at = models.DateTimeField("改动时间", auto_now=True)

    put_aside_for = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="为谁搁置"
    )
    """Who began it under an employer's code that was not hers: nobody else sees it (:mod:`yuntai.cases.repairs`)."""

    sealed_sets = ("materials",)
    objects = NotPutAside.from_queryset(Applied)()
    everything = Applied.as_manager()

    class Meta:
        verbose_name = "草稿"
        constraints: ClassVar = [
            models.CheckConstraint(condition=_ONE_APPLICANT, name="draft_of_one_applicant"),
            models.UniqueConstraint(
                fields=["person", "procedure"],
                condition=Q(person__isnull=False),
                name="one_draft_a_person",
                violation_error_message="这个事项已有一份没有提交的草稿",
            ),
            models.UniqueConstraint(
                fields=["employer", "procedure"],
                condition=Q(employer__isnull=False, put_aside_for__isnull=True),
                name="one_draft_an_employer",
                violation_error_message="这个事项已有一份没有提交的草稿",
            ),
        ]


_TAKEN = Prepared(
    lambda number: (
        Case.objects.filter(number=number)
        .order_by()
        .values_list("number")
        .union(BundleCase.objects.filter(number=number).order_by().values_list("number"))
    )
)


def new_number() -> str:
    """A free case number: the day, eight random digits, a check digit; nobody finds a neighbour's by counting."""
    while True:
        body = f"{today():%y%m%d}{secrets.randbelow(10**8):08}"
        number: str = body + mod_11_10.calc_check_digit(body)
        if not _TAKEN(number):
            return number


class BundleCase(OfApplicant, SealedRow):
    """One run of a bundle. Its parts are cases, each with its own clock and decision; where it stands follows from theirs.

    ``dropped``: the members that did not apply, ``title`` and ``reason`` of each.
    """

    number = models.CharField("办件编号", max_length=20, unique=True, editable=False)
    submission = models.UUIDField("提交编号", unique=True, editable=False)
    bundle = models.CharField("一件事", max_length=60)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", verbose_name="事项版本")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="bundles", verbose_name="个人"
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="bundles", verbose_name="用人单位"
    )
    dropped = EncryptedJSONField("不办的事项", bound_to=["submission"], default=list)
    submitted_at = models.DateTimeField("提交时间", auto_now_add=True)

    called_by = "number"
    objects = Applied.as_manager()

    class Meta:
        verbose_name = "一件事办件"
        ordering = ("-submitted_at",)
        constraints: ClassVar = [models.CheckConstraint(condition=_ONE_APPLICANT, name="bundle_of_one_applicant")]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        return str(self.version.definition["title"])


RUNNING = Q(closed_on__isnull=True, paused=False, due_on__isnull=False)
"""The cases whose clock runs. SQLite looks into the index of these alone where a question has the same conditions word by word."""


class Case(OfApplicant, SealedRow):
    """One run of a procedure. The events say what happened; the other columns follow from them (:mod:`yuntai.cases.history`)."""

    number = models.CharField("办件编号", max_length=20, unique=True, editable=False)
    submission = models.UUIDField("提交编号", unique=True, editable=False)
    procedure = models.CharField("事项", max_length=60)
    version = models.ForeignKey(Version, models.PROTECT, related_name="cases", verbose_name="事项版本")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="申请人"
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="申请单位"
    )
    bundle = models.ForeignKey(
        BundleCase, models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="所属一件事"
    )
    channel = models.CharField("渠道", max_length=12, default="online")
    district = models.CharField("所在区", max_length=24, blank=True, default="")
    facts = EncryptedJSONField("填写的内容", bound_to=["submission"], default=dict)
    decision = EncryptedJSONField("决定的依据", bound_to=["submission"], null=True)
    """The policy's answer that the decision rests on, with its trace (:mod:`yuntai.cases.decisions`)."""
    materials = models.ManyToManyField(Material, blank=True, related_name="cases", verbose_name="材料")
    submitted_at = models.DateTimeField("提交时间", auto_now_add=True)

    state = models.CharField("状态", max_length=24, default=State.SUBMITTED)
    """The name of a step or an outcome of its flow, or one of :class:`~yuntai.cases.states.State`."""
    holder = models.CharField("等谁办", max_length=24, null=True, blank=True, editable=False)
    """The role that has to do something now, or the applicant; empty where nobody has. ``None`` where an older Yuntai wrote the row:
    :mod:`yuntai.cases.holders`."""
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name="办理单位")
    coming_from = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="移交单位"
    )
    """The unit that has handed the case over, until it is taken over: it sees the case so long."""
    consulted = models.ManyToManyField(Unit, blank=True, related_name="consultations", verbose_name="征求意见的单位")
    first_asked = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="第一位补正要求人"
    )
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices, blank=True, default="")
    amount = models.DecimalField("金额", max_digits=18, decimal_places=2, null=True, blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟定人"
    )
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    begun_on = models.DateField("开始日期", null=True, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    due_on = models.DateField("承诺办结日", null=True, blank=True)
    due_provisional = models.BooleanField("办结日是否暂定", default=False)
    paused = models.BooleanField("是否停止计时", default=False)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    rating = models.PositiveSmallIntegerField("评价", null=True, blank=True)
    secret = models.BooleanField("要求保密", default=False)
    """Whether the one who reports asked to be kept secret (:mod:`yuntai.cases.secrecy`)."""
    claimed_for = models.CharField("申领标识", max_length=64, null=True, blank=True, editable=False)
    """What the case lays claim to, as a keyed digest (:mod:`yuntai.cases.claims`)."""
    supervised = models.BooleanField("督办", default=False)
    drawn = models.BooleanField("被抽查", default=False)

    unsealed = (
        *(
            "state",
            "holder",
            "unit",
            "coming_from",
            "outcome",
            "amount",
            "proposed_by",
            "confirmed_by",
            "begun_on",
            "accepted_on",
            "due_on",
        ),
        *("due_provisional", "paused", "closed_on", "rating", "supervised", "drawn"),
    )
    """What follows from the events, which are sealed."""
    sealed_sets = ("materials", "consulted")
    called_by = "number"
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "办件"
        ordering = ("-submitted_at",)
        indexes: ClassVar = [
            models.Index(name="case_waits_for", fields=["unit", "holder", "due_on", "state"]),
            models.Index(name="case_holder_unsaid", fields=["id"], condition=Q(holder__isnull=True)),
            models.Index(name="case_waiting", fields=["state", "unit", "due_on"]),
            models.Index(fields=["procedure", "state"]),
            # Lists turn their leaves in these alone: a row of a case is long, what it lists stands behind its answers.
            models.Index(name="case_newest", fields=["submitted_at", "id", "unit", "procedure"]),
            models.Index(name="case_by_number", fields=["number", "unit"]),
            models.Index(name="case_running", fields=["due_on", "id", "unit"], condition=RUNNING),
            # Most cases have neither; an index of them all looks to SQLite as if it told nothing apart.
            models.Index(name="case_of_an_employer", fields=["employer"], condition=Q(employer__isnull=False)),
            models.Index(name="case_coming_from", fields=["coming_from"], condition=Q(coming_from__isnull=False)),
            models.Index(name="case_first_asked", fields=["first_asked"], condition=Q(first_asked__isnull=False)),
            # That of the constraint is of no use to SQLite, which does not see from bound values that its condition holds.
            models.Index(name="case_claiming", fields=["claimed_for"], condition=Q(claimed_for__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claimed_for"], condition=HELD_TO_ONE, name=ONE_CLAIM),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PAYING]) | Q(outcome=Outcome.GRANTED), name="case_pays_what_is_granted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PAYING]) | Q(amount__isnull=False, amount__gt=0),
                name="case_pays_an_amount",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | ~Q(outcome=""), name="case_closed_with_an_outcome"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="case_confirmed_by_another",
                violation_error_message="拟定决定的人不能自己复核",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="case_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="case_rating_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What it is called that is applied for."""
        return self.version.load().title

    def get_state_display(self) -> str:
        """What people call where it is."""
        return state_title(self.state, self.version.digest if self.state not in State.values else "")

    @property
    def standing(self) -> str:
        """Where it is or, of one that has ended, what was decided."""
        decided = self.outcome and not self.is_open and self.state in State.values
        return str(self.get_outcome_display() if decided else self.get_state_display())

    @property
    def applicant(self) -> str:
        """Who applies, as lists show it to officers."""
        return SECRECY if self.secret else str(self.subject or NOBODY)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def as_of(self) -> date:
        """The day that the policy looks at: that of handing in or, where it waited for another part of its bundle, of beginning."""
        return self.begun_on or localtime(self.submitted_at).date()


class Change(SealedRow):
    """What a correction changed: the answers as they were and as they are since, by name."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="changes", verbose_name="办件")
    before = EncryptedJSONField("改动前", bound_to=["case_id"])
    after = EncryptedJSONField("改动后", bound_to=["case_id"])

    class Meta:
        verbose_name = "补正改动"


class Event(Entry):
    """What happened to a case: who did what, in which capacity, where, why."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    capacity = models.CharField("身份", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)

    sealed = ("case_id", "kind", "user_id", "capacity", "unit_id", "reason", "data")
    chained_by = "case_id"

    class Meta(Entry.Meta):
        verbose_name = "办件日志"
        indexes: ClassVar = [
            models.Index(fields=["case", "number"]),
            models.Index(fields=["kind", "number"]),
            models.Index(name="event_of_day", fields=["at", "number"]),
            models.Index(name="event_by_whom", fields=["user", "number", "kind"]),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "place"], name="event_place_once")]

    @property
    def title(self) -> str:
        return str(self.data.get("title") or TITLES.get(self.kind, self.kind))
