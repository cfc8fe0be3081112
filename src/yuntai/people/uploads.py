"""Files that people hand in: neither too large nor other than they say, stored under a name of our own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile

from yuntai.errors import YuntaiError

_MAGIC = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
_INSIDE = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "ofd": "OFD.xml"}
"""Formats that are ZIP archives, with the member that makes them what they are."""

_SAME = {"jpeg": "jpg"}


@dataclass(frozen=True)
class Upload:
    """A file that is good: ``name`` as the person called it, ``stored_as`` as the platform does."""

    name: str
    stored_as: str
    size: int
    sha256: str


def check_upload(file: UploadedFile, formats: tuple[str, ...], most_mb: int) -> Upload:
    """Check a file by its ending, size and first bytes. Raises ``YuntaiError`` with a sentence that says what to do."""
    name = PurePath(str(file.name).replace("\\", "/")).name[-120:]
    ending = PurePath(name).suffix.lower().removeprefix(".")
    ending = _SAME.get(ending, ending)
    allowed = "、".join(formats)
    if ending not in formats or ending not in (_MAGIC | _INSIDE):
        raise YuntaiError(f"“{name}”的格式不收，请换成 {allowed}")
    if (file.size or 0) > most_mb * 2**20:
        raise YuntaiError(f"“{name}”有 {(file.size or 0) / 2**20:.1f} MB，超过 {most_mb} MB，请压缩后再传")
    if not file.size:
        raise YuntaiError(f"“{name}”是空文件，请重新选择")
    if not _is(file, ending):
        raise YuntaiError(f"“{name}”的内容不是 {ending} 文件，请用原来的程序另存为 {allowed} 再传")
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return Upload(name, f"{uuid4().hex}.{ending}", file.size, digest.hexdigest())


def _is(file: Any, ending: str) -> bool:
    """Whether the content is of the format that the name says."""
    file.seek(0)
    if magic := _MAGIC.get(ending):
        return bool(file.read(len(magic)) == magic)
    try:
        with ZipFile(file) as archive:
            return _INSIDE[ending] in archive.namelist()
    except (BadZipFile, ValueError, OSError):
        return False
