"""Is all that is sealed as it was sealed, and do the cases say what their log says?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist

from yuntai.cases.clock import Pause
from yuntai.cases.corrections import altered
from yuntai.cases.decisions import digest
from yuntai.cases.history import History, due, followed, history
from yuntai.cases.models import Case, Event
from yuntai.cases.versions import Version
from yuntai.ledger import files, triggers
from yuntai.ledger.entries import Entry
from yuntai.ledger.looking import Merged, look
from yuntai.ledger.models import Checkpoint
from yuntai.ledger.proved import Proved
from yuntai.ledger.rows import titles_of
from yuntai.ledger.stretches import Stretch
from yuntai.ledger.verify import Progress, problems, silent
from yuntai.rolls import verify as rolls

_BATCH = 500
_FIRST = ("pk", "number", "version_id")


def verify(progress: Progress = silent, processes: int = 1, proved: Proved | None = None) -> list[str]:
    """What is wrong, a Chinese sentence each: rows, entries, files that were changed, cases whose columns differ from their log.

    Several ``processes`` see only what is committed. What is ``proved`` already is not looked at again.
    """
    logs = [model._meta.db_table for model in apps.get_models() if issubclass(model, Entry)]
    guards = triggers.problems([*logs, Checkpoint._meta.db_table])
    rows = rolls.problems(progress)
    return [*problems(look_at, progress, processes, proved), *guards, *rows, *files.problems(progress)]


def look_at(stretch: Stretch) -> list[str]:
    """What is wrong with a stretch of a table."""
    return look(stretch, {Event: _Cases})


def verify_kept() -> Iterator[str]:
    """Whether decisions and corrections are those that the log names by their digests: before an installation's rows are sealed."""
    for case in Case.objects.prefetch_related("events").order_by("pk").iterator(chunk_size=_BATCH):
        events = sorted(case.events.all(), key=lambda event: event.number)
        decided = [event for event in events if event.kind == "propose"]
        if decided and decided[-1].data["decision"] != digest(case.decision):
            yield f"办件 {case.number} 的决定依据被改过"
        yield from altered(case, events)


def _due(version: int, begun: tuple[tuple[str, Any], ...], pauses: tuple[Pause, ...]) -> tuple[date | None, bool]:
    """When a case is due that has no more to it than this, and whether that may still move."""
    known = History(pauses=list(pauses), **dict(begun))
    return due(Version.objects.get(pk=version).load(), known)


_TIMED = ("begun_on", "accepted_on", "closed_on", "revisited_from", "since", "within", "theirs")
"""What the day on which a case is due follows from, besides its pauses."""


class _Cases:
    """The cases whose events are in a stretch: do their columns follow from what is told of each?"""

    def __init__(self, stretch: Stretch) -> None:
        self._due = cache(_due)
        self._names: tuple[str, ...] = (*followed(History()), "claimed_for", "due_on", "due_provisional")
        rows = Case._base_manager.filter(stretch.condition("pk")).order_by("pk")
        self._cases = Merged(rows.values_list(*_FIRST, *self._names).iterator(_BATCH))

    def told(self, key: int, entries: list[Any]) -> Iterator[str]:
        for case in self._cases.before(key):
            yield _never_submitted(case)
        if case := self._cases.at(key):
            yield from self._check(case, entries) if entries[0].kind == "submit" else [_never_submitted(case)]

    def rest(self) -> Iterator[str]:
        yield from map(_never_submitted, self._cases.rest())

    def _check(self, case: Any, entries: list[Any]) -> Iterator[str]:
        _, number, version, *columns = case
        claimed_for = columns[-3]
        try:
            known = history(entries)
            begun = tuple((name, getattr(known, name)) for name in _TIMED)
            # the due day of an open case moves with the calendar that is loaded
            promised = self._due(version, begun, tuple(known.pauses))
            expected = [*followed(known).values(), known.claimed_for or claimed_for, *promised]
        except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError, ObjectDoesNotExist):
            yield f"办件 {number} 的日志前后接不上，读不出办件到了哪一步"
            return
        if expected != columns:
            told = zip(self._names, expected, columns, strict=True)
            titles = titles_of(Case)
            wrong = "、".join(f"“{titles[name]}”" for name, one, other in told if one != other)
            yield f"办件 {number} 的{wrong}与日志不符"


def _never_submitted(case: Any) -> str:
    return f"办件 {case[1]} 没有提交的记录"
