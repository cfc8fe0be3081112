"""Rolls as files: a sheet taken in, its faults given back cell by cell; a list taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.exports import MOST_ROWS
from yuntai.registry.columns import Table
from yuntai.rolls.importing import Imported, columns_of, take_in
from yuntai.rolls.rights import READERS, WRITERS, Reach
from yuntai.rolls.spreadsheets import MOST_MB, SHOWN, Line, read, write
from yuntai.rules.language.kinds import Date
from yuntai.web.exporting import FORMS, Sheet, answer
from yuntai.web.rights import roles_required
from yuntai.web.rolls.finding import found
from yuntai.web.rolls.forms import by, may_keep
from yuntai.web.rolls.views import cells, of

_FORMS = {**FORMS, "parquet": "Parquet"}
_GUIDE = (
    "一行登记一条，第 1 行的标题不要改；号码的列保持“文本”格式。",
    "编号已经有的，是从起始日期起变更；和现在一样的，不会重复登记。",
    "有问题的行不收，会标红退回；改好再传一次就可以。",
)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*WRITERS)
@sensitive_post_parameters()
def take(request: HttpRequest, name: str) -> HttpResponse:
    """Take a sheet in. What has faults comes back as a sheet, with what is wrong in each cell."""
    roll, right = of(request, name)
    errors: dict[str, str] = {}
    day = request.POST.get("since", "") or str(today())
    if request.method == "POST":
        try:
            since = Date().check_on(Date().parse(day), today())
            if (file := request.FILES.get("sheet")) is None:
                raise YuntaiError("请选择文件（Excel、WPS 表格或 CSV）")
            filled = read(file, columns_of(roll))
            done = take_in(name, filled.lines, by(request, "导入"), since=since, may=lambda row: _may(roll, right, row))
            for one in filled.said:
                messages.warning(request, one)
            messages.success(request, f"新登记 {done.new} 行，变更 {done.changed} 行，{done.same} 行和现在一样")
            if not done.rejected:
                return redirect("rolls:rows", name)
            return _rejects(roll, done)
        except YuntaiError as error:
            errors = {"sheet": str(error)}
        except ValueError as error:
            errors = {"since": str(error)}
    context = {"roll": roll, "errors": errors, "formats": SHOWN, "most_mb": MOST_MB, "since": day}
    return render(request, "rolls/import.html", context, status=400 if errors else 200)


@require_safe
@roles_required(*WRITERS)
def template(request: HttpRequest, name: str) -> FileResponse:
    """The sheet to fill in."""
    roll, _ = of(request, name)
    return _file(write(columns_of(roll), [], _GUIDE, title=roll.title[:30]), f"{roll.title}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*READERS)
def export(request: HttpRequest, name: str) -> HttpResponse:
    """Take the rows of a list out, with persons and secrets masked."""
    roll, right = of(request, name)
    wanted = found(roll, right, request.GET)
    count = len(wanted[: MOST_ROWS + 1].values_list("pk", flat=True))
    titles = [*(column.title for column in roll.columns), "起始日期", "终止日期"]
    back = f"{reverse('rolls:rows', args=[name])}?{request.GET.urlencode()}"
    return answer(request, Sheet(roll.title, titles, _rows(roll, wanted), count, _FORMS), back)


def _rows(roll: Table, wanted: Any) -> Iterator[Sequence[Any]]:
    for row in wanted[: MOST_ROWS + 1]:
        yield [*cells(roll, row, roll.columns), row.since, row.until]


def _may(roll: Table, right: Reach, values: Mapping[str, Any]) -> str:
    try:
        may_keep(roll, right, values)
    except YuntaiError as error:
        return str(error)
    return ""


def _rejects(roll: Table, done: Imported) -> FileResponse:
    """The lines with faults as a sheet; what was good has been taken in."""
    lines = (Line(number, one.cells, one.faults) for number, one in enumerate(done.rejected, 2))
    said = (
        f"收下 {done.new + done.changed + done.same} 行，这里是没有收的 {len(done.rejected)} 行，改好再传。",
        *_GUIDE,
    )
    content = write(columns_of(roll), lines, said, title=roll.title[:30], with_faults=True)
    return _file(content, f"{roll.title}-退回.xlsx")


def _file(content: bytes, name: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)
