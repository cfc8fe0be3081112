"""Which policy a category of published cases asks, kept as data: ``published.yaml`` of a pack.

What words mean lies in the pack's ``words.yaml``; here stands only what a category takes for granted and which of its results
an expected figure is. ``forms`` are the several ways in which the cases of a category are written, each over what stands
above. See ``docs/guides/run-published-cases.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, read_yaml

FILE = "published.yaml"
_LAYERS = ("suppose", "nowhere", "means", "names", "says")
_FORM_KEYS = {"policy", "check", "needs", "only", "when", "uncompared", "anywhere", *_LAYERS}
_CATEGORY_KEYS = _FORM_KEYS | {"title", "also", "like", "forms", "readings", "known_errors"}
_COMMON_KEYS = {"suppose", "belongs"}


@dataclass(frozen=True)
class Other:
    """Another reading of the law than the one taken: parameters held to other values, and why both may be had."""

    title: str
    why: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """A way in which cases are written, and what answers them: a policy, or a check that is none.

    ``suppose`` holds what the cases take for granted (``=name``: the same as another name; ``=ended_on - served``: the day
    so long before, with ``before`` the eve of it; ``[a, b]``: anything between them; ``ever``: all that a parameter of
    the place has been), ``nowhere`` what one does that belongs to no place; ``anywhere``: a place without a pack is as
    none. ``needs`` are names that a case itself has to fill (``a | b``: one of them). ``only`` are the results that may be
    asked in this form, with their way where they are read in several; ``when`` is found in its words; ``means``,
    ``names`` and ``says`` are words of this form alone.
    """

    where: Place
    policy: str | None
    check: str | None
    needs: tuple[frozenset[str], ...]
    only: frozenset[str]
    when: re.Pattern[str]
    uncompared: re.Pattern[str]
    anywhere: bool
    suppose: Mapping[str, Any]
    nowhere: Mapping[str, Any]
    means: Mapping[str, Any]
    names: Mapping[str, Any]
    says: Mapping[str, Any]

    @property
    def of(self) -> str:
        """What answers it: the id of a policy or of a check."""
        return self.policy or self.check or ""


@dataclass(frozen=True)
class Category:
    """The forms of a category in the order in which they are tried; other readings of its law; published answers that are wrong."""

    name: str
    title: str
    also: re.Pattern[str]
    forms: tuple[Form, ...]
    readings: tuple[Other, ...]
    known_errors: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """The categories; ``belongs`` says to which place grounds point, where the inputs name none."""

    categories: tuple[Category, ...]
    belongs: Mapping[str, re.Pattern[str]]

    def category(self, name: str) -> Category | None:
        """The category that is called ``name`` in one of its ways."""
        return next((c for c in self.categories if c.name == name or c.also.fullmatch(name)), None)


def read_asked(path: Path) -> Asked:
    """The categories in ``path``. Raises ``YuntaiError`` with file and line where they are not written right."""
    document = _entry(read_yaml(path), path)
    common = _entry(document.pop("common", Entry()), path, _COMMON_KEYS)
    base = _form(Entry({"suppose": common.get("suppose") or {}}), path, None)
    entries = {name: _entry(entry, path, _CATEGORY_KEYS) for name, entry in document.items()}
    categories = tuple(_category(name, _over(entry, entries), path, base) for name, entry in entries.items())
    belongs = {place: _pattern(text, path) for place, text in (common.get("belongs") or {}).items()}
    return Asked(categories, belongs)


def _over(entry: Entry, entries: Mapping[str, Entry]) -> Entry:
    """A category over the one that it is like."""
    if "like" not in entry:
        return entry
    merged = Entry({**entries[entry["like"]], **entry})
    merged.line = entry.line
    for layer in _LAYERS:
        merged[layer] = {**(entries[entry["like"]].get(layer) or {}), **(entry.get(layer) or {})}
    return merged


def _category(name: str, entry: Entry, path: Path, common: Form) -> Category:
    base = _form(entry, path, common)
    forms = tuple(_form(_entry(form, path, _FORM_KEYS), path, base) for form in entry.get("forms") or ()) or (base,)
    for form in forms:
        if bool(form.policy) == bool(form.check):
            raise YuntaiError(f"{form.where}：要写 policy 或 check 中的一个")
    readings = (_entry(other, path, {"title", "why", "with"}) for other in entry.get("readings") or ())
    return Category(
        str(name),
        str(entry.get("title", name)),
        _pattern(entry.get("also") or "(?!)", path),
        forms,
        tuple(Other(str(other["title"]), str(other["why"]), other["with"]) for other in readings),
        {str(key): str(why) for key, why in (entry.get("known_errors") or {}).items()},
    )


def _form(entry: Entry, path: Path, base: Form | None) -> Form:
    answered_by = {"policy", "check"} & set(entry)

    def own(key: str, read: Any, other: Any) -> Any:
        return read(entry[key]) if key in entry else getattr(base, key) if base else other

    def pattern(text: Any) -> re.Pattern[str]:
        return _pattern(text, path)

    return Form(
        Place(path, entry.line),
        entry.get("policy", None if answered_by or not base else base.policy),
        entry.get("check", None if answered_by or not base else base.check),
        own("needs", lambda of: tuple(frozenset(re.split(r"\s*\|\s*", str(names))) for names in of), ()),
        own("only", frozenset, frozenset()),
        own("when", pattern, re.compile("")),
        own("uncompared", pattern, re.compile("(?!)")),
        own("anywhere", bool, False),
        *({**(getattr(base, layer) if base else {}), **(entry.get(layer) or {})} for layer in _LAYERS),
    )


def _entry(value: Any, path: Path, keys: set[str] | None = None) -> Entry:
    if not isinstance(value, Entry):
        raise YuntaiError(f"{path}：要写成“名称: …”的样子")
    if keys and (unknown := [key for key in value if key not in keys]):
        raise YuntaiError(f"{Place(path, value.line)}：不认识“{unknown[0]}”，可写的是 {'、'.join(sorted(keys))}")
    return value


def _pattern(text: Any, path: Path) -> re.Pattern[str]:
    try:
        return re.compile(str(text))
    except re.error as error:
        raise YuntaiError(f"{path}：“{text}”不是正则式（{error}）") from None
