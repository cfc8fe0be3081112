"""The declaration as a spreadsheet: down with the rows in it, up again checked cell by cell."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yuntai.cases.declarations import Declaration, Row, rows_of
from yuntai.cases.declaring import keep
from yuntai.cases.drafts import as_text, take_out
from yuntai.cases.models import Draft
from yuntai.cases.sums import without_sums
from yuntai.errors import YuntaiError
from yuntai.people.exports import take_beside
from yuntai.rolls.spreadsheets import MOST_MB, MOST_ROWS, letter, read, write
from yuntai.web.employer.steps import list_page, of_employer, with_draft
from yuntai.web.resident.materials import store_file

BROUGHT = "declaration_file"
"""The material of the procedure that is the sheet itself, brought on a disk."""


@require_safe
@of_employer
def template(request: HttpRequest, declaration: Declaration) -> FileResponse:
    """The staff of December in a sheet, to fill in."""
    return _file(request, declaration, declaration.prefilled(), f"{declaration.day.year}年度缴费工资基数申报表.xlsx")


@require_safe
@with_draft
def marked(request: HttpRequest, declaration: Declaration, draft: Draft) -> FileResponse:
    """The rows of the draft as they were typed, with what is wrong beside them."""
    rows = rows_of(draft.answers)
    return _file(
        request, declaration, rows, f"{declaration.day.year}年度缴费工资基数申报表（标出问题）.xlsx", with_faults=True
    )


def _file(
    request: HttpRequest, declaration: Declaration, rows: list[Row], name: str, *, with_faults: bool = False
) -> FileResponse:
    acting = request.acting
    if acting.is_present:  # an officer takes numbers and names of the whole staff out
        why = f"{acting.basis_title} {acting.subject.uscc}"
        take_beside(request.user, acting.representative.person, len(rows), name, why)
    lines = (row.as_line() for row in rows)
    content = write(declaration.columns, lines, instructions(declaration), with_faults=with_faults)
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)


def instructions(declaration: Declaration) -> list[str]:
    """How to fill in the sheet, a sentence each."""
    year = declaration.day.year
    columns = [
        f"{letter(declaration.columns, column.name)} 列“{column.label}”：{column.ask}{'（可不填）' if column.optional else ''}"
        for column in declaration.columns
    ]
    return [
        f"{declaration.employer}，{year}年度社会保险缴费工资基数申报",
        f"表里已经列出{year - 1}年12月在职、应当申报的职工。没有号码和姓名的，请按到岗日期和参保登记号补上。",
        "一人一行。第 1 行的标题和列的顺序不要改；公民身份号码这一列保持“文本”格式；不要用公式，日期写成 2022-03-01 的样子。",
        "金额只写数字，不写“6万”“元”和逗号；写了的，上传后平台会问您是不是。“合计”这一行可以留着，平台不把它当作职工。",
        "年缴费工资＝应发工资合计÷参保月数×12，系统计算，不用填；上传以后每一步都看得见。",
        f"上传的文件就是完整的申报表，会替换网上的表。文件不超过 {MOST_MB} MB、{MOST_ROWS:,} 行。",
        *columns,
    ]


@require_POST
@with_draft
def upload(request: HttpRequest, declaration: Declaration, draft: Draft) -> HttpResponse:
    """Take a filled-in sheet in place of the rows there are; what is wrong is shown cell by cell, all is kept."""
    file = request.FILES.get("sheet")
    if file is None:
        return list_page(request, declaration, draft, "请选择填好的申报表（Excel、WPS 表格或 CSV）")
    try:
        filled = read(file, declaration.columns)
    except YuntaiError as error:
        return list_page(request, declaration, draft, str(error))
    lines, sums = without_sums(filled.lines)
    rows = declaration.check(lines)
    _keep_file(request, declaration, draft, file)
    keep(declaration, draft, rows)
    for said in sums:
        messages.info(request, said)
    for said in filled.said:
        messages.warning(request, said)
    bad = sum(not row.good for row in rows)
    if bad:
        messages.warning(request, f"收到 {len(rows)} 行，{bad} 行要改或者要确认，其余都算好了；填的内容都存着")
        return redirect(reverse("employer:declare") + "?show=wrong")
    messages.success(request, f"收到 {len(rows)} 行，没有错误")
    return redirect("employer:declare")


def _keep_file(request: HttpRequest, declaration: Declaration, draft: Draft, file: UploadedFile) -> None:
    """A file that was brought to a counter is kept as the material that the procedure asks of who cannot declare online."""
    wanted = next(one for one in declaration.procedure.materials if one.id == BROUGHT)
    for old in draft.materials.filter(kind=BROUGHT):
        take_out(draft, old)
    if request.acting.is_present:
        draft.materials.add(store_file(file, wanted, draft, request.user))
    draft.answers["online_impossible"] = as_text(request.acting.is_present)
