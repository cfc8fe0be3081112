"""The kinds of a form's fields: those of :mod:`yuntai.rules.language.kinds` and what only a form needs; each as plain data.

Plain data is what a procedure's author writes (``kind: money``, or ``kind: {type: whole, least: 1}``) and what a case
keeps of the version that it began with.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from yuntai.procedures.accounts import Bank, BankAccount
from yuntai.registry import kinds
from yuntai.registry.columns import Employer
from yuntai.registry.kinds import Address, LongText, Phone, ResidentId
from yuntai.rules.language.kinds import (
    FAR,
    Age,
    Choice,
    Date,
    Kind,
    Money,
    Number,
    Text,
    Whole,
    YesNo,
)


@dataclass(frozen=True)
class Locality(Choice):
    """A district or a street of the city, or that it is not known which: the code of the unit there, a ``str``.

    ``options`` come from the units of the pack; ``groups`` names the district of those in a district with several.
    """

    groups: Mapping[str, str] = dataclasses.field(default_factory=dict)

    title: ClassVar[str] = "地点"

    def __hash__(self) -> int:
        return super().__hash__()


@dataclass(frozen=True)
class Column:
    """A column of :class:`Rows`."""

    name: str
    title: str
    kind: Kind


@dataclass(frozen=True)
class Rows(Kind):
    """Several rows of ``columns``, as a list of mappings; an empty list where there are none."""

    columns: tuple[Column, ...] = ()

    title: ClassVar[str] = "若干行"
    dtype: ClassVar[str] = "array"

    def parse(self, text: str) -> list[dict[str, Any]]:
        if text.strip() in ("", "无", "没有"):
            return []
        raise ValueError("请一行一行地填，没有就写“无”")

    def check(self, value: Any) -> list[dict[str, Any]]:
        """Rows with their cells as values; text is parsed, an empty cell is ``None``."""
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise ValueError("请一行一行地填，没有就写“无”")
        return [self._row(number, row) for number, row in enumerate(value, 1)]

    def _row(self, number: int, row: Any, day: date = FAR) -> dict[str, Any]:
        kinds = {column.name: column for column in self.columns}
        if not isinstance(row, Mapping) or not set(row) <= set(kinds):
            raise ValueError(f"第 {number} 行：列只能是{'、'.join(column.title for column in self.columns)}")
        cells = {}
        for name, cell in row.items():
            try:
                cells[name] = _cell(kinds[name].kind, cell, day)
            except ValueError as error:
                raise ValueError(f"第 {number} 行“{kinds[name].title}”：{error}") from None
        return cells

    def check_on(self, value: Any, day: date) -> list[dict[str, Any]]:
        return [self._row(number, row, day) for number, row in enumerate(self.check(value), 1)]

    def show(self, value: Sequence[Mapping[str, Any]]) -> str:
        return (
            "；".join(
                "，".join(f"{c.title} {c.kind.show(row[c.name])}" for c in self.columns if row.get(c.name) is not None)
                for row in value
            )
            or "无"
        )

    def samples(self, today: date) -> list[list[dict[str, Any]]]:
        return [[], [{column.name: column.kind.samples(today)[0] for column in self.columns}]]


def _cell(kind: Kind, cell: Any, day: date) -> Any:
    if cell is None or cell == "":
        return None
    return kind.check_on(kind.parse(cell) if isinstance(cell, str) else cell, day)


KINDS: Mapping[str, type[Kind]] = {
    "yes_no": YesNo,
    "whole": Whole,
    "money": Money,
    "number": Number,
    "date": Date,
    "choice": Choice,
    "text": Text,
    "long_text": LongText,
    "age": Age,
    "phone": Phone,
    "bank": Bank,
    "bank_account": BankAccount,
    "address": Address,
    "resident_id": ResidentId,
    "place": Locality,
    "uscc": Employer,
    "rows": Rows,
}
"""What a field's ``kind`` may be called."""

_NAMES = {kind: name for name, kind in KINDS.items()}


def kind_to_data(kind: Kind) -> str | dict[str, Any]:
    """A kind as plain data: its name, or a mapping of ``type`` and what differs from its defaults."""
    if isinstance(kind, Rows):
        columns = {c.name: {"title": c.title, "kind": kind_to_data(c.kind)} for c in kind.columns}
        return {"type": "rows", "columns": columns}
    return kinds.kind_to_data(kind, _NAMES[type(kind)])


def kind_from_data(data: Any) -> Kind:
    """The kind that plain data describes. Raises ``ValueError`` with a Chinese sentence, ``KeyError`` on its name."""
    name, given = kinds.read_data(data)
    return _rows(given) if name == "rows" else kinds.kind_from_data(data, KINDS)


def _rows(given: Mapping[str, Any]) -> Rows:
    columns = given.get("columns")
    if set(given) != {"columns"} or not isinstance(columns, Mapping) or not columns:
        raise ValueError("若干行要写 columns: {列名: {title: 标题, kind: 种类}}")
    found = []
    for name, column in columns.items():
        if not isinstance(column, Mapping) or set(column) != {"title", "kind"}:
            raise ValueError(f"列“{name}”要写 title 和 kind")
        found.append(Column(str(name), str(column["title"]), kind_from_data(column["kind"])))
    return Rows(tuple(found))
