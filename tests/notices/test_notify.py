"""Telling somebody: once per key, by the channels there are, not by those muted, never without the commit."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django_tasks_db.models import DBTaskResult

from tests.notices.conftest import SHANGHAI, Clock
from yuntai.errors import YuntaiError
from yuntai.notices.codes import redeem, send_code
from yuntai.notices.models import Code, Notice, State
from yuntai.notices.notify import notify
from yuntai.notices.quiet import when_allowed
from yuntai.people.models import Person, User

CLOSED = {"procedure": "职业技能提升补贴", "number": "260301123456789", "closed_on": date(2026, 3, 2)}
PAID = {
    "procedure": "职业技能提升补贴",
    "number": "260301123456789",
    "amount": Decimal("2000.00"),
    "paid_on": date(2026, 3, 2),
    "account": "",
    "rating": True,
}
REFUSED = {**CLOSED, "reasons": "证书核发之日起超过 12 个月", "rating": True}
REFUSED["decided_on"] = REFUSED.pop("closed_on")


def states(notices: list[Notice]) -> dict[str, str]:
    return {notice.channel: notice.state for notice in notices}


def test_by_every_channel_there_is(person: Person) -> None:
    made = notify(person, "case_closed", CLOSED, key="c1", case="260301123456789", url="/cases/260301123456789/")
    assert states(made) == {"site": "delivered", "sms": "waiting", "email": "waiting"}
    on_site, sms, email = made
    assert on_site.text == "您申请的“职业技能提升补贴”（办件编号 260301123456789）已于 2026年3月2日 办结。"
    assert (on_site.title, on_site.case, on_site.url) == (
        "“职业技能提升补贴”已办结",
        "260301123456789",
        "/cases/260301123456789/",
    )
    assert (sms.address, email.address) == ("13812345678", "wang@example.org")
    assert sms.text == "您申请的“职业技能提升补贴”（260301123456789）已办结。"
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.order_by("enqueued_at")] == [[sms.pk], [email.pk]]


def test_text_and_address_are_encrypted_in_the_database(person: Person) -> None:
    notify(person, "case_closed", CLOSED, key="c1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, address FROM notices_notice")
        stored = "".join(f"{text}{address}" for text, address in cursor.fetchall())
    assert "办结" not in stored
    assert "13812345678" not in stored


def test_with_the_same_key_nothing_new_comes(person: Person) -> None:
    first = notify(person, "case_closed", CLOSED, key="c1")
    person.phone = "13900000000"
    again = notify(person, "case_closed", CLOSED | {"closed_on": date(2026, 3, 3)}, key="c1")
    assert [notice.pk for notice in again] == [notice.pk for notice in first]
    assert (Notice.objects.count(), DBTaskResult.objects.count()) == (3, 2)
    assert len(notify(person, "case_closed", CLOSED, key="c2")) == 3


def test_without_number_or_address_on_the_site_alone(person: Person) -> None:
    person.phone = person.email = ""
    assert states(notify(person, "case_closed", CLOSED, key="c1")) == {"site": "delivered"}
    assert not DBTaskResult.objects.exists()


def test_a_template_without_sms(user: User) -> None:
    values = {"procedure": "补贴", "number": "260301123456789", "what": "超期", "due_on": date(2026, 3, 5)}
    assert states(notify(user, "supervised", values, key="c1")) == {"site": "delivered"}


def test_an_officer_without_a_person(db: None) -> None:  # noqa: ARG001
    officer = User.objects.create_user("officer")
    assert states(notify(officer, "case_closed", CLOSED, key="c1")) == {"site": "delivered"}
    assert [notice.user for notice in Notice.objects.inbox(officer)] == [officer]


@pytest.mark.parametrize("to_account", [True, False])
def test_muted(person: Person, user: User, to_account: bool) -> None:
    """What is muted is on the site all the same; legal effect cannot be muted."""
    user.muted = ["sms:progress", "sms:decision", "email:payment"]
    user.save()
    recipient: Any = user if to_account else Person.objects.get(pk=person.pk)
    assert states(notify(recipient, "case_closed", CLOSED, key="c1")) == {
        "site": "delivered",
        "sms": "muted",
        "email": "waiting",
    }
    assert DBTaskResult.objects.count() == 1
    assert states(notify(recipient, "case_refused", REFUSED, key="c2"))["sms"] == "waiting"
    paid = states(notify(recipient, "payment_made", PAID, key="c3"))
    assert (paid["sms"], paid["email"]) == ("waiting", "muted")


def test_no_commit_no_message(person: Person) -> None:
    with transaction.atomic():
        notify(person, "case_closed", CLOSED, key="c1")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_template_that_is_not_there(person: Person) -> None:
    with pytest.raises(YuntaiError, match="没有“case_close”这个通知模板，是不是“case_closed”？"):
        notify(person, "case_close", CLOSED, key="c1")


def test_reading(person: Person, user: User, clock: Clock) -> None:
    notify(person, "case_closed", CLOSED, key="c1")
    clock.forward(hours=1)
    notify(user, "payment_made", PAID, key="c2")
    other = User.objects.create_user("other")
    notify(other, "case_closed", CLOSED, key="c1")
    inbox = Notice.objects.inbox(user)
    assert [notice.title for notice in inbox] == ["“职业技能提升补贴”已发放", "“职业技能提升补贴”已办结"]
    assert inbox.unread().count() == 2
    assert inbox.filter(key="c1").mark_read() == 1
    assert inbox.filter(key="c1").mark_read() == 0
    assert [notice.state for notice in inbox.all()] == ["delivered", "read"]
    assert Notice.objects.inbox(other).unread().count() == 1


@pytest.mark.parametrize(
    ("channel", "at", "allowed"),
    [
        ("sms", (2026, 3, 2, 8, 0), (2026, 3, 2, 8, 0)),
        ("sms", (2026, 3, 2, 20, 59, 59), (2026, 3, 2, 20, 59, 59)),
        ("sms", (2026, 3, 2, 21, 0), (2026, 3, 3, 8, 0)),
        ("sms", (2026, 3, 2, 23, 59, 59), (2026, 3, 3, 8, 0)),
        ("sms", (2026, 3, 3, 0, 0), (2026, 3, 3, 8, 0)),
        ("sms", (2026, 3, 3, 7, 59, 59), (2026, 3, 3, 8, 0)),
        ("sms", (2026, 12, 31, 22, 0), (2027, 1, 1, 8, 0)),
        ("email", (2026, 3, 2, 23, 0), (2026, 3, 2, 23, 0)),
        ("site", (2026, 3, 2, 23, 0), (2026, 3, 2, 23, 0)),
    ],
)
def test_quiet_hours(channel: str, at: tuple[int, ...], allowed: tuple[int, ...]) -> None:
    assert when_allowed(channel, datetime(*at, tzinfo=SHANGHAI)) == datetime(*allowed, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


def test_in_the_evening_only_the_sms_waits(person: Person, clock: Clock) -> None:
    clock.time = datetime(2026, 3, 2, 22, 30, tzinfo=SHANGHAI)
    on_site, sms, email = notify(person, "case_closed", CLOSED, key="c1")
    assert on_site.state == State.DELIVERED
    assert sms.due_at == datetime(2026, 3, 3, 8, 0, tzinfo=SHANGHAI)
    assert email.due_at == clock.time
    assert DBTaskResult.objects.get(args_kwargs__args=[sms.pk]).run_after == sms.due_at


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"channel": "fax"}, "notice_channel_known"),
        ({"event": "party"}, "notice_event_known"),
        ({"state": "lost"}, "notice_state_known"),
        ({"channel": "site", "state": "waiting"}, "notice_on_site_arrives"),
        ({"state": "read", "sent_at": datetime(2026, 3, 2, tzinfo=SHANGHAI)}, "notice_read_on_site_only"),
        ({"state": "sent"}, "notice_sent_at_some_time"),
        ({"claimed_by": "1"}, "notice_claimed_only_while_sending"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_the_database_refuses(person: Person, fields: dict[str, Any], constraint: str) -> None:
    good = {"person": person, "key": "k", "channel": "sms", "template": "t", "event": "progress", "text": "x"}
    with pytest.raises(IntegrityError, match=constraint):
        Notice.objects.create(**(good | fields))


def test_the_database_refuses_a_second_of_a_key(person: Person, user: User) -> None:
    for recipient in ({"person": person}, {"user": user}):
        good = {**recipient, "key": "k", "channel": "sms", "template": "t", "event": "progress", "text": "x"}
        Notice.objects.create(**good)
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(**good)


@pytest.mark.django_db
def test_a_code_is_good_for_what_it_was_sent_for_alone(monkeypatch):
    """Somebody who knows the code of her own makes its row say another matter."""
    monkeypatch.setattr(secrets, "randbelow", lambda _: 123456)
    mine, other = (send_code(about, None, "code", {}) for about in ("办件 1", "办件 2"))
    Code.objects.filter(key=other).update(about="办件 3")
    assert (redeem(mine, "123456"), redeem(other, "123456")) == ("办件 1", None)
