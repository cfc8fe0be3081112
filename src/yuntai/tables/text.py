"""Text files of rows: the encoding and the sign between cells as they are, each ragged or broken line by its number."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from yuntai.errors import YuntaiError
from yuntai.tables.cells import DAMAGED, Row, mark_of_text
from yuntai.tables.contents import no_text, wide
from yuntai.tables.limits import Meter

_CHINESE = "gb18030"
_NOTHING = "\ufeff\x1a\0 \u3000"
"""What a blank line may have: spaces, marks of order, what old systems and broken disks end a file with."""

_SIGNS = ("\t", ",", ";", "，", "|")
_LONGEST = 50
"""How many lines a quoted cell may go over; what is longer was opened by a quotation mark that stands alone."""

csv.field_size_limit(1 << 20)


@dataclass(frozen=True)
class Reading:
    """How a text file is read: its encoding, the sign between cells."""

    encoding: str
    sign: str


def examine(path: Path) -> Reading:
    """How to read the file at ``path``. Raises ``YuntaiError`` where it is no text."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = [line for line in (file.readline(1 << 16).strip("\ufeff\r\n") for _ in range(20)) if line.strip()]
    counts = {sign: [line.count(sign) for line in lines] for sign in _SIGNS}
    best = max(_SIGNS, key=lambda sign: (sum(map(bool, counts[sign])), max(counts[sign], default=0)), default=",")
    return Reading(encoding, best if any(counts[best]) else ",")


def rows(path: Path, reading: Reading, meter: Meter) -> Iterator[Row]:
    """The rows, each under its number as a spreadsheet counts them; blank lines count and are left away."""
    with path.open(encoding=reading.encoding, errors="replace", newline="") as file:
        lines = _Lines(file)
        for number, line in enumerate(lines, 1):
            line = line.lstrip("\ufeff")  # one more, or of a file that was put behind another
            plain = line.rstrip("\r\n")
            if not plain.strip(_NOTHING):
                continue
            cells = _cells(plain, reading.sign)
            if cells is None:
                meter.tick()
                cells = _joined(line, lines, reading.sign)
            meter.add(len(cells))
            marks = "".join(map(mark_of_text, cells))
            if reading.encoding == _CHINESE and _is_of_utf8(line):
                marks = "".join(mark if cell.isascii() else DAMAGED for mark, cell in zip(marks, cells, strict=True))
            yield Row(number, cells, marks)


def _is_of_utf8(line: str) -> bool:
    """Whether a line, read as GB 18030, is one of UTF-8 that somebody put into a file of another encoding."""
    if line.isascii():
        return False
    try:
        said = line.encode(_CHINESE).decode("utf-8")
    except UnicodeError:
        return False
    return sum("\u3400" <= character <= "\u9fff" for character in said) > 1


class _Lines:
    """The lines of a file with their ends; some may be looked at before they are taken."""

    def __init__(self, file: Iterator[str]) -> None:
        self._file, self._seen = file, deque[str]()

    def __iter__(self) -> Iterator[str]:
        while self.ahead(1):
            yield self._seen.popleft()

    def ahead(self, count: int) -> list[str]:
        """The next ``count`` lines, or fewer at the end."""
        while len(self._seen) < count and (line := next(self._file, None)) is not None:
            self._seen.append(line)
        return list(islice(self._seen, count))

    def skip(self, count: int) -> None:
        """Take the next ``count`` lines."""
        for _ in range(count):
            self._seen.popleft()


def _cells(line: str, sign: str) -> list[str] | None:
    """The cells of a line; ``None`` where a quotation mark is left open."""
    if '"' not in line:
        return line.split(sign)
    try:
        return next(csv.reader([line], delimiter=sign, strict=True, skipinitialspace=True), [])
    except csv.Error:
        return None


def _joined(line: str, lines: _Lines, sign: str) -> list[str]:
    """A row whose quoted cell goes over several lines; where no later line closes it, the mark is a character like others.

    Lines that are whole rows by themselves were not meant to be one: two marks stand alone in them.
    """
    parts = [line]
    for count, more in enumerate(lines.ahead(_LONGEST), 1):
        parts.append(more)
        if '"' in more and (cells := _cells("".join(parts).rstrip("\r\n"), sign)) is not None:
            if all(len(part.split(sign)) == len(cells) for part in parts):
                break
            lines.skip(count)
            return cells
    return line.rstrip("\r\n").split(sign)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        first = file.read(1 << 16)
    if first.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in first:
        if found := wide(first):
            return found
        if no_text(first):
            raise YuntaiError(f"文件 {path.name} 不是文本文件，也不是认识的表格，请另存为 xlsx 或 CSV 再试")
    if _is_utf8(path) or _mostly_utf8(path):
        return "utf-8-sig"
    if _is_big5(first):
        raise YuntaiError(f"文件 {path.name} 像是繁体的 Big5 编码，请用 Excel 或 WPS 打开，另存为 xlsx 再交")
    return _CHINESE


def _is_big5(first: bytes) -> bool:
    """Whether it is Big5: whole in it, and of GB 18030 many characters that no text has."""
    part = first[: first.rfind(b"\n") + 1] or first
    try:
        part.decode("big5")
    except UnicodeDecodeError:
        return False
    said = part.decode(_CHINESE, "replace")
    return 10 * sum("\ue000" <= one <= "\uf8ff" for one in said) > sum(one > "\x7f" for one in said)


def _is_utf8(path: Path) -> bool:
    """Whether all of the file is UTF-8."""
    with path.open(encoding="utf-8", newline="") as file:
        try:
            while file.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _mostly_utf8(path: Path) -> bool:
    """Whether what is not ASCII is UTF-8 but for a few places: text in another encoding hardly ever is."""
    right = broken = 0
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        while text := file.read(1 << 20):
            wrong = text.count("\ufffd")
            broken += wrong
            right += sum(character > "\x7f" for character in text) - wrong
    return right > 4 * broken
