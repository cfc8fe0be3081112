"""What the registry holds of the person, and the statement of it (权益记录单) that anybody can have checked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.letters import issue_letter
from yuntai.people.logs import log_access
from yuntai.people.models import Person, Unit
from yuntai.registry.columns import Month, Table
from yuntai.registry.columns import Person as PersonKind
from yuntai.registry.record import Record
from yuntai.registry.schema import TABLES
from yuntai.rules.language.kinds import FAR, Date, Whole
from yuntai.web.resident.held import record

Row = Mapping[str, Any]

CORRECTED_AS = {
    "persons": "identity",
    "enrolments": "enrolment",
    "contributions": "contribution",
    "benefits": "benefit",
    "payments": "subsidy",
}
"""Which kind of record a table is, as the correction of records asks it."""

SHOWN = 6
"""How many rows of a table stand on the page before one unfolds the others."""


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """Her rows, table by table, the last first; each table with the way to have it corrected."""
    held = record(request)
    if held:
        log_access(request.user, request.acting.subject, "登记系统里的记录", request.acting.basis_title)
    tables = [_table(TABLES[name], rows) for name, rows in held.rows.items() if rows and name in TABLES] if held else []
    years = _years(held.rows.get("contributions", ())) if held else []
    return render(request, "resident/records.html", {"tables": tables, "years": years})


def _table(table: Table, rows: Sequence[Row]) -> dict[str, Any]:
    columns = [column for column in table.loaded if column.name not in ("person", *table.key)]
    columns = [column for column in table.loaded if column.name in table.key and column.name == "month"] + columns
    cells = [[_cell(column.kind, row[column.name]) for column in columns] for row in reversed(rows)]
    return {
        "name": table.name,
        "title": table.title,
        "columns": columns,
        "first": cells[:SHOWN],
        "rest": cells[SHOWN:],
        "count": len(rows),
        "corrected_as": CORRECTED_AS.get(table.name, ""),
    }


def _cell(kind: Any, value: Any) -> str:
    """A value as people read it; what cannot be shown by its kind, as it stands."""
    none = getattr(kind, "none", None)
    if value is None or (value == FAR and not none):
        return "—"
    if isinstance(kind, Month):
        return f"{value.year}年{value.month}月"
    try:
        return str(kind.show(value))
    except (KeyError, ValueError):
        return str(value)


def _years(contributions: Sequence[Row]) -> list[dict[str, Any]]:
    """Months that were paid and their bases, year by year, the last first."""
    months: dict[int, set[Any]] = defaultdict(set)
    bases: dict[int, Decimal] = defaultdict(Decimal)
    for row in contributions:
        if row["paid_on"] not in (None, FAR):
            months[row["month"].year].add(row["month"])
            bases[row["month"].year] += row["base"] or 0
    return [{"year": year, "months": len(months[year]), "base": bases[year]} for year in sorted(months, reverse=True)]


@require_POST
def statement(request: HttpRequest) -> HttpResponse:
    """Issue the statement of today: a letter with number and code; the same one as long as it says the same."""
    held = record(request)
    if held is None:
        raise YuntaiError("登记系统里没有您的记录，开不了权益记录单")
    person: Person = request.acting.subject
    unit = Unit.objects.filter(parent=None).order_by("path")[0]
    text = _text(person, held, unit)
    letter = issue_letter(
        person,
        "statement",
        "个人权益记录单",
        text,
        unit=unit,
        key=f"statement/{person.pk}/{hashlib.sha256(text.encode()).hexdigest()}",
    )
    return redirect("resident:letter", letter.number)


def _text(person: Person, held: Record, unit: Unit) -> str:
    """The statement in paragraphs: who, then contributions by year, certificates, benefits and subsidies, with dates."""
    years = _years(held.rows.get("contributions", ()))
    paragraphs = [
        f"姓名：{person.name}\n公民身份号码：{person.masked_id}",
        "\n".join(
            [
                f"一、缴费：共 {sum(one['months'] for one in years)} 个月",
                *(f"{one['year']}年：{one['months']} 个月，缴费基数合计 {one['base']:,.2f} 元" for one in years),
            ]
        ),
    ]
    for number, name in zip(
        "二三四五六", ("enrolments", "spells", "certificates", "benefits", "payments"), strict=False
    ):
        table, rows = TABLES[name], held.rows.get(name, ())
        lines = [f"{number}、{table.title}：{len(rows)} 条", *(_line(table, row) for row in rows)]
        paragraphs.append("\n".join(lines))
    paragraphs.append("以上是登记系统当天的记录。与实际不符的，可以在“我的记录”里申请更正。")
    paragraphs.append(f"{unit.name}\n{Date().show(today())}")
    return "\n\n".join(paragraphs)


def _line(table: Table, row: Row) -> str:
    columns = [
        column
        for column in table.loaded
        if row[column.name] is not None
        and not isinstance(column.kind, PersonKind)
        and not (column.name in table.key and isinstance(column.kind, Whole))
    ]
    return "；".join(f"{column.title} {_cell(column.kind, row[column.name])}" for column in columns)
