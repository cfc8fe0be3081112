"""Spark: a folder of Parquet files, or a database of the catalog, computed by a session's executors.

The session is the one that Spark's own settings name (``SPARK_REMOTE``, ``SPARK_CONF_DIR``, ``SPARK_HOME``), or else one on
this machine, as ``spark_here`` describes it.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends import BaseBackend

from yuntai.errors import YuntaiError
from yuntai.registry.schema import HELD
from yuntai.registry.sources.base import Source, first_line, read_manifest

try:
    from ibis.backends.pyspark import Backend
    from ibis.backends.sql.compilers.pyspark import PySparkCompiler
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
except ImportError:
    raise YuntaiError("要用 Spark，请先安装：pip install 'yuntai[spark]'") from None

if TYPE_CHECKING:
    import ibis

SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # a number too large is an error, not NULL
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # a product keeps its decimals
}
"""What the language needs of a session to mean the same."""


class _Compiler(PySparkCompiler):
    """Ibis's SQL with brackets where Spark wants them: ``(x IN (…)) IS NULL``."""

    __slots__ = ()

    def visit_InValues(self, op: Any, *, value: Any, options: Any) -> Any:
        return sge.paren(super().visit_InValues(op, value=value, options=options))


class Spark(Backend):
    """Ibis's backend with Arrow in and out, without the way round by pandas."""

    compiler = _Compiler()

    def _register_in_memory_table(self, op: Any) -> None:
        self._session.createDataFrame(op.data.to_pyarrow(op.schema)).createOrReplaceTempView(op.name)

    def to_pyarrow(self, expr: Any, /, *, params: Any = None, limit: Any = None, **_: Any) -> Any:
        self._run_pre_execute_hooks(expr)
        table = expr.as_table()
        found = self._session.sql(self.compile(table, params=params, limit=limit)).toArrow()
        return expr.__pyarrow_result__(found.cast(table.schema().to_pyarrow()))

    def to_pyarrow_batches(self, expr: Any, /, *, chunk_size: int = 1_000_000, **more: Any) -> Any:
        found = self.to_pyarrow(expr.as_table(), **more)
        return pa.RecordBatchReader.from_batches(found.schema, found.to_batches(max_chunksize=chunk_size))

    to_parquet = BaseBackend.to_parquet  # one file, here; Spark would write a folder where its workers are


def connect() -> tuple[Spark, bool]:
    """A session of Spark, and whether it was started for this. Raises ``YuntaiError`` where none can be had."""
    if remote := os.environ.get("SPARK_REMOTE"):
        _check_answers(remote)
    elif not _java():
        raise YuntaiError("在本机运行 Spark 要有 Java 17 或更高版本，没有找到；也可以用 SPARK_REMOTE 指向集群")
    if not any(os.environ.get(name) for name in ("SPARK_REMOTE", "SPARK_CONF_DIR", "SPARK_HOME")):
        os.environ["SPARK_CONF_DIR"] = str(Path(__file__).with_name("spark_here"))
    started = SparkSession.getActiveSession() is None
    try:
        session = SparkSession.builder.appName("yuntai").getOrCreate()
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        return Spark().connect(session), started
    except (PySparkException, Py4JError, RuntimeError) as error:
        raise YuntaiError(f"Spark 没有启动：{_reason(error)}") from None


def _check_answers(remote: str) -> None:
    """Raise ``YuntaiError`` where nobody listens at ``sc://host[:port]``: Spark would go on trying for ten minutes."""
    server = urlsplit(remote)
    if server.scheme == "sc":
        try:
            socket.create_connection((server.hostname, server.port or 15002), timeout=10).close()
        except (OSError, ValueError) as error:
            raise YuntaiError(f"连不上 SPARK_REMOTE 所指的 {server.hostname}：{first_line(error)}") from None


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=os.path.join(home, "bin") if home else None) is not None


def _reason(error: BaseException) -> str:
    return first_line(getattr(error, "java_exception", error))


class _OnSpark(Source):
    def __init__(self, address: str, manifest: Mapping[str, Any]) -> None:
        super().__init__(address, manifest)
        self.connection, self._started = connect()

    def explain(self, error: BaseException) -> YuntaiError | None:
        if isinstance(error, PySparkException | Py4JError):
            return YuntaiError(f"Spark 没有算完：{_reason(error)}")
        return None

    def close(self) -> None:
        if self._started:
            self.connection.disconnect()


class SparkFolder(_OnSpark):
    """The folder that ``yuntai registry load`` makes; on a cluster, every worker sees it under the same path."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), read_manifest(path))
        self._path = path.absolute()

    def __contains__(self, name: object) -> bool:
        return (self._path / f"{name}.parquet").exists()

    def read(self, name: str) -> ibis.Table:
        return self.connection.read_parquet((self._path / f"{name}.parquet").as_uri())


class Catalog(_OnSpark):
    """The declared tables, or views of that form, in one database of the session's catalog."""

    def __init__(self, database: str) -> None:
        super().__init__(f"spark:{database}", {})
        self._database = database
        try:
            names = self.connection.list_tables(database=database)
        except PySparkException as error:
            self.close()
            raise YuntaiError(f"Spark 的目录里没有数据库“{database}”：{_reason(error)}") from None
        self._names = set(names) & set(HELD)
        if not self._names:
            self.close()
            raise YuntaiError(f"Spark 的数据库“{database}”里没有登记库的表")

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def read(self, name: str) -> ibis.Table:
        return self.connection.table(name, database=self._database)
