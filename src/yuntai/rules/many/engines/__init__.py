"""The engines that compute a rule for many: DuckDB, PostgreSQL, Spark.

:mod:`yuntai.rules.many.sql` composes the same columns for each; here is what one engine does differently from another. Which
one it is follows from where a table lies. :mod:`yuntai.rules.language.meaning` is the reference that all must equal.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from yuntai.rules.many.engines.base import Engine
from yuntai.rules.many.engines.duckdb import DuckDB
from yuntai.rules.many.engines.postgres import Postgres
from yuntai.rules.many.engines.spark import Spark

__all__ = ["ENGINES", "Engine", "engine_of"]

ENGINES: Mapping[str, Engine] = {"duckdb": DuckDB(), "postgres": Postgres(), "pyspark": Spark()}
"""By the name of Ibis's backend."""


def engine_of(table: ibis.Table) -> Engine:
    """The engine on which ``table`` lies; DuckDB for a table in memory."""
    return ENGINES[table.get_backend().name]
