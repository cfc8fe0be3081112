"""What a case has beside its events: the sheets that were filled in with its acts, and the cases that it is linked with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yuntai.ledger.rows import SealedRow
from yuntai.people.fields import EncryptedField, EncryptedJSONField
from yuntai.people.models import User


class Sheet(SealedRow):
    """The answers that were given with an act of a flow, as they were typed, by name; ``place`` is that of its event in the case's log,
    ``step`` where the case was. The event bears their keyed digest."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="sheets", verbose_name="办件")
    place = models.PositiveIntegerField("第几条记录")
    step = models.CharField("步骤", max_length=24)
    name = models.CharField("表单", max_length=60)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填的人")
    answers = EncryptedJSONField("填写的内容", bound_to=["case_id", "place"], default=dict)

    class Meta:
        verbose_name = "表单"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "place"], name="sheet_once")]


class Visitor(SealedRow):
    """Who reported something by a code that hangs at a place, without an account: the telephone that she confirmed."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="visitor", verbose_name="办件")
    phone = EncryptedField("手机号码", bound_to=["case_id"])

    class Meta:
        verbose_name = "反映人"


class Link(SealedRow):
    """A case that comes of another (``source``): how is said by ``kind``."""

    KINDS: ClassVar = {
        "opened": "由它引出",
        "part": "其中一件",
        "duplicate": "同一件事",
        "appeal": "申诉",
        "follow_up": "后续",
    }

    source = models.ForeignKey("cases.Case", models.PROTECT, related_name="leads_to", verbose_name="原来的办件")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="comes_of", verbose_name="引出的办件")
    kind = models.CharField("关系", max_length=12, choices=list(KINDS.items()))

    class Meta:
        verbose_name = "办件关系"
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "case"], name="link_once")]
