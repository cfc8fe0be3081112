"""Notices that finally failed and after which none has reached the recipient by the same way: somebody has to do something."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from yuntai.ledger.prepared import Prepared
from yuntai.notices.models import Notice, Notices, State
from yuntai.people.fields import mask_email, mask_phone

_WHAT_TO_DO = {
    "sms": "请问到现在的手机号码，请本人在“我的账户”里改，或者在窗口改；联系不上的，把通知打印出来寄信",
    "email": "请问到现在的邮箱，请本人在“我的账户”里改；联系不上的，把通知打印出来寄信",
}


def unreached(notices: Notices) -> list[Notice]:
    """Those of ``notices`` that failed for good, the newest first, each with ``to``, ``masked`` and ``advice`` to be shown."""
    return [_to_show(one) for one in _failed(notices)]


def unreached_of(case: str) -> list[Notice]:
    """The same of the notices of a case, by its number."""
    return [_to_show(one) for one in _OF_CASE(case)]


def _failed(notices: Notices) -> Notices:
    same = Q(person=OuterRef("person")) | Q(user=OuterRef("user"))
    reached = Notice.objects.filter(
        same, channel=OuterRef("channel"), pk__gt=OuterRef("pk"), state__in=[State.SENT, State.DELIVERED]
    )
    found = notices.filter(state=State.FAILED).exclude(Exists(reached)).select_related("person", "user__person")
    return found.order_by("-made_at", "-pk")


_OF_CASE = Prepared(lambda case: _failed(Notice.objects.filter(case=case)))


def _to_show(one: Any) -> Any:
    one.to = str(one.person or one.user or "反映人")
    one.masked = (mask_phone if one.channel == "sms" else mask_email)(one.address)
    one.advice = _WHAT_TO_DO.get(one.channel, _WHAT_TO_DO["sms"])
    return one
