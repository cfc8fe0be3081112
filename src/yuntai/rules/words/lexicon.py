"""What people call things, kept as data beside the facts: ``words.yaml`` of a pack.

``names`` are what a fact, a step or a parameter is called, ``derived`` what settles it in other words, ``says`` whole
statements, ``results`` and ``outcomes`` what results are called. A name may be held to one policy (``severance.mean_wage``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, read_yaml
from yuntai.rules.words.labels import UNITS, Labels
from yuntai.rules.words.spans import plainly

FILE = "words.yaml"
_KEYS = {
    *("before", "after", "idle", "same", "spare", "english"),
    *("names", "derived", "says", "results", "outcomes", "uncompared", "aside", "cities", "elsewhere"),
}
_NOT = r"(?<![不未没非无])(?<!没有)(?<!不是)(?<!并非)(?<![没未]被)"


@dataclass(frozen=True)
class Name:
    """What ``target`` is called: ``label`` as a whole, ``word`` within a text; ``way`` where it is read otherwise.

    What is ``derived`` follows beside what the words say in the first place.
    """

    target: str
    policy: str
    label: re.Pattern[str]
    word: re.Pattern[str]
    way: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Says:
    """A statement and what it fills; a ``weak`` one gives way to one that says otherwise."""

    pattern: re.Pattern[str]
    fills: Mapping[str, Any]
    weak: bool = False


class Statements:
    """All statements. What a text states is kept until the next text: one sentence is read for many policies."""

    def __init__(self, says: Sequence[Says]) -> None:
        self.says = says
        self._last: tuple[str, Sequence[tuple[re.Match[str], Says]]] = ("", ())

    def found(self, text: str) -> Sequence[tuple[re.Match[str], Says]]:
        """Each statement with where it stands in ``text``, whether or not they overlap."""
        last, found = self._last
        if last != text:
            found = [(match, says) for says in self.says for match in says.pattern.finditer(text) if match[0]]
            self._last = (text, found)
        return found


@dataclass(frozen=True)
class Lexicon:
    """The words of a pack. ``names`` stand in the order in which they are tried: a policy's own first."""

    labels: Labels
    names: Sequence[Name]
    statements: Statements
    results: Mapping[str, Sequence[Name]]
    outcomes: Mapping[str, Sequence[Says]]
    idle: re.Pattern[str]
    uncompared: re.Pattern[str]
    aside: re.Pattern[str]
    cities: Mapping[str, re.Pattern[str]]
    elsewhere: re.Pattern[str]
    around: tuple[str, str]
    where: Path

    def called(self, label: str, names: Sequence[Name]) -> list[Name]:
        """The ``names`` that ``label`` may be, the surest first: a label wholly named before one with words around."""
        plain, derived = [n for n in names if not n.derived], [n for n in names if n.derived]
        for ways in self.labels.ways(label):
            if found := [*_among(ways, plain), *_among(ways, derived)]:
                return found
        return []

    def targets(self, label: str) -> set[str]:
        """All that ``label`` may name in any policy."""
        return {name.target for name in self.called(label, self.names)}

    def with_words(
        self, names: Mapping[str, Any], says: Mapping[str, Any], results: Mapping[str, Any], policy: str
    ) -> Lexicon:
        """These words, over which those of one form of case stand."""
        if not (names or says or results):
            return self
        own = tuple(self._own("", names))
        return replace(
            self,
            names=(*own, *self.names),
            statements=Statements((*_says(says, str(self.where)), *self.statements.says)),
            results={**self.results, policy: (*self._own(policy, results), *self.results.get(policy, ()))},
        )

    def _own(self, policy: str, names: Mapping[str, Any]) -> Iterator[Name]:
        return _names(names, self.around, str(self.where), policy)


def read_lexicon(path: Path) -> Lexicon:
    """The words in ``path``. Raises ``YuntaiError`` with file and line where they are not written right."""
    document = read_yaml(path)
    if not isinstance(document, Entry):
        raise YuntaiError(f"{path}：要写成“名称: …”的样子")
    if unknown := [key for key in document if key not in _KEYS]:
        raise YuntaiError(f"{Place(path, document.lines[unknown[0]])}：不认识“{unknown[0]}”")
    around = (str(document.get("before", "")), str(document.get("after", "")))

    def part(name: str) -> Entry:
        return document.get(name) or Entry()

    names = [
        *_names(part("names"), around, str(path)),
        *(replace(n, derived=True) for n in _names(part("derived"), around, str(path))),
    ]
    names.sort(key=lambda name: not name.policy)
    return Lexicon(
        Labels(
            [(_pattern(many, str(path)), str(one)) for one, many in part("same").items()],
            _pattern(document.get("spare") or "(?!)", str(path)),
            {key: str(said) for keys, said in part("english").items() for key in str(keys).split("|")},
        ),
        tuple(names),
        Statements(tuple(_says(part("says"), str(path)))),
        {policy: tuple(_names(of, around, str(path), policy)) for policy, of in part("results").items()},
        {policy: tuple(_says(of, str(path))) for policy, of in part("outcomes").items()},
        _pattern(document.get("idle") or "(?!)", str(path)),
        _pattern(document.get("uncompared") or "(?!)", str(path)),
        _pattern(document.get("aside") or "(?!)", str(path)),
        {place: _pattern(cities, str(path)) for place, cities in part("cities").items()},
        _pattern(document.get("elsewhere") or "(?!)", str(path)),
        around,
        path,
    )


def _names(entries: Mapping[str, Any], around: tuple[str, str], where: str, policy: str = "") -> Iterator[Name]:
    before, after = (f"(?:{words})*" if words else "" for words in around)
    for target, said in entries.items():
        held, _, target = str(target).rpartition(".") if " " not in str(target) else ("", "", str(target))
        for pattern, way in (said if isinstance(said, Mapping) else {said: ""}).items():
            pattern = plainly(str(pattern)).text
            label = _pattern(f"{before}(?:是否)?(?:{pattern})(?:{UNITS}|{after[3:-2]})*" if after else pattern, where)
            yield Name(target, held or policy, label, _pattern(pattern, where), str(way))


def _among(ways: Sequence[str], names: Sequence[Name]) -> list[Name]:
    exact = [name for name in names if any(name.word.fullmatch(way) for way in ways)]
    return exact or [name for name in names if any(name.label.fullmatch(way) for way in ways)]


def said_in(word: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where ``text`` says a name in one of its alternatives, each by itself: of 交|交了 both are found."""
    for alternative in _alternatives(word):
        yield from alternative.finditer(text)


@cache
def _alternatives(word: re.Pattern[str]) -> tuple[re.Pattern[str], ...]:
    depth, parts = 0, [""]
    for sign in re.findall(r"\\.|\[[^\]]*\]|.", word.pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return tuple(re.compile(part) for part in parts if part)


def _says(entries: Mapping[str, Any], where: str) -> Iterator[Says]:
    for pattern, fills in entries.items():
        weak = str(pattern).startswith("~~")
        text = _ARTICLE.sub(_article, str(pattern).removeprefix("~~"))
        yield Says(_pattern(_NOT + f"(?:{text})", where), fills, weak)


_ARTICLE = re.compile(r"§(\d+)(?:\.(\d))?")
_TENS = "零一二三四五六七八九"


def _article(found: re.Match[str]) -> str:
    """``§40.3`` is article 40, item 3 as people cite it (《劳动合同法》第四十条第一款第（三）项, 40条3项); ``§40`` any of its items."""
    tens, ones = divmod(int(found[1]), 10)
    han = f"{_TENS[tens]}十{_TENS[ones] if ones else ''}"
    item = f"(?:{found[2]}|{_TENS[int(found[2])]})" if found[2] else r"(?:\d|[一二三四五六])"
    last = rf"(?:第?\(?{item}\)?项|\({item}\))"
    return rf"(?:《?(?:中华人民共和国)?劳动合同法》?)?第?(?:{found[1]}|{han})条(?:第?[\d一二三]款)?{last}{'' if found[2] else '?'}"


def _pattern(text: Any, where: str) -> re.Pattern[str]:
    try:
        return re.compile(plainly(str(text)).text)
    except re.error as error:
        raise YuntaiError(f"{where}：“{text}”不是正则式（{error}）") from None
