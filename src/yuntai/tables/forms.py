"""What a file of tables is, by its content; what is none of ours is said with what to do."""

from __future__ import annotations

from pathlib import Path

from yuntai.errors import YuntaiError
from yuntai.tables import contents

WORKBOOK, OLD_WORKBOOK, PARQUET, TEXT = contents.XLSX, contents.XLS, contents.PARQUET, contents.TEXT

_OTHER_WORKBOOK = "请另存为“Excel 工作簿（*.xlsx）”再交"
_ADVICE = {
    "xlsb": f"，{_OTHER_WORKBOOK}",
    "ods": f"，{_OTHER_WORKBOOK}",
    **dict.fromkeys(("docx", "doc"), "，不是表格：请把表格复制到 Excel 或 WPS 表格里再交"),
    **dict.fromkeys(("zip", "rar", "7z"), "，请解开，交里面的表格"),
    contents.PAGE: "（有的系统这样导出），请用 Excel 或 WPS 打开，另存为 xlsx 再交",
    contents.MARKUP: "，请用 Excel 或 WPS 打开，另存为 xlsx 再交",
}
_NO_TABLE = "，不是表格：请交 Excel、WPS 表格或 CSV"


def form_of(path: Path) -> str:
    """The form of the file at ``path``. Raises ``YuntaiError`` where it is empty, encrypted, damaged or no table."""
    if not path.stat().st_size:
        raise YuntaiError(f"文件 {path.name} 是空的，请重新导出")
    with path.open("rb") as file:
        found = contents.content_of(file)
    if found in (WORKBOOK, OLD_WORKBOOK, PARQUET, TEXT):
        return found
    if found == contents.UNKNOWN:
        return TEXT  # a text with characters that are none; its reader says where
    if found == contents.ENCRYPTED:
        raise YuntaiError(
            f"文件 {path.name} 加了打开密码，读不了：请打开它，去掉密码（文件 → 信息 → 保护），保存后再交"
        )
    if found == contents.DAMAGED:
        raise YuntaiError(f"文件 {path.name} 已损坏（只传了一半，或没有保存完），请重新导出")
    verb = "其实是" if found == contents.PAGE else "是"
    raise YuntaiError(f"文件 {path.name} {verb}{contents.NAMED.get(found, '图片')}{_ADVICE.get(found, _NO_TABLE)}")
