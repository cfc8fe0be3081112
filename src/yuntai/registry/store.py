"""A loaded registry, as Ibis tables over its Parquet files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import ibis
import yaml
from ibis.backends.duckdb import Backend

from yuntai.errors import YuntaiError
from yuntai.registry.load import FORMAT, MANIFEST
from yuntai.registry.schema import DERIVED, TABLES

_ALL = {**TABLES, **DERIVED}


class Registry:
    """The tables of one folder. Open it with :meth:`open`; ``name in registry`` tells whether a table is there."""

    def __init__(
        self, path: Path, manifest: dict[str, Any], connection: Backend, spill: tempfile.TemporaryDirectory[str]
    ) -> None:
        self.path = path
        self.manifest = manifest
        self.connection = connection
        """The DuckDB backend on which every table of this registry lives."""
        self._spill = spill
        self._tables: dict[str, ibis.Table] = {}

    @classmethod
    def open(cls, path: Path | str) -> Registry:
        """Open the registry in a folder. Raises :class:`YuntaiError` if it is none."""
        path = Path(path)
        try:
            manifest = yaml.safe_load((path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            manifest = None
        if not isinstance(manifest, dict) or "format" not in manifest:
            raise YuntaiError(f"{path} 不是登记库，请先用 yuntai registry load 装载")
        if manifest["format"] != FORMAT:
            raise YuntaiError(f"登记库 {path} 是第 {manifest['format']} 版格式，本程序只认第 {FORMAT} 版，请重新装载")
        spill = tempfile.TemporaryDirectory(prefix="yuntai-")
        connection = ibis.duckdb.connect(memory_limit="70%", temp_directory=spill.name)
        return cls(path, manifest, connection, spill)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in _ALL and (self.path / f"{name}.parquet").exists()

    def __iter__(self) -> Iterator[str]:
        return (name for name in TABLES if name in self)

    def table(self, name: str) -> ibis.Table:
        """The table ``name``, read as needed. Raises :class:`YuntaiError` if the registry has none."""
        if name not in self._tables:
            if name not in _ALL:
                raise YuntaiError(f"没有“{name}”这张表，登记库的表有：{'、'.join(TABLES)}")
            if name in DERIVED and name not in self:
                raise YuntaiError(
                    f"登记库 {self.path} 没有比对过{DERIVED[name].title}（装载时加 --compare-identities）"
                )
            if name not in self:
                raise YuntaiError(f"登记库 {self.path} 里没有{TABLES[name].title}（{name}），请先装载这张表")
            try:
                table = self.connection.read_parquet(str(self.path / f"{name}.parquet"), table_name=name)
            except duckdb.Error:
                raise self._damaged(name) from None
            if any(column.name not in table.columns for column in _ALL[name].loaded):
                raise self._damaged(name)
            self._tables[name] = table
        return self._tables[name]

    def _damaged(self, name: str) -> YuntaiError:
        return YuntaiError(f"登记库 {self.path} 的{_ALL[name].title}（{name}.parquet）已损坏，请重新装载")

    def _check_whole(self) -> None:
        """Raise :class:`YuntaiError` if a table that was read cannot be read to its end."""
        for name, table in self._tables.items():
            try:
                table.aggregate(ibis._[column].hash().max() for column in table.columns).to_pyarrow()
            except duckdb.Error:
                raise self._damaged(name) from None

    def key(self, name: str) -> tuple[str, ...]:
        """The unique columns of a table. Raises :class:`YuntaiError` if no such table is declared."""
        if name not in _ALL:
            raise YuntaiError(f"没有“{name}”这张表，登记库的表有：{'、'.join(TABLES)}")
        return _ALL[name].key

    def close(self) -> None:
        """Let go of the files."""
        self.connection.disconnect()
        self._spill.cleanup()

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if isinstance(error, duckdb.Error):  # the query is at fault, or the files are
                self._check_whole()
        finally:
            self.close()
