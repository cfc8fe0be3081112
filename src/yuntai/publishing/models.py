"""Announcements with their editions, and rows of rolls that are posted. What was published is never changed: there is a new edition,
or it is withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from yuntai.clock import day_of, now, today
from yuntai.errors import YuntaiError
from yuntai.ledger.rows import SealedRow, SealedRows
from yuntai.people.fields import EncryptedField
from yuntai.people.models import Employer, Person, Unit, User
from yuntai.rules.language.kinds import Date

SUMMARY = 60
"""Characters of a summary: it is read on a terminal and by telephone, and fits one SMS with its signature."""


def _uploads() -> Any:
    return storages["default"]


class Kind(models.TextChoices):
    """What is announced. A list names units or persons as a rule requires (named, revoked, catalogued)."""

    NOTICE = "notice", "通知公告"
    READING = "reading", "政策解读"
    LIST = "list", "名单目录"
    RESULT = "result", "结果公示"


class Announcement(SealedRow):
    """What its editions have in common: the unit that answers for it, and its kind. Its number is its key."""

    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")

    class Meta:
        verbose_name = "公告"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="announcement_kind_known")
        ]

    def __str__(self) -> str:
        edition = self.editions.order_by("version").last()
        return edition.title if edition else ""


class Editions(SealedRows):
    def published(self) -> Editions:
        """Those that were published, be they withdrawn since."""
        return self.filter(published_at__isnull=False)

    def current(self) -> Editions:
        """The last published edition of each announcement, newest first."""
        later = Edition.objects.published().filter(
            announcement=OuterRef("announcement"), version__gt=OuterRef("version")
        )
        return self.published().filter(~Exists(later)).order_by("-published_at", "-pk")

    def standing(self) -> Editions:
        """Current ones that were not withdrawn."""
        return self.current().filter(withdrawn_at__isnull=True)

    def in_force(self, day: date | None = None) -> Editions:
        """Standing ones that hold on ``day``, today if not said, and that no other announcement replaces."""
        day = day or today()
        replacing = Edition.objects.standing().filter(replaces=OuterRef("announcement"), valid_from__lte=day)
        return self.standing().filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), ~Exists(replacing), valid_from__lte=day
        )

    def explaining(self, procedure: str) -> Editions:
        """Those that explain a procedure."""
        return self.filter(explained__procedure=procedure)


class Edition(SealedRow):
    """One text of an announcement. It is a draft, waits for another officer (``handed_on_at``), is published, withdrawn."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="editions", verbose_name="公告")
    version = models.PositiveSmallIntegerField("版次")
    title = models.CharField("标题", max_length=80)
    summary = models.CharField("摘要", max_length=SUMMARY)
    body = models.TextField("正文")
    valid_from = models.DateField("生效日期", default=today)
    valid_until = models.DateField("失效日期", null=True, blank=True)
    replaces = models.ForeignKey(
        Announcement, models.PROTECT, null=True, blank=True, related_name="replaced_in", verbose_name="代替的公告"
    )
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    handed_on_at = models.DateTimeField("送审时间", null=True)
    remark = models.CharField("退回意见", max_length=200, blank=True, default="")
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    published_at = models.DateTimeField("发布时间", null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="撤回人")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawal = models.CharField("撤回原因", max_length=200, blank=True, default="")

    objects = Editions.as_manager()

    class Meta:
        verbose_name = "公告版本"
        ordering = ("announcement", "version")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["announcement", "version"], name="edition_version_once"),
            models.UniqueConstraint(
                fields=["announcement"], condition=Q(published_at__isnull=True), name="edition_one_draft_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("written_by")),
                name="edition_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(reviewed_by__isnull=False, handed_on_at__isnull=False),
                name="edition_published_after_review",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal="")
                | Q(withdrawn_at__isnull=False, published_at__isnull=False) & ~Q(withdrawal=""),
                name="edition_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="edition_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("announcement")), name="edition_replaces_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.code}）"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.published_at:
            raise YuntaiError("已经发布的不能删除，可以撤回")
        return super().delete(*args, **kwargs)

    @property
    def code(self) -> str:
        """The version id that every channel shows: the number of the announcement and the version (``12-2``)."""
        return f"{self.announcement_id}-{self.version}"

    @property
    def procedures(self) -> list[str]:
        """The ids of the procedures that it explains."""
        return [one.procedure for one in self.explained.all()]

    @property
    def state(self) -> str:
        """Where it stands between pen and public: draft, review, published, withdrawn."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.published_at:
            return "published"
        return "review" if self.handed_on_at else "draft"

    def validity(self) -> str:
        """From when and until when it holds, as a phrase."""
        since = _written(self.valid_from)
        return f"{since}起施行，{_written(self.valid_until)}止" if self.valid_until else f"{since}起施行"

    def newer(self) -> Edition | None:
        """The published edition that took its place, if there is one."""
        return self.announcement.editions.published().filter(version__gt=self.version).last()

    def replaced_by(self) -> Edition | None:
        """The edition of another announcement that replaces this one today, if there is one."""
        replacing = Edition.objects.standing().filter(replaces=self.announcement_id, valid_from__lte=today())
        return replacing.first()

    def caveat(self) -> str:
        """Why it does not hold today, as a sentence; empty while it does."""
        if self.withdrawn_at:
            return f"已于{_written(self.withdrawn_at)}撤回：{self.withdrawal}"
        if newer := self.newer():
            return f"这是旧版本，现行的是版本 {newer.code}"
        if other := self.replaced_by():
            return f"已被“{other.title}”（版本 {other.code}）代替"
        if self.valid_until and self.valid_until < today():
            return f"已于{_written(self.valid_until)}失效"
        return f"{_written(self.valid_from)}起施行，现在还没有生效" if self.valid_from > today() else ""


def _written(day: date | datetime) -> str:
    return Date().show(day_of(day))


class Explained(SealedRow):
    """A procedure of the catalogue that an edition explains."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="explained", verbose_name="公告版本")
    procedure = models.CharField("事项", max_length=60, db_index=True)

    class Meta:
        verbose_name = "公告解读的事项"
        ordering = ("procedure",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "procedure"], name="procedure_explained_once")
        ]


class Attachment(SealedRow):
    """A file of an edition. A later edition that keeps it points at the same file."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="attachments", verbose_name="公告版本")
    file = models.FileField("文件", storage=_uploads, max_length=120)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("文件的摘要", max_length=64)

    sealed_files: ClassVar = {"file": "sha256"}

    class Meta:
        verbose_name = "公告附件"
        ordering = ("pk",)


class Postings(SealedRows):
    def public(self) -> Postings:
        """Those that anybody may read today, the newest first: while they are posted, and afterwards where they stay."""
        return self.filter(
            Q(ends__gte=today()) | Q(ends__isnull=True) | Q(stays=True), taken_down_at__isnull=True
        ).order_by("-pk")


class Posting(SealedRow):
    """Rows of a roll that are shown to everybody from ``begins`` to ``ends`` (both included), and for ever after if it ``stays``;
    from ``begins`` on where it has no end.

    What stands there is kept as it was posted (:class:`PostedRow`), whatever becomes of the rows: the titles of the public
    columns and their cells, nothing else of the roll.
    """

    roll = models.CharField("台账", max_length=24)
    title = models.CharField("标题", max_length=80)
    why = models.CharField("依据", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    case = models.CharField("办件编号", max_length=40, blank=True, default="", db_index=True)
    columns = models.JSONField("列名")
    begins = models.DateField("公示开始", default=today)
    ends = models.DateField("公示结束", null=True)
    stays = models.BooleanField("期满以后还能查到", default=False)
    posted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁发的")
    posted_at = models.DateTimeField("发布时间", default=now, editable=False)
    taken_down_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁撤下的")
    taken_down_at = models.DateTimeField("撤下时间", null=True)
    removal = models.CharField("撤下的原因", max_length=200, blank=True, default="")

    objects = Postings.as_manager()

    class Meta:
        verbose_name = "公示"
        indexes: ClassVar = [models.Index(fields=["ends"], name="posting_until")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="posting_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True, removal="") | Q(taken_down_at__isnull=False) & ~Q(removal=""),
                name="posting_taken_down_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_posted(self) -> bool:
        """Whether its time runs: it can be objected to."""
        return self.taken_down_at is None and self.begins <= today() <= (self.ends or date.max)

    @property
    def shows_rows(self) -> bool:
        """Whether its rows stand on its page today."""
        return self.taken_down_at is None and (self.stays or self.is_posted)


class PostedRow(SealedRow):
    """A row as it is posted: ``cells`` are the texts of the posting's columns; ``row`` is its number in the roll."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="rows", verbose_name="公示")
    place = models.PositiveSmallIntegerField("第几行")
    row = models.BigIntegerField("台账里的行")
    cells = models.JSONField("内容")

    class Meta:
        verbose_name = "公示的一行"
        ordering = ("place",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["posting", "place"], name="posted_row_place_once"),
            models.UniqueConstraint(fields=["posting", "row"], name="posted_row_once"),
        ]


class Objection(SealedRow):
    """What somebody says against a posting, or against one row of it, while it is posted."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="objections", verbose_name="公示")
    about = models.ForeignKey(PostedRow, models.PROTECT, null=True, related_name="+", verbose_name="哪一行")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="个人")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="+", verbose_name="用人单位")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁提的")
    key = models.UUIDField("编号", default=uuid4, unique=True, editable=False)
    text = EncryptedField("异议", bound_to=["key"])
    made_at = models.DateTimeField("提出时间", default=now, editable=False)
    answer = EncryptedField("答复", bound_to=["key"], blank=True, default="")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁答复的")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "异议"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, employer__isnull=True)
                | Q(person__isnull=True, employer__isnull=False),
                name="objection_is_of_somebody",
            )
        ]

    @property
    def subject(self) -> Person | Employer:
        """Who objects."""
        found: Person | Employer = self.person or self.employer
        return found
