"""A table that follows another place: Parquet parts in a folder, to which what has changed is added.

Every row has its key and ``change``, a number that grows; of rows with the same key the one with the greatest counts. One process
adds at a time; whoever reads takes the parts that ``state.json`` names, which is replaced at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis
import pyarrow as pa
from pyarrow import parquet

from yuntai.registry.columns import Table

CHANGE = "change"
_STATE = "state.json"
_FEW = 20
"""How many parts stand beside the first before all are made one."""
_SHARE = 8
"""All are made one, too, when those beside the first have more than this part of its rows."""


@dataclass(frozen=True)
class State:
    """What is there: the ``parts``, the first of which has each key once; up to which change; ``mark`` tells that change from another
    of its number."""

    form: str
    until: int = 0
    mark: str = ""
    parts: tuple[tuple[str, int], ...] = ()


class Followed:
    """The table ``table`` in a folder. Rows that are ``final`` never change: each key comes once.

    When parts are made one their rows are ``sorted_by`` a column, so that who asks for some of its values reads no others.
    """

    def __init__(self, folder: Path, table: Table, *, final: bool = False, sorted_by: str = "") -> None:
        self.folder, self.table, self.final, self.sorted_by = folder / table.name, table, final, sorted_by
        self.schema = pa.schema([(CHANGE, pa.int64()), *((one.name, _arrow(one.kind.dtype)) for one in table.loaded)])
        self._form = hashlib.sha256(str(self.schema).encode()).hexdigest()

    @property
    def state(self) -> State:
        """What is there now; nothing where it was made of other columns."""
        try:
            found = json.loads((self.folder / _STATE).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return State(self._form)
        parts = tuple((name, rows) for name, rows in found["parts"])
        same = found["form"] == self._form and all((self.folder / name).exists() for name, _ in parts)
        return State(self._form, found["until"], found["mark"], parts) if same else State(self._form)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else adds now; as long as this lasts nobody does."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def add(self, state: State, rows: pa.Table, until: int, mark: str) -> State:
        """Add ``rows`` to what ``state`` says, all that changed up to ``until``."""
        parts = state.parts
        if rows.num_rows:
            name = f"{uuid4().hex}.parquet"
            parquet.write_table(rows, self.folder / name, compression="zstd")
            parts = (*parts, (name, rows.num_rows))
        return self._keep(State(self._form, until, mark, parts))

    def make_one(self, state: State) -> State:
        """Make all parts one, where there are many of them."""
        if not state.parts:
            return state
        more = sum(rows for _, rows in state.parts[1:])
        if len(state.parts) <= _FEW and more * _SHARE <= state.parts[0][1]:
            return state
        name = f"{uuid4().hex}.parquet"
        connection = ibis.duckdb.connect()
        try:
            whole = self._now(connection, state)
            if self.sorted_by:
                whole = whole.order_by(self.sorted_by)
            connection.to_parquet(whole, self.folder / name, compression="zstd")
            rows = parquet.read_metadata(self.folder / name).num_rows
        finally:
            connection.disconnect()
        return self._keep(State(self._form, state.until, state.mark, ((name, rows),)))

    def read(self, connection: Any, state: State, recent: pa.Table) -> ibis.Table:
        """The table as it is by ``state`` and the rows that changed since, on a connection to DuckDB, with its declared columns.

        It is a view: what it is made of is written into no question.
        """
        later = []
        if recent.num_rows or not state.parts:
            later = [connection.create_table(f"recent_{self.table.name}", recent, overwrite=True)]
        found = self._now(connection, state, *later).select([one.name for one in self.table.loaded])
        return connection.create_view(f"now_{self.table.name}", found, overwrite=True)

    def _now(self, connection: Any, state: State, *later: ibis.Table) -> ibis.Table:
        names = [str(self.folder / name) for name, _ in state.parts]
        if self.final:
            return _together(*([connection.read_parquet(names)] if names else []), *later)
        if len(names) == 1 and not later:
            return connection.read_parquet(names[0])
        changed = _together(*([connection.read_parquet(names[1:])] if names[1:] else []), *later)
        newest = changed.filter(
            ibis.row_number().over(group_by=self.table.key, order_by=ibis.desc(changed[CHANGE])) == 0
        )
        if not names:
            return newest
        newest = connection.create_table(
            f"newest_{self.table.name}", newest, overwrite=True
        )  # small, read by every question
        first = connection.read_parquet(names[0])
        return first.anti_join(newest, list(self.table.key)).union(newest)

    def _keep(self, state: State) -> State:
        """Write down the state, and let go of what it has not named for two states: somebody may still read the last."""
        path = self.folder / _STATE
        before = {name for name, _ in self.state.parts}
        now = {name for name, _ in state.parts}
        told = {"form": state.form, "until": state.until, "mark": state.mark, "parts": state.parts}
        new = path.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps(told), encoding="utf-8")
        new.replace(path)
        for old in self.folder.glob("*.parquet"):
            if old.name not in now | before:
                old.unlink(missing_ok=True)
        return state


def _together(*sides: ibis.Table) -> ibis.Table:
    return sides[0] if len(sides) == 1 else ibis.union(*sides)


def _arrow(dtype: str) -> pa.DataType:
    plain = {"int64": pa.int64(), "date": pa.date32(), "string": pa.string(), "boolean": pa.bool_()}
    return plain[dtype] if dtype in plain else pa.decimal128(*map(int, re.findall(r"\d+", dtype)))
