"""The kinds that only tables and forms have, beside those of :mod:`yuntai.rules.language.kinds`; and each kind as plain data.

Plain data is what an author writes (``kind: money``, or ``kind: {type: whole, least: 1}``) and what a case keeps of the
version that it began with. A person and an employer are kinds of :mod:`yuntai.registry.columns`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from yuntai.registry.columns import Employer, Person
from yuntai.registry.identity import check_resident_id, normalise_resident_id
from yuntai.rules.language.kinds import Choice, Code, Date, Kind, Money, Number, Text, Whole, YesNo
from yuntai.rules.language.texts import half_width, visible


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
class UnitCode(Choice):
    """A unit of the place's tree (an office, a district's, a street's, a community), by its code in ``units.yaml``, which gives
    the ``options``; until it is known where one is, any word."""

    title: ClassVar[str] = "单位或地区"

    def __hash__(self) -> int:
        return super().__hash__()

    def parse(self, text: str) -> str:
        return super().parse(text) if self.options else self.check(visible(text))

    def check(self, value: Any) -> str:
        return super().check(value) if self.options or not (isinstance(value, str) and value) else value


@dataclass(frozen=True)
class Ref(Text):
    """The row of the table ``of`` that has this key, as ``str``."""

    of: str = ""

    title: ClassVar[str] = "另一张表里的编号"


@dataclass(frozen=True)
class Some(Choice):
    """Several of ``options``, as their codes with commas between them, in the order of the options: ``wages,safety``."""

    title: ClassVar[str] = "若干选项"

    def __hash__(self) -> int:
        return super().__hash__()

    def parse(self, text: str) -> str:
        return self.check(
            ",".join(super(Some, self).parse(one) for one in re.split(r"[,，、;；]", text) if one.strip())
        )

    def check(self, value: Any) -> str:
        given = value.split(",") if isinstance(value, str) and value else []
        if not given:
            raise ValueError("至少要选一项")
        for one in given:
            super().check(one)
        return ",".join(code for code in self.options if code in given)

    def show(self, value: str) -> str:
        return "、".join(super(Some, self).show(one) for one in value.split(","))

    def samples(self, today: date) -> list[str]:
        codes = list(self.options)
        return [codes[0], ",".join(codes)]

    @property
    def finite(self) -> bool:
        return False


@dataclass(frozen=True)
class File(Text):
    """A file that was handed in, by the number under which the platform keeps it, as ``str``."""

    title: ClassVar[str] = "文件"


KINDS: Mapping[str, type[Kind]] = {
    "person": Person,
    "employer": Employer,
    "unit": UnitCode,
    "ref": Ref,
    "code": Code,
    "yes_no": YesNo,
    "whole": Whole,
    "money": Money,
    "number": Number,
    "date": Date,
    "choice": Choice,
    "some": Some,
    "text": Text,
    "long_text": LongText,
    "phone": Phone,
    "address": Address,
    "file": File,
}
"""What the kind of a table's column may be called."""


def kind_to_data(kind: Kind, name: str) -> str | dict[str, Any]:
    """A kind that is called ``name`` as plain data: its name, or a mapping of ``type`` and what differs from its defaults."""
    given = {}
    for field in _written(type(kind)):
        value = getattr(kind, field.name)
        if value if isinstance(kind, Choice) else value != field.default:
            given[field.name] = _plain(value)
    return {"type": name, **given} if given else name


def kind_from_data(data: Any, kinds: Mapping[str, type[Kind]] = KINDS) -> Kind:
    """The kind of ``kinds`` that plain data describes. Raises ``ValueError`` with a Chinese sentence, ``KeyError`` on its name."""
    name, given = read_data(data)
    kind = kinds[name]
    allowed = {field.name: field for field in _written(kind)}
    if unknown := [key for key in given if key not in allowed]:
        raise ValueError(f"{kind.title}没有“{unknown[0]}”这一项" + (f"，可写：{'、'.join(allowed)}" if allowed else ""))
    if kind in (Choice, Some) and not (isinstance(given.get("options"), Mapping) and given["options"]):
        raise ValueError("选项要写 options: {代号: 说明}")
    if missing := [key for key, field in allowed.items() if key not in given and _has_no_default(field)]:
        raise ValueError(f"{kind.title}要写 {missing[0]}")
    samples = {key: field.default for key, field in allowed.items()} | {"usual": _range_of(kind)}
    return kind(**{key: _like(samples[key], key, value) for key, value in given.items()})


def read_data(data: Any) -> tuple[str, Mapping[str, Any]]:
    """The name of the kind that is described, and what else is said of it."""
    given = {"type": data} if isinstance(data, str) else data
    if not isinstance(given, Mapping) or not isinstance(given.get("type"), str):
        raise ValueError("kind 要写成 money，或者 {type: whole, least: 1} 的样子")
    return given["type"], {str(key): value for key, value in given.items() if key != "type"}


def _written(kind: type[Kind]) -> list[dataclasses.Field[Any]]:
    """What of a kind is written down; other words for its options are those of the place, whenever it is read."""
    return [
        field
        for field in dataclasses.fields(kind)
        if field.name not in ("synonyms", "unclear", "cut", *_OF_PLACE.get(kind, ()))
    ]


_OF_PLACE: Mapping[type[Kind], tuple[str, ...]] = {UnitCode: ("options",)}
"""What of a kind no author writes."""


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, int) else str(value)


def _range_of(kind: type[Kind]) -> tuple[Any, Any]:
    """A range as ``kind`` has it: in years for a day, else in its own numbers."""
    return (Decimal(0), Decimal(0)) if issubclass(kind, Money | Number) else (0, 0)


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
