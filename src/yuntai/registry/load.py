"""Load a bureau's exports into a registry: Parquet files without names and resident ids."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import yaml

from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.registry.check import Progress, staged
from yuntai.registry.columns import Person, Table
from yuntai.registry.pseudonym import key_mark, make_key, make_pseudonyms
from yuntai.registry.report import Report
from yuntai.registry.resemble import make_resemblances
from yuntai.registry.schema import TABLES
from yuntai.registry.sources.base import FORMAT, MANIFEST
from yuntai.registry.sql import identifier, literal
from yuntai.rules.rule.codes import Words

_ORDER = {"contributions": "month, person", "benefits": "month, person"}
"""The order of the rows of the two great tables, so that a month is read without the others."""

_GROUP = 20_480
"""Rows that a file in the order of persons holds together: what is unpacked where one person is asked for."""


def load(
    source: Path,
    registry: Path,
    rejects: Path,
    key: Path,
    progress: Progress | None = None,
    *,
    words: Words | None = None,
    compare_identities: bool = False,
) -> Report:
    """Check ``source`` by ``words`` (see :func:`check`) and write its accepted rows to the folder ``registry``.

    What the folder held is replaced. ``key`` is the file of the key of the pseudonyms, made if absent; it must lie outside
    ``registry``. With ``compare_identities``, pairs of persons who may be one are written as ``resemblances``. Raises
    :class:`YuntaiError`, and leaves ``registry`` as it was, if a file cannot be read, if no row of a table is accepted, or
    if ``registry`` is a folder of something else.
    """
    registry, key = Path(registry).absolute(), Path(key).absolute()
    for path, what in ((key, "密钥文件"), (rejects, "拒收的行"), (source, "要装载的表")):
        if Path(path).resolve().is_relative_to(registry.resolve()):
            raise YuntaiError(f"{what} {path} 不能放在登记库文件夹里，请另放一处")
    if registry.exists() and (
        not registry.is_dir() or (any(registry.iterdir()) and not (registry / MANIFEST).exists())
    ):
        raise YuntaiError(f"{registry} 里有别的东西，不是登记库；请换一个空文件夹")
    say = progress or (lambda _message: None)
    fresh = registry.with_name(registry.name + ".loading")
    with staged(source, rejects, progress, words, private=compare_identities) as (connection, report):
        if lost := report.all_refused():
            raise YuntaiError(f"{lost}，没有装载；拒收的行在 {rejects}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            say("编号：把公民身份号码换成编号")
            secret = make_key(key)
            make_pseudonyms(connection, _codes(report), secret)
            for name in report.tables:
                say(f"写入{TABLES[name].title}")
                _write(connection, TABLES[name], fresh / f"{name}.parquet")
            if compare_identities:
                say("比对：同一个人的两个身份")
                make_resemblances(connection, report)
                _write_resemblances(connection, fresh / "resemblances.parquet")
            _describe(report, secret, fresh / MANIFEST)
            shutil.rmtree(registry, ignore_errors=True)
            fresh.rename(registry)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return report


def _codes(report: Report) -> str:
    """SQL: the BIGINT of every person in the accepted rows."""
    selects = [
        f'SELECT person AS code FROM "accepted_{name}"'
        for name in report.tables
        if any(column.name == "person" for column in TABLES[name].columns)
    ]
    return " UNION ALL ".join(selects) or "SELECT NULL::BIGINT AS code WHERE false"


def _write(connection: duckdb.DuckDBPyConnection, table: Table, target: Path) -> None:
    columns = ", ".join(
        "p.person AS person" if isinstance(column.kind, Person) else f"a.{identifier(column.name)}"
        for column in table.loaded
    )
    people = any(isinstance(column.kind, Person) for column in table.loaded)
    join = "JOIN pseudonyms p ON a.person = p.code" if people else ""
    order = _ORDER.get(table.name, ", ".join(dict.fromkeys(["person", *table.key] if people else table.key)))
    grouped = "" if table.name in _ORDER else f", ROW_GROUP_SIZE {_GROUP}"
    connection.execute(
        f'COPY (SELECT {columns} FROM "accepted_{table.name}" a {join} ORDER BY {order}) '
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd{grouped})"
    )


def _write_resemblances(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write the pairs by pseudonym; the smaller one first, so that their order tells nothing of the numbers."""
    connection.execute(
        "COPY (SELECT least(p.person, o.person) AS person, greatest(p.person, o.person) AS other, "
        "probability::DECIMAL(18, 8) AS probability, alike "
        "FROM resemblances r JOIN pseudonyms p USING (code) JOIN pseudonyms o ON r.other = o.code "
        f"ORDER BY person, other) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )


def _describe(report: Report, key: bytes, target: Path) -> None:
    manifest = {
        "format": FORMAT,
        "loaded_at": now().isoformat(timespec="seconds"),
        "key": key_mark(key),
        "rows": {name: table.accepted for name, table in report.tables.items()},
    }
    target.write_text(yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False), encoding="utf-8")
