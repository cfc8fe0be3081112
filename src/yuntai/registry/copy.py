"""Bring a loaded registry into PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis.expr.datatypes as dt
import pyarrow as pa
import yaml
from pyarrow import csv, parquet

from yuntai.errors import YuntaiError
from yuntai.registry.check import Progress
from yuntai.registry.columns import Table
from yuntai.registry.schema import HELD
from yuntai.registry.sources import form_of
from yuntai.registry.sources.base import first_line, read_manifest
from yuntai.registry.sources.postgres import MARK, connect, psycopg, sql


def copy(folder: Path, address: str, progress: Progress | None = None) -> Mapping[str, int]:
    """Copy the registry in ``folder`` to the schema of ``address``, replacing the registry that it held.

    All in one transaction: who reads meanwhile sees what was there before. Returns the rows of each table. Raises
    :class:`YuntaiError` where the schema holds tables that this program did not put there, or the server refuses.
    """
    if form_of(address) != "postgres":
        raise YuntaiError(f"{address}：要写成 postgres://[用户@]主机/数据库?schema=模式")
    say = progress or (lambda _message: None)
    manifest = read_manifest(folder)
    backend, schema = connect(address)
    rows = {}
    try:
        with backend.con.transaction(), backend.con.cursor() as cursor:
            _clear(cursor, schema)
            for name in (name for name in HELD if (folder / f"{name}.parquet").exists()):
                say(f"写入{HELD[name].title}")
                rows[name] = _write(cursor, schema, HELD[name], folder / f"{name}.parquet")
            comment = MARK + yaml.safe_dump(dict(manifest), allow_unicode=True, sort_keys=False)
            cursor.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(schema), sql.Literal(comment)))
        for name in rows:
            say(f"统计{HELD[name].title}")
            backend.con.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(schema, name)))
    except psycopg.Error as error:
        raise YuntaiError(f"没有装进 {address}：{first_line(error)}") from None
    finally:
        backend.disconnect()
    return rows


def _clear(cursor: Any, schema: str) -> None:
    """Make the schema, or drop the tables that this program put there."""
    found = cursor.execute(
        "SELECT coalesce(obj_description(oid, 'pg_namespace'), ''), "
        "(SELECT count(*) FROM pg_class c WHERE c.relnamespace = n.oid AND relname = ANY(%s)) "
        "FROM pg_namespace n WHERE nspname = %s",
        (list(HELD), schema),
    ).fetchone()
    if found and found[1] and not found[0].startswith(MARK):
        raise YuntaiError(f"模式 {schema} 里已有别的表，不是 yuntai 装载的；请换一个模式（地址后加 ?schema=…）")
    cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    for name in HELD:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(schema, name)))


def _write(cursor: Any, schema: str, table: Table, path: Path) -> int:
    where = sql.Identifier(schema, table.name)
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(_type(dt.dtype(column.kind.dtype))))
        for column in table.loaded
    ]
    key = sql.SQL("PRIMARY KEY ({})").format(sql.SQL(", ").join(map(sql.Identifier, table.key)))
    cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(where, sql.SQL(", ").join(columns)))
    into = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(where)
    with parquet.ParquetFile(path) as file, cursor.copy(into) as target:
        for batch in file.iter_batches(columns=[column.name for column in table.loaded]):
            text = pa.BufferOutputStream()
            csv.write_csv(batch, text, csv.WriteOptions(include_header=False))
            target.write(text.getvalue().to_pybytes())
        rows = file.metadata.num_rows
    cursor.execute(sql.SQL("ALTER TABLE {} ADD {}").format(where, key))
    if any(column.name == "person" for column in table.loaded) and table.key != ("person",):
        cursor.execute(sql.SQL("CREATE INDEX ON {} (person)").format(where))
    return int(rows)


def _type(dtype: Any) -> str:
    if dtype.is_decimal():
        return f"numeric({dtype.precision}, {dtype.scale})"
    return {"int64": "bigint", "string": "text", "date": "date", "boolean": "boolean"}[str(dtype)]
