"""Rows that a check must refuse: the tables ``spoilt_<name>``, appended to a demonstration city's exports."""

from __future__ import annotations

import duckdb

from yuntai.registry.city import resident_id
from yuntai.registry.identity import sql_check_value
from yuntai.registry.schema import TABLES

_OTHER = "(left(resident_id, 14) || (998 + (sex = 'male')::INT)::VARCHAR)::BIGINT"
_FEBRUARY = "(left(resident_id, 10) || '0230' || substr(resident_id, 15, 3))::BIGINT"
_WRONG = f"({_OTHER}::VARCHAR || '10X98765432'[(12 - {sql_check_value(_OTHER)} + 1) % 11 + 1])"

# Fault, table, the columns that it changes, the key as text, and what is wrong.
_SPOILT = (
    ("bad_check_digit", "persons", f"{_WRONG} AS resident_id", "resident_id", "公民身份号码校验位不对"),
    ("impossible_birth_date", "persons", f"{resident_id(_FEBRUARY)} AS resident_id", "resident_id", "2 月 30 日出生"),
    (
        "unknown_choice",
        "persons",
        f"{resident_id(_OTHER)} AS resident_id, '江北新区' AS district",
        "resident_id",
        "区不在选项中",
    ),
    ("duplicate_key", "persons", "", "resident_id", "同一人两行"),
    (
        "end_before_begin",
        "enrolments",
        "enrolment + {top} AS enrolment, began_on - 30 AS ended_on",
        "enrolment",
        "停保早于参保",
    ),
    (
        "dangling_reference",
        "contributions",
        "enrolment + 2 * {top} AS enrolment",
        "enrolment || ' ' || month",
        "没有这份参保登记",
    ),
    ("duplicate_key", "contributions", "", "enrolment || ' ' || month", "同一月缴费两行"),
    ("negative_amount", "benefits", "benefit + {top} AS benefit, -amount AS amount", "benefit", "金额是负数"),
)


def spoil(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """Make ``count`` rows of each kind, and note them in ``truth``."""
    for name in TABLES:
        connection.execute(f"CREATE TABLE spoilt_{name} AS FROM export_{name} LIMIT 0")
    for part, (fault, name, changes, key, note) in enumerate(_SPOILT):
        order = ", ".join(TABLES[name][k].export_name for k in TABLES[name].key)
        top = 10_000_000_000
        replaced = f"* REPLACE ({changes.format(top=top)})" if changes else "*"
        connection.execute(
            f"CREATE TEMP TABLE spoilt AS SELECT {replaced} FROM (FROM export_{name} "
            f"ORDER BY {order} LIMIT {count} OFFSET {part * count})"
        )
        connection.execute(f"INSERT INTO spoilt_{name} FROM spoilt")
        connection.execute(
            f"INSERT INTO truth SELECT ?, false, ?, ({key})::VARCHAR, NULL, resident_id, ? FROM spoilt",
            [fault, name, note],
        )
        connection.execute("DROP TABLE spoilt")
