"""Telling somebody something, within the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from yuntai.clock import now
from yuntai.ledger.prepared import Prepared
from yuntai.notices.models import Notice, State
from yuntai.notices.quiet import when_allowed
from yuntai.notices.tasks import deliver_notice
from yuntai.notices.templates import Rendered, Template, template_of
from yuntai.people.models import Employer, Person, User


def notify(
    recipient: Person | User,
    template: str,
    values: Mapping[str, str | date | Decimal | int],
    *,
    key: str,
    case: str = "",
    url: str = "",
) -> list[Notice]:
    """Tell ``recipient`` what ``template`` says; the notices, one a channel.

    On the site always; by SMS and e-mail where the template has a text, the person a number or an address, and the user
    has not muted the event there. ``key`` says what it is for: called again with the same key nothing new comes of it. Sending
    is a task of the same transaction: no commit, no message. Raises ``YuntaiError`` where ``values`` do not fit.
    """
    if isinstance(recipient, Person):
        recipient = recipient.record
    form = template_of(template)
    texts = form.render(values)
    to = {"user": recipient} if isinstance(recipient, User) else {"person": recipient}
    moment = now()
    common = {**to, "key": key, "template": form.id, "event": form.event, "case": case, "url": url, "made_at": moment}
    with transaction.atomic(savepoint=False):
        on_site = Notice.once(channel="site", **_worded(texts["site"]), state=State.DELIVERED, sent_at=moment, **common)
        if on_site is None:  # it also kept another call with this key waiting until it was committed
            return list(Notice.objects.to(recipient).filter(key=key).order_by("pk"))
        return [on_site, *_sent(form, texts, common)]


def notify_phone(phone: str, template: str, values: Mapping[str, Any], *, key: str, case: str = "") -> None:
    """Tell whoever has the telephone ``phone``, who has no account, by SMS alone, where the template has a text for that; once a
    ``key``, for which whoever calls has locked what it is about."""
    form = template_of(template)
    texts = form.render(values)
    if "sms" not in texts or Notice.objects.filter(key=key, channel="sms", person=None, user=None).exists():
        return
    moment = now()
    notice = Notice.objects.create(
        channel="sms",
        **_worded(texts["sms"]),
        address=phone,
        key=key,
        template=form.id,
        event=form.event,
        case=case,
        made_at=moment,
        due_at=when_allowed("sms", moment, form.urgent),
    )
    deliver_notice.using(run_after=notice.due_at).enqueue(notice.pk)


def _sent(form: Template, texts: Mapping[str, Rendered], common: Mapping[str, Any]) -> Iterator[Notice]:
    """The notices that leave the site, each with the task that sends it."""
    person = common.get("person") or common["user"].person
    addresses = {"sms": person.phone, "email": person.email} if person else {}
    known = [channel for channel, address in addresses.items() if channel in texts and address]
    unwanted = _muted(common) if known and not form.always else ()
    for channel in known:
        muted = f"{channel}:{form.event}" in unwanted
        notice = Notice.objects.create(
            channel=channel,
            **_worded(texts[channel]),
            address=addresses[channel],
            state=State.MUTED if muted else State.WAITING,
            due_at=when_allowed(channel, common["made_at"], form.urgent),
            **common,
        )
        if not muted:
            deliver_notice.using(run_after=notice.due_at).enqueue(notice.pk)
        yield notice


def _worded(text: Rendered) -> dict[str, str]:
    return {"title": text.title, "text": text.text}


def _muted(common: Mapping[str, Any]) -> Collection[str]:
    """What who is told does not want to be sent; nothing where she has no account."""
    if user := common.get("user"):
        return user.muted
    return next(iter(_MUTED(common["person"].pk)), ())


_MUTED = Prepared(lambda person: User.objects.filter(person=person).values_list("muted", flat=True))


def recipients(subject: Person | Employer) -> list[Person] | list[User]:
    """Who is told what concerns ``subject``: the person, or all who act for the employer."""
    if isinstance(subject, Person):
        return [subject]
    return list(User.objects.filter(operations__in=subject.operators.in_force()).distinct())
