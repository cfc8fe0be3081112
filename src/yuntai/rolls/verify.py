"""Are the rows of rolls those that their changes have sealed? Each problem is a Chinese sentence that says which roll and change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from yuntai.errors import YuntaiError
from yuntai.ledger.looking import at_one_moment
from yuntai.ledger.verify import Progress, silent
from yuntai.people.ciphers import decrypt
from yuntai.registry.columns import Table
from yuntai.rolls.content import rolls
from yuntai.rolls.digests import digest
from yuntai.rolls.models import Change
from yuntai.rolls.secrets import mark, place
from yuntai.rolls.tables import clear, model_of

_BATCH = 2_000


def problems(progress: Progress = silent) -> Iterator[str]:
    """What is wrong with the rows of all rolls, each as it is at one moment. Memory grows with the largest change alone."""
    for roll in rolls().values():
        count = 0
        with at_one_moment():
            for found, looked in _of_roll(roll):
                count += looked
                progress(f"{roll.title}的行", count)
                yield from found


def _of_roll(roll: Table) -> Iterator[tuple[list[str], int]]:
    """What is wrong change by change, with how many rows that were."""
    columns = clear(roll)
    model = model_of(roll.name)
    entered = model.objects.order_by("change", "pk").values_list("change", *columns).iterator(_BATCH)
    replaced = (
        model.objects.exclude(replacing=None)
        .order_by("replacing", "pk")
        .values_list("replacing", "pk")
        .iterator(_BATCH)
    )
    mine, theirs = _Grouped(entered), _Grouped(replaced)
    changes = Change.objects.filter(roll__name=roll.name).order_by("number")
    for number, count, sealed in changes.values_list("number", "count", "digest").iterator(_BATCH):
        found = [f"{roll.title}有 {n} 行不属于任何一次登记" for n in (len(mine.before(number)),) if n]
        found += [f"{roll.title}有 {n} 行写着被替换，没有这样的登记" for n in (len(theirs.before(number)),) if n]
        rows = mine.at(number)
        if len(rows) != count:
            found.append(f"{roll.title}第 {number} 号变动登记了 {count} 行，现在有 {len(rows)} 行")
        elif digest(columns, (row[1:] for row in rows), (row[1] for row in theirs.at(number))) != sealed:
            found.append(f"{roll.title}第 {number} 号变动的行被改过")
        yield found, count
    if rest := len(mine.before(None)) + len(theirs.before(None)):
        yield [f"{roll.title}有 {rest} 行不属于任何一次登记"], rest
    yield from _secrets(roll)


def _secrets(roll: Table) -> Iterator[tuple[list[str], int]]:
    """What of a roll keeps secret something else than its mark says."""
    model = model_of(roll.name)
    for number, private, held, *key in (
        model.objects.order_by("pk").values_list("pk", "private", "mark", *roll.key).iterator(_BATCH)
    ):
        if not private and not held:
            continue
        at = place(roll, key)
        try:
            same = mark(decrypt(private, at), at) == held if private else False
        except YuntaiError:
            same = False
        if not same:
            yield [f"{roll.title}第 {number} 行保密的内容被改过"], 0


class _Grouped:
    """Rows that come in the order of their first value, group by group."""

    def __init__(self, rows: Any) -> None:
        self._groups = groupby(rows, itemgetter(0))
        self._next = self._take()

    def _take(self) -> tuple[int, list[Any]] | None:
        found = next(self._groups, None)
        return (found[0], list(found[1])) if found else None

    def before(self, number: int | None) -> list[Any]:
        """The rows of the groups before ``number`` that have not been taken; all that are left without one."""
        left: list[Any] = []
        while self._next and (number is None or self._next[0] < number):
            left += self._next[1]
            self._next = self._take()
        return left

    def at(self, number: int) -> list[Any]:
        """The rows of the group ``number``."""
        if not self._next or self._next[0] != number:
            return []
        found = self._next[1]
        self._next = self._take()
        return found
