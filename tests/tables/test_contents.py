"""What a file is by its content: the same at the upload of a paper and where a table is read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yuntai.errors import YuntaiError
from yuntai.people.uploads import check_upload
from yuntai.tables.forms import form_of

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
FORMATS = ("pdf", "jpg", "png", "xlsx", "xls", "csv", "docx")


def archive(*members: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as zipped:
        for member in members:
            zipped.writestr(member, "<x/>")
    return file.getvalue()


BOOK = archive("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "stored", "form"),
    [
        (BOOK, "xlsx", "xlsx"),
        (archive("[Content_Types].xml", "xl/workbook2.xml"), "xlsx", "xlsx"),  # some programs call it so
        (OLE + b"\0" * 64 + "Workbook".encode("utf-16-le"), "xls", "xls"),
        ("姓名,工资\n".encode("gb18030"), "csv", "csv"),
        ("姓名\t工资\n".encode("utf-16"), "csv", "csv"),
        ("姓名,工资\n王,1\n".encode("utf-16-le"), "csv", "csv"),
        ("BMI,PK,姓名\n".encode(), "csv", "csv"),  # neither a picture nor an archive
        ("PK,姓名\n".encode(), "csv", "csv"),
    ],
)
def test_tables(content: bytes, stored: str, form: str, tmp_path: Path) -> None:
    assert check_upload(SimpleUploadedFile("名单.pdf", content), FORMATS, 1).stored_as.endswith(f".{stored}")
    (tmp_path / "名单.pdf").write_bytes(content)
    assert form_of(tmp_path / "名单.pdf") == form


@pytest.mark.parametrize(
    ("content", "stored", "said"),
    [
        (b"%PDF-1.7", "pdf", "是PDF，不是表格：请交 Excel、WPS 表格或 CSV"),
        (b"\r\n\r\n   %PDF-1.4", "pdf", "是PDF，不是表格：请交 Excel、WPS 表格或 CSV"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "pdf", "是PDF，不是表格：请交 Excel、WPS 表格或 CSV"),
        (b"\xff\xd8\xff\xe1", "jpg", "是图片，不是表格：请交 Excel、WPS 表格或 CSV"),
        (b"\x89PNG\r\n\x1a\n", "png", "是图片，不是表格：请交 Excel、WPS 表格或 CSV"),
        (archive("word/document.xml"), "docx", "是 Word 文档，不是表格：请把表格复制到 Excel 或 WPS 表格里再交"),
    ],
)
def test_papers(content: bytes, stored: str, said: str, tmp_path: Path) -> None:
    assert check_upload(SimpleUploadedFile("名单.xlsx", content), FORMATS, 1).stored_as.endswith(f".{stored}")
    (tmp_path / "名单.xlsx").write_bytes(content)
    with pytest.raises(YuntaiError) as refused:
        form_of(tmp_path / "名单.xlsx")
    assert str(refused.value) == f"文件 名单.xlsx {said}"


@pytest.mark.parametrize(
    ("content", "handed_in", "read"),
    [
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "“名单.xlsx”加了打开密码，这里打不开：请打开它，去掉密码（文件 → 信息 → 保护），保存后再传",
            "文件 名单.xlsx 加了打开密码，读不了：请打开它，去掉密码（文件 → 信息 → 保护），保存后再交",
        ),
        (
            BOOK[: len(BOOK) // 2],
            "“名单.xlsx”已损坏（只传了一半，或没有保存完），请用原来的程序打开、重新保存后再传",
            "文件 名单.xlsx 已损坏（只传了一半，或没有保存完），请重新导出",
        ),
        (
            archive("content.xml", "mimetype"),
            "“名单.xlsx”的内容是 OpenDocument 表格（ods），这里不收，请换成 pdf、jpg、png、xlsx、xls、csv、docx",
            "文件 名单.xlsx 是 OpenDocument 表格（ods），请另存为“Excel 工作簿（*.xlsx）”再交",
        ),
        (
            archive("[Content_Types].xml", "xl/workbook.bin"),
            "“名单.xlsx”的内容是二进制工作簿（xlsb），这里不收，请换成 pdf、jpg、png、xlsx、xls、csv、docx",
            "文件 名单.xlsx 是二进制工作簿（xlsb），请另存为“Excel 工作簿（*.xlsx）”再交",
        ),
        (
            archive("表.csv"),
            "“名单.xlsx”的内容是压缩包，这里不收，请换成 pdf、jpg、png、xlsx、xls、csv、docx",
            "文件 名单.xlsx 是压缩包，请解开，交里面的表格",
        ),
        (
            b"Rar!\x1a\x07",
            "“名单.xlsx”的内容是压缩包，这里不收，请换成 pdf、jpg、png、xlsx、xls、csv、docx",
            "文件 名单.xlsx 是压缩包，请解开，交里面的表格",
        ),
    ],
)
def test_neither(content: bytes, handed_in: str, read: str, tmp_path: Path) -> None:
    with pytest.raises(YuntaiError) as refused:
        check_upload(SimpleUploadedFile("名单.xlsx", content), FORMATS, 1)
    assert str(refused.value) == handed_in
    (tmp_path / "名单.xlsx").write_bytes(content)
    with pytest.raises(YuntaiError) as unread:
        form_of(tmp_path / "名单.xlsx")
    assert str(unread.value) == read
