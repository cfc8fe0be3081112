"""What people hand in: size, ending, content, and the name under which it is kept."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from yuntai.errors import YuntaiError
from yuntai.people.uploads import check_upload, download_name

PDF, JPG, PNG = b"%PDF-1.7\n...", b"\xff\xd8\xff\xe0...", b"\x89PNG\r\n\x1a\n..."
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ALL = ("pdf", "jpg", "png", "xlsx", "docx")


def archive(*members: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as zipped:
        for member in members:
            zipped.writestr(member, "<x/>")
    return file.getvalue()


def workbook() -> bytes:
    file = BytesIO()
    Workbook().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("证书.pdf", PDF, "pdf"),
        ("证书.PDF", PDF, "pdf"),
        ("照片.jpg", JPG, "jpg"),
        ("照片.jpeg", JPG, "jpg"),
        ("截图.png", PNG, "png"),
        ("名单.xlsx", workbook(), "xlsx"),
        ("合同.docx", archive("[Content_Types].xml", "word/document.xml"), "docx"),
        # what a file is stands in it, not in its name
        ("截图.jpg", PNG, "png"),
        ("证书.pdf", JPG, "jpg"),
        ("没有后缀", PDF, "pdf"),
        ("名单.xlsx", archive("word/document.xml"), "docx"),
        ("证书.pdf", b" \r\n%PDF-1.7", "pdf"),
        ("证书.pdf", b"\xef\xbb\xbf%PDF-1.7", "pdf"),
    ],
)
def test_good_files_are_kept_under_a_name_of_our_own(name, content, ending):
    file = SimpleUploadedFile(name, content)
    upload = check_upload(file, ALL, 1)
    assert re.fullmatch(rf"[0-9a-f]{{32}}\.{ending}", upload.stored_as)
    assert (upload.name, upload.size) == (name, len(content))
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert file.read() == content
    assert check_upload(file, ALL, 1).stored_as != upload.stored_as


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("木马.exe", b"MZ", "“木马.exe”的格式不收，请换成 pdf、jpg、png、xlsx、docx"),
        ("没有后缀", b"\0\0", "“没有后缀”的格式不收，请换成 pdf、jpg、png、xlsx、docx"),
        ("页面.html", b"<script>", "“页面.html”的内容是网页，这里不收，请换成 pdf、jpg、png、xlsx、docx"),
        ("证书.pdf", b"x%PDF-", "“证书.pdf”的内容不是 pdf 文件，请用原来的程序另存为 pdf、jpg、png、xlsx、docx 再传"),
        ("动画.png", b"GIF89a..", "“动画.png”的内容是 gif，这里不收，请换成 pdf、jpg、png、xlsx、docx"),
        (
            "扫描.pdf",
            b"PK\x05\x06" + b"\0" * 18,
            "“扫描.pdf”的内容是压缩包，这里不收，请换成 pdf、jpg、png、xlsx、docx",
        ),
        (
            "合同.docx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "“合同.docx”加了打开密码，这里打不开：请打开它，去掉密码（文件 → 信息 → 保护），保存后再传",
        ),
        (
            "照片.jpg",
            b"\0\0\0\x18ftypheic\0\0\0\0",
            "“照片.jpg”是苹果手机的 HEIC 照片，这里打不开：请在手机的“设置 → 相机 → 格式”里选“兼容性最佳”再拍，"
            "或者打开照片截一张图再传",
        ),
        ("照片.png", b"<svg/>", "“照片.png”的内容是 XML，这里不收，请换成 pdf、jpg、png、xlsx、docx"),
        (
            "名单.xlsx",
            b"PK\x03\x04" + b"\0" * 40,
            "“名单.xlsx”已损坏（只传了一半，或没有保存完），请用原来的程序打开、重新保存后再传",
        ),
        ("空.pdf", b"", "“空.pdf”是空文件，请重新选择"),
        ("大.pdf", PDF + b"0" * 2**20, "“大.pdf”有 1.0 MB，超过 1 MB，请压缩后再传"),
    ],
)
def test_others_are_refused_with_what_to_do(name, content, sentence):
    with pytest.raises(YuntaiError) as refused:
        check_upload(SimpleUploadedFile(name, content), ALL, 1)
    assert str(refused.value) == sentence


def test_only_the_formats_of_the_material_are_taken():
    with pytest.raises(YuntaiError, match=r"的内容是 png，这里不收，请换成 pdf$"):
        check_upload(SimpleUploadedFile("照片.png", PNG), ("pdf",), 1)


@pytest.mark.parametrize(
    ("name", "stored", "given"),
    [
        ("截图.jpg", "a.png", "截图.jpg.png"),
        ("照片.JPEG", "a.jpg", "照片.JPEG"),
        ("证书", "a.pdf", "证书.pdf"),
        ("证书.PDF", "a.pdf", "证书.PDF"),
    ],
)
def test_it_is_handed_out_with_the_ending_of_what_it_is(name, stored, given):
    assert download_name(name, stored) == given


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\Windows\\passwd.pdf", "/etc/passwd.pdf"])
def test_no_path_of_the_sender_is_used(name):
    file = SimpleUploadedFile("x.pdf", PDF)
    file._name = name
    upload = check_upload(file, ALL, 1)
    assert upload.name == "passwd.pdf"
    assert "/" not in upload.stored_as
    assert "passwd" not in upload.stored_as
