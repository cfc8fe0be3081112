"""The sums take up what is marked: some marks at once, in one transaction; whoever commits does so for all, once in a while."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from yuntai.cases.counts.adding import Added, Row, Told, added, basis, is_quick, workdays_between
from yuntai.cases.counts.models import FORM, WATCHED, Daily, Due, Keeping, Mark, Noted, Passed, Sum
from yuntai.cases.models import Case

PAUSE = 2.0
"""Seconds from one taking up of a process to its next."""

FEW, MANY = 500, 5_000
"""How many marks are taken up at once: beside other work, and where that is all there is to do."""

_LOG = ("number", "kind", "at", "capacity", "unit_id", "data")
_last = -PAUSE


def soon() -> None:
    """Have the sums take up what is marked after this transaction, unless this process did so a moment ago."""
    global _last
    if monotonic() - _last >= PAUSE:
        _last = monotonic()
        transaction.on_commit(take_up, robust=True)


def take_up_all(say: Callable[[int], object] = int) -> None:
    """Have the sums take up whatever is marked; interrupted, it goes on where it was. ``say`` hears how many marks are left."""
    while left := Mark.objects.count():
        say(left)
        if not take_up(MANY):
            return


def take_up(most: int = FEW) -> int:
    """Have the sums take up the ``most`` oldest marks; how many went. Another process that is at it does it for this one."""
    with transaction.atomic():
        if (keeping := _alone()) is None:
            return 0
        if other_days := keeping.basis != basis():
            _stop_writers()
        taken, changes = marked(most)
        if not taken and not other_days:
            return 0
        if other_days and keeping.times:
            _count_days_anew(changes)
        _write(changes)
        Mark.objects.filter(pk__in=taken).delete()
        keeping.basis, keeping.times = basis(), keeping.times + 1
        keeping.save()
    return len(taken)


def _alone() -> Keeping | None:
    """The one row, locked; ``None`` where another process has it."""
    Keeping.objects.get_or_create(pk=1, defaults={"form": FORM})
    return Keeping.objects.select_for_update(skip_locked=connection.vendor == "postgresql").filter(pk=1).first()


def _stop_writers() -> None:
    """Nobody changes a case until the transaction ends, so that several statements read of one moment."""
    if connection.vendor == "postgresql":  # in SQLite this transaction is the only writer anyway
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE cases_case IN SHARE MODE")


def _count_days_anew(changes: Added) -> None:
    """Have ``changes`` bring the working days to what they are by the calendar and the promises of now."""
    ended = Case.objects.filter(closed_on__isnull=False, accepted_on__isnull=False).order_by()
    wanted: Added = Counter()
    rows = ended.values_list("unit_id", "procedure", "accepted_on", "closed_on").annotate(Count("pk"))
    for unit, procedure, accepted, closed, cases in rows.iterator():
        key, worked = (False, closed, unit, procedure), workdays_between(accepted, closed)
        wanted[Passed, key, "worked"] += worked * cases
        wanted[Passed, key, "quick"] += is_quick(procedure, worked) * cases
    for *key, worked, quick in Passed.objects.filter(month=False).values_list(*Passed.keys, "worked", "quick"):
        wanted[Passed, tuple(key), "worked"] -= worked
        wanted[Passed, tuple(key), "quick"] -= quick
    for key in [key for key in changes if key[0] is Passed and key[2] in ("worked", "quick")]:
        del changes[key]
    changes.update(wanted)


def _write(changes: Added) -> None:
    """Add ``changes`` to the sums of days and of months."""
    rows: dict[type[Sum], dict[tuple[Any, ...], Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (model, key, column), number in changes.items():
        if number:
            rows[model][key][column] += number
            if issubclass(model, Daily):
                _, day, *rest = key
                rows[model][True, day.replace(day=1), *rest][column] += number
    with connection.cursor() as cursor:
        for model, found in rows.items():
            cursor.executemany(_statement(model), [_values(model, *row) for row in sorted(found.items())])
    if due := {key[0] for key in rows.get(Due, ())}:
        Due.objects.filter(day__in=due, cases=0).delete()  # the past has none, and is read each time
    if Noted in rows:
        Noted.objects.filter(times=0).delete()


@cache
def _statement(model: type[Sum]) -> str:
    table, quote = model._meta.db_table, connection.ops.quote_name
    keys, numbers = ([quote(name) for name in names] for names in (model.keys, model.numbers))
    more = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in numbers)
    columns = ", ".join([*keys, *numbers])
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len([*keys, *numbers]))}) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {more}"
    )


def _values(model: type[Sum], key: tuple[Any, ...], numbers: Counter[str]) -> list[Any]:
    days = [connection.ops.adapt_datefield_value(one) if isinstance(one, date) else one for one in key]
    return [*days, *(numbers[name] for name in model.numbers)]


def marked(most: int | None = None) -> tuple[list[int], Added]:
    """The marks (of the ``most`` oldest, with all others of their cases), and by how much the sums differ from what is so now.

    One statement reads it all, so that it is of one moment.
    """
    marks = Mark.objects.order_by("pk")
    if most is not None:
        marks = marks.filter(case__in=Mark.objects.order_by("pk").values("case")[:most])
    rows = marks.values_list(
        *("pk", "case_id", "entry", *WATCHED, "case__number"),
        *(f"case__{name}" for name in (*WATCHED, "number")),
        *(f"case__events__{name}" for name in _LOG),
    )
    taken: set[int] = set()
    found: dict[int, _Changed] = {}
    for pk, key, entry, *values in rows:
        taken.add(pk)
        before, now, told = (values[begin:end] for begin, end in _PARTS)
        if key not in found:
            found[key] = _Changed(Row(*now))
        found[key].take(entry, Row(*before))
        found[key].hear(Told(*told))
    changes: Added = Counter()
    for one in found.values():
        one.differs(changes)
    return sorted(taken), changes


_ROW = len(Row._fields)
_PARTS = ((0, _ROW), (_ROW, 2 * _ROW), (2 * _ROW, 2 * _ROW + len(_LOG)))
"""Where a case's columns stand among those that are read, as it was and as it is, and those of an entry of its log."""


def added_by(cases: Any) -> Added:
    """What these cases add to the sums as they are now."""
    rows = cases.order_by().values_list("pk", *Row._fields, *(f"events__{name}" for name in _LOG))
    found: dict[int, _Changed] = {}
    for key, *values in rows:
        now, told = Row(*values[:_ROW]), Told(*values[_ROW:])
        found.setdefault(key, _Changed(now)).hear(told)
    total: Added = Counter()
    for one in found.values():
        total.update(added(one.now, one.told()))
    return total


class _Changed:
    """A case that is marked: as it is now, and as it was counted."""

    def __init__(self, now: Row) -> None:
        self.now, self.counted = now, True
        self.before: Row | None = None
        self.log: dict[int, Told] = {}
        self.new: set[int] = set()

    def hear(self, told: Told) -> None:
        """An entry of its log; one of nothing where it has none."""
        if told.number is not None:
            self.log[told.number] = told

    def take(self, entry: int | None, before: Row) -> None:
        """A mark, of all in their order."""
        if entry is not None:
            self.new.add(entry)
        elif before.state is None:
            self.counted = False
        elif self.before is None:
            self.before = before

    def told(self) -> list[Told]:
        """Its log, in order."""
        return [self.log[number] for number in sorted(self.log)]

    def differs(self, changes: Added) -> None:
        """Add to ``changes`` by how much the sums differ."""
        changes.update(added(self.now, self.told()))
        if self.counted:
            old = [told for told in self.told() if told.number not in self.new]
            changes.subtract(added(self.before or self.now, old))
