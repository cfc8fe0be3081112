"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import re
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

XLSX, XLS, PARQUET, TEXT = "xlsx", "xls", "parquet", "csv"
ENCRYPTED, DAMAGED, PAGE, MARKUP, UNKNOWN = "encrypted", "damaged", "html", "xml", ""
"""What is no format by itself: an office document under a password, an archive that ends too early, a web page, XML, and
what nobody knows. ``csv`` is any text."""

NAMED = {
    "pdf": "PDF",
    **dict.fromkeys(("rar", "7z", "zip"), "压缩包"),
    **dict.fromkeys(("docx", "doc"), " Word 文档"),
    **dict.fromkeys(("pptx", "ppt"), "演示文稿"),
    "ods": " OpenDocument 表格（ods）",
    "xlsb": "二进制工作簿（xlsb）",
    "ofd": " OFD 版式文件",
    "mp4": "视频",
    PARQUET: " Parquet 文件",
    PAGE: "网页",
    MARKUP: " XML",
}
"""What the others are called; what is not here is a picture."""

_MAGIC = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF8": "gif",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"Rar!": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"PAR1": PARQUET,
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_INSIDE = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.bin": "xlsb",
    "xl/workbook.xml": XLSX,
    "OFD.xml": "ofd",
    "content.xml": "ods",
    "[Content_Types].xml": XLSX,  # a workbook may call its parts otherwise
}
"""The member of an archive that makes it what it is; the first that is there."""

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_STREAMS = {
    "Workbook": XLS,
    "Book": XLS,
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "EncryptedPackage": ENCRYPTED,
}
"""What an older container holds; one with none of these keeps a newer document under a password, or is damaged."""

_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\f"
"""What may stand before a PDF: blanks, a mark of order."""
_PAGES = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<script", b"<body", b"<div")
_LOOK = 4096
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")


def content_of(file: BinaryIO) -> str:
    """What ``file`` is: a format's usual ending, or one of the words above. Reads from its beginning."""
    file.seek(0)
    first = file.read(_LOOK)
    if found := next((what for magic, what in _MAGIC.items() if first.startswith(magic)), ""):
        return found
    if first.startswith(b"BM") and first[6:10] == bytes(4):
        return "bmp"
    if first[4:8] == b"ftyp":
        return "heic" if first[8:12] in _HEIF else "mp4"
    if first.startswith(b"RIFF") and first[8:12] == b"WEBP":
        return "webp"
    if first.startswith(_ZIP):
        return _archive(file)
    if first.startswith(_COMPOUND):
        file.seek(0)
        content = file.read()
        found = next((what for name, what in _STREAMS.items() if name.encode("utf-16-le") in content), "")
        return found or (DAMAGED if _without_list(content) else ENCRYPTED)
    if first.lstrip(_BEFORE).startswith(b"%PDF-"):
        return "pdf"
    return _text(first)


def wide(first: bytes) -> str:
    """The encoding of a text of UTF-16 without its mark, of which every other byte of ASCII is zero; empty for another."""
    even, odd = first[::2].count(0), first[1::2].count(0)
    if max(even, odd) > len(first) // 20 and min(even, odd) * 10 < max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    return ""


def _without_list(container: bytes) -> bool:
    """Whether an older container ends before the list of what it holds (MS-CFB 2.2)."""
    size, place = container[30:32], container[48:52]
    return (int.from_bytes(place, "little") + 1) << min(int.from_bytes(size, "little"), 12) >= len(container)


def _archive(file: BinaryIO) -> str:
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return DAMAGED
    return next((what for member, what in _INSIDE.items() if member in names), "zip")


def _text(first: bytes) -> str:
    """Whether it is a text of cells, whatever stands between them; pages and pictures made of text are none."""
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_PAGES):
        return PAGE
    if start.startswith((b"<?xml", b"<svg")):
        return MARKUP
    if first.startswith(_WIDE) or wide(first):
        return TEXT
    return UNKNOWN if no_text(first) else TEXT


def no_text(first: bytes) -> bool:
    """Whether bytes have what no text has. Zeros and marks of an end are left by old systems and broken disks."""
    return bool(_CONTROL.search(first)) or not first.strip(b"\0")
