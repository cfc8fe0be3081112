"""Is all that is sealed as it was sealed, and do the cases say what their log says?"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from yuntai.cases.corrections import altered
from yuntai.cases.decisions import digest
from yuntai.cases.history import columns, history
from yuntai.cases.models import Case, Event
from yuntai.ledger import files, triggers
from yuntai.ledger.entries import Entry
from yuntai.ledger.models import Checkpoint
from yuntai.ledger.rows import titles_of
from yuntai.ledger.verify import Progress, problems

_BATCH = 500


def verify(progress: Progress = lambda _what, _count: None) -> list[str]:
    """What is wrong, a Chinese sentence each: rows, entries, files that were changed, cases whose columns differ from their log."""
    logs = [model._meta.db_table for model in apps.get_models() if issubclass(model, Entry)]
    guards = triggers.problems([*logs, Checkpoint._meta.db_table])
    return [*problems(progress), *guards, *files.problems(progress), *_cases(progress)]


def verify_kept() -> Iterator[str]:
    """Whether decisions and corrections are those that the log names by their digests: before an installation's rows are sealed."""
    for case in Case.objects.prefetch_related("events").order_by("pk").iterator(chunk_size=_BATCH):
        events = sorted(case.events.all(), key=lambda event: event.number)
        decided = [event for event in events if event.kind == "propose"]
        if decided and decided[-1].data["decision"] != digest(case.decision):
            yield f"办件 {case.number} 的决定依据被改过"
        yield from altered(case, events)


def _cases(progress: Progress) -> Iterator[str]:
    cases = Case.objects.select_related("version").defer("facts", "decision").prefetch_related("events").order_by("pk")
    for number, case in enumerate(cases.iterator(chunk_size=_BATCH), 1):
        yield from _check(case, sorted(case.events.all(), key=lambda event: event.place))
        if number % _BATCH == 0:
            progress("办件", number)


def _check(case: Case, events: list[Event]) -> Iterator[str]:
    if not events or events[0].kind != "submit":
        yield f"办件 {case.number} 没有提交的记录"
        return
    try:
        # the due day of an open case moves with the calendar that is loaded
        expected = columns(case, history(events))
    except (LookupError, ValueError, TypeError, ArithmeticError):
        yield f"办件 {case.number} 的日志前后接不上，读不出办件到了哪一步"
        return
    if wrong := [name for name, value in expected.items() if getattr(case, name) != value]:
        titles = titles_of(Case)
        named = "、".join(f"“{titles[Case._meta.get_field(name).attname]}”" for name in wrong)
        yield f"办件 {case.number} 的{named}与日志不符"
