"""How rejected rows leave: under the headings of their source, with a mark by which Excel and WPS read the Chinese."""

from __future__ import annotations

import shutil
from pathlib import Path

from yuntai.registry.read import Export
from yuntai.tables.cells import LIVE, LONG, SIGNED, harmless
from yuntai.tables.leaving import LOST, RESHAPED


def write_marked(body: Path, target: Path) -> None:
    """Copy the text of ``body`` to ``target`` behind a byte-order mark."""
    with target.open("wb") as marked, body.open("rb") as text:
        marked.write(b"\xef\xbb\xbf")
        shutil.copyfileobj(text, marked)


def distinct(export: Export) -> list[str]:
    """The headings as names of columns, none twice and none that the rejects use."""
    seen = {"工作表", "行号", "原因"}
    names = []
    for place, one in enumerate(export.headings, 1):
        name = one if one and one.lower() not in seen else f"{one}（第{place}列）"
        seen.add(name.lower())
        names.append(name)
    return [harmless(name) for name in names]


def sql_whole(text: str, mark: str | None = None) -> str:
    """SQL: a cell as :func:`yuntai.tables.leaving.whole` gives it."""
    lost = f"WHEN {mark} = '{LONG}' THEN {text} || '{LOST}' " if mark else ""
    live = f"regexp_matches({text}, '^(?:{LIVE})') AND NOT regexp_full_match({text}, '{SIGNED}')"
    return (
        f"CASE {lost}WHEN regexp_full_match({text}, '{RESHAPED}') THEN {text} || chr(9) "
        f"WHEN {live} THEN chr(39) || {text} ELSE {text} END"
    )
