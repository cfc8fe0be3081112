"""Questions that every page puts to the database: Django writes their SQL once, then only what they ask about differs.

To write the SQL of a question with a few joins takes Django a millisecond or two of the processor, the database a tenth of that to
answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import connections
from django.db.models import QuerySet

_SHAPES = 64
"""How many texts of one question are kept: for each number of values in a list, each day, each tab."""

Value = int | str
_Kinds = tuple[type[Value] | tuple[type[Value], ...], ...]


class Prepared:
    """``write`` makes the query set of a question from a mark for each value.

    Called with the values, it answers with a list of what that query set gives. A value is a whole number or a text with which a
    column is compared (is it, is it one of a tuple, does it begin so), nothing else. What makes another SQL (a day, a number of
    rows) is given by name, as ``write`` takes it. Values must be such that something may be found: an empty tuple has no SQL.
    """

    def __init__(self, write: Callable[..., QuerySet[Any]]) -> None:
        self._write = write
        self._question = lru_cache(_SHAPES)(self._written)

    def __call__(self, *values: Value | Sequence[Value], **shape: Any) -> list[Any]:
        kinds = tuple(
            type(value) if isinstance(value, int | str) else tuple(type(one) for one in value) for value in values
        )
        return self._question(kinds, tuple(shape.items())).ask(list(_flat(values)))

    def _written(self, kinds: _Kinds, shape: tuple[tuple[str, Any], ...]) -> _Question:
        numbers = count()
        marks = [
            _mark(kind, next(numbers)) if isinstance(kind, type) else tuple(_mark(one, next(numbers)) for one in kind)
            for kind in kinds
        ]
        return _Question(self._write(*marks, **dict(shape)), list(_flat(marks)))


class _Question:
    """A query set whose SQL is written."""

    def __init__(self, found: QuerySet[Any], marks: Sequence[Value]) -> None:
        self._found = found
        self._compiler = found.query.get_compiler(using=found.db)
        self._sql, parameters = self._compiler.as_sql()
        made: dict[Any, tuple[int, Any]] = {}
        for place, mark in enumerate(marks):
            made |= {mark: (place, _exactly), f"{mark}%": (place, _beginning)}
        self._parameters = [
            made.get(one, (None, one)) if isinstance(one, int | str) else (None, one) for one in parameters
        ]
        """Which of the values each parameter is, and how it is made of it; of one that is none of them itself."""
        self._converters = self._compiler.get_converters([column for column, *_ in self._compiler.select])

    def ask(self, values: Sequence[Value]) -> list[Any]:
        connection = connections[self._found.db]  # each thread has its own
        parameters = [made if place is None else made(values[place], connection) for place, made in self._parameters]
        compiler = copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (self._sql, parameters)
        compiler.get_converters = lambda *_: self._converters
        found = self._found.all()
        found.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(found)


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, int | str):
            yield value
        else:
            yield from value


def _mark(kind: type[Value], number: int) -> Value:
    """What stands for a value: nothing that a query set compares a column with by itself."""
    return 2_000_000_000 + number if kind is int else f"\ue000{number}\ue001"


def _exactly(value: Value, _: Any) -> Value:
    return value


def _beginning(value: Value, connection: Any) -> str:
    return f"{connection.ops.prep_for_like_query(value)}%"
