"""A folder of Parquet files, read by DuckDB in this process."""

from __future__ import annotations

import tempfile
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
    """The folder that ``yuntai registry load`` makes."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), read_manifest(path))
        self._path = path
        self._read: dict[str, ibis.Table] = {}
        self._spill = tempfile.TemporaryDirectory(prefix="yuntai-")
        self._own = local()
        self.connection = ibis.duckdb.connect(memory_limit="70%", temp_directory=self._spill.name)

    def __contains__(self, name: object) -> bool:
        return (self._path / f"{name}.parquet").exists()

    def read(self, name: str) -> ibis.Table:
        try:
            file = literal(str(self._path / f"{name}.parquet"))
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
        self._spill.cleanup()
