"""What a row of a plan becomes: a notice, a row of a roll; whoever can open cases registers that here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from yuntai.cases.content import catalogue
from yuntai.cases.going import flow_of
from yuntai.cases.starts import planned
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify, recipients
from yuntai.notices.templates import template_of
from yuntai.people.models import Employer, Person, Role, Unit, User
from yuntai.people.officers import holders
from yuntai.rolls import writing
from yuntai.rolls.content import roll_of
from yuntai.rolls.writing import By
from yuntai.selections.plans import COLUMNS, Plan

Row = Mapping[str, Any]
DOES: dict[str, Callable[[Plan, Row, str], str]] = {}
"""By what a plan does: from a row, and a key that no other has, what it became in words; empty where it could not be begun."""


def does(name: str) -> Callable[[Callable[[Plan, Row, str], str]], Callable[[Plan, Row, str], str]]:
    """Have the function below begin what plans that say ``name`` give."""

    def register(function: Callable[[Plan, Row, str], str]) -> Callable[[Plan, Row, str], str]:
        DOES[name] = function
        return function

    return register


@does("tells")
def tell(plan: Plan, row: Row, key: str) -> str:
    """Tell the person, those who act for the employer, or those of the unit who handle cases; nobody where none has an account."""
    template = template_of(plan.tells)
    values = {name: row[name] for name in template.variables}
    told = _recipients(row)
    for one in told:
        notify(one, plan.tells, values, key=key)
    return f"告知 {len(told)} 人" if told else ""


def _recipients(row: Row) -> list[Person] | list[User]:
    if row.get("person") is not None:
        return list(Person.objects.filter(pseudonym=row["person"]))
    if row.get("employer"):
        employer = Employer.objects.filter(uscc=row["employer"]).first()
        return recipients(employer) if employer else []
    unit = Unit.objects.filter(code=row.get("unit")).first()
    return holders(unit.pk, [Role.ACCEPT, Role.REVIEW]) if unit else []


@does("enters")
def enter(plan: Plan, row: Row, _key: str) -> str:
    """Enter a row of a roll: its columns by name. Raises ``YuntaiError`` where it cannot be."""
    roll = roll_of(plan.enters)
    given = {column.name: row[column.name] for column in roll.columns if row.get(column.name) is not None}
    unit = Unit.objects.filter(code=row.get("unit")).first()
    writing.enter(roll.name, [given], By(unit=unit, reason=plan.title))
    return f"登记{roll.title}"


@does("opens")
def open_case(plan: Plan, row: Row, key: str) -> str:
    """Open a case of the plan's procedure."""
    case = planned(catalogue()[plan.opens], uuid5(NAMESPACE_URL, f"plan/{plan.id}/{key}"), plan.title, row)
    return f"办件 {case.number}"


def fault_of(plan: Plan, columns: set[str], templates: Mapping[str, Any], rolls: Mapping[str, Any]) -> str:
    """What is wrong with what a plan does, in a place with these notices and rolls; empty where nothing is."""
    sort, name = plan.does
    if sort not in DOES:
        return f"写了 {sort}，现在还不能由计划来做；可写：{'、'.join(DOES)}"
    if sort == "tells":
        if name not in templates:
            return f"没有“{name}”这个通知模板"
        if missing := sorted(templates[name].variables.keys() - columns):
            return f"的通知“{name}”要 {'、'.join(missing)}，每一行都要有这些列"
        if not columns & {"person", "employer", "unit"}:
            return "要告知，每一行要有 person、employer 或 unit"
    elif sort == "opens":
        if not (procedure := catalogue().get(name)):
            return f"没有“{name}”这个事项"
        if "plan" not in flow_of(procedure).starts:
            return f"不能开办“{procedure.title}”：它的流程没有写 starts 里的 plan"
    elif sort == "enters":
        if name not in rolls:
            return f"没有“{name}”这本台账"
        known = {column.name for column in rolls[name].columns} | COLUMNS.keys()
        if unknown := sorted(columns - known):
            return f"的台账“{name}”没有 {'、'.join(unknown)} 这些列"
    return ""


def require_sound(plan: Plan, columns: set[str], templates: Mapping[str, Any], rolls: Mapping[str, Any]) -> None:
    """Raise ``YuntaiError`` with file and line where what the plan does is not there."""
    if wrong := fault_of(plan, columns, templates, rolls):
        raise YuntaiError(f"{plan.place}：计划“{plan.title}”{wrong}")
