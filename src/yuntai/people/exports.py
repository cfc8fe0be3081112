"""Taking rows out of the platform: few at a time, for a purpose, and written down."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction

from yuntai.clock import start_of, today
from yuntai.errors import YuntaiError
from yuntai.people.fields import mask_numbers
from yuntai.people.logs import log_access
from yuntai.people.models import Access, Person, User
from yuntai.tables.leaving import whole

MOST_ROWS = 5000
_ALONE = "导出"
_ROWS = re.compile(rf"{_ALONE} (\d+) 行：")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula; the full-width ones are read as such in Chinese versions."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Export:
    """A file to download."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Permit:
    """For how many rows a second officer (``by``) has confirmed that they be taken out."""

    most: int
    by: str


class NeedsSecond(YuntaiError):
    """More rows than an officer takes out of the platform in a day without a second one."""

    def __init__(self, count: int, before: int) -> None:
        today_too = f"，今天已经导出 {before:,} 行" if before else ""
        super().__init__(
            f"这份清单有 {count:,} 行{today_too}；一天超过 {settings.EXPORT_ROWS:,} 行的，要安全管理岗确认"
        )
        self.count = count


def taken_out(user: User) -> int:
    """How many rows ``user`` has taken out today without a second officer, by all her accounts."""
    mine = Access.objects.filter(user__in=user.accounts, at__gte=start_of(today()), what__startswith=_ALONE)
    return sum(int(found[1]) for what in mine.values_list("what", flat=True) if (found := _ROWS.match(what)))


@transaction.atomic
def export(
    user: User,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    purpose: str,
    form: str = "csv",
    permit: Permit | None = None,
) -> Export:
    """Rows as a ``csv``, ``xlsx`` or ``parquet`` file, written down in the log of accesses with its ``purpose``.

    Text that a spreadsheet would take for a formula gets an apostrophe before it, and the personal numbers that somebody
    typed into it are masked; numbers and dates stay what they are.
    Raises ``YuntaiError`` for more than :data:`MOST_ROWS` rows and without a purpose, ``NeedsSecond`` for more rows than ``permit``
    is for or, without one, than an officer takes out alone in a day (``EXPORT_ROWS``).
    """
    if not purpose.strip():
        raise YuntaiError("请写明导出来做什么用")
    if form not in _TYPES:
        raise YuntaiError(f"不能导出成“{form}”，请选 {'、'.join(_TYPES)}")
    table = [[_cell(value) for value in row] for row in islice(rows, MOST_ROWS + 1)]
    if len(table) > MOST_ROWS:
        raise YuntaiError(f"一次最多导出 {MOST_ROWS:,} 行，请缩小范围再导出")
    if permit is None or len(table) > permit.most:
        permit = None
        _require_few(user, len(table))
    done = f"经{permit.by}确认，导出" if permit else _ALONE
    log_access(user, None, f"{done} {len(table)} 行：{title}", purpose.strip())
    return Export(
        f"{title}-{today():%Y%m%d}.{form}", _TYPES[form], _WRITE[form]([_cell(one) for one in columns], table)
    )


@transaction.atomic
def take_beside(user: User, person: Person, count: int, title: str, why: str) -> None:
    """Write down that an officer takes ``count`` rows out of what ``person``, who is there, may see.

    Raises ``YuntaiError`` for more than she takes out alone in a day.
    """
    try:
        _require_few(user, count)
    except NeedsSecond:
        most = f"{settings.EXPORT_ROWS:,}"
        raise YuntaiError(
            f"这份表有 {count:,} 行，工作人员一天最多取走 {most} 行；请单位的经办人自己登录下载"
        ) from None
    log_access(user, person, f"{_ALONE} {count} 行：{title}", why)


def _require_few(user: User, count: int) -> None:
    mine = User.objects.filter(pk__in=user.accounts).order_by("pk")
    list(mine.select_for_update(of=("self",)))  # who asks twice at once is counted twice
    if count and (before := taken_out(user)) + count > settings.EXPORT_ROWS:
        raise NeedsSecond(count, before)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, str):
        return value
    text = mask_numbers(_CONTROL.sub("", value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(columns: Sequence[Any], table: Sequence[Sequence[Any]]) -> bytes:
    file = StringIO(newline="")
    csv.writer(file).writerows([[_whole(value) for value in row] for row in (columns, *table)])
    return file.getvalue().encode("utf-8-sig")  # with its mark, or Excel takes it for GBK


def _whole(value: Any) -> Any:
    return whole(str(value)) if isinstance(value, str) or (type(value) is int and abs(value) >= 10**11) else value


def _xlsx(columns: Sequence[Any], table: Sequence[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (columns, *table):
        sheet.append([_typed(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _parquet(columns: Sequence[Any], table: Sequence[Sequence[Any]]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    cells = [[row[place] for row in table] for place in range(len(columns))]
    plain = [
        one if len({type(cell) for cell in one if cell is not None}) <= 1 else [_text(cell) for cell in one]
        for one in cells
    ]
    file = BytesIO()
    parquet.write_table(pa.table(dict(zip(columns, map(pa.array, plain), strict=True))), file)
    return file.getvalue()


def _text(cell: Any) -> str | None:
    return None if cell is None else str(cell)


_WRITE = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}


def _typed(sheet: Any, value: Any) -> Any:
    """A number as a number, a text and a number of more than 15 digits in a cell of text, which shows it whole."""
    if isinstance(value, Decimal):
        return float(value)
    if type(value) is int and abs(value) >= 10**15:
        value = str(value)
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.number_format = "s", "@"
    return cell
