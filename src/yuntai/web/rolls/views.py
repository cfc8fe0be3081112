"""The rolls of an officer, the rows of one, one row with all that was ever written of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.people.fields import mask_name, mask_numbers, mask_phone, mask_resident_id
from yuntai.people.logs import log_access
from yuntai.people.models import Person
from yuntai.registry.columns import Column, Table
from yuntai.registry.columns import Person as PersonKind
from yuntai.registry.kinds import Address, Phone
from yuntai.rolls import dated
from yuntai.rolls.content import catalogue
from yuntai.rolls.content import rolls as declared
from yuntai.rolls.models import Change
from yuntai.rolls.rights import READERS, Reach, reach, rolls_of
from yuntai.rolls.rows import shown
from yuntai.rolls.secrets import open_
from yuntai.rolls.tables import day_of, model_of
from yuntai.web.paging import page_of
from yuntai.web.rights import roles_required
from yuntai.web.rolls import finding
from yuntai.web.rolls.finding import First, by_what, filters, found

A_PAGE = 20
IN_LIST = 6
"""How many columns a list has."""


def of(request: HttpRequest, name: str) -> tuple[Table, Reach]:
    """A roll and how far the officer's right to it goes. Raises ``Http404``, or ``PermissionDenied`` where she has none."""
    if name not in declared():
        raise Http404
    roll = declared()[name]
    if not (right := reach(request.user, roll)):
        raise PermissionDenied(f"“{roll.title}”由别的单位管理，您的岗位看不到")
    return roll, right


def one_of(request: HttpRequest, name: str, pk: int) -> tuple[Table, Reach, Any]:
    """The same with one of its rows that we know now, of those that she sees."""
    roll, right = of(request, name)
    row = model_of(name).objects.filter(pk=pk, unit__in=right.seen).first()
    if row is None:
        raise Http404
    return roll, right, row


@require_safe
@roles_required(*READERS)
def rolls(request: HttpRequest) -> HttpResponse:
    """The rolls of which the officer sees rows."""
    return render(request, "rolls/rolls.html", {"rolls": rolls_of(request.user)})


@require_safe
@roles_required(*READERS)
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of a roll, filtered and found by what the address says; secrets are masked."""
    roll, right = of(request, name)
    leaves = First(found(roll, right, request.GET), roll, right)
    columns, page = in_list(roll), page_of(leaves, A_PAGE, request)
    page.object_list = [(one, cells(roll, one, columns)) for one in page.object_list]
    context = {
        "roll": roll,
        "columns": columns,
        "page": page,
        "many": leaves.more,
        "most": finding.MOST,
        "filters": filters(roll, right, request.GET),
        "by_what": by_what(roll),
        "day": roll[day_of(roll)].title if day_of(roll) else "",
        "asked": {key: request.GET.get(key, "") for key in ("q", "from", "to", "all")},
        "writes": bool(right.kept),
        "query": request.GET.urlencode(),
    }
    return render(request, "rolls/rows.html", context)


@require_safe
@roles_required(*READERS)
def row(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """A row with its history. Who keeps it reads its secrets, and that is written down."""
    roll, right, row = one_of(request, name, pk)
    full = row.unit in right.kept
    key = [getattr(row, column) for column in roll.key]
    versions = list(dated.history(name, key))
    if row.replaced_on is not None:  # somebody has changed it since: what is known now stands on top
        row = next((one for one in versions if one.replaced_on is None), row)
    if full and row.private:
        log_access(request.user, person_of(roll, row), f"{roll.title}：{label(roll, row)}", "管理台账")
    numbers = {one.change for one in versions} | {one.replacing for one in versions if one.replacing}
    changes = {one.number: one for one in Change.objects.filter(number__in=numbers).select_related("by", "unit")}
    context = {
        "roll": roll,
        "row": row,
        "label": label(roll, row),
        "facts": [
            {"label": column.title, "value": text or "—"}
            for column, text in zip(roll.columns, cells(roll, row, roll.columns, full=full), strict=True)
        ],
        "unit": catalogue().units[row.unit].name if row.unit in catalogue().units else row.unit,
        "versions": _told(roll, versions, changes),
        "writes": full and row.replaced_on is None,
        "open": row.until is None,
        "hidden": bool(row.private) and not full,
    }
    return render(request, "rolls/row.html", context)


@dataclass(frozen=True)
class Told:
    """A version of a row: its days, what it says otherwise than the one before, who wrote it."""

    row: Any
    said: Sequence[tuple[str, str]]
    change: Change | None
    replaced: Change | None


def _told(roll: Table, versions: Sequence[Any], changes: dict[int, Change]) -> list[Told]:
    told = []
    for at, one in enumerate(versions):
        before = versions[at + 1] if at + 1 < len(versions) else None
        columns = [c for c in roll.loaded if before is None or getattr(one, c.name) != getattr(before, c.name)]
        said = list(zip((c.title for c in columns), cells(roll, one, columns), strict=True))
        if before is not None and one.mark != before.mark:
            said.append(("保密的内容", "有改动"))
        told.append(
            Told(
                one,
                [(title, text or "—") for title, text in said if text or before],
                changes.get(one.change),
                changes.get(one.replacing),
            )
        )
    return told


def in_list(roll: Table) -> list[Column]:
    """The columns that a list shows: those of the key, a name that is found, then the first others."""
    first = [column for column in roll.columns if column.name in roll.key or (column.private and column.find)]
    others = [column for column in roll.loaded if column not in first and column.until is None]
    chosen = [*first, *others][:IN_LIST]
    return [column for column in roll.columns if column in chosen]


def cells(roll: Table, row: Any, columns: Sequence[Column], *, full: bool = False) -> list[str]:
    """The values of a row as people read them; what names a person only where it is read in ``full``."""
    hidden = any(column.private or isinstance(column.kind, PersonKind) for column in columns)
    key = [getattr(row, name) for name in roll.key]
    secrets = open_(roll, key, row.private) if hidden else {}
    return [_cell(roll, row, column, secrets.get(column.name, ""), full=full) for column in columns]


def _cell(roll: Table, row: Any, column: Column, secret: str, *, full: bool) -> str:
    if isinstance(column.kind, PersonKind):
        return secret if full or not secret else mask_resident_id(secret)
    if not column.private:
        return shown(roll, column.name, getattr(row, column.name))
    return secret if full else masked(column, secret)


def masked(column: Column, secret: str) -> str:
    """A secret as it is shown to who only sees that there is one."""
    match column.kind:
        case _ if not secret:
            return ""
        case Phone():
            return mask_phone(secret)
        case Address():
            return f"{secret[:6]}****"
    return mask_name(secret) if len(secret) <= 6 else mask_numbers(f"{secret[:2]}****")


def label(roll: Table, row: Any) -> str:
    """What a row is called: its key; a person by her masked number."""
    columns = [roll[name] for name in roll.key]
    return "，".join(text for text in cells(roll, row, columns) if text)


def person_of(roll: Table, row: Any) -> Person | None:
    """The person that a row is about, if the platform knows her."""
    names = [column.name for column in roll.columns if isinstance(column.kind, PersonKind)]
    return Person.objects.filter(pseudonym=getattr(row, names[0])).first() if names else None
