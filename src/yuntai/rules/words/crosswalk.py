"""What the words of published cases mean here, kept as data: a folder with a YAML file a category.

A file says which policy answers, what each input fills and what each expected figure is compared with; ``forms`` are
the several ways in which the cases of a category are written, each over what the file says for all. See
``docs/guides/run-published-cases.md``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, read_yaml
from yuntai.rules.words.phrases import PHRASE_NAMES, Read, Span, exactly, phrase, plain

COMMON = "common"
"""The file that holds for every category."""

PLACE = "place"
"""The phrase that names a place: it is read by whoever knows the packs."""

_LAYERS = ("suppose", "nowhere", "inputs", "expected", "ignored", "uncompared")
_FORM_KEYS = {"policy", "check", "needs", *_LAYERS}
_FILE_KEYS = _FORM_KEYS | {"title", "like", "known_errors", "forms"}
_COMMON_KEYS = {*_LAYERS, "belongs"}
_CLAUSE = re.compile("[,;。]")


@dataclass(frozen=True)
class Meaning:
    """What a key stands for: by the words that the text is put together from, else each name by a phrase.

    A phrase that is ``None`` reads a place. A word may take up what its pattern found (``\\1``).
    """

    phrases: Mapping[str, Read | None]
    words: Sequence[tuple[re.Pattern[str], Mapping[str, Any]]]

    @property
    def names(self) -> set[str]:
        """The names that it may fill."""
        return {*self.phrases, *(name for _, meant in self.words for name in meant)}

    def of(self, given: Any, place: Callable[[Any], Span]) -> dict[str, Span]:
        """The spans that ``given`` stands for, by name. Raises ``ValueError`` with a Chinese sentence."""
        text = plain(given) if self.words else ""
        meant = self._word(text)
        if meant is None and self.phrases:
            return {name: (read or place)(given) for name, read in self.phrases.items()}
        found: dict[str, Span] = {}
        for clause in [text] if meant is not None else _CLAUSE.split(text.rstrip("。")):
            meant = self._word(clause)
            if meant is None:
                raise ValueError(f"不认识“{clause}”")
            merge(found, meant)
        return found

    def _word(self, text: str) -> dict[str, Span] | None:
        for pattern, meant in self.words:
            if match := pattern.fullmatch(text):
                return {n: exactly(match.expand(v) if isinstance(v, str) else v) for n, v in meant.items()}
        return None


def merge(found: dict[str, Span], more: Mapping[str, Span]) -> None:
    """Add ``more`` to ``found``. Raises ``ValueError`` where both say something else of one name."""
    for name, span in more.items():
        if found.setdefault(name, span) != span:
            raise ValueError(f"{name} 有两种说法：{found[name].low}、{span.low}")


@dataclass(frozen=True)
class Form:
    """A way in which cases are written, and what answers them: a policy, or a check that is none.

    ``suppose`` holds what the cases take for granted (``=name``: the same as another name; ``[a, b]``: anything between
    them), ``nowhere`` what one does that belongs to no place. ``needs`` are names that a case itself has to fill (``a |
    b``: one of them); what is only supposed does not do. ``ignored`` are inputs that bear on nothing, ``uncompared``
    expected figures that are not ours to find, each with the reason.
    """

    where: Place
    policy: str | None
    check: str | None
    needs: tuple[frozenset[str], ...]
    suppose: Mapping[str, Any]
    nowhere: Mapping[str, Any]
    inputs: Mapping[str, Meaning]
    expected: Mapping[str, Meaning]
    ignored: Mapping[str, str]
    uncompared: Mapping[str, str]

    @property
    def names(self) -> tuple[set[str], set[str]]:
        """What it fills, and what it compares with."""
        filled = {
            *self.suppose,
            *self.nowhere,
            *frozenset().union(*self.needs),
            *(name for meaning in self.inputs.values() for name in meaning.names),
        }
        return filled, {part for meaning in self.expected.values() for name in meaning.names for part in parts(name)}


def lookup(entries: Mapping[str, Any], key: str) -> Any:
    """What ``entries`` say of ``key``; ``#`` in an entry stands for a number (``#月应预扣个税``). ``None`` for nothing."""
    key = plain(key)
    return entries.get(key) or entries.get(re.sub(r"\d+", "#", key))


def parts(name: str) -> list[str]:
    """The results in ``a + b``."""
    return [part.strip() for part in name.split("+")]


@dataclass(frozen=True)
class Category:
    """The forms of a category in the order in which they are tried; published answers that are themselves wrong."""

    forms: tuple[Form, ...]
    known_errors: Mapping[str, str]


@dataclass(frozen=True)
class Crosswalk:
    """The categories by name; ``belongs`` says to which place grounds point, where the inputs name none."""

    categories: Mapping[str, Category]
    belongs: Mapping[str, re.Pattern[str]]


def read_crosswalk(folder: Path) -> Crosswalk:
    """The crosswalk in ``folder``. Raises ``YuntaiError`` with file and line where it is not written right."""
    path = folder / f"{COMMON}.yaml"
    document = _entry(read_yaml(path), path, _COMMON_KEYS) if path.exists() else Entry()
    common = _form(document, path, None)
    categories = {path.stem: _category(path, common) for path in sorted(folder.glob("*.yaml")) if path.stem != COMMON}
    belongs = {str(place): _pattern(text, str(path)) for place, text in (document.get("belongs") or {}).items()}
    return Crosswalk(categories, belongs)


def _category(path: Path, common: Form) -> Category:
    document = _document(path)
    base = _form(document, path, common)
    forms = tuple(_form(_entry(part, path, _FORM_KEYS), path, base) for part in document.get("forms") or ()) or (base,)
    for form in forms:
        if bool(form.policy) == bool(form.check):
            raise YuntaiError(f"{form.where}：要写 policy 或 check 中的一个")
        if not form.expected:
            raise YuntaiError(f"{form.where}：没有写 expected（要核对的结果）")
    return Category(forms, {str(key): str(why) for key, why in (document.get("known_errors") or {}).items()})


def _document(path: Path) -> Entry:
    """A file, over the one that it is like."""
    own = _entry(read_yaml(path), path, _FILE_KEYS)
    if "like" not in own:
        return own
    document = _document(path.with_stem(str(own.pop("like"))))
    for key, value in own.items():
        document[key] = Entry({**document[key], **value}) if key in _LAYERS and document.get(key) else value
    return document


def _form(entry: Entry, path: Path, base: Form | None) -> Form:
    answered_by = {"policy", "check"} & set(entry)
    layers = {"inputs": _meaning, "expected": _meaning, "ignored": _reason, "uncompared": _reason}

    def layer(name: str) -> dict[str, Any]:
        own = _by_key(entry.get(name), path, layers[name]) if name in layers else entry.get(name) or {}
        return {**(getattr(base, name) if base else {}), **own}

    return Form(
        Place(path, entry.line),
        entry.get("policy", None if answered_by or not base else base.policy),
        entry.get("check", None if answered_by or not base else base.check),
        tuple(frozenset(re.split(r"\s*\|\s*", str(names))) for names in entry["needs"])
        if "needs" in entry
        else (base.needs if base else ()),
        *(layer(name) for name in _LAYERS),
    )


def _entry(value: Any, path: Path, keys: set[str] | None = None) -> Entry:
    if not isinstance(value, Entry):
        raise YuntaiError(f"{path}：要写成“名称: …”的样子")
    if keys and (unknown := [key for key in value if key not in keys]):
        raise YuntaiError(f"{Place(path, value.line)}：不认识“{unknown[0]}”，可写的是 {'、'.join(sorted(keys))}")
    return value


def _by_key(entries: Any, path: Path, read: Callable[[Any, str], Any]) -> dict[str, Any]:
    """What is said of each key; ``a|b`` are two keys that mean the same."""
    found: dict[str, Any] = {}
    for keys, entry in _entry(entries or Entry(), path).items():
        where = str(Place(path, getattr(entry, "line", None)))
        said = read(entry, where)
        for key in plain(keys).split("|"):
            if key in found:
                raise YuntaiError(f"{where}：“{key}”写了两次")
            found[key] = said
    return found


def _meaning(entry: Any, where: str) -> Meaning:
    if not isinstance(entry, Entry) or not entry:
        raise YuntaiError(f"{where}：要写成 {{名称: 读法}}，或 {{词: {{名称: 值}}}}")
    words = [(_pattern(word, where), meant) for word, meant in entry.items() if isinstance(meant, Mapping)]
    texts = {str(name): text for name, text in entry.items() if not isinstance(text, Mapping)}
    phrases = {name: None if text == PLACE else phrase(str(text)) for name, text in texts.items()}
    if unknown := [text for name, text in texts.items() if phrases[name] is None and text != PLACE]:
        raise YuntaiError(f"{where}：没有“{unknown[0]}”这种读法，有：{'、'.join((*PHRASE_NAMES, PLACE))}")
    return Meaning(phrases, words)


def _reason(said: Any, _where: str) -> str:
    return str(said)


def _pattern(word: Any, where: str) -> re.Pattern[str]:
    text = word if isinstance(word, bool) else str(word).replace("（", r"\(").replace("）", r"\)")
    try:
        return re.compile(plain(text))
    except re.error as error:
        raise YuntaiError(f"{where}：“{word}”不是正则式（{error}）") from None
