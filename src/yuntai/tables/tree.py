"""The elements of a workbook's part, whatever their form, by a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

MOST_BYTES = 40 << 18
"""Bytes that a row, a string, or a part without either may have; the widest row of a real sheet has a tenth of it."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def elements(blocks: Iterable[bytes], tag: str) -> Iterator[ElementTree.Element]:
    """The elements ``tag`` of a part, one after another, each whole.

    The parser builds the tree by itself and what is complete is cut off after each block, which is many times as
    fast as a call for each start and end.
    """
    builder = ElementTree.TreeBuilder()
    top = builder.start("top", {})
    parser = ElementTree.XMLParser(target=builder)
    waiting, past = 0, False
    for place, block in enumerate(blocks):
        if past:
            continue
        if not place and b"<!DOCTYPE" in block:
            raise ValueError("a document type has no place in a workbook")
        parser.feed(block)
        waiting += len(block)
        for one in _cut(top, tag, whole=False):
            waiting = 0
            yield one
        if waiting > MOST_BYTES:
            raise ValueError("one element has no end")
        past = tag == "row" and _past_rows(top)
    builder.end("top")
    yield from _cut(top, tag, whole=True)


def _cut(top: ElementTree.Element, tag: str, *, whole: bool) -> Iterator[ElementTree.Element]:
    """The complete elements ``tag`` below ``top``, cut off; the last may still be open until the part is ``whole``."""
    parent = top[0] if len(top) else None
    if parent is not None and tag == "row":
        parent = parent.find("{*}sheetData")
    if parent is None:
        return
    count = len(parent) if whole else len(parent) - 1
    if count > 0:
        found = parent[:count]
        del parent[:count]
        for one in found:
            if one.tag.endswith("}" + tag):
                yield one


def _past_rows(top: ElementTree.Element) -> bool:
    """Whether in a sheet something has come behind its rows."""
    parts = list(top[0]) if len(top) else []
    return (
        len(parts) > 1 and not parts[-1].tag.endswith("}sheetData") and any(p.tag.endswith("}sheetData") for p in parts)
    )


def text_in(element: ElementTree.Element) -> str:
    """The text of a string, plain or of several runs, without how it is pronounced."""
    pieces = []
    for one in element:
        tag = one.tag[one.tag.rindex("}") + 1 :]
        if tag == "t":
            pieces.append(one.text or "")
        elif tag == "r":
            pieces += [part.text or "" for part in one if part.tag.endswith("}t")]
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """``text`` with the characters that are written by their numbers; a half of a character alone is a broken one."""
    if "_x" not in text:
        return text
    said = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
