"""What comes in is taken once; an officer of its unit answers it or hands it to another unit."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.exchange.models import HANDLERS, Happening, Message, State
from yuntai.exchange.systems import PARTIES, Order
from yuntai.people.models import Unit, User
from yuntai.people.officers import root
from yuntai.rolls.content import catalogue

ORDER, REPLY = "order", "reply"
"""The kinds of messages: a work order, and the answer to one."""
MOST = 2_000
"""Characters of an answer."""

TAKERS: dict[tuple[str, str], Callable[[Message], str]] = {}
"""Who makes a case of a message, by party and kind: it gives the case's number, empty where it makes none of this one."""


@transaction.atomic
def take(party: str, order: Order) -> bool:
    """Keep a work order; whether it is new. One that came before is left as it is, whatever it says now."""
    fields = {"direction": Message.IN, "party": party, "kind": ORDER, "number": order.number[:40]}
    if Message.objects.filter(**fields).exists():
        return False
    message, new = Message.objects.get_or_create(
        **fields,
        defaults={
            "title": order.title[:80],
            "body": {name: getattr(order, name) for name in ("text", "name", "phone", "district")},
            "unit": unit_of(order.district),
            "state": State.OPEN,
            "due_on": order.due_on,
            "said_at": order.said_at,
        },
    )
    if new:
        Happening.note(message, "come", unit=str(message.unit))
        if taker := TAKERS.get((party, ORDER)):
            message.case = taker(message)
            message.save(update_fields=["case"])
    return new


@transaction.atomic
def answer(message: Message, user: User, text: str) -> Message:
    """Answer what came in; what goes out, with the same number."""
    message = _open_one(message, user)
    return reply(message, text, user)


def reply(message: Message, text: str, user: User | None) -> Message:
    """The answer to a message that is locked and open, on its way from the end of the transaction on."""
    text = text.strip()
    if not text:
        raise YuntaiError("请写答复的内容")
    if len(text) > MOST:
        raise YuntaiError(f"答复最多 {MOST} 字，现在有 {len(text)} 字")
    made = Message.objects.create(
        direction=Message.OUT,
        party=message.party,
        kind=REPLY,
        number=message.number,
        title=message.title,
        body={"text": text},
        unit=message.unit,
        case=message.case,
        answers=message,
        state=State.WAITING,
    )
    message.state, message.done_at = State.ANSWERED, now()
    message.save(update_fields=["state", "done_at"])
    Happening.note(message, "answer", user)
    return made


@transaction.atomic
def answer_for_case(number: str, user: User | None, text: str) -> list[Message]:
    """Answer what the case with this number was made of and that is not answered yet; what goes out."""
    open_ones = Message.objects.incoming().filter(case=number, state=State.OPEN)
    return [reply(one, text, user) for one in open_ones.select_for_update(of=("self",)).select_related("unit")]


@transaction.atomic
def hand_on(message: Message, user: User, unit: Unit, reason: str) -> None:
    """Give it to another unit, whose officers see and answer it from now on."""
    message = _open_one(message, user)
    if message.case:
        raise YuntaiError(f"这一件已经是办件 {message.case}，请在办件里转")
    if unit == message.unit:
        raise YuntaiError("已经在这个单位")
    if not reason.strip():
        raise YuntaiError("请写明为什么转给他们")
    message.unit = unit
    message.save(update_fields=["unit"])
    Happening.note(message, "hand_on", user, unit=str(unit), reason=reason.strip()[:200])


@transaction.atomic
def again(message: Message, user: User) -> None:
    """Send an answer again that its party did not take."""
    message = Message.objects.select_for_update(of=("self",)).select_related("answers").get(pk=message.pk)
    _require_handler(message, user)
    if message.state != State.FAILED:
        raise YuntaiError("这一件不用再发")
    message.state, message.tries, message.due_at = State.WAITING, 0, now()
    message.save(update_fields=["state", "tries", "due_at"])
    Happening.note(message.answers or message, "again", user)


def unit_of(place: str) -> Unit:
    """The unit of a place that somebody wrote (鼓楼, 鼓楼区, 320106); the bureau where it is none."""
    code = catalogue().units.place_of(place.strip()) if place.strip() else ""
    return Unit.objects.filter(code=code).first() or root()


def party_of(message: Message) -> str:
    """What the party of a message is called."""
    return PARTIES.get(message.party, message.party)


def _open_one(message: Message, user: User) -> Message:
    one: Message = Message.objects.select_for_update(of=("self",)).select_related("unit").get(pk=message.pk)
    _require_handler(one, user)
    if one.state != State.OPEN:
        raise YuntaiError("这一件已经答复过了")
    return one


def _require_handler(message: Message, user: User) -> None:
    if not Unit.objects.held_by(user, *HANDLERS).filter(pk=message.unit_id).exists():
        raise YuntaiError(f"要有{message.unit}的{'或'.join(role.label for role in HANDLERS)}岗位才能这样做")
