"""Reading the sums of the cases that somebody may see: what is kept, and what has changed since it was taken up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, Q
from django.db.models import Sum as Total

from yuntai.cases.counts.adding import Added
from yuntai.cases.counts.keeping import added_by, marked
from yuntai.cases.counts.models import Daily, Keeping, Mark, Sum
from yuntai.cases.models import Case
from yuntai.cases.querysets import Sight
from yuntai.ledger.prepared import Prepared

Numbers = Counter[str]
"""Numbers by their columns."""
_Read = TypeVar("_Read")


def read(sight: Sight, reading: Callable[[Sums], _Read]) -> _Read:
    """What ``reading`` makes of the sums of what is in ``sight``: again, where the sums took something up meanwhile."""
    while True:
        times, any_marks = _state()
        found = reading(Sums(sight, any_marks=any_marks))
        if _state()[0] == times:
            return found


def _state() -> tuple[int, bool]:
    """How often the sums have taken up what was marked, and whether anything is."""
    found = Keeping.objects.annotate(marks=Exists(Mark.objects.all())).values_list("times", "marks").first()
    return found or (0, True)


class Sums:
    """The sums of what is in sight, as :func:`read` gives them."""

    def __init__(self, sight: Sight, *, any_marks: bool = True) -> None:
        self._units = None if sight.units is None else set(sight.places)
        changes = marked()[1] if any_marks else {}
        self._more: Added = Counter({key: number for key, number in changes.items() if self._sees(key[0], key[1])})
        if sight.besides is not None:
            self._more.update(added_by(Case.objects.filter(sight.besides)))

    def _sees(self, model: type[Sum], key: tuple[Any, ...]) -> bool:
        return self._units is None or key[model.keys.index("unit_id")] in self._units

    def of(
        self, model: type[Sum], *by: str, since: date | None = None, until: date | None = None, **only: Any
    ) -> dict[tuple[Any, ...], Numbers]:
        """The numbers of ``model`` by the values of its key's columns ``by``: of the days from ``since`` to ``until``, of the keys
        with the values ``only``.

        By ``month``, of which it is the first day, or by ``day``.
        """
        units = () if self._units is None else (tuple(self._units),)
        asked: dict[str, Any] = {"model": model, "by": by, "since": since, "until": until, "only": tuple(only.items())}
        rows = _KEPT(*units, **asked) if units != ((),) else []
        columns = ["day" if name == "month" else name for name in by]
        found: dict[tuple[Any, ...], Numbers] = defaultdict(Counter)
        for row in rows:
            numbers, values = found[_key(by, row)], zip(model.numbers, row[len(by) :], strict=True)
            if numbers:
                numbers.update(dict(values))
            else:
                dict.update(numbers, values)  # a counter adds to what it has, one by one
        places = [model.keys.index(name) for name in columns]
        for (table, key, column), number in self._more.items():
            if table is model and _within(model, key, since, until, only):
                found[_key(by, [key[place] for place in places])][column] += number
        return {key: numbers for key, numbers in found.items() if any(numbers.values())}


def _kept(
    units: Sequence[int] | None = None,
    *,
    model: type[Sum],
    by: Sequence[str],
    since: date | None,
    until: date | None,
    only: Sequence[tuple[str, Any]],
) -> Any:
    """The question of what is kept, of all units where none are named."""
    rows = model._base_manager.filter(_days(model, since, until, single="day" in by), **dict(only))
    if units is not None:
        rows = rows.filter(unit__in=units)
    columns = ["day" if name == "month" else name for name in by]
    return rows.order_by().values_list(*columns).annotate(**{f"all_{name}": Total(name) for name in model.numbers})


_KEPT = Prepared(_kept)


def _key(by: Sequence[str], values: Sequence[Any]) -> tuple[Any, ...]:
    if "month" not in by:
        return tuple(values[: len(by)])
    return tuple(one.replace(day=1) if name == "month" else one for name, one in zip(by, values, strict=False))


def _within(
    model: type[Sum], key: tuple[Any, ...], since: date | None, until: date | None, only: Mapping[str, Any]
) -> bool:
    values = dict(zip(model.keys, key, strict=True))
    day = values.get("day", date.max)
    return (
        (since is None or day >= since)
        and (until is None or "day" not in values or day <= until)
        and all(values[name] == value for name, value in only.items())
    )


def _days(model: type[Sum], since: date | None, until: date | None, *, single: bool) -> Q:
    """The rows of the days, each a ``single`` one, or one row for a whole month."""
    if not issubclass(model, Daily):
        return _between(since, until)
    if single:
        return Q(month=False) & _between(since, until)
    begin = since and _month_from(since)
    end = until and (until + timedelta(1)).replace(day=1)
    if begin and end and begin >= end:
        return Q(month=False) & _between(since, until)
    found = Q(month=True) & _between(begin, end and end - timedelta(1))
    if since != begin:
        found |= Q(month=False) & _between(since, begin and begin - timedelta(1))
    if until and end:
        found |= Q(month=False) & _between(end, until)
    return found


def _month_from(day: date) -> date:
    """The first day of the month that begins on ``day`` or after it."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(31)).replace(day=1)


def _between(since: date | None, until: date | None) -> Q:
    return (Q(day__gte=since) if since else Q()) & (Q(day__lte=until) if until else Q())
