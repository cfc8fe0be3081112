"""A loaded registry, as Ibis tables in the place where it lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from yuntai.errors import YuntaiError
from yuntai.registry.schema import DERIVED, HELD, TABLES
from yuntai.registry.sources import Source, open_source


class Registry:
    """The tables of one registry. Open it with :meth:`open`; ``name in registry`` tells whether a table is there."""

    def __init__(self, source: Source) -> None:
        self.source = source
        """Where every table of this registry lies, and on which engine."""
        self._tables: dict[str, ibis.Table] = {}

    @classmethod
    def open(cls, address: Path | str, engine: str | None = None) -> Registry:
        """Open the registry at ``address`` (see :mod:`yuntai.registry.sources`) on ``engine``.

        Raises :class:`YuntaiError` if there is none.
        """
        return cls(open_source(address, engine))

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the registry says of itself: its format, when it was loaded, its rows. Empty where others made it."""
        return self.source.manifest

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in HELD and name in self.source

    def __iter__(self) -> Iterator[str]:
        return (name for name in TABLES if name in self)

    def table(self, name: str) -> ibis.Table:
        """The table ``name`` as declared, read as needed. Raises :class:`YuntaiError` if the registry has none."""
        if name not in self._tables:
            if name not in HELD:
                raise YuntaiError(f"没有“{name}”这张表，登记库的表有：{'、'.join(TABLES)}")
            if name in DERIVED and name not in self:
                raise YuntaiError(
                    f"登记库 {self.source.address} 没有比对过{DERIVED[name].title}（装载时加 --compare-identities）"
                )
            if name not in self:
                raise YuntaiError(f"登记库 {self.source.address} 里没有{TABLES[name].title}（{name}），请先装载这张表")
            self._tables[name] = self._as_declared(name, self.source.read(name))
        return self._tables[name]

    def _as_declared(self, name: str, table: ibis.Table) -> ibis.Table:
        """The declared columns of ``table``, in their declared types."""
        declared = {column.name: dt.dtype(column.kind.dtype) for column in HELD[name].loaded}
        if missing := [column for column in declared if column not in table.columns]:
            raise YuntaiError(
                f"登记库 {self.source.address} 的{HELD[name].title}（{name}）缺少 {'、'.join(missing)} 列，可能已损坏，请重新装载"
            )
        held = table.schema()
        other = {column: dtype for column, dtype in declared.items() if held[column].copy(nullable=True) != dtype}
        return table.select(*declared).cast(other) if other else table.select(*declared)

    def require_whole(self) -> None:
        """Raise :class:`YuntaiError` where a table that the manifest tells of is missing, damaged, or has other rows."""
        told = self.manifest.get("rows") or {}
        for name in told or self:
            found = self.source.count(self.table(name))
            if told and found != told[name]:
                raise YuntaiError(
                    f"登记库 {self.source.address} 的{HELD[name].title}（{name}）有 {found} 行，"
                    f"装载时是 {told[name]} 行：没有装完，请重新装载"
                )

    def key(self, name: str) -> tuple[str, ...]:
        """The unique columns of a table. Raises :class:`YuntaiError` if no such table is declared."""
        if name not in HELD:
            raise YuntaiError(f"没有“{name}”这张表，登记库的表有：{'、'.join(TABLES)}")
        return HELD[name].key

    def close(self) -> None:
        """Let go of what was opened."""
        self.source.close()

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is not None and (said := self.source.explain(error)):
                raise said from None
        finally:
            self.close()
