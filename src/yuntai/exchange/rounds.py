"""What the worker does besides notices: it asks each system what is new, and sends what waits until it has arrived.

A message is claimed with the worker's lease, sent outside any transaction, and what came of it is written down. One whose worker died
is sent again: the party knows it by its key and takes it once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from yuntai.clock import now
from yuntai.exchange.models import Happening, Line, Message, State
from yuntai.exchange.systems import NotReached, Refused, System, systems
from yuntai.exchange.taking import ORDER, take
from yuntai.notices import lease

EVERY = timedelta(minutes=1)
"""How often a system is asked."""
LOOKS_BACK = timedelta(days=7)
"""How long a party may keep a work order before it passes it on: those of so long ago are asked for again."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long to wait after each time that a system was not reached. After the last there is no other: an officer sends it again."""
PURPOSE = "答复对方转来的工单"
"""What a reply is given for, as the log of what went out says."""


def go_round(go_on: Callable[[], bool]) -> None:
    """Ask whom it is time to ask, send what is due, while ``go_on``."""
    connected = systems()
    if not connected:
        return
    take_back()
    for party, system in connected.items():
        if go_on() and _is_time(party):
            ask(party, system)
    due = Message.objects.outgoing().filter(state=State.WAITING, claimed_by="", due_at__lte=now(), party__in=connected)
    for pk in list(due.order_by("due_at").values_list("pk", flat=True)):
        if not go_on():
            return
        send(pk, connected)


def ask(party: str, system: System) -> int:
    """Take what a system has had since some days before the newest that came from it; how many of that are new."""
    newest = Message.objects.incoming().filter(party=party, kind=ORDER).order_by("-said_at").first()
    since: datetime | None = newest.said_at - LOOKS_BACK if newest else None
    try:
        found = system.orders(since)
    except (NotReached, Refused) as error:
        Line.objects.filter(party=party).update(problem=str(error)[:200])
        return 0
    Line.objects.filter(party=party).update(problem="")
    return sum(take(party, order) for order in found)


def send(pk: int, connected: Mapping[str, System]) -> None:
    """Send a message that is due, if no other process does."""
    with transaction.atomic(durable=True):
        free = Message.objects.filter(pk=pk, state=State.WAITING, claimed_by="", due_at__lte=now())
        if not free.update(claimed_by=lease.holder()):
            return
    message = Message.objects.select_related("answers").get(pk=pk)
    try:
        connected[message.party].reply(message.number, message.key.hex, message.body["text"])
    except NotReached as error:
        pause = PAUSES[message.tries] if message.tries < len(PAUSES) else None
        _not_taken(message, str(error), pause)
    except Refused as error:
        _not_taken(message, str(error), None)
    else:
        with transaction.atomic():
            if _release(message, state=State.SENT, done_at=now(), problem=""):
                note_sent(message, "接口")


def note_sent(message: Message, way: str) -> None:
    """Write down that an answer went out: for what, and which of it."""
    Happening.note(message.answers or message, "send", purpose=PURPOSE, fields="工单编号、答复内容", way=way)


def take_back() -> None:
    """Free the claims that dead workers left, and this one's own: it calls this only while it sends nothing."""
    claimed = Message.objects.outgoing().exclude(claimed_by="")
    for name in set(claimed.values_list("claimed_by", flat=True)):
        if name == lease.holder() or not lease.is_alive(name):
            claimed.filter(claimed_by=name).update(claimed_by="")


def _is_time(party: str) -> bool:
    """Whether it is time to ask a party, and no other process does: whoever is told so has to."""
    moment = now()
    with transaction.atomic(durable=True):
        line, new = Line.objects.get_or_create(party=party, defaults={"asked_at": moment})
        stale = Line.objects.filter(pk=line.pk, asked_at=line.asked_at, asked_at__lte=moment - EVERY)
        return new or bool(stale.update(asked_at=moment))


def _not_taken(message: Message, why: str, pause: timedelta | None) -> None:
    with transaction.atomic():
        state = State.WAITING if pause is not None else State.FAILED
        due_at = now() + (pause or timedelta())
        if _release(message, state=state, due_at=due_at, problem=why[:200]) and state == State.FAILED:
            Happening.note(message.answers or message, "refuse", reason=why[:200])


def _release(message: Message, **fields: object) -> bool:
    """Write down what came of a claim that is still this process's."""
    mine = Message.objects.filter(pk=message.pk, claimed_by=lease.holder())
    return bool(mine.update(claimed_by="", tries=message.tries + 1, **fields))
