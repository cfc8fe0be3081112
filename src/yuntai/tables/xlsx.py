"""Workbooks of SpreadsheetML (xlsx, and WPS's et of the same make), transitional or strict, a row at a time.

The reader is ours because none that is kept tells all of this: what stands outside the declared dimension, which number is
shown as a day, which formula has no value, which cell is an error, and 15 digits of a number as the sheet shows it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
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
    Merged,
    Row,
    day_text,
    letter,
    mark_of_text,
    number_text,
)
from yuntai.tables.formats import code_of, is_day, leading_zeros, sign_behind, signed
from yuntai.tables.limits import LONGEST, WIDEST, Meter
from yuntai.tables.plain import Plain, said
from yuntai.tables.tree import MOST_BYTES, elements, text_in, unescaped

_BLOCK = 1 << 18
_BY_HAND = 1 << 25
"""Bytes of the largest sheet in which somebody merged cells; programs that write larger ones do not."""
_MERGED = re.compile(rb'mergeCell [^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"')
_PLAIN = re.compile(r"-?[0-9]{1,15}").fullmatch
_ATTRIBUTES = re.compile(r'(\w+)="([^"]*)"').findall
_FORMULA = re.compile("<[^>]*>")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?")
_DAMAGE = (BadZipFile, KeyError, ValueError, IndexError, OSError, EOFError, NotImplementedError, OverflowError)
BROKEN: tuple[type[BaseException], ...] = (*_DAMAGE, zlib.error, ElementTree.ParseError, RuntimeError, StopIteration)
"""What a file raises that is a workbook on the outside only."""


_Found = tuple[str, str, str]
"""A cell: the letters of its column (empty where they are not given), its text and its mark."""

_FIRST = tuple(map(letter, range(702)))
"""The letters of the columns, as far as there are two."""

_Value = Callable[[str, str, str, "str | None"], tuple[str, str]]


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
            self._strings: list[str] | None = None
            self._marks = ""
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
                self._marks = "".join(map(mark_of_text, self._strings))
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
        if self._archive.getinfo(found).file_size > MOST_BYTES:
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

    def _read_strings(self) -> list[str]:
        strings: list[str] = []
        for name in self._names:
            if name.endswith("xl/sharedstrings.xml"):
                blocks = self._blocks(name)
                plain = Plain(blocks, "si")
                for pieces in plain:
                    strings += [unescaped(said(text)) for text, _ in pieces]
                    self._meter.hold(len(strings))
                for one in elements(chain([plain.left], blocks), "si"):
                    strings.append(text_in(one))
                    self._meter.hold(len(strings))
        return strings

    def _blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, to its end, where the archive's check sum stands."""
        with self._archive.open(self._names[_plain_name(name)]) as file:
            while block := file.read(_BLOCK):
                self._meter.tick()
                yield block

    def _read_rows(self, part: Part) -> Iterator[Row]:
        places: dict[str, int] = {}
        number, merged = 0, self._merged(part)
        for said_number, hidden, found in self._found_rows(part):
            number = int(said_number or number + 1)
            if not 0 < number <= LONGEST:
                raise ValueError(f"row {number}")
            letters, texts, said_marks = zip(*found, strict=True) if found else ((), (), ())
            if letters == _FIRST[: len(letters)]:  # no gap, as in nearly all rows
                cells, marks = list(texts), "".join(said_marks)
            else:
                cells, marks = self._placed(part, number, found, places)
            if len(cells) > WIDEST:
                raise ValueError(f"a row of {len(cells)} cells")
            if not marks.isspace() and marks:
                if merged:
                    self._meter.tick()
                    marks = merged.fill(number, cells, marks)
                self._meter.add(len(cells))
                yield Row(number, cells, marks, hidden in ("1", "true"))

    def _placed(self, part: Part, number: int, found: list[_Found], places: dict[str, int]) -> tuple[list[str], str]:
        """The cells of a row in their places, and their marks. ``places`` are those of the letters that have been met."""
        cells: list[str] = []
        marks = ""
        for letters, text, mark in found:
            if letters:
                if (place := places.get(letters)) is None:
                    place = places[letters] = _place(letters)
                if gap := place - len(cells):
                    if gap < 0:
                        marks = self._put_back(part, f"{letters}{number}", place, (text, mark), cells, marks)
                        continue
                    cells += [""] * gap
                    marks += BLANK * gap
            cells.append(text)
            marks += mark
        return cells, marks

    def _found_rows(self, part: Part) -> Iterator[tuple[str, str, list[_Found]]]:
        """The number of each row (empty where it is not given), whether it is hidden, and its cells."""
        blocks, value = self._blocks(part.path), self._cell_reader()
        plain = Plain(blocks, "row")
        for pieces in plain:
            yield from self._plain_rows(pieces, value)
        for element in elements(chain([plain.left], blocks), "row"):
            yield element.get("r", ""), element.get("hidden", ""), _cells(element, value)

    def _plain_rows(self, pieces: list[tuple[str, ...]], value: _Value) -> Iterator[tuple[str, str, list[_Found]]]:
        strings, string_marks = self._strings or [], self._marks
        row: dict[str, str] | None = None
        cells: list[_Found] = []
        for letters, style, string, kind, formula, number, text, attributes, _ in pieces:
            if string:
                place = int(string)
                cells.append((letters, strings[place], string_marks[place]))
            elif letters:
                content = said(_FORMULA.sub("", formula)) or "…" if formula else None
                cells.append((letters, *value(kind, style, said(number or text), content)))
            else:
                if bool(attributes) is (row is not None) or (cells and row is None):
                    raise ValueError("rows within rows")
                if attributes:
                    row = dict(_ATTRIBUTES(attributes))
                if row is not None and attributes[-1:] in ("", "/"):
                    yield row.get("r", ""), row.get("hidden", ""), cells
                    row, cells = None, []

    def _merged(self, part: Part) -> Merged:
        """The merged cells of a sheet, which stand behind its rows: so they are looked for in sheets that a person makes only."""
        name = self._names[_plain_name(part.path)]
        if self._archive.getinfo(name).file_size > _BY_HAND:
            return Merged(())
        found = _MERGED.findall(self._archive.read(name))
        return Merged((_place(column.decode()), int(first), int(last)) for column, first, last in found)

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

    def _cell_reader(self) -> _Value:
        """What gives the text and mark of a cell by its type, style, value and formula, as they are written."""
        strings, string_marks = self._strings or [], self._marks
        styles, since_1904 = self._styles, self._since_1904
        # what programs write that work nothing out; 0.0 is of Java, a spreadsheet writes 0
        uncounted = self._uncounted
        unknown = ("", "0.0", "0") if uncounted else ("", "0.0")

        def value(kind: str, style: str, text: str, formula: str | None) -> tuple[str, str]:
            if kind == "s":
                if text[:1] == "-":
                    raise ValueError(text)
                return (strings[int(text)], string_marks[int(text)]) if text else ("", BLANK)
            if formula is not None and (text in unknown if kind != "str" else uncounted and not text):
                return "=" + formula, FORMULA
            if not kind or kind == "n":
                if not text:
                    return "", BLANK
                known = styles[int(style or 0)] if styles else None
                if known is None and _PLAIN(text):
                    return text, NUMBER
                return _number(text, known, since_1904)
            if kind == "inlineStr" or kind == "str":
                text = unescaped(text)
                return text, mark_of_text(text)
            if kind == "b":
                return ("是" if text.strip() in ("1", "true") else "否"), YES_NO
            if kind == "d":
                found = _ISO.fullmatch(text)
                return (text if not found else found[1] if found[2] == "00:00:00" else f"{found[1]} {found[2]}"), DATE
            return text, ERROR

        return value


def _cells(row: ElementTree.Element, value: _Value) -> list[_Found]:
    space = row.tag.removesuffix("row")
    v, f, inline, t = (f"{space}{name}" for name in ("v", "f", "is", "t"))
    cells = []
    for cell in row:
        text, formula = "", None
        for part in cell:
            tag = part.tag
            if tag == v:
                text = part.text or ""
            elif tag == f:
                formula = part.text or "…"
            elif tag == inline:
                text = (part[0].text or "") if len(part) == 1 and part[0].tag == t else text_in(part)
        letters = cell.get("r", "").rstrip("0123456789")
        cells.append((letters, *value(cell.get("t", ""), cell.get("s", ""), text, formula)))
    return cells


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
