"""A loaded registry, as Ibis tables over its Parquet files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import ibis
import yaml
from ibis.backends.duckdb import Backend

from yuntai.errors import YuntaiError
from yuntai.registry.load import FORMAT, MANIFEST
from yuntai.registry.schema import TABLES


class Registry:
    """The tables of one folder. Open it with :meth:`open`; ``name in registry`` tells whether a table is there."""

    def __init__(self, path: Path, manifest: dict[str, Any], connection: Backend) -> None:
        self.path = path
        self.manifest = manifest
        self.connection = connection
        """The DuckDB backend on which every table of this registry lives."""
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
        spill = Path(tempfile.gettempdir()) / f"yuntai-{id(manifest):x}"
        connection = ibis.duckdb.connect(memory_limit="70%", temp_directory=str(spill))
        return cls(path, manifest, connection)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in TABLES and (self.path / f"{name}.parquet").exists()

    def __iter__(self) -> Iterator[str]:
        return (name for name in TABLES if name in self)

    def table(self, name: str) -> ibis.Table:
        """The table ``name``, read as needed. Raises :class:`YuntaiError` if the registry has none."""
        if name not in self._tables:
            if name not in TABLES:
                raise YuntaiError(f"没有“{name}”这张表，登记库的表有：{'、'.join(TABLES)}")
            if name not in self:
                raise YuntaiError(f"登记库 {self.path} 里没有{TABLES[name].title}（{name}），请先装载这张表")
            self._tables[name] = self.connection.read_parquet(str(self.path / f"{name}.parquet"), table_name=name)
        return self._tables[name]

    def key(self, name: str) -> tuple[str, ...]:
        """The unique columns of a table. Raises :class:`YuntaiError` if no such table is declared."""
        if name not in TABLES:
            raise YuntaiError(f"没有“{name}”这张表，登记库的表有：{'、'.join(TABLES)}")
        return TABLES[name].key

    def close(self) -> None:
        """Let go of the files."""
        self.connection.disconnect()

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
