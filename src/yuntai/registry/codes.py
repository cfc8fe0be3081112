"""Words for the options of a choice, from the code lists of a pack: names, codes, and what was abolished by its successor.

A list lies in ``codes/<name>.yaml`` of a pack, ``name`` being one of :data:`yuntai.registry.schema.LISTS`::

    source: 国函〔2013〕24号
    before: [南京市, 江苏省南京市]     # what may stand before a name
    cut: ^([0-9]{2})[0-9]{2}$          # a longer code and the part of it that is listed
    words:
      - {option: 秦淮, words: [秦淮区, "320104"]}
      - {option: 秦淮, words: [白下区, "320103"], from: 2013-03-28}
    unclear:
      江北新区: 请按街道所在的区填写

``codes/absent.yaml`` lists the words that say that there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.registry.columns import Table
from yuntai.registry.schema import LISTS
from yuntai.rules.language.documents import read_yaml
from yuntai.rules.language.kinds import Choice
from yuntai.rules.language.texts import half_width
from yuntai.rules.rule.packs import Pack

_ABSENT = "absent"


@dataclass(frozen=True)
class Words:
    """The words that hold on a day: a choice for each list, and what says that there is nothing."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def fit(self, table: Table) -> Table:
        """``table`` whose choices take these words."""
        known = [(LISTS[name], choice) for name, choice in self.choices.items()]
        columns = []
        for column in table.columns:
            kind = next((choice for plain, choice in known if column.kind == plain), column.kind)
            columns.append(replace(column, kind=kind))
        return replace(table, columns=tuple(columns))


def load_words(pack: Pack, day: date) -> Words:
    """The words of a pack and its parents on ``day``. Raises ``YuntaiError`` with the file where a list is wrong."""
    choices: dict[str, Choice] = {}
    absent: set[str] = set()
    for folder in reversed(pack.folders):
        for path in sorted((folder / "codes").glob("*.yaml")):
            try:
                document = read_yaml(path)
                if path.stem == _ABSENT:
                    absent |= {str(word) for word in document["words"]}
                else:
                    choices[path.stem] = _with(choices.get(path.stem, LISTS[path.stem]), document, day)
            except (KeyError, TypeError, AttributeError):
                raise YuntaiError(
                    f"{Place(path)}：要写 source 和 words，每项有 option 和 words；文件名是 {'、'.join(LISTS)} 或 {_ABSENT}"
                ) from None
    return Words(choices, frozenset(absent))


def _with(choice: Choice, document: Any, day: date) -> Choice:
    synonyms = dict(choice.synonyms)
    for entry in document["words"]:
        option = str(entry["option"])
        if option not in choice.options:
            raise KeyError(option)
        if entry.get("from", date.min) <= day <= entry.get("until", date.max):
            synonyms |= dict.fromkeys(_spelled(entry["words"], document), option)
    unclear = {
        word: str(said) for one, said in (document.get("unclear") or {}).items() for word in _spelled([one], document)
    }
    return replace(
        choice, synonyms=synonyms, unclear={**choice.unclear, **unclear}, cut=document.get("cut", choice.cut)
    )


def _spelled(words: list[Any], document: Any) -> list[str]:
    """The words as they are compared, a name also with what may stand before it."""
    before = ["", *(document.get("before") or ())]
    found = [
        half_width(first + str(word)).upper()
        for word in words
        for first in before
        if not first or not str(word).isascii()
    ]
    return list(dict.fromkeys(found))
