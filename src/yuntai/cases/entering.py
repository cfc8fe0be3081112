"""What an act enters in a roll (台账): the effect :class:`yuntai.procedures.flow.Enter`, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuntai.cases.models import Case, Event
from yuntai.clock import day_of
from yuntai.errors import YuntaiError
from yuntai.procedures.flow import Enter
from yuntai.registry.columns import Employer, Person, Table
from yuntai.registry.kinds import Ref
from yuntai.rolls import writing
from yuntai.rolls.content import roll_of
from yuntai.rolls.rows import said
from yuntai.rolls.writing import By, Written
from yuntai.rules.language.kinds import Text


def enter(case: Case, event: Event, effect: Enter, answers: Mapping[str, Any]) -> Written:
    """Enter or end the row that ``effect`` says, as of the day of ``event``. ``answers`` are those of the act's sheet; where they say
    nothing the case's own do.

    What a row does not name stays as it was. Raises ``YuntaiError`` where the row cannot be: then the act is not done.
    """
    roll = roll_of(effect.roll)
    by = By(event.user, event.unit, case.number, event.reason, event.capacity)
    try:
        row = row_of(case, effect, {**case.facts, **answers})
        if effect.ends:
            return writing.end(roll.name, [said(roll, row).key], day_of(event.at), by)
        return writing.enter(roll.name, [row], by, since=day_of(event.at))
    except YuntaiError as error:
        raise YuntaiError(f"登记{roll.title}：{error}") from None


def row_of(case: Case, effect: Enter, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an effect: the answers that are called as the roll's columns, and what the effect makes of the case.

    Where neither says it, the row is of who applies and has the number of the case.
    """
    roll = roll_of(effect.roll)
    made = dict(effect.row(case)) if effect.row else {}
    row = {
        **_of_case(case, roll),
        **{name: value for name, value in answers.items() if _is_said(roll, name, value)},
        **made,
    }
    return {name: _parsed(roll, name, value) for name, value in row.items()}


def _of_case(case: Case, roll: Table) -> dict[str, Any]:
    """Whom the row is about, and its number, as the case has it."""
    found: dict[str, Any] = {}
    for column in roll.columns:
        if roll.kept and column.name == roll.kept.of == "person" and case.person:
            found[column.name] = case.person.resident_id
        elif roll.kept and column.name == roll.kept.of == "employer" and case.employer:
            found[column.name] = case.employer.uscc
        elif roll.key == (column.name,) and isinstance(column.kind, Text) and not isinstance(column.kind, Ref):
            found[column.name] = case.number
    return found


def _is_said(roll: Table, name: str, value: Any) -> bool:
    return value not in (None, "") and any(column.name == name for column in roll.columns)


def _parsed(roll: Table, name: str, value: Any) -> Any:
    """A value as the column has it: answers are kept as texts."""
    column = next((one for one in roll.columns if one.name == name), None)
    if column is None or not isinstance(value, str) or value == "" or isinstance(column.kind, Person | Employer):
        return value
    try:
        return column.kind.parse(value)
    except ValueError as error:
        raise YuntaiError(f"{column.title}：{error}") from None
