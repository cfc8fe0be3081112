"""Notices: what was told to whom, by which channel, and how far it got (the log of what was sent); codes; letters that were
issued; what was begun on which day; which workers are at work."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from yuntai.clock import now, today
from yuntai.ledger.rows import SealedRow, SealedRows
from yuntai.notices.templates import CHANNELS, EVENTS
from yuntai.people.fields import EncryptedField
from yuntai.people.models import Employer, Person, Unit, User


class State(models.TextChoices):
    """How far a notice got."""

    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    DELIVERED = "delivered", "已送达"
    READ = "read", "已读"
    FAILED = "failed", "发送失败"
    IN_DOUBT = "in_doubt", "不能确定是否发出"
    MUTED = "muted", "本人不接收"


class Notices(SealedRows):
    def to(self, recipient: Person | User) -> Notices:
        """Those addressed to ``recipient``."""
        return self.filter(user=recipient) if isinstance(recipient, User) else self.filter(person=recipient.record)

    def inbox(self, user: User) -> Notices:
        """What ``user`` reads on the site: to the account, and to the person whose account it is; newest first."""
        return self.read_by(user.pk, user.person.record.pk if user.person else 0)

    def read_by(self, user: int, person: int) -> Notices:
        """The same by the keys of an account and of the record that counts of its person, 0 where it has none."""
        mine = Q(user=user) | Q(person__in=Person.objects.same(Person(pk=person))) if person else Q(user=user)
        return self.filter(mine, channel="site").order_by("-made_at", "-pk")

    def unread(self) -> Notices:
        return self.filter(channel="site", state=State.DELIVERED)

    def mark_read(self) -> int:
        """Write down that these were read; how many were not yet."""
        return self.unread().update(state=State.READ, read_at=now())


class Notice(SealedRow):
    """One message by one channel to one recipient. ``provider_key`` is what the provider knows it by.

    One to a telephone alone has neither person nor user. While it is ``sending``, ``claimed_by`` names the worker that sends it; empty
    means that nobody does and the provider is to be asked at ``due_at``.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="notices", verbose_name="收件人")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="notices", verbose_name="收件账户")
    key = models.CharField("为了什么", max_length=120)
    channel = models.CharField("渠道", max_length=8, choices=CHANNELS)
    template = models.CharField("模板", max_length=60)
    event = models.CharField("事由", max_length=20, choices=EVENTS)
    title = models.CharField("标题", max_length=200)
    text = EncryptedField("内容", bound_to=["provider_key"])
    address = EncryptedField("号码或地址", bound_to=["provider_key"], default="")
    case = models.CharField("办件编号", max_length=40, blank=True, default="", db_index=True)
    url = models.CharField("链接", max_length=200, blank=True, default="")
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    due_at = models.DateTimeField("何时发送", default=now)
    claimed_by = models.CharField("正在发送的进程", max_length=40, blank=True, default="", editable=False)
    provider_key = models.UUIDField("发送编号", default=uuid4, unique=True, editable=False)
    receipt = models.CharField("回执", max_length=120, blank=True, default="")
    problem = models.CharField("问题", max_length=200, blank=True, default="")
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    made_at = models.DateTimeField("生成时间", default=now, editable=False)
    sent_at = models.DateTimeField("发送时间", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)

    objects = Notices.as_manager()

    class Meta:
        verbose_name = "通知"
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="notice_due"),
            models.Index(
                fields=["person", "channel", "made_at"], name="notice_of_a_person", condition=Q(person__isnull=False)
            ),
            models.Index(
                fields=["user", "channel", "made_at"], name="notice_of_a_user", condition=Q(user__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "channel", "person"], condition=Q(person__isnull=False), name="notice_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["key", "channel", "user"], condition=Q(user__isnull=False), name="notice_once_a_user"
            ),
            models.CheckConstraint(condition=Q(channel__in=list(CHANNELS)), name="notice_channel_known"),
            models.CheckConstraint(condition=Q(event__in=list(EVENTS)), name="notice_event_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notice_state_known"),
            models.CheckConstraint(
                condition=~Q(channel="site") | Q(state__in=[State.DELIVERED, State.READ]), name="notice_on_site_arrives"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.READ) | Q(channel="site", read_at__isnull=False),
                name="notice_read_on_site_only",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SENT, State.DELIVERED, State.READ]) | Q(sent_at__isnull=False),
                name="notice_sent_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by="") | Q(state=State.SENDING), name="notice_claimed_only_while_sending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}：{self.title}"


class Code(models.Model):
    """A code that was sent to a telephone (:mod:`yuntai.notices.codes`), for ``about``; ``digest`` is keyed."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    about = models.CharField("为了什么", max_length=40)
    digest = models.CharField(max_length=64, editable=False)
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    made_at = models.DateTimeField("生成时间", default=now, editable=False, db_index=True)


class DailyRun(SealedRow):
    """A job of :mod:`yuntai.notices.daily` that was left to the queue on ``day``."""

    day = models.DateField("日期")
    job = models.CharField("工作", max_length=60)

    class Meta:
        verbose_name = "每天的工作"
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "job"], name="job_once_a_day")]


class Shift(models.Model):
    """That the worker with this lease is at work (:mod:`yuntai.notices.shifts`)."""

    lease = models.CharField(max_length=40, primary_key=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class Serial(models.Model):
    """The number of letters that were issued in a year. Locking it puts those who issue in a row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Letters(SealedRows):
    def to(self, subject: Person | Employer) -> Letters:
        """Those addressed to ``subject``, the newest first."""
        if isinstance(subject, Employer):
            return self.filter(employer=subject).order_by("-pk")
        return self.filter(person__in=Person.objects.same(subject)).order_by("-pk")


class Letter(SealedRow):
    """A letter as it was issued: a whole HTML page to show and to print, that is never changed.

    ``code`` is printed on it: who has number and code can have it checked. A page that shows ``html`` must allow its
    ``<style>`` in its own content security policy.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("名称", max_length=80)
    case = models.CharField("办件编号", max_length=40, blank=True, default="", db_index=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="letters", verbose_name="个人")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="letters", verbose_name="用人单位")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    key = models.CharField("为了什么", max_length=120)
    html = EncryptedField("内容", bound_to=["number"])
    sha256 = models.CharField("内容的摘要", max_length=64)
    code = models.CharField("核验码", max_length=14)
    issued_on = models.DateField("日期", default=today)

    called_by = "number"
    objects = Letters.as_manager()

    class Meta:
        verbose_name = "文书"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="letter_issued_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, employer__isnull=True)
                | Q(person__isnull=True, employer__isnull=False),
                name="letter_to_one_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"
