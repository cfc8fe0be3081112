"""Files that people hand in: neither too large nor of another kind than is taken, stored under a name of our own.

A file is what its content is, whatever its name says: a telephone names a picture as it likes, and whoever gets it here
cannot rename it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, cast
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile

from yuntai.errors import YuntaiError
from yuntai.tables.contents import DAMAGED, ENCRYPTED, NAMED, TEXT, UNKNOWN, content_of


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
    what = content_of(cast(BinaryIO, file))
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
    if what == ENCRYPTED:
        return f"“{name}”加了打开密码，这里打不开：请打开它，去掉密码（文件 → 信息 → 保护），保存后再传"
    if what == DAMAGED:
        return f"“{name}”已损坏（只传了一半，或没有保存完），请用原来的程序打开、重新保存后再传"
    if what not in (UNKNOWN, TEXT):
        return f"“{name}”的内容是{NAMED.get(what, f' {what}')}，这里不收，请换成 {allowed}"
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if {"jpeg": "jpg"}.get(ending, ending) in formats:
        return f"“{name}”的内容不是 {ending} 文件，请用原来的程序另存为 {allowed} 再传"
    return f"“{name}”的格式不收，请换成 {allowed}"
