"""Workbooks of Excel 97 written by hand, record by record (MS-XLS), in the container that holds them (MS-CFB)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from struct import pack

_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_LEAST = 4096
"""What is smaller lies in a stream of small sectors; ours is filled up to be none."""


def record(kind: int, content: bytes) -> bytes:
    """A record: what it is, its length, its content."""
    return pack("<HH", kind, len(content)) + content


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A cell of a number; rows and columns count from 0."""
    return record(0x203, pack("<HHHd", row, column, style, value))


def text(row: int, column: int, said: str) -> bytes:
    """A cell of text."""
    return record(0x204, pack("<HHHHB", row, column, 0, len(said), 1) + said.encode("utf-16-le"))


def blank(row: int, column: int) -> bytes:
    """A cell that is only formatted."""
    return record(0x201, pack("<HHH", row, column, 0))


def error(row: int, column: int, code: int) -> bytes:
    """A cell of an error value."""
    return record(0x205, pack("<HHHBB", row, column, 0, code, 1))


def formula(row: int, column: int, value: float, options: int = 0) -> bytes:
    """A cell of the formula 1, of which ``value`` is said to be what it gives."""
    one = b"\x1e\x01\x00"
    return record(0x06, pack("<HHHdHIH", row, column, 0, value, options, 0, len(one)) + one)


def old_book(path: Path, *sheets: tuple[str, bytes], formats: Sequence[int] = (), since_1904: bool = False) -> Path:
    """Write a workbook of ``sheets`` (name and cell records). Style n + 1 has the n-th of the built-in ``formats``."""
    bodies = [_begin(0x10) + cells + record(0x0A, b"") for _, cells in sheets]
    styles = b"".join(record(0xE0, pack("<HHHBBBBIIH", 0, n, 0, 0, 0, 0, 0, 0, 0, 0)) for n in (0, *formats))
    top = _begin(5) + record(0x42, pack("<H", 1200)) + record(0x22, pack("<H", since_1904)) + styles
    listed = [len(name.encode("utf-16-le")) + 4 + 8 for name, _ in sheets]
    place = len(top) + sum(listed) + 4
    for (name, _), body in zip(sheets, bodies, strict=True):
        top += record(0x85, pack("<IBBBB", place, 0, 0, len(name), 1) + name.encode("utf-16-le"))
        place += len(body)
    path.write_bytes(_contained(top + record(0x0A, b"") + b"".join(bodies)))
    return path


def _begin(what: int) -> bytes:
    return record(0x809, pack("<HHHHII", 0x600, what, 0, 0, 0, 0))


def _contained(stream: bytes) -> bytes:
    """The stream ``Workbook`` in a container: header, its sectors, the directory, the table of sectors."""
    stream = stream.ljust(_LEAST, b"\0")
    count = -(-len(stream) // _SECTOR)
    tables = 1
    while tables * 128 < count + 1 + tables:
        tables += 1
    chain = [*range(1, count), _END, _END, *[_FAT] * tables]
    table = pack(f"<{tables * 128}I", *chain, *[_FREE] * (tables * 128 - len(chain)))
    begins = [count + 1 + n for n in range(tables)]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += pack("<IIIIIIIII", 0, tables, count, 0, _LEAST, _END, 0, _END, 0)
    header += pack("<109I", *begins, *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 0, len(stream)) + bytes(256)
    return header + stream.ljust(count * _SECTOR, b"\0") + directory + table


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    called = name.encode("utf-16-le") + b"\0\0"
    ends = pack("<HBBIII", len(called), kind, 1, _FREE, _FREE, child)
    return called.ljust(64, b"\0") + ends + bytes(16 + 4 + 16) + pack("<IQ", start, size)
