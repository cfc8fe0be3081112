"""What follows from an act of a flow (``does=``): for each effect the function that carries it out.

Each takes the case as it is after the act, the act's event, the effect and the answers of the act's sheet (as typed), in the act's
transaction: what it raises undoes the act. A further effect is a function of this shape and a line in :data:`CARRIED`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from yuntai.cases.does.letters import letter
from yuntai.cases.does.opening import open_case
from yuntai.cases.does.telling import tell_of
from yuntai.cases.entering import enter
from yuntai.cases.models import Case, Event
from yuntai.cases.outward import book, post, send
from yuntai.errors import YuntaiError
from yuntai.procedures.flow import Book, Effect, Enter, Letter, Open, Post, Send, Tell

Carry = Callable[[Case, Event, Any, Mapping[str, Any]], object]

CARRIED: Mapping[type, Carry] = {
    Enter: enter,
    Letter: letter,
    Tell: tell_of,
    Open: open_case,
    Post: post,
    Send: send,
    Book: book,
}


def carry_out(case: Case, event: Event, effects: Iterable[Effect], answers: Mapping[str, Any]) -> None:
    """Carry out the effects of an act, in their order. Raises ``YuntaiError`` where one cannot be."""
    for effect in effects:
        carry = CARRIED.get(type(effect))
        if carry is None:
            raise YuntaiError(f"流程里写的 {type(effect).__name__} 平台还不会办，请联系平台管理员")
        carry(case, event, effect, answers)
