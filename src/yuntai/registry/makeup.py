"""What a generated city is made of: its name, districts, the places that its people come from, the occupations on certificates.

``city.yaml`` of a pack, that of the nearest that has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.registry.schema import PLACE
from yuntai.rules.language.documents import Entry, read_yaml
from yuntai.rules.rule.codes import Words

_MARKS = ("listed", "starred", "shortage")


@dataclass(frozen=True)
class Makeup:
    """``districts`` have the weight of their people; ``regions`` the first six digits of resident ids by household;
    ``occupations`` whether each is listed in the year's catalogue, starred, in shortage."""

    name: str
    districts: Mapping[str, float]
    regions: Mapping[str, Sequence[str]]
    occupations: Mapping[str, tuple[bool, ...]]


def load_makeup(folders: Sequence[Path], words: Words) -> Makeup:
    """What a city of the packs in ``folders``, the own first, is made of; its districts are those of its code list.

    Raises ``YuntaiError`` with file and line where there is none or it is faulty.
    """
    for folder in folders:
        if (folder / "city.yaml").exists():
            return _read(folder / "city.yaml", words.lists["districts"].titles if "districts" in words.lists else {})
    raise YuntaiError(f"{folders[0]} 里没有 city.yaml，生成不了示范城市：请写 name、districts、regions、occupations")


def _read(path: Path, districts: Mapping[str, str]) -> Makeup:
    document = read_yaml(path)
    parts: dict[str, Any] = {}
    for part in ("districts", "regions", "occupations"):
        parts[part] = document.get(part) if isinstance(document, Entry) else None
        if not isinstance(parts[part], Entry) or not parts[part]:
            raise YuntaiError(f"{Place(path, 1)}：要写 name，以及 districts、regions、occupations，每样一行一个")
    for name, weight in parts["districts"].items():
        _hold(path, parts["districts"], name, name in districts, f"“{name}”不在 codes/districts.yaml 里")
        sound = isinstance(weight, int | Decimal) and not isinstance(weight, bool) and weight > 0
        _hold(path, parts["districts"], name, sound, f"“{name}”后面要写人数（大于 0）")
    for name in PLACE.options:
        regions = parts["regions"].get(name)
        sound = (
            isinstance(regions, list) and regions and all(len(str(one)) == 6 and str(one).isdigit() for one in regions)
        )
        _hold(path, parts["regions"], name, bool(sound), f"“{name}”（{PLACE.options[name]}）要列出六位的行政区划代码")
    for name, marks in parts["occupations"].items():
        sound = isinstance(marks, Entry) and all(isinstance(marks.get(mark), bool) for mark in _MARKS)
        _hold(path, parts["occupations"], name, sound, f"“{name}”要写 {'、'.join(_MARKS)}，是 true 或 false")
    return Makeup(
        str(document.get("name", "")),
        {name: float(weight) for name, weight in parts["districts"].items()},
        {name: [str(one) for one in parts["regions"][name]] for name in PLACE.options},
        {name: tuple(marks[mark] for mark in _MARKS) for name, marks in parts["occupations"].items()},
    )


def _hold(path: Path, entry: Entry, key: str, sound: bool, said: str) -> None:
    if not sound:
        raise YuntaiError(f"{Place(path, entry.lines.get(key, entry.line))}：{said}")
