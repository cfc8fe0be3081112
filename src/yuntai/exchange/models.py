"""Messages, what happened to each, and when each system was asked last."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from yuntai.clock import now
from yuntai.ledger.entries import Entry
from yuntai.ledger.rows import SealedRow, SealedRows
from yuntai.people.fields import EncryptedJSONField
from yuntai.people.models import Role, Unit, User

HANDLERS = (Role.ACCEPT, Role.REVIEW)
"""Who answers what came to a unit, and hands it to another."""
READERS = (*HANDLERS, Role.SUPERVISE)
"""Who sees what came to a unit and what was sent back."""


class State(models.TextChoices):
    """What came in is open or answered; what goes out waits, was sent, or is not taken."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"
    WAITING = "waiting", "待发送"
    SENT = "sent", "已送达"
    FAILED = "failed", "发不出去"


class Messages(SealedRows):
    def incoming(self) -> Messages:
        """What came in, the most urgent first."""
        return self.filter(direction=Message.IN).order_by("due_on", "pk")

    def outgoing(self) -> Messages:
        return self.filter(direction=Message.OUT)

    def visible_to(self, user: User) -> Messages:
        """Those of the units for which an officer reads them."""
        return self.filter(unit__in=Unit.objects.held_by(user, *READERS))


class Message(SealedRow):
    """Something that came from a party (``12345``) or goes to one. ``number`` is the party's own for the matter.

    ``due_on`` is the party's limit, ``said_at`` when the party says that it got it itself. ``key`` is the same whenever a message is
    handed over again, so that a party takes it once. What names somebody is in ``body``.
    """

    IN, OUT = "in", "out"

    direction = models.CharField("方向", max_length=3, choices={IN: "收", OUT: "发"})
    party = models.CharField("对方", max_length=20)
    kind = models.CharField("种类", max_length=20)
    number = models.CharField("对方的编号", max_length=40)
    title = models.CharField("标题", max_length=80, blank=True, default="")
    body = EncryptedJSONField("内容", bound_to=["key"])
    key = models.UUIDField("消息编号", default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    case = models.CharField("办件编号", max_length=40, blank=True, default="", db_index=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies", verbose_name="答复哪一件")
    state = models.CharField("状态", max_length=8, choices=State.choices)
    due_on = models.DateField("对方的期限", null=True)
    said_at = models.DateTimeField("对方收到的时间", null=True)
    made_at = models.DateTimeField("收到或者写好的时间", default=now, editable=False)
    done_at = models.DateTimeField("答复或者送达的时间", null=True)
    tries = models.PositiveSmallIntegerField("发了几次", default=0)
    due_at = models.DateTimeField("何时发送", default=now)
    claimed_by = models.CharField("正在发送的进程", max_length=40, blank=True, default="", editable=False)
    problem = models.CharField("问题", max_length=200, blank=True, default="")

    called_by = "number"
    objects = Messages.as_manager()

    class Meta:
        verbose_name = "来往消息"
        indexes: ClassVar = [
            models.Index(fields=["unit", "state", "due_on"], name="message_of_a_unit"),
            models.Index(fields=["due_at"], name="message_to_send", condition=Q(state=State.WAITING)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["party", "kind", "number"], condition=Q(direction="in"), name="message_comes_once"
            ),
            models.UniqueConstraint(
                fields=["answers"], condition=Q(answers__isnull=False), name="message_is_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(direction="in", state__in=[State.OPEN, State.ANSWERED])
                | Q(direction="out", state__in=[State.WAITING, State.SENT, State.FAILED]),
                name="message_state_of_its_direction",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ANSWERED, State.SENT]) | Q(done_at__isnull=False),
                name="message_done_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"

    @property
    def is_open(self) -> bool:
        return bool(self.state == State.OPEN)

    @property
    def reply(self) -> Message | None:
        """What was answered, if it was."""
        return self.replies.first()


class Happening(Entry):
    """What happened to a message: it came, was handed on, answered, sent. What went out says for what and which of its fields."""

    WHATS: ClassVar = {
        "come": "收到",
        "hand_on": "转给",
        "answer": "答复",
        "send": "送达",
        "refuse": "对方不收",
        "again": "再发",
    }

    message = models.ForeignKey(Message, models.PROTECT, related_name="happenings")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    what = models.CharField("发生了什么", max_length=8)
    data = models.JSONField("怎样", default=dict)

    sealed = ("message_id", "user_id", "what", "data")
    chained_by = "message_id"

    class Meta(Entry.Meta):
        verbose_name = "来往记录"
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "place"], name="happening_place_once")]

    @classmethod
    def note(cls, message: Message, what: str, user: User | None = None, **data: Any) -> None:
        """Write it down."""
        cls.append(message_id=message.pk, user_id=user and user.pk, what=what, data=data)

    @property
    def title(self) -> str:
        return self.WHATS[self.what]

    @property
    def who(self) -> str:
        return str(self.user or "")

    @property
    def text(self) -> str:
        """How, in words."""
        return "；".join(f"{title}：{self.data[name]}" for name, title in _SAID.items() if self.data.get(name))


_SAID = {"unit": "单位", "reason": "原因", "purpose": "用途", "fields": "内容", "way": "方式"}


class Line(models.Model):
    """When a party's system was asked last, and what was wrong with that."""

    party = models.CharField(max_length=20, primary_key=True)
    asked_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True, default="")
