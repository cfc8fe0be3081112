"""Is the log whole, and do the cases say what it says?"""

from __future__ import annotations

from collections.abc import Callable

from yuntai.cases.corrections import altered
from yuntai.cases.decisions import digest
from yuntai.cases.history import columns, history
from yuntai.cases.models import Case, Event
from yuntai.ledger.models import verify as verify_ledger


def verify(progress: Callable[[int], None] | None = None) -> list[str]:
    """What is wrong, a Chinese sentence each: entries of the log, and cases whose columns or decision differ from it."""
    problems = verify_ledger(Event)
    cases = Case.objects.select_related("version").prefetch_related("events").order_by("pk")
    for number, case in enumerate(cases.iterator(chunk_size=500), 1):
        events = sorted(case.events.all(), key=lambda event: event.number)
        problems += _check(case, events)
        if progress and number % 500 == 0:
            progress(number)
    return problems


def _check(case: Case, events: list[Event]) -> list[str]:
    if not events or events[0].kind != "submit":
        return [f"办件 {case.number} 没有提交的记录"]
    expected = columns(case, history(events))
    # the due day of an open case moves with the calendar that is loaded
    wrong = [name for name, value in expected.items() if getattr(case, name) != value]
    said = [f"办件 {case.number} 的{'、'.join(wrong)}与日志不符"] if wrong else []
    decided = [event for event in events if event.kind == "propose"]
    if decided and decided[-1].data["decision"] != digest(case.decision):
        said.append(f"办件 {case.number} 的决定依据被改过")
    return [*said, *altered(case, events)]
