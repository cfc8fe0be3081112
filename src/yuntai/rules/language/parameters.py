"""Parameters: dated, regional values with their sources, read from YAML.

A parameter is a list of records. A record has the day it takes effect, the day it was published or what was looked for
that day (:class:`~yuntai.rules.language.grounds.Publication`), and the instrument and article it rests on; it runs until the
next record's day, or until its own ``until``. Which record holds is asked with two days: the day that is judged, and the day
up to which publications count. A record says how it stands to its text (:class:`~yuntai.rules.language.grounds.Marked`). A
parameter whose value comes anew by habit says its ``rhythm``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, read_yaml
from yuntai.rules.language.grounds import ALWAYS, MARKS, Marked, Publication, day, marks, publication
from yuntai.rules.language.kinds import FAR, Choice, Date, Kind, Money, Number, Whole, YesNo

_PERCENT = "%"
_COUNTED = {"月": "个月"}
UNITS: Mapping[str, Kind] = {
    **dict.fromkeys(("元", "元/月", "元/人", "元/年", "元/天"), Money()),
    **dict.fromkeys(("月", "年", "天", "次", "岁", "人"), Whole()),
    **dict.fromkeys(("倍", "系数", _PERCENT), Number()),
    "日期": Date(none="无"),
    "是否": YesNo(),
    "选项": Choice(),
}
"""What a unit may be, and the kind of value it has. A percentage is written as its number and read as a share.

A parameter of the unit 选项 lists its ``options``, code and label.
"""

_RECORD_KEYS = {"effective", "until", "published", "source", "value", *MARKS}


@dataclass(frozen=True)
class Rhythm:
    """How often a new value is usual: every ``months`` months, where ``starts`` is not 0 from that month of the year."""

    months: int
    starts: int = 0

    def __str__(self) -> str:
        return f"每年{self.starts}月" if self.starts else f"每{self.months}个月"

    def due(self, newest: date, day: date) -> date | None:
        """Since when a value newer than the one of ``newest`` is to be expected on ``day``; ``None`` where none is."""
        if self.starts:
            turn = date(day.year, self.starts, 1)
            turn = turn if turn <= day else turn.replace(year=day.year - 1)
        else:
            total = newest.year * 12 + newest.month - 1 + self.months
            turn = date(total // 12, total % 12 + 1, 1)
        return turn if newest < turn <= day else None


@dataclass(frozen=True)
class Record(Marked):
    """One value: ``effective`` to ``until`` (both included), known since it was ``published``."""

    effective: date
    until: date
    published: Publication
    source: str
    value: Any

    def leaves(self) -> Iterator[tuple[tuple[Any, ...], Any]]:
        """Each key of the value with what it holds; one empty key where the value is no table."""
        return _flat(self.value)


@dataclass(frozen=True)
class Parameter:
    """A named value over time. ``by`` are the facts that a table is looked up by; records are newest first."""

    name: str
    title: str
    unit: str
    by: tuple[str, ...]
    kind: Kind
    records: tuple[Record, ...]
    pack: str
    rhythm: Rhythm | None = None

    def due(self, day: date) -> date | None:
        """Since when a new value is to be expected on ``day`` by this parameter's rhythm; ``None`` where none is."""
        if not self.rhythm or not self.records:
            return None
        newest = self.records[0]
        return self.rhythm.due(max(newest.effective, newest.published.known), day)

    def on(self, day: date, known_on: date = FAR) -> Record | None:
        """The record in force on ``day`` by what had been published on ``known_on``."""
        for record in self.records:
            if record.effective <= day and record.published.known <= known_on:
                return record if day <= record.until else None
        return None

    def show(self, value: Any) -> str:
        """A value of this parameter as a person reads it, with its unit."""
        if self.unit == _PERCENT:
            return f"{(value * 100).normalize():f} %"
        if self.unit.startswith("元"):
            return f"{value:,.2f} {self.unit}"
        if isinstance(self.kind, Whole):
            return f"{value} {_COUNTED.get(self.unit, self.unit)}"
        shown = self.kind.show(value)
        return f"{shown} {self.unit}" if isinstance(self.kind, Number) else shown

    def always(self, value: Any) -> Parameter:
        """This parameter with ``value`` on every day: an assumption, for a case or a reform.

        Raises ``YuntaiError`` where the value does not fit.
        """
        try:
            checked = _value(value, self.unit, self.kind, len(self.by))
        except ValueError as error:
            raise YuntaiError(f"参数 {self.name}（{self.title}）：{error}") from None
        if self.records and isinstance(checked, dict):
            checked = _overlay(self.records[0].value, checked)
        return replace(self, records=(Record(date.min, FAR, ALWAYS, "假设", checked),))

    def rows(self) -> Iterator[tuple[Record, tuple[Any, ...], Any]]:
        """Each record with each key and value of it, newest first."""
        for record in self.records:
            for keys, value in record.leaves():
                yield record, keys, value


def _overlay(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _overlay(old.get(key), value) for key, value in new.items()}}
    return new


def _flat(value: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if not isinstance(value, dict):
        yield (), value
        return
    for key, inner in value.items():
        for keys, leaf in _flat(inner):
            yield (key, *keys), leaf


def _value(value: Any, unit: str, kind: Kind, depth: int) -> Any:
    if depth:
        if not isinstance(value, dict) or not value:
            raise ValueError("这是一张表，值要按键列出")
        return {key: _value(inner, unit, kind, depth - 1) for key, inner in value.items()}
    if isinstance(value, str):
        value = kind.parse(value.rstrip("%％ ") if unit == _PERCENT else value)
    if unit == _PERCENT:
        value = Decimal(kind.check(value)) / 100
    return kind.check(value)


def _record(entry: Any, unit: str, kind: Kind, depth: int, path: Path) -> Record:
    if not isinstance(entry, Entry):
        raise YuntaiError(f"{path}：参数的每个值要写成 effective、published、source、value 四项")
    where = str(Place(path, entry.line))
    missing = [key for key in ("effective", "published", "source", "value") if entry.get(key) in (None, "")]
    if missing:
        raise YuntaiError(f"{where}：参数的值缺少 {'、'.join(missing)}")
    if unknown := sorted(set(entry) - _RECORD_KEYS):
        raise YuntaiError(
            f"{where}：不认识“{'、'.join(map(str, unknown))}”，可写的是 {'、'.join(sorted(_RECORD_KEYS))}"
        )
    try:
        value = _value(entry["value"], unit, kind, depth)
    except ValueError as error:
        raise YuntaiError(f"{where}：{error}") from None
    effective = day(entry, "effective", where)
    until = day(entry, "until", where) if "until" in entry else FAR
    if until < effective:
        raise YuntaiError(f"{where}：until 早于 effective")
    published = publication(entry, effective, where)
    return Record(effective, until, published, str(entry["source"]), value, **marks(entry, where).marks)


def _rhythm(text: str, where: str) -> Rhythm:
    word, _, number = text.partition("-")
    if (
        word not in ("yearly", "months")
        or not number.isdecimal()
        or not 1 <= int(number) <= (12, 120)[word == "months"]
    ):
        raise YuntaiError(f"{where}：rhythm 写成 yearly-07（每年七月）或 months-24（每24个月），现在是“{text}”")
    return Rhythm(12, int(number)) if word == "yearly" else Rhythm(int(number))


def _parameter(name: str, entry: Any, pack: str, path: Path) -> Parameter:
    where = str(Place(path, getattr(entry, "line", None)))
    if not isinstance(entry, Entry) or not str(name).isidentifier():
        raise YuntaiError(f"{where}：参数“{name}”要有英文标识名，并写出 title、unit、values")
    missing = [key for key in ("title", "unit") if not entry.get(key)]
    if missing:
        raise YuntaiError(f"{where}：参数 {name} 缺少 {'、'.join(missing)}")
    if entry["unit"] not in UNITS:
        raise YuntaiError(f"{where}：参数 {name} 的单位“{entry['unit']}”不认识，可用：{'、'.join(UNITS)}")
    by = entry.get("by") or ()
    by = (by,) if isinstance(by, str) else tuple(by)
    kind = UNITS[entry["unit"]]
    if isinstance(kind, Choice):
        options = entry.get("options")
        if not isinstance(options, Entry):
            raise YuntaiError(f"{where}：参数 {name} 的单位是选项，要写 options: {{代号: 说明}}")
        kind = Choice({str(code): str(label) for code, label in options.items()})
    values = entry.get("values") or []
    records = sorted(
        ((_record(value, entry["unit"], kind, len(by), path), value.line) for value in values),
        key=lambda pair: (pair[0].effective, pair[0].published.known, pair[1]),
        reverse=True,
    )
    for (later, line), (earlier, _) in pairwise(records):
        same = (later.effective, later.published.known) == (earlier.effective, earlier.published.known)
        if same or (earlier.until != FAR and earlier.until >= later.effective):
            raise YuntaiError(f"{Place(path, line)}：参数 {name} 在 {later.effective} 与另一条的期间重叠")
    rhythm = _rhythm(str(entry["rhythm"]), where) if "rhythm" in entry else None
    return Parameter(name, str(entry["title"]), entry["unit"], by, kind, tuple(r for r, _ in records), pack, rhythm)


def read_parameters(path: Path, pack: str) -> dict[str, Parameter]:
    """The parameters of a file, by name; none where there is no such file.

    Raises ``YuntaiError`` with file and line on a missing key, an unknown unit, a value that does not fit its unit, or
    periods that overlap.
    """
    if not path.exists():
        return {}
    document = read_yaml(path)
    if document is None:  # nothing but remarks
        return {}
    if not isinstance(document, Entry):
        raise YuntaiError(f"{path}：参数文件要按“名称: …”列出")
    return {name: _parameter(name, entry, pack, path) for name, entry in document.items()}
