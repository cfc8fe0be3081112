"""A small registry, written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from yuntai.packs import FOLDER
from yuntai.registry.schema import DERIVED, TABLES
from yuntai.rules.language.kinds import FAR
from yuntai.rules.rule.packs import load_pack
from yuntai.selections.checks import load_checks

CHECKS = load_checks(load_pack(FOLDER / "national"))

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "persons": {"sex": "female", "born_on": date(1950, 1, 1), "district": "玄武", "graduated_on": FAR},
    "enrolments": {
        "kind": "employee",
        "place": "nanjing",
        "ended_on": FAR,
        "contract_signed_on": FAR,
        "registered_on": FAR,
    },
    "contributions": {"wage": 5000, "base": 5000, "paid_on": FAR},
    "benefits": {"kind": "pension", "amount": 3000, "place": "nanjing", "account": "6217"},
    "deaths": {},
    "resemblances": {"alike": ""},
}
_ARROW = {"int64": pa.int64(), "date": pa.date32(), "string": pa.string(), "boolean": pa.bool_()}


class Small:
    """A registry of the tables given, each a list of rows; columns that no row gives are as usual, or empty."""

    def __init__(self, **tables: list[dict[str, Any]]) -> None:
        self.connection = ibis.duckdb.connect()
        self.tables = {name: self._table(name, rows) for name, rows in tables.items()}

    def _table(self, name: str, rows: list[dict[str, Any]]) -> ibis.Table:
        columns = {**TABLES, **DERIVED}[name].loaded
        schema = pa.schema([(column.name, _ARROW.get(column.kind.dtype, pa.decimal128(18, 2))) for column in columns])
        whole = [{**_DEFAULTS[name], **row} for row in rows]
        return self.connection.create_table(name, pa.Table.from_pylist(whole, schema))

    def table(self, name: str) -> ibis.Table:
        return self.tables[name]

    def key(self, name: str) -> tuple[str, ...]:
        return TABLES[name].key

    def __contains__(self, name: object) -> bool:
        return name in self.tables


def found(check: str, small: Small) -> list[tuple[str, str]]:
    """What a check finds: the case and the row, sorted."""
    rows = CHECKS.checks[check].evidence(small, CHECKS.thresholds).to_pyarrow().to_pylist()
    return sorted((row["key"], row["row"]) for row in rows)


def monthly(first: int, year: int, months: range, **more: Any) -> Iterator[dict[str, Any]]:
    """Benefits of person 1 on the 15th of some months, numbered from ``first``."""
    for number, month in enumerate(months):
        day = date(year, month, 1)
        yield {"benefit": first + number, "person": 1, "month": day, "paid_on": day.replace(day=15), **more}


def paid_in(year: int, months: range, enrolment: int = 7, person: int = 1, **more: Any) -> list[dict[str, Any]]:
    """Contributions of one enrolment."""
    return [{"enrolment": enrolment, "person": person, "month": date(year, month, 1), **more} for month in months]
