"""Rolls for many at once: copies in columns that follow the database (:mod:`yuntai.selections.followed`), with all that was ever known.

The worker adds each minute what has changed; whoever reads adds what has changed since. A copy that is not of this database is made
anew. It bears no secrets: what names a person is not among its columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import ibis
import pyarrow as pa
from django.conf import settings
from django.db import connection as database
from django.db import transaction

from yuntai.errors import YuntaiError
from yuntai.registry.columns import Column, Day, Table
from yuntai.rolls.content import roll_of, rolls
from yuntai.rolls.live import is_given
from yuntai.rolls.models import Change
from yuntai.rolls.tables import table_name
from yuntai.rules.language.kinds import FAR, Whole
from yuntai.selections.followed import Followed, State

_AT_ONCE = 100_000
_OWN = (
    Column("id", Whole(least=1, most=2**63 - 1), "行号"),
    Column("recorded_on", Day(), "登记日期"),
    Column("replaced_on", Day(none="没有"), "被取代的日期"),
)


class Source(Protocol):
    """Where the other tables are."""

    def table(self, name: str) -> ibis.Table: ...

    def key(self, name: str) -> tuple[str, ...]: ...

    def __contains__(self, name: object) -> bool: ...


def follow() -> int:
    """Have the copies take up what has changed; how many rows. Another process that is at it does it for this one."""
    taken = 0
    for name in rolls():
        one = _followed(name)
        with one.alone() as alone:
            if not alone:
                continue
            state, limit = _valid(name, one), _last(name)
            if limit <= state.until:
                continue
            for part in _changed(name, one, state.until, limit):
                state = one.add(state, part, state.until, state.mark)
                taken += part.num_rows
            one.make_one(one.add(state, one.schema.empty_table(), limit, _mark(limit)))
    return taken


def change_of(name: str) -> int:
    """The number of the last change of a roll, as of which it is read."""
    return _last(name)


class Rolls:
    """Rolls as they held on a day beside the tables of ``source``: for whoever looks at many at once.

    ``for_policies``: whether only those are there that are complete on that day.
    """

    def __init__(self, source: Source | None, connection: Any, day: date, *, for_policies: bool = True) -> None:
        self._source, self._connection, self._day, self._for_policies = source, connection, day, for_policies

    def __contains__(self, name: object) -> bool:
        if name in rolls():
            return not self._for_policies or is_given(roll_of(str(name)), self._day)
        return self._source is not None and name in self._source

    def key(self, name: str) -> tuple[str, ...]:
        """The unique columns of a table."""
        if name in rolls():
            return roll_of(name).key
        return self._of_source(name).key(name)

    def table(self, name: str) -> ibis.Table:
        """The table ``name``; of a roll the rows that hold on the day, as we know them now."""
        return rows(name, self._connection, self._day) if name in rolls() else self._of_source(name).table(name)

    def _of_source(self, name: str) -> Source:
        if self._source is None:
            raise YuntaiError(f"登记库没有接上，“{name}”现在读不到")
        return self._source


def rows(name: str, connection: Any, as_of: date, known_on: date | None = None) -> ibis.Table:
    """The rows of a roll that held on ``as_of``, as we knew them on ``known_on`` (now), with the columns that are seen.

    On another engine than DuckDB the rows are brought there.
    """
    here = connection.name == "duckdb"
    one = _followed(name)
    state = _valid(name, one)
    recent = pa.concat_tables([one.schema.empty_table(), *_changed(name, one, state.until, _last(name))])
    reader = connection if here else ibis.duckdb.connect()
    found = one.read(reader, state, recent)
    known = found.replaced_on == FAR
    if known_on is not None:
        known = (found.recorded_on <= known_on) & (found.replaced_on > known_on)
    found = found.filter((found.since <= as_of) & (found.until >= as_of) & known)
    found = found.select([column.name for column in roll_of(name).seen])
    return found if here else ibis.memtable(found.to_pyarrow())


def _followed(name: str) -> Followed:
    roll = roll_of(name)
    return Followed(_folder(), Table(name, roll.title, ("id",), (_OWN[0], *roll.seen, *_OWN[1:])))


def _folder() -> Path:
    return settings.HOME.path / "followed" / "rolls"


def _valid(name: str, one: Followed) -> State:
    """What is there; nothing where it followed another database, or this one as it was before it was set back."""
    state = one.state
    return (
        state if state.until and _mark(state.until) == state.mark and state.until <= _last(name) else State(state.form)
    )


def _mark(number: int) -> str:
    return next(iter(Change.objects.filter(number=number).values_list("seal", flat=True)), "")


def _last(name: str) -> int:
    """The number of the last change of a roll. Its chain is locked until a change is there, so none comes with a smaller one."""
    return next(iter(Change.objects.filter(roll__name=name).order_by("-place").values_list("number", flat=True)[:1]), 0)


def _changed(name: str, one: Followed, after: int, until: int) -> Iterator[pa.Table]:
    """The rows that were entered or replaced after a change, up to another, as they are now."""
    if until <= after:
        return
    columns = ", ".join(_read(field) for field in list(one.schema)[1:])
    table = table_name(name)
    statement = f"SELECT coalesce(replacing, change), {columns} FROM {table}"
    if after:
        statement += (
            f" WHERE change > {int(after)} UNION ALL SELECT replacing, {columns} FROM {table}"
            f" WHERE replacing > {int(after)} AND change <= {int(after)}"
        )
    with transaction.atomic(), database.chunked_cursor() as cursor:
        cursor.execute(statement)
        while found := cursor.fetchmany(_AT_ONCE):
            fields = zip(one.schema, zip(*found, strict=True), strict=True)
            yield pa.table([_array(field, values) for field, values in fields], one.schema)


def _read(field: pa.Field) -> str:
    """A column in SQL; of SQLite days and yes or no as they are kept, which Arrow reads faster than Python."""
    quoted = database.ops.quote_name(field.name)
    if database.vendor == "sqlite" and field.type in (pa.date32(), pa.bool_()):
        return f"CAST({quoted} AS {'TEXT' if field.type == pa.date32() else 'INTEGER'})"
    return str(quoted)


def _array(field: pa.Field, values: tuple[Any, ...]) -> pa.Array:
    """Values as the database gives them, as the column has them; a row without an end goes on."""
    if pa.types.is_decimal(field.type):
        step = Decimal(1).scaleb(-field.type.scale)
        return pa.array([None if one is None else Decimal(str(one)).quantize(step) for one in values], field.type)
    if database.vendor == "sqlite" and field.type in (pa.date32(), pa.bool_()):
        found = pa.array(values, pa.string() if field.type == pa.date32() else pa.int64()).cast(field.type)
    else:
        found = pa.array(values, field.type)
    return found.fill_null(pa.scalar(FAR, pa.date32())) if field.name in ("until", "replaced_on") else found
