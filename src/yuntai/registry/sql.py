"""Literals, names and repeated use in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def once(value: str, use: Callable[[str], str]) -> str:
    """SQL: ``use`` of ``value``, which is worked out once for each row: in a CASE DuckDB works it out wherever it stands.

    Literals in ``use`` are made anew for each batch of rows: long lists stand outside.
    """
    return f"list_transform([{value}], lambda it: {use('it')})[1]"


def among(words: Mapping[str, str], text: str) -> str:
    """SQL: what stands for ``text`` among ``words``, both as texts, NULL if nothing does."""
    return f"map([{', '.join(map(literal, words))}], [{', '.join(map(literal, words.values()))}])[{text}]"
