"""Workbooks of SpreadsheetML (xlsx, and WPS's et of the same make), transitional or strict, a row at a time.

The reader is ours because none that is kept tells all of this: what stands outside the declared dimension, which number is
shown as a day, which formula has no value, which cell is an error, and 15 digits of a number as the sheet shows it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from yuntai.errors import YuntaiError
from yuntai.tables.cells import (
    BLANK,
    DATE,
    ERROR,
    FORMULA,
    NUMBER,
    TEXT,
    YES_NO,
    Row,
    day_text,
    mark_of_text,
    number_text,
)
from yuntai.tables.formats import code_of, is_day, leading_zeros, sign_behind, signed
from yuntai.tables.limits import LONGEST, WIDEST, Meter

_BLOCK = 1 << 18
_LONGEST = 40 * _BLOCK
"""Bytes that a row, a string, or a part without either may have; the widest row of a real sheet has a tenth of it."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLAIN = re.compile(r"-?[0-9]{1,15}").fullmatch
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?")
_DAMAGE = (BadZipFile, KeyError, ValueError, IndexError, OSError, EOFError, NotImplementedError, OverflowError)
BROKEN: tuple[type[BaseException], ...] = (*_DAMAGE, zlib.error, ElementTree.ParseError, RuntimeError, StopIteration)
"""What a file raises that is a workbook on the outside only."""


@dataclass(frozen=True)
class _Style:
    """What a cell's format makes of its number: a day under ``code``, at least so many digits, one with a ``sign`` behind."""

    code: str = ""
    digits: int = 0
    sign: str = ""


@dataclass(frozen=True)
class Part:
    """A sheet of a workbook, as its table of contents has it."""

    name: str
    hidden: bool
    path: str


class Workbook:
    """An open workbook. Raises ``YuntaiError`` where it is damaged, or beyond the limits of ``meter``."""

    def __init__(self, path: Path, meter: Meter) -> None:
        self.path, self._meter = path, meter
        try:
            self._archive = ZipFile(path)
            self._names = {_plain_name(name): name for name in self._archive.namelist()}
            self._uncounted = False
            self.parts, self._since_1904 = self._contents()
            self._styles = self._read_styles()
            self._strings: list[tuple[str, str]] | None = None
        except BROKEN:
            raise self._damaged() from None

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def rows(self, part: Part) -> Iterator[Row]:
        """The rows of a sheet in which something stands. Raises ``YuntaiError`` where the file is damaged."""
        try:
            if self._strings is None:
                self._strings = self._read_strings()
            yield from self._read_rows(part)
        except BROKEN:
            raise self._damaged() from None

    def _damaged(self) -> YuntaiError:
        return YuntaiError(
            f"文件 {self.path.name} 已损坏，读不完整：请用 Excel 或 WPS 打开它，另存为 xlsx，或者重新导出"
        )

    def _tree(self, name: str) -> ElementTree.Element | None:
        found = self._names.get(_plain_name(name))
        if found is None:
            return None
        if self._archive.getinfo(found).file_size > _LONGEST:
            raise ValueError(name)
        return ElementTree.fromstring(self._archive.read(found))

    def _contents(self) -> tuple[list[Part], bool]:
        book = self._main()
        folder, _, file = book.rpartition("/")
        tree, links = self._tree(book), self._tree(f"{folder}/_rels/{file}.rels")
        if tree is None or links is None:
            raise KeyError(book)
        targets = {
            link.get("Id"): link.get("Target", "") for link in links if link.get("Type", "").endswith("/worksheet")
        }
        parts = []
        for sheet in tree.iterfind("{*}sheets/{*}sheet"):
            target = targets.get(next(value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            if target:
                place = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                parts.append(Part(sheet.get("name", ""), sheet.get("state", "visible") != "visible", place))
        properties = tree.find("{*}workbookPr")
        worked_out = tree.find("{*}calcPr")
        self._uncounted = worked_out is not None and worked_out.get("fullCalcOnLoad") in ("1", "true")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        return parts, since_1904

    def _main(self) -> str:
        links = self._tree("_rels/.rels")
        for link in links if links is not None else ():
            if link.get("Type", "").endswith("/officeDocument"):
                return link.get("Target", "").lstrip("/")
        return "xl/workbook.xml"

    def _read_styles(self) -> list[_Style | None]:
        names = [name for name in self._names if name.endswith("xl/styles.xml")]
        tree = self._tree(names[0]) if names else None
        if tree is None:
            return []
        own = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in tree.iterfind("{*}numFmts/{*}numFmt")}
        styles: list[_Style | None] = []
        for one in tree.iterfind("{*}cellXfs/{*}xf"):
            code = code_of(int(one.get("numFmtId", 0)), own)
            day, digits, sign = is_day(code), leading_zeros(code), sign_behind(code)
            styles.append(_Style(code if day else "", digits, sign) if day or digits or sign else None)
        return styles

    def _read_strings(self) -> list[tuple[str, str]]:
        names = [name for name in self._names if name.endswith("xl/sharedstrings.xml")]
        strings: list[tuple[str, str]] = []
        for name in names:
            for one in self._elements(name, "si"):
                self._meter.hold(len(strings))
                text = _text_in(one)
                strings.append((text, mark_of_text(text)))
        return strings

    def _elements(self, name: str, tag: str) -> Iterator[ElementTree.Element]:
        """The elements ``tag`` of a part, one after another, each whole.

        The parser builds the tree by itself and what is complete is cut off after each block, which is many times as
        fast as a call for each start and end.
        """
        builder = ElementTree.TreeBuilder()
        top = builder.start("top", {})
        parser = ElementTree.XMLParser(target=builder)
        with self._archive.open(self._names[_plain_name(name)]) as file:
            block = file.read(_BLOCK)
            if b"<!DOCTYPE" in block:
                raise ValueError("a document type has no place in a workbook")
            waiting = 0
            while block:
                self._meter.tick()
                parser.feed(block)
                waiting += len(block)
                for one in _cut(top, tag, whole=False):
                    waiting = 0
                    yield one
                if waiting > _LONGEST:
                    raise ValueError("one element has no end")
                block = file.read(_BLOCK)
                if tag == "row" and _past_rows(top):
                    break
            while block:  # to the end, where the archive's check sum stands
                self._meter.tick()
                block = file.read(_BLOCK)
        builder.end("top")
        yield from _cut(top, tag, whole=True)

    def _read_rows(self, part: Part) -> Iterator[Row]:
        places: dict[str, int] = {}
        number, read = 0, None
        for element in self._elements(part.path, "row"):
            number = int(element.get("r", number + 1))
            if not 0 < number <= LONGEST:
                raise ValueError(f"row {number}")
            read = read or self._cell_reader(element.tag.removesuffix("row"))
            cells: list[str] = []
            marks = ""
            for cell in element:
                if reference := cell.get("r"):
                    letters = reference.rstrip("0123456789")
                    if (place := places.get(letters)) is None:
                        place = places[letters] = _place(letters)
                    if gap := place - len(cells):
                        if gap < 0:
                            marks = self._put_back(part, reference, place, read(cell), cells, marks)
                            continue
                        cells += [""] * gap
                        marks += BLANK * gap
                text, mark = read(cell)
                cells.append(text)
                marks += mark
            if len(cells) > WIDEST:
                raise ValueError(f"a row of {len(cells)} cells")
            if not marks.isspace() and marks:
                self._meter.add(len(cells))
                yield Row(number, cells, marks, element.get("hidden") in ("1", "true"))

    def _put_back(
        self, part: Part, reference: str, place: int, read: tuple[str, str], cells: list[str], marks: str
    ) -> str:
        """Put a cell that stands behind its order in its place; the marks of the row. Raises where another stands there."""
        text, mark = read
        if mark == BLANK or read == (cells[place], marks[place]):
            return marks
        if marks[place] != BLANK:
            raise YuntaiError(
                f"文件 {self.path.name} 的工作表“{part.name}”里，{reference} 这一格写了两次（“{cells[place]}”和“{text}”），"
                "分不清是哪一个：请用 Excel 或 WPS 打开它，核对后保存一次再交"
            )
        cells[place] = text
        return marks[:place] + mark + marks[place + 1 :]

    def _cell_reader(self, space: str) -> Callable[[ElementTree.Element], tuple[str, str]]:
        """What gives the text and mark of a cell whose names are of ``space``."""
        v, f, inline, t = (f"{space}{name}" for name in ("v", "f", "is", "t"))
        strings, styles, since_1904 = self._strings or [], self._styles, self._since_1904
        # what programs write that work nothing out; 0.0 is of Java, a spreadsheet writes 0
        uncounted = self._uncounted
        unknown = ("", "0.0", "0") if uncounted else ("", "0.0")

        def read(cell: ElementTree.Element) -> tuple[str, str]:
            text, formula = "", None
            for part in cell:
                tag = part.tag
                if tag == v:
                    text = part.text or ""
                elif tag == f:
                    formula = part.text or "…"
                elif tag == inline:
                    text = (part[0].text or "") if len(part) == 1 and part[0].tag == t else _text_in(part)
            kind = cell.get("t")
            if kind == "s":
                if text[:1] == "-":
                    raise ValueError(text)
                return strings[int(text)] if text else ("", BLANK)
            if formula is not None and (text in unknown if kind != "str" else uncounted and not text):
                return "=" + formula, FORMULA
            if kind is None or kind == "n":
                if not text:
                    return "", BLANK
                style = styles[int(cell.get("s", 0))] if styles else None
                if style is None and _PLAIN(text):
                    return text, NUMBER
                return _number(text, style, since_1904)
            if kind == "inlineStr" or kind == "str":
                if "_x" in text:
                    text = _unescaped(text)
                return text, mark_of_text(text)
            if kind == "b":
                return ("是" if text.strip() in ("1", "true") else "否"), YES_NO
            if kind == "d":
                found = _ISO.fullmatch(text)
                return (text if not found else found[1] if found[2] == "00:00:00" else f"{found[1]} {found[2]}"), DATE
            return text, ERROR

        return read


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


def _text_in(element: ElementTree.Element) -> str:
    """The text of a string, plain or of several runs, without how it is pronounced."""
    pieces = []
    for one in element:
        tag = one.tag[one.tag.rindex("}") + 1 :]
        if tag == "t":
            pieces.append(one.text or "")
        elif tag == "r":
            pieces += [part.text or "" for part in one if part.tag.endswith("}t")]
    return _unescaped("".join(pieces))


def _number(text: str, style: _Style | None, since_1904: bool) -> tuple[str, str]:
    try:
        value = float(text)
    except ValueError:
        return text, ERROR
    if not isfinite(value):
        return text, ERROR
    if style is None:
        return number_text(value)
    if style.code:
        return day_text(value, style.code, since_1904=since_1904)
    shown, mark = number_text(value)
    if style.sign and mark == NUMBER:
        return signed(shown, style.sign), mark
    return (shown.zfill(style.digits), TEXT) if shown.isdigit() else (shown, mark)


def _place(letters: str) -> int:
    place = 0
    for one in letters.upper():
        place = place * 26 + ord(one) - 64
    if not 1 <= place <= WIDEST:
        raise ValueError(letters)
    return place - 1


def _plain_name(name: str) -> str:
    """The name of a part as it is compared: some write it with other strokes, or other letters than they refer to."""
    return name.replace("\\", "/").lower()


def _unescaped(text: str) -> str:
    """``text`` with the characters that are written by their numbers; a half of a character alone is a broken one."""
    if "_x" not in text:
        return text
    said = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
