"""What checks, plans and figures have in common: a function whose parameters name the tables and parameters that it needs.

A parameter with the default ``None`` names a table that may be absent; ``today`` is the day on which it is asked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Protocol

import ibis

from yuntai.errors import Place, YuntaiError
from yuntai.registry.columns import Table
from yuntai.rules.language.parameters import Parameter

TODAY = "today"
"""The name by which a function asks for the day."""

Function = Callable[..., ibis.Table]


class Tables(Protocol):
    """Where the tables are."""

    def table(self, name: str) -> ibis.Table: ...

    def __contains__(self, name: object) -> bool: ...


@dataclass(frozen=True)
class Threshold:
    """A dated number of a pack. ``on`` reads it for the day of each row, so that history is judged by its own law."""

    parameter: Parameter

    def on(self, day: Any, by: Any = None) -> Any:
        """The value in force on ``day``, a column of dates (NULL where there was none), of a table by the column ``by``."""
        dtype = self.parameter.kind.dtype

        def value(of: Any) -> Any:
            if not isinstance(of, Mapping):
                return ibis.literal(of, type=dtype)
            return ibis.cases(*((by == key, ibis.literal(leaf, type=dtype)) for key, leaf in of.items()), else_=None)

        cases = [
            ((day >= record.effective) & (day <= record.until), value(record.value))
            for record in self.parameter.records
        ]
        return ibis.cases(*cases, else_=ibis.null(dtype))

    @property
    def last(self) -> Any:
        """The newest value, for a selection that judges all days together."""
        return self.parameter.records[0].value


@dataclass(frozen=True)
class Selection:
    """A function of tables as its author wrote it; ``id`` is the function's name."""

    id: str
    title: str
    function: Function
    place: Place

    what: ClassVar[str]
    """What people call its sort."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The names that the function asks for."""
        return tuple(inspect.signature(self.function).parameters)

    @property
    def optional(self) -> frozenset[str]:
        """Those of its tables that may be absent."""
        return frozenset(p.name for p in inspect.signature(self.function).parameters.values() if p.default is None)

    def made(self, source: Tables, thresholds: Mapping[str, Parameter], today: date) -> ibis.Table:
        """What the function makes of the tables of ``source``. Raises ``YuntaiError`` where a parameter has no value."""
        given: dict[str, Any] = {}
        for name in self.needs:
            if name == TODAY:
                given[name] = ibis.literal(today)
            elif name not in thresholds:
                given[name] = None if name in self.optional and name not in source else source.table(name)
            elif not thresholds[name].records:
                raise YuntaiError(f"参数 {name}（{thresholds[name].title}）没有值")
            else:
                given[name] = Threshold(thresholds[name])
        return self.function(**given)

    def faults(self, made: ibis.Table, tables: Mapping[str, Table], thresholds: Mapping[str, Parameter]) -> str:
        """What is wrong with what it returns, where there are these tables and parameters; empty where nothing is."""
        raise NotImplementedError


def declared(of: type[Selection], function: Function, title: str, **more: Any) -> Any:
    """The function as a selection."""
    code = function.__code__
    return of(
        id=function.__name__, title=title, function=function, place=place_of(function, code.co_firstlineno), **more
    )


def place_of(function: Function, line: int) -> Place:
    """A line of the file of ``function``."""
    return Place(Path(function.__code__.co_filename), line)


def refuse(function: Function, sentence: str) -> YuntaiError:
    """What is wrong with a declaration, with its file and line."""
    return YuntaiError(f"{place_of(function, function.__code__.co_firstlineno)}：{sentence}")


def rows(table: ibis.Table, **columns: Any) -> ibis.Table:
    """The rows of ``table`` with these columns: expressions over it, or values that are the same for all."""
    return table.select(**{name: _value(value) for name, value in columns.items()})


def beside(left: ibis.Table, right: ibis.Table, by: str | list[str]) -> ibis.Table:
    """``left`` with the columns of ``right`` where it has a row for it, and empty where not."""
    joined = left.left_join(right, by)
    return joined.drop(*[name for name in joined.columns if name.endswith("_right")])


def words(*parts: Any) -> Any:
    """Texts, dates and numbers joined into one text."""
    return ibis.literal("").join([typed(part, "string") for part in parts])


def typed(value: Any, dtype: str) -> Any:
    """A value as a column of a type; ``None`` is empty."""
    if value is None:
        return ibis.null(dtype)
    return value.cast(dtype) if isinstance(value, ibis.Value) else ibis.literal(value, type=dtype)


def _value(value: Any) -> Any:
    return value if isinstance(value, ibis.Value) else ibis.literal(value)
