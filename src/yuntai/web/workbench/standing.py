"""What officers have asked of one another about a case and is still open: supervision, opinions, a transfer, a fault found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.timezone import localtime

from yuntai.cases.effects import opinion_due, supervision_due, unit_of
from yuntai.cases.history import History
from yuntai.cases.models import Case, Event
from yuntai.cases.states import State
from yuntai.rules.language.kinds import Date


def standing(case: Case, known: History, events: Sequence[Event]) -> list[tuple[str, str]]:
    """What is open, each with its heading, the oldest first."""
    return [
        *_transfer(case, known, events),
        *_supervision(known, events),
        *_opinions(known, events),
        *_fault(known, events),
    ]


def _transfer(case: Case, known: History, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    if known.coming_from:
        event = _last(events, "transfer")
        yield "等接收", f"{_who(event)}把办件转给{case.unit}：{event.reason}。接收以前，两边都看得到"


def _supervision(known: History, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    if known.supervised:
        event = _last(events, "supervise")
        said = f"{_who(event)}：{event.reason}。"
        if known.supervision_answered:
            answer = _last(events, "answer_supervision")
            yield "督办已答复，等解除", f"{said}{_who(answer)}答复：{answer.reason}"
        else:
            yield "督办", f"{said}最晚 {Date().show(supervision_due(event))} 答复"


def _opinions(known: History, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    for event in events:
        if event.kind == "consult" and event.data["unit"] in known.waiting_for_opinion:
            due = Date().show(opinion_due(event))
            yield "等会办意见", f"{_who(event)}请{unit_of(event)}会办：{event.reason}。最晚 {due} 给意见"


def _fault(known: History, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    if known.found_wrong:
        event = _last(events, "recheck")
        yield "复查发现有问题", f"{_who(event)}：{event.reason}"
    if known.state == State.RECOVERING:
        yield "等退款", "决定已经撤销，发过的钱退回以后由发放岗登记；登记以前，同一件事不能再办给申请人"


def _last(events: Sequence[Event], kind: str) -> Event:
    return next(event for event in reversed(events) if event.kind == kind)


def _who(event: Event) -> str:
    at = localtime(event.at)
    return f"{at.month}月{at.day}日，{event.user}（{event.capacity}）"
