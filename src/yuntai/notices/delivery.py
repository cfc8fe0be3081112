"""Sending notices: each once, whatever dies in between.

A notice is claimed in the database (``sending``, with the lease of the worker) before the provider is called, and what came
of it is written down after. A claim that was left behind says that nobody knows: then the provider is asked. It knows:
written down. It knows that nothing went out: sent again. It cannot tell: ``in_doubt``, for an officer to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.notices import lease
from yuntai.notices.models import Notice, State
from yuntai.notices.providers import Fate, Message, NotSent, Receipt, provider_of
from yuntai.notices.quiet import when_allowed
from yuntai.notices.templates import is_urgent
from yuntai.people.models import User

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
"""How long to wait after each attempt. After the attempt that follows the last pause there is no other."""
_ADDRESS = re.compile(r"\d{7,}|[^\s<>]+@[^\s<>]+")


def deliver(pk: int) -> None:
    """Do what is due for a notice. Raises ``RuntimeError`` in a process that holds no lease, or within a transaction."""
    notice, moment = Notice.objects.get(pk=pk), now()
    if notice.due_at > moment:
        return
    if notice.state == State.WAITING:
        allowed = when_allowed(notice.channel, moment, is_urgent(notice.template))
        if allowed > moment:
            Notice.objects.filter(pk=pk, state=State.WAITING).update(due_at=allowed)
        elif _claim(notice, attempts=F("attempts") + 1):
            _send(notice)
    elif notice.state == State.SENDING and not notice.claimed_by and _claim(notice):
        _ask(notice)


def deliver_due(go_on: Callable[[], bool]) -> None:
    """Deliver what is due, the oldest first, while ``go_on``."""
    unclaimed = Notice.objects.filter(state__in=[State.WAITING, State.SENDING], claimed_by="", due_at__lte=now())
    for pk in list(unclaimed.order_by("due_at").values_list("pk", flat=True)):
        if not go_on():
            return
        deliver(pk)


def take_back() -> None:
    """Free the claims that dead workers left, and this one's own: it calls this only while it sends nothing."""
    claimed = Notice.objects.filter(state=State.SENDING).exclude(claimed_by="")
    for name in set(claimed.values_list("claimed_by", flat=True)):
        if name == lease.holder() or not lease.is_alive(name):
            claimed.filter(claimed_by=name).update(claimed_by="", due_at=now(), problem="发送时中断")


def settle(notice: Notice, officer: User, *, sent: bool) -> None:
    """An officer found out what became of a notice in doubt: it was sent, or it is to be sent (again)."""
    fields = {"state": State.SENT, "sent_at": now()} if sent else {"state": State.WAITING, "due_at": now()}
    doubtful = Notice.objects.filter(pk=notice.pk, state=State.IN_DOUBT)
    if not doubtful.update(**fields, attempts=0, problem="", settled_by=officer):
        raise YuntaiError("这条通知的发送情况已经明确了")


def _claim(notice: Notice, **fields: Any) -> bool:
    """Have this process alone deal with a notice as it was read; whether it does."""
    with transaction.atomic(durable=True):
        same = Notice.objects.filter(pk=notice.pk, state=notice.state, attempts=notice.attempts, claimed_by="")
        claimed = same.update(state=State.SENDING, claimed_by=lease.holder(), **fields)
    if claimed:
        notice.refresh_from_db()
    return bool(claimed)


def _release(notice: Notice, state: State, **fields: Any) -> None:
    """Write down what came of a claim."""
    Notice.objects.filter(pk=notice.pk, claimed_by=lease.holder()).update(state=state, claimed_by="", **fields)


def _send(notice: Notice) -> None:
    message = Message(notice.provider_key.hex, notice.channel, notice.address, notice.title, notice.text)
    try:
        receipt = provider_of(notice.channel).send(message)
    except NotSent as error:
        _not_sent(notice, None if error.final else _pause(notice), _said(error))
    except Exception as error:
        _unknown(notice, error)
    else:
        _sent(notice, receipt)


def _ask(notice: Notice) -> None:
    try:
        receipt = provider_of(notice.channel).status(notice.provider_key.hex)
    except Exception as error:
        notice.attempts += 1
        _unknown(notice, error)
        return
    match receipt.fate:
        case Fate.NOT_SENT:
            _not_sent(notice, timedelta() if _pause(notice) else None, notice.problem)
        case Fate.UNKNOWN:
            _release(notice, State.IN_DOUBT)
        case _:
            _sent(notice, receipt)


def _sent(notice: Notice, receipt: Receipt) -> None:
    state = State.DELIVERED if receipt.fate == Fate.DELIVERED else State.SENT
    _release(notice, state, sent_at=now(), receipt=receipt.reference[:120], problem="")


def _not_sent(notice: Notice, pause: timedelta | None, problem: str) -> None:
    """It surely did not go out: again after ``pause``; without one it has failed."""
    if pause is None:
        _release(notice, State.FAILED, problem=problem)
    else:
        again = when_allowed(notice.channel, now() + pause, is_urgent(notice.template))
        _release(notice, State.WAITING, due_at=again, problem=problem)


def _unknown(notice: Notice, error: Exception) -> None:
    """Nobody knows whether it went out: ask later, or leave it to an officer."""
    pause = _pause(notice)
    if pause is None:
        _release(notice, State.IN_DOUBT, problem=_said(error))
    else:
        _release(notice, State.SENDING, due_at=now() + pause, attempts=notice.attempts, problem=_said(error))


def _pause(notice: Notice) -> timedelta | None:
    return PAUSES[notice.attempts - 1] if notice.attempts <= len(PAUSES) else None


def _said(error: Exception) -> str:
    """What went wrong, without the number or address it may name."""
    return _ADDRESS.sub("…", f"{type(error).__name__}: {error}")[:200]
