"""Words for the options of a choice, from the code lists of a pack: names, codes, and what was abolished by its successor.

A list lies in ``codes/<name>.yaml`` of a pack. It gives a :class:`Code` its options (the districts of a city), and its words are
for every choice that has just its options, wherever it is asked: a column of the registry, a fact of a policy, a field of a form.
``title`` is what an option is called, where that is not the option itself::

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

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, read_yaml
from yuntai.rules.language.kinds import Choice, Code, Kind, Text
from yuntai.rules.language.texts import bare, half_width

_ABSENT = "absent"


@dataclass(frozen=True)
class CodeList:
    """The options of a list by code, and the words that hold on a day, each with its option, as :class:`Choice` takes them."""

    titles: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    unclear: Mapping[str, str] = field(default_factory=dict)
    cut: str = ""

    @property
    def options(self) -> Set[str]:
        """The codes of the options."""
        return self.titles.keys()

    def over(self, below: CodeList) -> CodeList:
        """These words besides those of the pack below."""
        return CodeList(
            {**below.titles, **self.titles},
            {**below.synonyms, **self.synonyms},
            {**below.unclear, **self.unclear},
            self.cut or below.cut,
        )


@dataclass(frozen=True)
class Words:
    """The words that hold on a day: the code lists by name, and what says that there is nothing."""

    lists: Mapping[str, CodeList] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def fit(self, kind: Kind) -> Kind:
        """``kind``; a choice with the options of a list takes its words, a code becomes the choice of its list.

        Raises ``YuntaiError`` where the place has no such list.
        """
        if isinstance(kind, Code):
            if kind.of not in self.lists:
                raise YuntaiError(f"资料包里没有“{kind.of}”这张代码表，请写 codes/{kind.of}.yaml（source 和 words）")
            return self.fit(Choice(self.lists[kind.of].titles))
        if type(kind) is Choice:
            for one in self.lists.values():
                if one.options == kind.options.keys():
                    return replace(kind, synonyms={**one.synonyms, **kind.synonyms}, unclear=one.unclear, cut=one.cut)
        return kind

    def nothing(self, kind: Kind, text: str, *, optional: bool) -> bool:
        """Whether ``text`` only says that there is nothing: in a name, a number or an account, and where no value need be."""
        if bare(text) not in self.absent:
            return False
        if isinstance(kind, Text):
            return True
        try:
            kind.parse(text)  # 0 yuan are an amount
        except ValueError:
            return optional
        return False


def load_words(folders: Sequence[Path], day: date) -> Words:
    """The words of packs, a city's before its parents', on ``day``. Raises ``YuntaiError`` with the file where a list is wrong."""
    lists: dict[str, CodeList] = {}
    absent: set[str] = set()
    for folder in reversed(folders):
        for path in sorted((folder / "codes").glob("*.yaml")):
            try:
                document = read_yaml(path)
                if path.stem == _ABSENT:
                    absent |= {str(word) for word in document["words"]}
                else:
                    lists[path.stem] = _read(path, document, day).over(lists.get(path.stem, CodeList()))
            except (KeyError, TypeError, AttributeError):
                raise YuntaiError(f"{Place(path)}：要写 source 和 words；{_ABSENT} 只有 words") from None
    return Words(lists, frozenset(absent))


def _read(path: Path, document: Any, day: date) -> CodeList:
    titles: dict[str, str] = {}
    synonyms: dict[str, str] = {}
    meant: dict[tuple[str, date], str] = {}
    for entry, line in zip(document["words"], document["words"].lines, strict=True):
        if not isinstance(entry, Entry) or "option" not in entry or not isinstance(entry.get("words"), list):
            raise YuntaiError(f"{Place(path, line)}：每项要写 option 和 words（这个选项的各种写法）")
        option, since = str(entry["option"]), entry.get("from", date.min)
        titles.setdefault(option, str(entry.get("title", option)))
        for word in _spelled(entry["words"], document):
            if meant.setdefault((word, since), option) != option:
                raise YuntaiError(
                    f"{Place(path, line)}：“{word}”已经是“{meant[word, since]}”的写法，不能又是“{option}”的"
                )
            if since <= day <= entry.get("until", date.max):
                synonyms[word] = option
    unclear = {
        word: str(said) for one, said in (document.get("unclear") or {}).items() for word in _spelled([one], document)
    }
    return CodeList(titles, synonyms, unclear, document.get("cut", ""))


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
