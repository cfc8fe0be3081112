"""A folder of Parquet files, read by DuckDB in this process."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import ibis

from yuntai.errors import YuntaiError
from yuntai.registry.schema import HELD
from yuntai.registry.sources.base import Source, read_manifest


class Folder(Source):
    """The folder that ``yuntai registry load`` makes."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), read_manifest(path))
        self._path = path
        self._read: dict[str, ibis.Table] = {}
        self._spill = tempfile.TemporaryDirectory(prefix="yuntai-")
        self.connection = ibis.duckdb.connect(memory_limit="70%", temp_directory=self._spill.name)

    def __contains__(self, name: object) -> bool:
        return (self._path / f"{name}.parquet").exists()

    def read(self, name: str) -> ibis.Table:
        try:
            table = self.connection.read_parquet(str(self._path / f"{name}.parquet"), table_name=name)
        except duckdb.Error:
            raise self._damaged(name) from None
        self._read[name] = table
        return table

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
