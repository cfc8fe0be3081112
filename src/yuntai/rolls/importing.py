"""Rows of a roll out of a table of texts: read cell by cell, the good ones entered some thousands at a time, the others said.

What stands there already is not entered again. So a file whose import was cut off is simply imported once more: nothing is lost and
nothing there twice. Each change is a transaction of its own, made ready before it begins, so that other writers wait a moment at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.conf import settings

from yuntai.errors import YuntaiError
from yuntai.procedures.cells import read_cell
from yuntai.procedures.schema import Field
from yuntai.registry.columns import Person, Table
from yuntai.registry.kinds import File, ResidentId
from yuntai.rolls.content import roll_of
from yuntai.rolls.models import Change
from yuntai.rolls.rows import Row, faults_of, row_of
from yuntai.rolls.spreadsheets import Line
from yuntai.rolls.writing import By, Written, enter
from yuntai.rules.language.kinds import FAR, Date

AT_ONCE = 500
"""How many rows one change of an import has: others wait for it for about a tenth of a second."""


_KNOWN = 50_000
"""How many cells are kept in mind."""


@dataclass
class Imported:
    """What became of the lines of a table: how many keys are new, changed, the same; the lines with faults, by column."""

    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: list[Line] = field(default_factory=list)

    def add(self, written: Written) -> None:
        self.new, self.changed, self.same = (
            self.new + written.new,
            self.changed + written.changed,
            self.same + written.same,
        )


def columns_of(roll: Table) -> tuple[Field, ...]:
    """The columns of a roll as the questions of a form or the headings of a table: those that are still filled in."""
    return tuple(
        Field(
            column.name,
            column.title,
            ResidentId() if isinstance(column.kind, Person) else column.kind,
            column.title,
            optional=column.optional,
        )
        for column in roll.columns
        if column.until is None and not isinstance(column.kind, File)
    )


def take_in(
    name: str,
    lines: Iterable[Line],
    by: By,
    *,
    since: date | None = None,
    may: Callable[[Mapping[str, Any]], str] = lambda _row: "",
    told: Callable[[int], None] = lambda _count: None,
) -> Imported:
    """Enter the good lines. ``may`` says why somebody may not enter a row; ``told`` hears how many lines have been taken."""
    roll, done = roll_of(name), Imported()
    columns, seen, count = columns_of(roll), dict[tuple[Any, ...], int](), 0
    left, read = iter(lines), _Reader()
    while part := list(islice(left, AT_ONCE)):
        good = [(line, row) for line in part if (row := _read(roll, columns, line, seen, may, done, read)) is not None]
        _enter(name, good, by, since, done)
        count += len(part)
        told(count)
    return done


def _enter(name: str, good: list[tuple[Line, Row]], by: By, since: date | None, done: Imported) -> None:
    """Enter rows together; where one of them cannot be, each by itself, so that the others are."""
    if not good:
        return
    try:
        done.add(enter(name, [row for _, row in good], by, since=since, what=Change.What.IMPORT))
    except YuntaiError as error:
        if len(good) == 1:
            first = good[0][1].roll.key[0]
            done.rejected.append(Line(good[0][0].number, good[0][0].cells, {first: str(error)}))
            return
        half = len(good) // 2
        _enter(name, good[:half], by, since, done)
        _enter(name, good[half:], by, since, done)


class _Reader:
    """Reads cells; what stood in another row already is not read again."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, Any]] = {}
        self.key: bytes = settings.HOME.key("person")

    def __call__(self, column: Field, text: str) -> tuple[str, Any]:
        """What is wrong with a cell, empty where nothing is; its value."""
        if (found := self._known.get((column.name, text))) is None:
            _, fault, value = read_cell(column, text)
            found = fault, value
            if len(self._known) < _KNOWN:
                self._known[column.name, text] = found
        return found


def _read(
    roll: Table,
    columns: tuple[Field, ...],
    line: Line,
    seen: dict[tuple[Any, ...], int],
    may: Callable[[Mapping[str, Any]], str],
    done: Imported,
    read: _Reader,
) -> Row | None:
    """The row that a line says; ``None`` where it has a fault, which is written down."""
    values, faults = dict[str, Any](), dict[str, str]()
    for column in columns:
        fault, value = read(column, line.cells.get(column.name, ""))
        if fault:
            faults[column.name] = fault
        elif value is not None:
            values[column.name] = value
    row = row_of(roll, values, read.key)
    if not faults:
        faults = dict(_faults(row, line, seen, may))
    if faults:
        done.rejected.append(Line(line.number, line.cells, faults))
        return None
    return row


def _faults(
    row: Row, line: Line, seen: dict[tuple[Any, ...], int], may: Callable[[Mapping[str, Any]], str]
) -> Iterator[tuple[str, str]]:
    roll = row.roll
    yield from faults_of(row).items()
    if (before := seen.setdefault(row.key, line.number)) != line.number:
        yield roll.key[0], f"和第 {before} 行的{'、'.join(roll[name].title for name in roll.key)}一样，请删掉一行"
    if refused := may(row.values):
        yield roll.key[0], refused


def text_of(column: Field, value: Any) -> str:
    """A value as the cell of a table has it."""
    if value in (None, ""):
        return ""
    if isinstance(column.kind, Date):
        return (column.kind.none or "") if value == FAR else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if isinstance(value, int) else column.kind.show(value) if isinstance(value, str) else str(value)
