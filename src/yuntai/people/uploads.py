"""Files that people hand in: neither too large nor of another kind than is taken, stored under a name of our own.

A file is what its content is, whatever its name says: a telephone names a picture as it likes, and whoever gets it here
cannot rename it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile

from yuntai.errors import YuntaiError

_MAGIC = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"Rar!": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
}
_INSIDE = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "ofd": "OFD.xml"}
"""Formats that are ZIP archives, with the member that makes them what they are."""

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "加密的文档"
_STREAMS = {"Workbook": "xls", "Book": "xls", "WordDocument": "doc", "PowerPoint Document": "ppt"}
"""What an older container holds; one with none of these keeps a newer document under a password."""
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_LOOK = 1024
"""How far into a file a PDF may begin (as Adobe's readers have it); before it stand blanks, a mark of order, or nothing."""

_NAMED = {"pdf": " PDF", "rar": "压缩包", "7z": "压缩包", "zip": "压缩包"}


@dataclass(frozen=True)
class Upload:
    """A file that is good: ``name`` as the person called it, ``stored_as`` as the platform does."""

    name: str
    stored_as: str
    size: int
    sha256: str


def check_upload(file: UploadedFile, formats: tuple[str, ...], most_mb: int) -> Upload:
    """Check a file by its size and content. Raises ``YuntaiError`` with a sentence that says what to do.

    ``formats`` are among pdf, jpg, png, xlsx, xls, docx, ofd and csv (any text).
    """
    name = PurePath(str(file.name).replace("\\", "/")).name[-120:]
    allowed = "、".join(formats)
    if (file.size or 0) > most_mb * 2**20:
        raise YuntaiError(f"“{name}”有 {(file.size or 0) / 2**20:.1f} MB，超过 {most_mb} MB，请压缩后再传")
    if not file.size:
        raise YuntaiError(f"“{name}”是空文件，请重新选择")
    what = _format_of(file)
    if what not in formats:
        raise YuntaiError(_refusal(name, what, formats, allowed))
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return Upload(name, f"{uuid4().hex}.{what}", file.size, digest.hexdigest())


def download_name(name: str, stored_as: str) -> str:
    """What a file is called when it is handed out again: as the person called it, with the ending of what it is."""
    ending, own = PurePath(stored_as).suffix.lower(), PurePath(name).suffix.lower()
    return name if not ending or own.replace("jpeg", "jpg") == ending else f"{name}{ending}"


def _refusal(name: str, what: str, formats: tuple[str, ...], allowed: str) -> str:
    if what == "heic":
        if "jpg" not in formats:
            return f"“{name}”是苹果手机的 HEIC 照片，这里只收 {allowed}"
        return (
            f"“{name}”是苹果手机的 HEIC 照片，这里打不开：请在手机的“设置 → 相机 → 格式”里选“兼容性最佳”再拍，"
            "或者打开照片截一张图再传"
        )
    if what == _ENCRYPTED:
        return f"“{name}”加了打开密码，这里打不开：请打开它，去掉密码（文件 → 信息 → 保护），保存后再传"
    if what not in ("", "csv"):
        return f"“{name}”的内容是{_NAMED.get(what, f' {what}')}，这里不收，请换成 {allowed}"
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if {"jpeg": "jpg"}.get(ending, ending) in formats:
        return f"“{name}”的内容不是 {ending} 文件，请用原来的程序另存为 {allowed} 再传"
    return f"“{name}”的格式不收，请换成 {allowed}"


def _format_of(file: Any) -> str:
    """What a file is by its content: a format's usual ending; empty where nobody knows."""
    file.seek(0)
    first = file.read(_LOOK)
    if found := next((what for magic, what in _MAGIC.items() if first.startswith(magic)), ""):
        return found
    if first[4:8] == b"ftyp":
        return "heic" if first[8:12] in _HEIF else "视频"
    if first.startswith(b"RIFF") and first[8:12] == b"WEBP":
        return "webp"
    if first.startswith(b"PK"):
        return _zipped(file)
    if first.startswith(_COMPOUND):
        file.seek(0)
        content = file.read()
        return next((what for name, what in _STREAMS.items() if name.encode("utf-16-le") in content), _ENCRYPTED)
    if first.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\f").startswith(b"%PDF-"):
        return "pdf"
    return _text(first)


def _zipped(file: Any) -> str:
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    return next((what for what, member in _INSIDE.items() if member in names), "zip")


def _text(first: bytes) -> str:
    """``csv`` for a text of cells, whatever stands between them; pages and pictures made of text are neither."""
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    wide = first.startswith((b"\xff\xfe", b"\xfe\xff"))
    if start.startswith(b"<") or (b"\0" in first and not wide):
        return ""
    return "csv" if wide or not any(byte < 9 or 13 < byte < 32 for byte in first) else ""
