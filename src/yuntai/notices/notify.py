"""Telling somebody something, within the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from yuntai.clock import now
from yuntai.notices.models import Notice, State
from yuntai.notices.quiet import when_allowed
from yuntai.notices.tasks import deliver_notice
from yuntai.notices.templates import template_of
from yuntai.people.models import Employer, Person, User


@transaction.atomic
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
    common = {"template": form.id, "event": form.event, "case": case, "url": url}
    moment = now()
    on_site, new = Notice.objects.get_or_create(
        **to,
        key=key,
        channel="site",
        defaults={
            **common,
            "title": texts["site"].title,
            "text": texts["site"].text,
            "state": State.DELIVERED,
            "made_at": moment,
            "sent_at": moment,
        },
    )
    if not new:  # it also kept another call with this key waiting until it was committed
        return list(Notice.objects.to(recipient).filter(key=key).order_by("pk"))
    person, user = _both(recipient)
    unwanted = user.muted if user and not form.always else ()
    found = [on_site]
    for channel, address in (("sms", person and person.phone), ("email", person and person.email)):
        if channel in texts and address:
            muted = f"{channel}:{form.event}" in unwanted
            notice = Notice.objects.create(
                **to,
                **common,
                key=key,
                channel=channel,
                title=texts[channel].title,
                text=texts[channel].text,
                address=address,
                state=State.MUTED if muted else State.WAITING,
                made_at=moment,
                due_at=when_allowed(channel, moment, form.urgent),
            )
            if not muted:
                deliver_notice.using(run_after=notice.due_at).enqueue(notice.pk)
            found.append(notice)
    return found


def recipients(subject: Person | Employer) -> list[Person] | list[User]:
    """Who is told what concerns ``subject``: the person, or all who act for the employer."""
    if isinstance(subject, Person):
        return [subject]
    return list(User.objects.filter(operations__in=subject.operators.in_force()).distinct())


def _both(recipient: Person | User) -> tuple[Person | None, User | None]:
    if isinstance(recipient, User):
        return recipient.person, recipient
    return recipient, getattr(recipient, "user", None)
