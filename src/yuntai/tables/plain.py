"""Rows and strings of a workbook as nearly all programs write them, by one pattern.

A tree of all cells costs several times as much. The pattern must account for each character of a part; from the first that it
does not know, the part is left to the tree (:mod:`yuntai.tables.xlsx`), with what opens it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import unescape

_NEVER = r"<&\x00-\x08\x0b-\x1f\ufffe\uffff"
_TEXT = rf"[^{_NEVER}]*(?:&(?:amp|lt|gt|quot|apos);[^{_NEVER}]*)*"
_T = rf'<t(?: xml:space="preserve")?>({_TEXT})</t>'

_ROW = r'<row((?: [\w:]+="[^"<&]*")+/?)>'
_FORMULA = rf"<f(?: [^<>]*)?(?:/>|>{_TEXT}</f>)"
_SHARED = r' t="s"><v>([0-9]+)</v></c>'
_OTHER = rf'(?: t="(\w+)")?(?:/>|>({_FORMULA})?(?:<v>({_TEXT})</v>|<is>{_T}</is>)?</c>)'
_CELL = rf'<c r="([A-Z]{{1,3}})[0-9]+"(?: s="([0-9]+)")?(?:{_SHARED}|{_OTHER})'

_FORMS = {
    "row": re.compile(rf"(?:{_CELL}|{_ROW}|</row>)\s*|([\s\S]+)").findall,
    "si": re.compile(rf"<si>{_T}(?:<phoneticPr(?: [^<>]*)?/>)?</si>\s*|([\s\S]+)").findall,
}
"""What cuts whole elements into pieces; the last group has what is not plain.

The piece of a cell: the letters of its column, its style, the place of a shared string, its type, formula, value and text; that
which begins a row has its attributes behind these, that which ends it nothing. A string's piece is its text.
"""

_DECLARED = r"""<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["'](?:yes|no)["'])?\s*\?>"""
_OPENED = re.compile(rf'(?:\xef\xbb\xbf)?(?:{_DECLARED})?\s*<(?:worksheet|sst) (?:[^<>]* )?xmlns="[^<>]*[^/]>'.encode())
_LONGEST = 1 << 21
"""Bytes of an element beyond which it is not looked at as plain."""


class Plain:
    """The elements ``tag`` (``row`` or ``si``) of a part that comes in ``blocks``, as far as they are plain.

    After it has been gone through, ``left`` has what is for the tree: what opens the part and the elements not yet given,
    which other blocks may follow; it is empty if all were given.
    """

    def __init__(self, blocks: Iterator[bytes], tag: str) -> None:
        self._blocks, self._cut, self._closing = blocks, _FORMS[tag], f"</{tag}>".encode()
        self._last = b"<sheetData>" if tag == "row" else b""
        self.left = b""

    def __iter__(self) -> Iterator[list[tuple[str, ...]]]:
        """The pieces of some whole elements at a time. Raises ``UnicodeDecodeError``."""
        waiting = next(self._blocks, b"")
        opened = _OPENED.match(waiting)
        begin = waiting.find(self._last, opened.end()) + len(self._last) if opened else 0
        if not opened or begin < opened.end() or b"<!" in waiting[:begin]:
            self.left = waiting
            return
        opening, waiting = waiting[:begin], waiting[begin:].lstrip()
        while True:
            end = waiting.rfind(self._closing) + len(self._closing)
            if end >= len(self._closing):
                pieces = self._cut(waiting[:end].decode())
                if pieces[-1][-1]:
                    break
                yield pieces
                waiting = waiting[end:].lstrip()
            elif len(waiting) > _LONGEST:
                break
            if not (block := next(self._blocks, b"")):
                if waiting.startswith(b"</"):
                    return
                break
            waiting += block
        self.left = opening + waiting


def said(text: str) -> str:
    """``text`` with the characters for which the five names of XML stand."""
    return unescape(text, {"&quot;": '"', "&apos;": "'"}) if "&" in text else text
