"""What a file is, by its content; what is none of ours is said with what to do."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from yuntai.errors import YuntaiError

WORKBOOK, OLD_WORKBOOK, PARQUET, TEXT = "xlsx", "xls", "parquet", "text"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PICTURES = {
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"%PDF": "PDF",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
}
_LOOK = 4096


def form_of(path: Path) -> str:
    """The form of the file at ``path``. Raises ``YuntaiError`` where it is empty, encrypted, damaged or no table."""
    name = path.name
    with path.open("rb") as file:
        first = file.read(_LOOK)
    if not first:
        raise YuntaiError(f"文件 {name} 是空的，请重新导出")
    if first.startswith(b"PAR1"):
        return PARQUET
    if first.startswith(b"PK"):
        return _zipped(path)
    if first.startswith(_OLE):
        return _compound(path)
    for start, what in _PICTURES.items():
        if first.startswith(start):
            raise YuntaiError(f"文件 {name} 是{what}，不是表格：请交 Excel、WPS 表格或 CSV")
    return _text(name, first)


def _zipped(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise YuntaiError(f"文件 {path.name} 已损坏（只传了一半，或没有保存完），请重新导出") from None
    if any(name.endswith("workbook.bin") for name in names):
        raise YuntaiError(f"文件 {path.name} 是二进制工作簿（xlsb），请另存为“Excel 工作簿（*.xlsx）”再交")
    if "content.xml" in names and "mimetype" in names:
        raise YuntaiError(f"文件 {path.name} 是 OpenDocument 表格（ods），请另存为“Excel 工作簿（*.xlsx）”再交")
    if "word/document.xml" in names:
        raise YuntaiError(f"文件 {path.name} 是 Word 文档，不是表格：请把表格复制到 Excel 或 WPS 表格里再交")
    if "[Content_Types].xml" in names:
        return WORKBOOK
    raise YuntaiError(f"文件 {path.name} 是压缩包，请解开，交里面的表格")


def _compound(path: Path) -> str:
    """An older container: a workbook of Excel 97 to 2003 or of WPS (et), or a newer one under a password."""
    content = path.read_bytes()
    if not any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book", "WordDocument")):
        raise YuntaiError(
            f"文件 {path.name} 加了打开密码，读不了：请打开它，去掉密码（文件 → 信息 → 保护），保存后再交"
        )
    if "WordDocument".encode("utf-16-le") in content:
        raise YuntaiError(f"文件 {path.name} 是 Word 文档，不是表格：请把表格复制到 Excel 或 WPS 表格里再交")
    return OLD_WORKBOOK


def _text(name: str, first: bytes) -> str:
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        raise YuntaiError(f"文件 {name} 其实是网页（有的系统这样导出），请用 Excel 或 WPS 打开，另存为 xlsx 再交")
    if start.startswith(b"<?xml"):
        raise YuntaiError(f"文件 {name} 是 XML，请用 Excel 或 WPS 打开，另存为 xlsx 再交")
    return TEXT
