"""Faults of one kind in one column, and what mends them all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from yuntai.cases.cells import KINDS, UNKNOWN, FaultKind
from yuntai.cases.declarations import Declaration, Row
from yuntai.cases.staff import Staff
from yuntai.procedures import Field
from yuntai.procedures.cells import understood, yuan_text

_EXAMPLES = 3
_REMOVED = ("unknown", "not_due", "twice")
"""The kinds of fault that are mended by not declaring the row."""


@dataclass
class Group:
    """The rows with a fault of one kind in one column."""

    kind: str
    column: Field
    rows: list[Row] = field(default_factory=list)
    mendable: int = 0
    """How many of them one press mends."""

    @property
    def code(self) -> str:
        """What names the group in an address."""
        return f"{self.kind}-{self.column.name}"

    @property
    def about(self) -> FaultKind:
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        return self.about.title if self.about.section == UNKNOWN else f"{self.column.label}{self.about.title}"

    @property
    def examples(self) -> list[str]:
        """The first of them, each with what was typed and what that is taken for."""
        return [self._example(row) for row in self.rows[:_EXAMPLES]]

    def _example(self, row: Row) -> str:
        typed = row.cells[self.column.name]
        yuan = understood(typed) if self.kind == "amount" else None
        said = f"“{typed}”→ {yuan_text(yuan)} 元" if yuan is not None else typed or row.cells["employee_name"]
        return f"第 {row.line} 行 {said}".rstrip()


def fault_groups(declaration: Declaration, rows: Iterable[Row]) -> list[Group]:
    """The faults of ``rows`` by kind and column, in the order of :data:`yuntai.cases.cells.KINDS` and of the columns."""
    found = {(kind, column.name): Group(kind, column) for kind in KINDS for column in declaration.columns}
    for row in rows:
        for name in row.faults:
            group = found[row.kinds.get(name, "form"), name]  # older drafts hold no kinds
            group.rows.append(row)
            group.mendable += _mended(declaration, row, group) is not row
    return [group for group in found.values() if group.rows]


def mend(declaration: Declaration, rows: Sequence[Row], group: Group) -> list[Row]:
    """``rows`` with the remedy of ``group`` in all of its rows that it can mend, checked anew."""
    wrong = {row.line for row in group.rows}
    mended = (_mended(declaration, row, group) if row.line in wrong else row for row in rows)
    return declaration.check(row for row in mended if row is not None)


def _mended(declaration: Declaration, row: Row, group: Group) -> Row | None:
    """The row with the remedy in it; the row itself where there is none, ``None`` where it is to be left out."""
    if group.kind in _REMOVED:
        return None
    column = group.column.name
    match group.kind:
        case "amount":
            text = str(understood(row.cells[column]))
        case "wage":
            held = _held(declaration, row)
            text = held.cells["gross_wage"] if held else ""
        case "digits":
            held = _held(declaration, row)
            named = declaration.roster.get(held.person) if held else None
            text = named.resident_id if named else ""
        case "other":
            return replace(row, cells=row.cells | {"enrolment": "", "last_base": ""})
        case _:
            return row
    return replace(row, cells=row.cells | {column: text}) if text else row


def _held(declaration: Declaration, row: Row) -> Staff | None:
    """Whom the registry holds under the enrolment of a row."""
    return declaration.by_enrolment.get(row.cells["enrolment"])
