"""How a value or a rule stands to its text: when that was published, whether somebody has read it, what is our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from yuntai.errors import Place, YuntaiError


@dataclass(frozen=True)
class Publication:
    """When a text was published. Where the day was not found, ``sought`` says what was looked for; else it is empty.

    ``known`` is the day from which the text counts as published. Where that day was not found it is the day by which somebody
    told of the text, or without that the day of force.
    """

    known: date
    sought: str = ""

    @property
    def day(self) -> date | None:
        """The day of publication; ``None`` where it was not found or is not said."""
        return None if self.sought or self == ALWAYS else self.known

    def __str__(self) -> str:
        return "公布日期未查到" if self.sought else str(self.known)


ALWAYS = Publication(date.min)
"""Of what was always known: an assumption, or a policy that says no day."""


@dataclass(frozen=True)
class Checked:
    """The day ``on`` which somebody held a value or a rule against its text, and ``at`` which place that was read."""

    on: date
    at: str

    def __str__(self) -> str:
        return f"{self.on} 对照 {self.at}"


@dataclass(frozen=True, kw_only=True)
class Marked:
    """Anything that rests on a text.

    ``verify``: nobody has held it against the text yet; ``checked``: somebody has; ``ours`` says what the text leaves open and
    how the platform reads it, and is empty where it leaves nothing open; ``note`` is what else one should know, of what is not
    checked what was looked for.
    """

    verify: bool = False
    checked: Checked | None = None
    ours: str = ""
    note: str = ""

    @property
    def marks(self) -> dict[str, Any]:
        """These by name, for something else that rests on the same text."""
        return {name: getattr(self, name) for name in MARKS}


MARKS = tuple(field.name for field in fields(Marked))
"""The keys of a document that say how something stands to its text."""


def marks(entry: Mapping[Any, Any], where: str | Place) -> Marked:
    """The marks that ``entry`` has, of those of :class:`Marked`.

    Raises ``YuntaiError`` that begins with ``where``, where one is not what it must be or two cannot both be so.
    """
    verify = entry.get("verify", False)
    if not isinstance(verify, bool):
        raise YuntaiError(f"{where}：verify 要写 true 或 false，现在是“{verify}”")
    if verify and "checked" in entry:
        raise YuntaiError(f"{where}：已经核对的（checked）不能同时写待核实（verify）")
    if verify and entry.get("ours"):
        raise YuntaiError(f"{where}：平台自己定的（ours）没有原文可以核对，不能同时写待核实（verify）")
    checked = _checked(entry["checked"], where) if "checked" in entry else None
    return Marked(verify=verify, checked=checked, ours=_text(entry, "ours", where), note=_text(entry, "note", where))


def _text(entry: Mapping[Any, Any], key: str, where: str | Place) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise YuntaiError(f"{where}：{key} 要写成文字，现在是“{value}”")
    return value


def _checked(entry: Any, where: str | Place) -> Checked:
    if not isinstance(entry, Mapping) or set(entry) != {"on", "at"} or not entry["at"]:
        raise YuntaiError(f"{where}：checked 要写成 {{on: 2023-01-05, at: 在哪里看到原文}}")
    return Checked(day(entry, "on", where), str(entry["at"]))


def publication(entry: Mapping[Any, Any], effective: date, where: str | Place) -> Publication:
    """The key ``published`` of an entry in force from ``effective``: a day, or ``{unknown: 找过什么, by: 最晚哪一天}``.

    Raises ``YuntaiError`` that begins with ``where``, where it is neither.
    """
    said = entry["published"]
    if not isinstance(said, Mapping):
        return Publication(day(entry, "published", where))
    if not said.get("unknown") or set(said) - {"unknown", "by"}:
        raise YuntaiError(
            f"{where}：公布日期没有查到的，published 写成 {{unknown: 找过什么}}，知道最晚哪一天公布的加上 by: 2023-01-05"
        )
    return Publication(day(said, "by", where) if "by" in said else effective, str(said["unknown"]))


def day(entry: Mapping[Any, Any], key: str, where: str | Place) -> date:
    """A day of a document. Raises ``YuntaiError`` that begins with ``where``, where it is none."""
    value = entry[key]
    if type(value) is not date:
        raise YuntaiError(f"{where}：{key} 要写成 2023-01-05 的样子，现在是“{value}”")
    return value
