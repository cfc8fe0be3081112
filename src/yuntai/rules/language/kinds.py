"""What a value may be: money, yes or no, a date, a whole number, a number, a choice, text.

A kind turns what a person typed into a value (``parse``), holds a value to its range (``check``) and to the day on which
it is said (``check_on``), asks back what is unlikely (``doubt``), and shows it (``show``). ``dtype`` is the column type, in
Ibis notation, that holds it on every engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, ClassVar

from yuntai.rules.language.kind import Kind as Kind
from yuntai.rules.language.texts import bare, half_width, month_in, no_number, number_in, visible

FAR = date(9999, 12, 31)
"""The day that stands for "not yet" in a date that may be open (still employed, never signed): later than every day."""

_MOST_MONEY = Decimal("999999999999.99")
_TEN_THOUSAND = 10_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class YesNo(Kind):
    """Yes or no, as ``bool``."""

    title: ClassVar[str] = "是或否"
    dtype: ClassVar[str] = "boolean"
    WORDS: ClassVar[Mapping[str, bool]] = {
        **dict.fromkeys(("是", "有", "对", "√", "✓", "✔", "yes", "y", "true", "1"), True),
        **dict.fromkeys(("否", "不是", "没有", "无", "×", "✗", "✘", "no", "n", "false", "0"), False),
    }

    def parse(self, text: str) -> bool:
        try:
            return self.WORDS[half_width(bare(text)).lower()]
        except KeyError:
            raise ValueError(f"“{text}”不是“是”或“否”") from None

    def check(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        raise ValueError(f"“{value}”不是“是”或“否”")

    def show(self, value: bool) -> str:
        return "是" if value else "否"

    def samples(self, today: date) -> list[bool]:
        return [True, False]

    @property
    def finite(self) -> bool:
        return True


def _unusual(value: Any, usual: tuple[Any, Any] | None, shown: str) -> str:
    """What to ask back about a number outside ``usual``. Nothing about zero, which is how one says "none"."""
    if usual is None or value == 0 or usual[0] <= value <= usual[1]:
        return ""
    return f"您填的是 {shown}，一般没有这么{'少' if value < usual[0] else '多'}，写对了吗？"


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number between ``least`` and ``most`` (both included), as ``int``; shown with its ``unit``.

    Outside ``usual`` it is asked back.
    """

    least: int = 0
    most: int = 2**31 - 1
    unit: str = ""
    usual: tuple[int, int] | None = None

    title: ClassVar[str] = "整数"
    dtype: ClassVar[str] = "int64"

    @property
    def units(self) -> tuple[str, ...]:
        """The units that may stand behind the number."""
        return ("个", "次", "人", "级", self.unit, self.unit.removeprefix("个"))

    def parse(self, text: str) -> int:
        number = number_in(text, dict.fromkeys(self.units, 1))
        if number is None or number != number.to_integral_value():
            raise ValueError(no_number(text, Whole.title) + (f"（单位是{self.unit}）" if self.unit else ""))
        return self.check(int(number))

    def check(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"“{value}”不是整数")
        if not self.least <= value <= self.most:
            raise ValueError(f"{value} 须在 {self.least} 到 {self.most} 之间")
        return value

    def doubt(self, value: int, day: date) -> str:
        return _unusual(value, self.usual, self.show(value))

    def show(self, value: int) -> str:
        number = f"{value:,}" if value >= 10_000 else str(value)  # a year is written without a comma
        return f"{number} {self.unit}".rstrip()

    def samples(self, today: date) -> list[int]:
        if self.finite:
            return list(range(self.least, self.most + 1))
        top = min(self.most, self.least + 600)
        span = top - self.least
        return sorted({self.least, self.least + 1, self.least + span // 4, self.least + span // 2, top})

    @property
    def finite(self) -> bool:
        return self.most - self.least < 12


@dataclass(frozen=True)
class Age(Whole):
    """An age in whole months, as ``int``; read and shown in years and months (61岁5个月)."""

    title: ClassVar[str] = "年龄"
    _FORM: ClassVar[re.Pattern[str]] = re.compile(r"(\d+)\s*周?岁(?:零?(\d+)\s*个?月)?")

    def parse(self, text: str) -> int:
        match = self._FORM.fullmatch(half_width(bare(text)))
        return self.check(int(match[1]) * 12 + int(match[2] or 0)) if match else super().parse(text)

    def show(self, value: int) -> str:
        years, months = divmod(value, 12)
        return f"{years}岁{months}个月" if months else f"{years}岁"


@dataclass(frozen=True)
class _Decimal(Kind):
    least: Decimal | int
    most: Decimal | int
    usual: tuple[Decimal | int, Decimal | int] | None = None
    _digits: ClassVar[int]
    units: ClassVar[Mapping[str, int]] = {}

    def parse(self, text: str) -> Decimal:
        number = number_in(text, self.units)
        if number is None:
            raise ValueError(no_number(text, self.title))
        return self.check(number)

    def check(self, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError(f"“{value}”不是{self.title}")
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"“{value}”不是{self.title}")
        if not self.least <= number <= self.most:
            raise ValueError(f"{number:,} 须在 {self.least:,} 到 {self.most:,} 之间")
        rounded = number.quantize(Decimal(1).scaleb(-self._digits), ROUND_HALF_UP)
        if rounded != number:
            raise ValueError(f"{number} 最多 {self._digits} 位小数")
        return rounded

    def doubt(self, value: Decimal, day: date) -> str:
        return _unusual(value, self.usual, self.show(value))

    def samples(self, today: date) -> list[Decimal]:
        spread = (Decimal(0), Decimal(1000), Decimal(6000), Decimal(30000), Decimal(1000000))
        return [v for v in spread if self.least <= v <= self.most] or [Decimal(self.least), Decimal(self.most)]


@dataclass(frozen=True)
class Money(_Decimal):
    """Yuan with two decimals, as ``Decimal``. Outside ``usual`` it is asked back."""

    least: Decimal | int = Decimal(0)
    most: Decimal | int = _MOST_MONEY
    usual: tuple[Decimal | int, Decimal | int] | None = None

    title: ClassVar[str] = "金额"
    dtype: ClassVar[str] = "decimal(18, 2)"
    _digits: ClassVar[int] = 2
    units: ClassVar[Mapping[str, int]] = {
        **dict.fromkeys(("元", "元整", "块", "块钱", "元人民币", "人民币", "RMB"), 1),
        **dict.fromkeys(("千", "千元"), 1_000),
        **dict.fromkeys(("万", "万元"), 10_000),
    }

    def doubt(self, value: Decimal, day: date) -> str:
        if self.usual and 0 < value < self.usual[0] <= value * _TEN_THOUSAND <= self.usual[1]:
            number = f"{value.normalize():f}"
            return f"您填的是 {number} 元，是 {number} 万元吗？"
        return super().doubt(value, day)

    def show(self, value: Decimal) -> str:
        return f"{value + 0:,.2f} 元"  # nothing has no sign


@dataclass(frozen=True)
class Number(_Decimal):
    """A number with up to eight decimals (a share, an index, years), as ``Decimal``. Outside ``usual`` it is asked back."""

    least: Decimal | int = Decimal(0)
    most: Decimal | int = Decimal(10) ** 12
    usual: tuple[Decimal | int, Decimal | int] | None = None

    title: ClassVar[str] = "数"
    dtype: ClassVar[str] = "decimal(38, 8)"
    _digits: ClassVar[int] = 8

    def show(self, value: Decimal) -> str:
        return f"{Decimal(value).normalize():f}"

    def samples(self, today: date) -> list[Decimal]:
        spread = (Decimal(0), Decimal("0.5"), Decimal(1), Decimal(3), Decimal(20))
        return [v for v in spread if self.least <= v <= self.most] or [Decimal(self.least), Decimal(self.most)]


@dataclass(frozen=True)
class Date(Kind):
    """A day, as ``datetime.date``. ``none`` is the label for "not yet" (kept as :data:`FAR`) where that can be.

    A person who says a month only means its first day. It has come when it is said, unless ``future`` (a plan, a term, a
    promise). What lies fewer or more whole years back than ``usual`` says is asked back.
    """

    none: str | None = None
    least: date = date(1900, 1, 1)
    most: date = date(2199, 12, 31)
    future: bool = False
    usual: tuple[int, int] | None = None

    title: ClassVar[str] = "日期"
    dtype: ClassVar[str] = "date"
    NONE: ClassVar[tuple[str, ...]] = ("无", "none", "没有")

    def parse(self, text: str) -> date:
        if self.none and half_width(bare(text)) in (half_width(self.none), *self.NONE):
            return FAR
        return self.check(self._read(text))

    def _read(self, text: str) -> date:
        return month_in(text)

    def check(self, value: Any) -> date:
        if isinstance(value, datetime) or not isinstance(value, date):
            raise ValueError(f"“{value}”不是日期")
        if value == FAR and self.none:
            return value
        if not self.least <= value <= self.most:
            raise ValueError(f"{self.show(value)} 须在 {self.show(self.least)} 到 {self.show(self.most)} 之间")
        return value

    def check_on(self, value: Any, day: date) -> date:
        checked = self.check(value)
        if checked > day and not self.future and not (self.none and checked == FAR):
            instead = f"；还没有的，答“{self.none}”" if self.none else ""
            raise ValueError(f"{self.show(checked)}还没有到，最晚填 {self.show(day)}{instead}")
        return checked

    def doubt(self, value: date, day: date) -> str:
        if self.usual is None or value > day:
            return ""
        years = day.year - value.year - ((day.month, day.day) < (value.month, value.day))
        if self.usual[0] <= years <= self.usual[1]:
            return ""
        return f"您填的是{self.show(value)}，到{self.show(day)}是 {years} 年，写对了吗？"

    def show(self, value: date) -> str:
        return self.none if self.none and value == FAR else f"{value.year}年{value.month}月{value.day}日"

    def samples(self, today: date) -> list[date]:
        spread = [today.replace(year=today.year - n, day=1) for n in (0, 1, 3, 15, 40, 58, 65)]
        return [day for day in spread if self.least <= day <= self.most] + ([FAR] if self.none else [])


@dataclass(frozen=True)
class Choice(Kind):
    """One of ``options`` (code to Chinese label), as the code, a ``str``.

    ``synonyms`` are other words for a code (of a code list, of a law now past), as :func:`half_width` writes them, in
    capitals; a longer code that ``cut`` matches is its groups. ``unclear`` are words of which nobody can say which option
    they mean, with the sentence. A choice is the same whatever its options are called besides.
    """

    options: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict, compare=False)
    unclear: Mapping[str, str] = field(default_factory=dict, compare=False)
    cut: str = field(default="", compare=False)

    title: ClassVar[str] = "选项"
    dtype: ClassVar[str] = "string"

    def __hash__(self) -> int:
        return hash(tuple(self.options.items()))

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Every word for an option, as :func:`half_width` writes it, in capitals, with the option's code."""
        labels = {label: code for code, label in self.options.items()} | {code: code for code in self.options}
        return {**self.synonyms, **{half_width(word).upper(): code for word, code in labels.items()}}

    def parse(self, text: str) -> str:
        if (plain := visible(text)) in self.options:
            return plain
        word = half_width(bare(text)).upper()
        if word in self.unclear:
            raise ValueError(self.unclear[word])
        if word not in self.words and self.cut:
            word = re.sub(self.cut, r"\1\2", word)
        if word in self.words:
            return self.words[word]
        raise ValueError(f"“{text}”不在选项中，可选：{'、'.join(self.options.values())}")

    def check(self, value: Any) -> str:
        if isinstance(value, str) and value in self.options:
            return value
        raise ValueError(f"“{value}”不在选项中，可选：{'、'.join(self.options.values())}")

    def show(self, value: str) -> str:
        return self.options.get(value, value)

    def samples(self, today: date) -> list[str]:
        return list(self.options)

    @property
    def finite(self) -> bool:
        return True


@dataclass(frozen=True)
class Code(Kind):
    """A code of the list ``of`` that name, whose options each place writes itself (its districts): until it is known where one is,
    any word. ``Words.fit`` of :mod:`yuntai.rules.rule.codes` makes it the choice of a place."""

    of: str

    title: ClassVar[str] = "代码"
    dtype: ClassVar[str] = "string"

    def parse(self, text: str) -> str:
        return self.check(visible(text))

    def check(self, value: Any) -> str:
        if isinstance(value, str) and value:
            return value
        raise ValueError(f"“{value}”不是代码")


@dataclass(frozen=True)
class Text(Kind):
    """Any text of one line, up to ``most`` characters, as ``str``."""

    most: int = 200

    title: ClassVar[str] = "文字"
    dtype: ClassVar[str] = "string"

    def parse(self, text: str) -> str:
        return self.check(text)

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"“{value}”不是文字")
        text = visible(value)
        if not text:
            raise ValueError("不能为空")
        if _CONTROL.search(text):
            raise ValueError("只能写一行文字")
        if len(text) > self.most:
            raise ValueError(f"最多 {self.most} 字，现在 {len(text)} 字")
        return text

    def samples(self, today: date) -> list[str]:
        return ["甲", "乙"]
