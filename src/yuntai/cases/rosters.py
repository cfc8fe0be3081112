"""The roster (花名册) that an employer keeps itself: numbers and names, matched to the registry's pseudonyms as they come in.

The registry has no names. By the roster the employer sees its own next to the registry's figures; nobody becomes known to the
platform by it, and nobody but those who act for the employer sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from yuntai.cases.declarations import PROCEDURE, Declaration, rows_of
from yuntai.cases.declaring import keep
from yuntai.cases.drafts import find_draft
from yuntai.cases.staff import Enrolled, enrolled_since
from yuntai.people.models import Employee, Employer
from yuntai.procedures import Field
from yuntai.procedures.cells import read_cell
from yuntai.procedures.kinds import ResidentId
from yuntai.registry.pseudonym import pseudonym
from yuntai.rolls.spreadsheets import Line
from yuntai.rules.language.kinds import Text

COLUMNS = (
    Field("employee_id", "公民身份号码", ResidentId(), "公民身份号码"),
    Field("employee_name", "姓名", Text(40), "姓名"),
)


@dataclass
class Taken:
    """What became of the lines of a roster: how many were new, how many changed a name; what is wrong with the others, by line."""

    added: int = 0
    renamed: int = 0
    refused: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Matched:
    """A roster beside the registry: whom both hold, who is in the roster alone, who is insured and not in the roster."""

    both: Sequence[tuple[Employee, Enrolled]]
    unknown: Sequence[Employee]
    missing: Sequence[Enrolled]


@transaction.atomic
def take(employer: Employer, lines: Iterable[Line]) -> Taken:
    """Add the good lines to the roster, or change the names of those who are in it; lines with a fault are left out and said."""
    Employer.objects.select_for_update(no_key=True).get(pk=employer.pk)
    key, taken, seen = settings.HOME.key("person"), Taken(), {}
    held = {one.pseudonym: one for one in employer.roster.all()}
    new = []
    for line in lines:
        said, number, name = _read(line)
        if said or number in seen:
            taken.refused[line.number] = said or f"和第 {seen[number]} 行是同一个人"
            continue
        seen[number] = line.number
        one = held.get(pseudonym(number, key))
        if one is None:
            one = Employee(employer=employer, pseudonym=pseudonym(number, key), resident_id=number, name=name)
            new.append(one)
        elif one.name != name:
            one.name = name
            one.save(update_fields=["name"])
            taken.renamed += 1
    Employee.objects.bulk_create(new)
    taken.added = len(new)
    _name_in_draft(employer)
    return taken


def _read(line: Line) -> tuple[str, str, str]:
    """What is wrong with a line, in a sentence; its number and name."""
    found = [read_cell(column, line.cells.get(column.name, "")) for column in COLUMNS]
    said = "；".join(fault for _, fault, _ in found if fault)
    return said, str(found[0][2]), str(found[1][2])


def _name_in_draft(employer: Employer) -> None:
    """Fill in what the roster knows in the declaration that is being prepared."""
    if draft := find_draft(PROCEDURE, employer):
        declaration = Declaration(employer)
        keep(declaration, draft, declaration.check(rows_of(draft.answers)))


def matched(declaration: Declaration) -> Matched:
    """The roster beside those who were insured through the employer since the December that its declaration is about."""
    enrolled = {one.person: one for one in enrolled_since(declaration.employer, declaration.december)}
    roster = sorted(declaration.roster.values(), key=lambda one: one.pk)
    return Matched(
        [(one, enrolled[one.pseudonym]) for one in roster if one.pseudonym in enrolled],
        [one for one in roster if one.pseudonym not in enrolled],
        [one for person, one in enrolled.items() if person not in declaration.roster],
    )
