"""What every source of tables offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import yaml

from yuntai.errors import YuntaiError

if TYPE_CHECKING:
    import ibis

FORMAT = 1
"""The version of a registry's tables."""

MANIFEST = "registry.yaml"

Rows = list[dict[str, Any]]
Find = Callable[[Any], Rows]
"""Gives the rows of a table that have a certain value in a certain column."""


class Source(ABC):
    """The tables of a registry by name, on the engine on which they lie."""

    connection: Any
    """The Ibis backend of every table."""

    manifest: Mapping[str, Any]
    """What the registry says of itself; empty where it was not loaded by this program."""

    is_fixed = False
    """Whether its tables stay as they were when they were opened, whatever is loaded meanwhile."""

    failures: tuple[type[Exception], ...] = ()
    """What the engine raises where a table cannot be read any more."""

    def __init__(self, address: str, manifest: Mapping[str, Any]) -> None:
        self.address = address
        self.manifest = manifest

    @abstractmethod
    def __contains__(self, name: object) -> bool: ...

    @abstractmethod
    def read(self, name: str) -> ibis.Table:
        """The table ``name``, which is there. Raises ``YuntaiError`` where it cannot be read."""

    def count(self, table: ibis.Table) -> int:
        """The rows of a table that can be read to its end. Raises ``YuntaiError`` where it cannot."""
        return int(table.count().to_pyarrow().as_py())

    def find(self, table: ibis.Table, column: str, order: Sequence[str]) -> Find:
        """What finds rows of ``table`` by ``column``, in the order of some columns; any number of threads may ask at once."""
        lock = Lock()

        def rows(value: Any) -> Rows:
            with lock:
                found: Rows = table.filter(table[column] == value).order_by(list(order)).to_pyarrow().to_pylist()
            return found

        return rows

    def _query(self, table: ibis.Table, column: str, order: Sequence[str]) -> str:
        """The SQL that finds rows, written once, with ``$1`` for the value."""
        import sqlglot.expressions as sge

        compiler = self.connection.compiler
        held = sge.Subquery(this=compiler.to_sqlglot(table), alias="held")
        wanted = sge.EQ(this=sge.column(column, quoted=True), expression=sge.Parameter(this=sge.Literal.number(1)))
        query = sge.Select(expressions=[sge.Star()]).from_(held).where(wanted)
        return query.order_by(*(sge.column(name, quoted=True) for name in order)).sql(compiler.dialect)

    def explain(self, error: BaseException) -> YuntaiError | None:
        """What a person can put right about an error of the engine, if that is what it is."""
        return None

    @abstractmethod
    def close(self) -> None:
        """Let go of what was opened."""


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """What the folder says of itself. Raises ``YuntaiError`` if it is no registry."""
    try:
        manifest = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        manifest = None
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise YuntaiError(f"{folder} 不是登记库，请先用 yuntai registry load 装载")
    return of_this_format(manifest, str(folder))


def of_this_format(manifest: Mapping[str, Any], address: str) -> Mapping[str, Any]:
    """``manifest``. Raises ``YuntaiError`` if its tables have the form of another version of this program."""
    if manifest["format"] != FORMAT:
        raise YuntaiError(f"登记库 {address} 是第 {manifest['format']} 版格式，本程序只认第 {FORMAT} 版，请重新装载")
    return manifest


def first_line(error: object) -> str:
    """What an error says, shortly."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300]
