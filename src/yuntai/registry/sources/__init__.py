"""Where a registry's tables lie: a folder of Parquet files, a schema of PostgreSQL, a database of Spark's catalog.

An address says where: a path, ``postgres://[user@]host/database?schema=…``, ``spark:database``. Each source reads its tables
in place, on its own engine; what an engine is not installed for is not imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from yuntai.errors import YuntaiError
from yuntai.registry.sources.base import Source

ENGINES = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark"}
"""The engines by name; the first is the one for a folder where none is named."""


def _duckdb(address: str) -> Source:
    from yuntai.registry.sources.duckdb import Folder

    return Folder(Path(address))


def _postgres(address: str) -> Source:
    from yuntai.registry.sources.postgres import Server

    return Server(address)


def _spark_folder(address: str) -> Source:
    from yuntai.registry.sources.spark import SparkFolder

    return SparkFolder(Path(address))


def _spark_catalog(address: str) -> Source:
    from yuntai.registry.sources.spark import Catalog

    return Catalog(address.removeprefix("spark:"))


_OPEN: dict[tuple[str, str], Callable[[str], Source]] = {
    ("folder", "duckdb"): _duckdb,
    ("folder", "spark"): _spark_folder,
    ("postgres", "postgres"): _postgres,
    ("spark", "spark"): _spark_catalog,
}


def open_source(address: Path | str, engine: str | None = None) -> Source:
    """The source at ``address``, on ``engine`` or on the one that the address goes with.

    Raises ``YuntaiError`` where there is no registry, or the engine cannot read it where it lies.
    """
    address = str(address)
    form = form_of(address)
    fitting = [name for kind, name in _OPEN if kind == form]
    engine = engine or fitting[0]
    if engine not in fitting:
        hint = "，请先用 yuntai registry copy 装进去" if engine == "postgres" else ""
        raise YuntaiError(f"{ENGINES[engine]} 不能就地读登记库 {address}{hint}")
    return _OPEN[form, engine](address)


def form_of(address: str) -> str:
    """What an address names: ``folder``, ``postgres`` or ``spark``. Raises ``YuntaiError`` where it holds a password."""
    if re.search(r"://.*:.+@|[?&](ssl)?password=", address):
        raise YuntaiError("口令不要写在地址里，请放在环境变量 PGPASSWORD 或文件 ~/.pgpass 里")
    if address.startswith(("postgres:", "postgresql:")):
        return "postgres"
    return "spark" if address.startswith("spark:") else "folder"
