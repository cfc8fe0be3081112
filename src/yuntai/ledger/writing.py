"""Writing one row with SQL that is written once for each choice of columns: what the database has made of it comes back.

Django writes its SQL anew for each row, and a row that is sealed as it stands would have to be read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

_SHAPES = 512
"""How many texts are kept: a table has few choices of columns that are written together."""

Fields = tuple[models.Field[Any, Any], ...]


def insert(values: Mapping[models.Field[Any, Any], Any], back: Fields, *, once: bool = False) -> list[Any] | None:
    """Put in a row with these ``values``, as fields prepare them for saving; the columns ``back`` of it.

    With ``once`` it is ``None`` where a row stands in its way that has the same of what may be there once, be it that another writer
    is about to commit that.
    """
    return _asked(_insertion(tuple(values), back, once), _saved(values), back)


def update(key: Any, values: Mapping[models.Field[Any, Any], Any], back: Fields) -> list[Any] | None:
    """The same of the row with this key, which gets new ``values``; ``None`` where there is no such row."""
    fields = tuple(values)
    marks = [*_saved(values), *_saved({fields[0].model._meta.pk: key})]
    return _asked(_change(fields, back), marks, back)


def _saved(values: Mapping[Any, Any]) -> list[Any]:
    return [field.get_db_prep_save(value, connection) for field, value in values.items()]


def _asked(statement: str, values: Sequence[Any], back: Fields) -> list[Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()  # to the end: the statement is done with
    if not found:
        return None
    row = list(found[0])
    for place, column, readers in _readers(back, connection.vendor):
        for read in readers:
            row[place] = read(row[place], column, connection)
    return row


@lru_cache(_SHAPES)
def _insertion(fields: Fields, back: Fields, once: bool) -> str:
    columns, marks = ", ".join(map(_column, fields)), ", ".join(["%s"] * len(fields))
    leave = "ON CONFLICT DO NOTHING " * once
    return f"INSERT INTO {_table(fields)} ({columns}) VALUES ({marks}) {leave}{_returning(back)}"


@lru_cache(_SHAPES)
def _change(fields: Fields, back: Fields) -> str:
    changes = ", ".join(f"{_column(field)} = %s" for field in fields)
    return f"UPDATE {_table(fields)} SET {changes} WHERE {_column(fields[0].model._meta.pk)} = %s {_returning(back)}"


@lru_cache(_SHAPES)
def _readers(back: Fields, _vendor: str) -> list[tuple[int, Any, list[Callable[[Any, Any, Any], Any]]]]:
    """What makes the values of columns of what the driver gives, for those that need it: place, column, one after the other."""
    columns = [field.get_col(field.model._meta.db_table) for field in back]
    found = [
        (place, column, [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)])
        for place, column in enumerate(columns)
    ]
    return [one for one in found if one[2]]


def _returning(back: Fields) -> str:
    return f"RETURNING {', '.join(map(_column, back))}"


def _table(fields: Fields) -> str:
    return connection.ops.quote_name(fields[0].model._meta.db_table)


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)
