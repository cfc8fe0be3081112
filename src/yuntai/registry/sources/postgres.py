"""A schema of a PostgreSQL server, read in place: the server computes, this process asks.

What the address does not say (host, user, service, TLS) is left to libpq, and so is the password: from ``PGPASSWORD``,
``~/.pgpass`` or a service file, never from the address (``form_of`` refuses it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from threading import local
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import ibis
import sqlglot.expressions as sge
import yaml

from yuntai.errors import Unavailable, YuntaiError
from yuntai.registry.schema import HELD
from yuntai.registry.sources.base import Find, Rows, Source, first_line, of_this_format

try:
    import psycopg
    from ibis.backends.postgres import Backend
    from ibis.backends.sql.compilers.postgres import PostgresCompiler
    from psycopg import sql
    from psycopg.rows import dict_row
except ImportError:
    raise YuntaiError("要用 PostgreSQL，请先安装：pip install 'yuntai[postgres]'") from None

__all__ = ["MARK", "Postgres", "Server", "connect", "psycopg", "sql"]

MARK = "yuntai registry\n"
"""How the comment begins on a schema that this program filled; a registry's manifest follows."""

SCHEMA = "yuntai"
"""The schema where an address names none."""

LONGEST = 63
"""Bytes of a name; PostgreSQL cuts off what is beyond."""


class _Compiler(PostgresCompiler):
    """Ibis's SQL with what a subquery computes held where it is (``OFFSET 0``), and long names kept apart.

    PostgreSQL writes the expressions of a subquery out wherever they are named: with thirty layers, of which each names
    the one before three times, it would never end. Subqueries of columns alone stay open, so that indexes serve.
    """

    __slots__ = ()

    def to_sqlglot(self, expr: Any, *, limit: str | None = None, params: Mapping[Any, Any] | None = None) -> Any:
        query = super().to_sqlglot(expr, limit=limit, params=params)
        for select in query.find_all(sge.Select):
            if isinstance(select.parent, sge.Subquery) and not select.args.get("offset") and _computes(select):
                select.offset(0, copy=False)
        for name in query.find_all(sge.Identifier):
            if len(name.this.encode()) > LONGEST:
                name.set("this", sha256(name.this.encode()).hexdigest()[:LONGEST])
        return query


def _computes(select: sge.Select) -> bool:
    return not all(isinstance(column.unalias(), sge.Column | sge.Star) for column in select.expressions)


class Postgres(Backend):
    """Ibis's backend with subqueries that stay as they are."""

    compiler = _Compiler()


def connect(address: str) -> tuple[Postgres, str]:
    """A connection to ``address``, and its schema. Raises ``YuntaiError`` where none can be had."""
    base, _, query = address.partition("?")
    settings = {"application_name": "yuntai", "connect_timeout": "10", **dict(parse_qsl(query))}
    schema = settings.pop("schema", SCHEMA)
    dsn = f"{base.replace('postgres:', 'postgresql:', 1)}?{urlencode(settings, quote_via=quote)}"
    try:
        connection = psycopg.connect(dsn, autocommit=True)
        connection.execute("SET jit = off")  # compiling hundreds of expressions takes longer than they do
    except psycopg.Error as error:
        raise Unavailable(f"连不上 {address}：{first_line(error)}") from None
    return Postgres.from_connection(connection), schema


class Server(Source):
    """The declared tables, or views of that form, in one schema of a server."""

    failures = (psycopg.Error,)

    def __init__(self, address: str) -> None:
        super().__init__(address, {})
        self._own, self._opened = local(), list[psycopg.Connection[Any]]()
        self.connection, self.schema = connect(address)
        try:
            self.manifest, self._names = self._look()
        except (YuntaiError, psycopg.Error) as error:
            self.close()
            raise (self.explain(error) or error) from None

    def _look(self) -> tuple[Mapping[str, Any], set[str]]:
        """What the schema says of itself, and its tables."""
        found = self.connection.raw_sql(
            "SELECT obj_description(n.oid, 'pg_namespace'), array_agg(relname) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = %(schema)s AND relkind = ANY('{r,v,m,f,p}') "
            "GROUP BY n.oid",
            params={"schema": self.schema},
        ).fetchone()
        comment, names = found or (None, ())
        if not (held := set(names) & set(HELD)):
            raise YuntaiError(
                f"{self.address} 的模式 {self.schema} 里没有登记库的表，请先用 yuntai registry copy 装进去"
            )
        if comment is None or not comment.startswith(MARK):
            return {}, held
        return of_this_format(yaml.safe_load(comment.removeprefix(MARK)), self.address), held

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def read(self, name: str) -> ibis.Table:
        return self.connection.table(name, database=self.schema)

    def find(self, table: ibis.Table, column: str, order: Sequence[str]) -> Find:
        query = self._query(table, column, order)

        def rows(value: Any) -> Rows:
            try:
                return self._ask(query, value)
            except psycopg.OperationalError:
                if not self._own.connection.closed:
                    raise
                return self._ask(query, value)  # the server had ended the connection: on a new one

        return rows

    def _ask(self, query: str, value: Any) -> Rows:
        """Ask on the thread's own connection."""
        if not hasattr(self._own, "connection") or self._own.connection.closed:
            self._own.connection = connect(self.address)[0].con
            self._opened.append(self._own.connection)
        with psycopg.RawCursor(self._own.connection, row_factory=dict_row) as cursor:
            return cursor.execute(query, [value], prepare=True).fetchall()

    def explain(self, error: BaseException) -> YuntaiError | None:
        if isinstance(error, psycopg.errors.InsufficientPrivilege | psycopg.errors.ReadOnlySqlTransaction):
            return YuntaiError(f"没有权限：{self.address} 的用户要能读模式 {self.schema} 的表，并能建临时表")
        if isinstance(error, psycopg.errors.QueryCanceled | psycopg.OperationalError):
            return YuntaiError(f"{self.address} 没有算完：{first_line(error)}")
        return None

    def close(self) -> None:
        self.connection.disconnect()
        for connection in self._opened:
            connection.close()
