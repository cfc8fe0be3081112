"""A folder of Parquet files, read by DuckDB in this process."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from threading import local
from typing import Any

import duckdb
import ibis

from yuntai.errors import YuntaiError
from yuntai.registry.schema import HELD
from yuntai.registry.sources.base import Find, Rows, Source, read_manifest
from yuntai.registry.sql import identifier, literal


class Folder(Source):
    """The folder that ``yuntai registry load`` makes, with the files that lay in it when it was opened.

    They are held open, where the system lets them be read by their number: who puts other files in their place, or takes them
    away, changes nothing for who is reading.
    """

    is_fixed = True
    failures = (duckdb.Error,)

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), read_manifest(path))
        self._path = path
        self._files = {file.stem: _hold(self, file) for file in path.glob("*.parquet")}
        self._read: dict[str, ibis.Table] = {}
        spill = tempfile.mkdtemp(prefix="yuntai-")
        self._let_go = weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)
        self._own = local()
        self.connection = ibis.duckdb.connect(memory_limit="70%", temp_directory=spill)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def read(self, name: str) -> ibis.Table:
        try:
            file = literal(self._files[name])
            self.connection.raw_sql(f"CREATE OR REPLACE VIEW {identifier(name)} AS FROM read_parquet({file})")
            table = self.connection.table(name)
        except duckdb.Error:
            raise self._damaged(name) from None
        self._read[name] = table
        return table

    def find(self, table: ibis.Table, column: str, order: Sequence[str]) -> Find:
        query = self._query(table, column, order)

        def rows(value: Any) -> Rows:
            found = self._cursor().execute(query, [value])
            names = [name for name, *_ in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

        return rows

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """The thread's own connection to the one database: a connection serves one question at a time."""
        if not hasattr(self._own, "cursor"):
            self._own.cursor = self.connection.con.cursor()
        return self._own.cursor  # type: ignore[no-any-return]

    def count(self, table: ibis.Table) -> int:
        query = self.connection.compile(table.count())  # past Ibis, which loads pandas to fetch a number
        try:
            return int(self._cursor().execute(query).fetchall()[0][0])
        except duckdb.Error as error:
            raise self.explain(error) or YuntaiError(f"登记库 {self._path} 读不了，请重新装载") from None

    def _damaged(self, name: str) -> YuntaiError:
        return YuntaiError(f"登记库 {self._path} 的{HELD[name].title}（{name}.parquet）已损坏，请重新装载")

    def explain(self, error: BaseException) -> YuntaiError | None:
        """The table that cannot be read to its end, if one is at fault rather than the query."""
        if isinstance(error, duckdb.Error):
            for name, table in self._read.items():
                try:
                    table.aggregate(ibis._[column].hash().max() for column in table.columns).to_pyarrow()
                except duckdb.Error:
                    return self._damaged(name)
        return None

    def close(self) -> None:
        self.connection.disconnect()
        self._let_go()


_OPEN_FILES = Path("/proc/self/fd")


def _hold(holder: Folder, file: Path) -> str:
    """Where ``file`` can be read for as long as ``holder`` is there."""
    if not _OPEN_FILES.is_dir():
        return str(file)
    number = os.open(file, os.O_RDONLY)
    weakref.finalize(holder, os.close, number)
    return str(_OPEN_FILES / str(number))
