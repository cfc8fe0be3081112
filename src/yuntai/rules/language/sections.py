"""Reading what an author wrote: every fault is one Chinese sentence with file and line that says what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, Items, read_yaml
from yuntai.rules.language.grounds import MARKS, Marked, marks

_LISTED = 24
"""How many words an error lists."""


def nearest(name: object, known: Collection[str]) -> str:
    """The end of a sentence on an unknown ``name``: the one that was meant, or all there are."""
    near = get_close_matches(str(name), known, 1)
    if near:
        return f"，是不是“{near[0]}”？"
    return f"，可写：{'、'.join(list(known)[:_LISTED])}{'等' if len(known) > _LISTED else ''}"


class Section:
    """A mapping of a file, read key by key; what it does not say is said by ``under``, the mapping that it changes.

    Every method raises ``YuntaiError``, with the line of the key, where the value is missing or is not what it must be.
    """

    def __init__(self, path: Path, entry: Entry, what: str, under: Section | None = None) -> None:
        self.path, self.entry, self.what, self.under = path, entry, what, under

    @classmethod
    def of_file(cls, path: Path, what: str) -> Section:
        """The whole of a YAML file."""
        document = read_yaml(path)
        if not isinstance(document, Entry):
            raise YuntaiError(f"{Place(path, 1)}：{what}要按“名称: 值”一行一行地写")
        return cls(path, document, what)

    def over(self, under: Section) -> Section:
        """This mapping as a change to ``under``."""
        return Section(self.path, self.entry, self.what, under)

    def __contains__(self, key: str) -> bool:
        return key in self.entry or (self.under is not None and key in self.under)

    def place(self, key: str | None = None) -> Place:
        """Where ``key`` stands; without it, or where it is missing, where the mapping begins."""
        if key is not None and key not in self.entry and self.under is not None and key in self.under:
            return self.under.place(key)
        return Place(self.path, self.entry.lines.get(key, self.entry.line))

    def fail(self, message: str, key: str | None = None) -> NoReturn:
        """Refuse what is written at ``key``."""
        raise YuntaiError(f"{self.place(key)}：{message}")

    def only(self, *keys: str) -> None:
        """Refuse a key that means nothing here."""
        for key in self.entry:
            if key not in keys:
                self.fail(f"{self.what}不认识“{key}”{nearest(key, keys)}", key)

    def text(self, key: str, otherwise: str | None = None) -> str:
        """A text; ``otherwise`` where it is not written."""
        if key not in self and otherwise is not None:
            return otherwise
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(f"{self.what}的 {key} 要写成文字，现在是“{value}”", key)
        return value.strip()

    def whole(self, key: str, least: int, most: int, otherwise: int | None = None) -> int:
        """A whole number from ``least`` to ``most``; ``otherwise`` where it is not written."""
        if key not in self and otherwise is not None:
            return otherwise
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fail(f"{self.what}的 {key} 要写 {least} 到 {most} 的整数，现在是“{value}”", key)
        return value

    def flag(self, key: str) -> bool:
        """``true`` or ``false``; false where it is not written."""
        value = self._value(key) if key in self else False
        if not isinstance(value, bool):
            self.fail(f"{self.what}的 {key} 要写 true 或 false，现在是“{value}”", key)
        return value

    def marks(self) -> Marked:
        """How what is written here stands to its text."""
        return marks({key: self._value(key) for key in MARKS if key in self}, self.place())

    def one_of(self, key: str, known: Collection[str], otherwise: str | None = None) -> str:
        """One of the words ``known``; ``otherwise`` where it is not written."""
        value = self.text(key, otherwise)
        if value not in known:
            self.fail(f"{self.what}的 {key} 没有“{value}”{nearest(value, known)}", key)
        return value

    def one_or_some(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """One of the words ``known``, or a list of them."""
        return self.some_of(key, known) if isinstance(self._value(key), Items) else (self.one_of(key, known),)

    def some_of(self, key: str, known: Collection[str], otherwise: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of words from ``known``, none twice; ``otherwise`` where it is not written."""
        if key not in self and otherwise is not None:
            return tuple(otherwise)
        found: list[str] = []
        for value, place in self.items(key):
            if value not in known:
                raise YuntaiError(f"{place}：{self.what}的 {key} 没有“{value}”{nearest(value, known)}")
            if value in found:
                raise YuntaiError(f"{place}：{self.what}的 {key} 里“{value}”写了两次，删掉一个")
            found.append(value)
        return tuple(found)

    def items(self, key: str) -> Iterator[tuple[Any, Place]]:
        """The items of a list that has at least one, each with its place."""
        value = self._value(key)
        if not isinstance(value, Items) or not value:
            self.fail(f"{self.what}的 {key} 要写成一列（每项前面加“- ”），现在是“{value}”", key)
        for item, line in zip(value, value.lines, strict=True):
            yield item, Place(self.place(key).path, line)

    def section(self, key: str, what: str) -> Section:
        """A mapping within this one."""
        value = self._value(key)
        if not isinstance(value, Entry):
            self.fail(f"{self.what}的 {key} 要按“名称: 值”写，现在是“{value}”", key)
        inner = self.under.section(key, what) if self.under is not None and key in self.under else None
        return Section(self.path, value, what, inner) if key in self.entry or inner is None else inner

    def sections(self, key: str, what: str) -> Iterator[Section]:
        """A list of mappings; none where it is not written."""
        if key not in self:
            return
        for value, place in self.items(key):
            if not isinstance(value, Entry):
                raise YuntaiError(f"{place}：{what}要按“名称: 值”写，现在是“{value}”")
            yield Section(place.path, value, what)

    def _value(self, key: str) -> Any:
        if key not in self.entry and self.under is not None and key in self.under:
            return self.under._value(key)
        value = self.entry.get(key)
        if value is None:
            self.fail(f"{self.what}没有写 {key}，请补上", key)
        return value
