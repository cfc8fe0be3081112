"""The kinds of a form's fields: those of :mod:`yuntai.rules.language.kinds` and what only a form needs; each as plain data.

Plain data is what a procedure's author writes (``kind: money``, or ``kind: {type: whole, least: 1}``) and what a case
keeps of the version that it began with.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from yuntai.procedures.accounts import Bank, BankAccount
from yuntai.registry.columns import Employer
from yuntai.registry.identity import check_resident_id, normalise_resident_id
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
    half_width,
    visible,
)


@dataclass(frozen=True)
class LongText(Text):
    """Text of many lines, up to ``most`` characters, as ``str``."""

    most: int = 2000

    title: ClassVar[str] = "长文字"

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"“{value}”不是文字")
        text = visible(value.replace("\r\n", "\n"))
        if not text:
            raise ValueError("不能为空")
        if len(text) > self.most:
            raise ValueError(f"最多 {self.most} 字，现在 {len(text)} 字")
        return text

    def samples(self, today: date) -> list[str]:
        return ["甲", "第一行\n第二行"]


@dataclass(frozen=True)
class _Pattern(Text):
    """Text of one form: half-width, without spaces, matched whole by ``_form``; ``_example`` says how it looks."""

    _form: ClassVar[re.Pattern[str]]
    _example: ClassVar[str]

    def check(self, value: Any) -> str:
        text = self._bare(half_width(super().check(value)))
        if not self._form.fullmatch(text):
            raise ValueError(f"“{value}”不是{self.title}，请写成 {self._example} 的样子")
        return text

    @staticmethod
    def _bare(text: str) -> str:
        """``text`` without what people write around it."""
        return text

    def samples(self, today: date) -> list[str]:
        return [self._example]


@dataclass(frozen=True)
class Phone(_Pattern):
    """A mobile number, or a fixed line with its area code, as ``str``."""

    title: ClassVar[str] = "电话号码"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")
    _example: ClassVar[str] = "13800000000"

    @staticmethod
    def _bare(text: str) -> str:
        """Without the country's code; a mobile number without dashes, an area code without brackets."""
        text = re.sub(r"^\(?(?:\+|00)86\)?-?", "", text)
        text = re.sub(r"^\((0[0-9]{2,3})\)", r"\1-", text)
        return text.replace("-", "") if text.startswith("1") else text


@dataclass(frozen=True)
class Address(Text):
    """A postal address: one line of 5 to 120 characters, as ``str``."""

    title: ClassVar[str] = "地址"

    def check(self, value: Any) -> str:
        text = super().check(value)
        if not 5 <= len(text) <= 120:
            raise ValueError("地址要写到路名和门牌号，5 到 120 字")
        return text

    def samples(self, today: date) -> list[str]:
        return ["某某路1号"]


@dataclass(frozen=True)
class ResidentId(Text):
    """Another person's resident id, normalised, as ``str``."""

    title: ClassVar[str] = "公民身份号码"

    def check(self, value: Any) -> str:
        text = super().check(value)
        if problems := check_resident_id(text):
            raise ValueError("；".join(problems))
        return normalise_resident_id(text)

    def samples(self, today: date) -> list[str]:
        return ["11010519491231002X"]  # the example of GB 11643-1999


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
    name = _NAMES[type(kind)]
    if isinstance(kind, Rows):
        columns = {c.name: {"title": c.title, "kind": kind_to_data(c.kind)} for c in kind.columns}
        return {"type": name, "columns": columns}
    given = {}
    for field in _written(type(kind)):
        value = getattr(kind, field.name)
        if value if isinstance(kind, Choice) else value != field.default:
            given[field.name] = _plain(value)
    return {"type": name, **given} if given else name


def _written(kind: type[Kind]) -> list[dataclasses.Field[Any]]:
    """What of a kind is written down; other words for its options are those of the place, whenever it is read."""
    return [field for field in dataclasses.fields(kind) if field.name not in ("synonyms", "unclear", "cut")]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, int) else str(value)


def kind_from_data(data: Any) -> Kind:
    """The kind that plain data describes. Raises ``ValueError`` with a Chinese sentence, ``KeyError`` on its name."""
    given = {"type": data} if isinstance(data, str) else data
    if not isinstance(given, Mapping) or "type" not in given:
        raise ValueError("kind 要写成 money，或者 {type: whole, least: 1} 的样子")
    kind = KINDS[given["type"]]
    given = {key: value for key, value in given.items() if key != "type"}
    if kind is Rows:
        return _rows(given)
    allowed = {field.name: field for field in _written(kind)}
    if unknown := [key for key in given if key not in allowed]:
        raise ValueError(f"{kind.title}没有“{unknown[0]}”这一项" + (f"，可写：{'、'.join(allowed)}" if allowed else ""))
    if kind is Choice and not (isinstance(given.get("options"), Mapping) and given["options"]):
        raise ValueError("选项要写 options: {代号: 说明}")
    samples = {name: field.default for name, field in allowed.items()} | {"usual": _range_of(kind)}
    return kind(**{name: _like(samples[name], name, value) for name, value in given.items()})


def _range_of(kind: type[Kind]) -> tuple[Any, Any]:
    """A range as ``kind`` has it: in years for a day, else in its own numbers."""
    return (Decimal(0), Decimal(0)) if issubclass(kind, Money | Number) else (0, 0)


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


def _like(default: Any, name: str, value: Any) -> Any:
    """``value`` in the type of a kind's own ``default``."""
    if name in ("options", "groups"):
        return {str(code): str(label) for code, label in value.items()}
    if isinstance(default, tuple) and name != "usual":
        return tuple(str(one) for one in value)
    try:
        if isinstance(default, tuple):
            least, most = value
            return _like(default[0], f"{name} 的下限", least), _like(default[1], f"{name} 的上限", most)
        if isinstance(default, bool):
            if not isinstance(value, bool):
                raise TypeError
            return value
        if isinstance(default, date):
            return value if isinstance(value, date) else date.fromisoformat(value)
        if isinstance(default, Decimal):
            return value if type(value) is int else Decimal(str(value))
        if isinstance(default, int):
            if isinstance(value, bool) or not isinstance(value, int):
                raise TypeError
            return value
    except (TypeError, ValueError, ArithmeticError):
        raise ValueError(f"{name} 不能是“{value}”") from None
    return str(value)
